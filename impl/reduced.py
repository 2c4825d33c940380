r"""A germ with everything that is decided taken out: what is left are its ties, over as few coordinates as they use.

Between ties a germ is linear. So each argument of a tied maximum or minimum, and the root, is <b, v> plus a sum of tied nodes with
constant factors; b comes from one sweep backwards that ends at ties. All b lie in a space of some dimension r, with the reduced
echelon basis R, shape (r, n), and pivot columns P. Then b = b_P R, so that <b, v> = <b_P, R v>: the germ is a germ of r inputs, taken at
R v. As v -> R v is onto, the open cones on which the one is linear are the preimages of those of the other, and the gradients are g R,
one to one since R has full rank. A network of 784 inputs with eight ties becomes a graph of eight extrema in at most seventeen inputs.
"""

from __future__ import annotations

from typing import NamedTuple

from flint import fmpq, fmpq_mat

from impl.expressions import Affine, Extremum, Input, Node, affine, variables
from impl.germ import Germ, germ
from impl.piecewise import Graph
from impl.rationals import ONE, ZERO, Matrix, Vector
from impl.steps import Steps


class Reduced(NamedTuple):
    """A germ of r inputs, and the basis, shape (r, n), that its inputs stand for."""

    germ: Germ
    basis: Matrix

    def lifted(self, gradients: Matrix) -> tuple[Vector, ...]:
        """Gradients of the reduced germ, shape (k, r), as those of the germ that was given, shape (k, n)."""
        if not self.basis:
            return tuple((ZERO,) * self.germ.n for _ in gradients)
        product = fmpq_mat([list(g) for g in gradients]) * fmpq_mat([list(row) for row in self.basis])
        n, entries = product.ncols(), product.entries()
        return tuple(tuple(entries[i : i + n]) for i in range(0, len(entries), n))


def reduced(near: Germ, steps: Steps) -> Reduced | None:
    """The germ of the ties alone, or None where it would have no fewer inputs. Raises `TooManySteps`."""
    tied = [node for node in near.order if isinstance(node, Extremum) and len(near.active[node]) > 1]
    targets = dict.fromkeys([*(a for node in tied for a in near.active[node]), near.order[-1]])
    if near.n <= len(targets):
        return None
    place = {node: i for i, node in enumerate(near.order)}
    parts = {target: _swept(near, place, target, steps) for target in targets}
    rows = [base for base, _ in parts.values() if base]
    basis, pivots = _echelon(rows, near.n, steps)
    if not basis:
        return None
    inputs, made = variables(len(basis)), dict[Node, Node]()

    def written(target: Node) -> Node:
        base, ties = parts[target]
        at = [base.get(p, ZERO) for p in pivots]
        return affine([*at, *ties.values()], [*inputs, *(made[node] for node in ties)])

    for node in tied:  # arguments first
        made[node] = type(node)(tuple(written(a) for a in near.active[node]))
    return Reduced(germ(Graph(len(basis), written(near.order[-1])), [ZERO] * len(basis)), basis)


def _swept(near: Germ, place: dict[Node, int], target: Node, steps: Steps) -> tuple[dict[int, fmpq], dict[Node, fmpq]]:
    """The target as a sum of inputs and of tied nodes: the factor of each."""
    factors, base, ties = {target: ONE}, dict[int, fmpq](), dict[Node, fmpq]()
    for i in range(place[target], -1, -1):
        node = near.order[i]
        factor = factors.pop(node, ZERO)
        if factor == 0:
            continue
        active = near.active[node]
        steps.spend(1 + len(active))
        if isinstance(node, Input):
            base[node.index] = factor
        elif isinstance(node, Affine):
            for a, c in node.terms:
                factors[a] = factors.get(a, ZERO) + factor * c
        elif len(active) == 1:
            factors[active[0]] = factors.get(active[0], ZERO) + factor
        else:
            ties[node] = factor
    return base, ties


def _echelon(rows: list[dict[int, fmpq]], n: int, steps: Steps) -> tuple[Matrix, tuple[int, ...]]:
    """The reduced echelon basis of the span of the rows, given by their entries that are not 0, and its pivot columns."""
    steps.spend(len(rows) * min(len(rows), n) * n)
    found, rank = fmpq_mat([[row.get(i, ZERO) for i in range(n)] for row in rows]).rref() if rows else (fmpq_mat(0, n), 0)
    basis = tuple(tuple(found[k, i] for i in range(n)) for k in range(rank))
    return basis, tuple(next(i for i, a in enumerate(row) if a != 0) for row in basis)
