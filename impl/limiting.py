r"""Limiting gradients (the B-subdifferential) of piecewise affine functions, exactly.

    dB f(x) = { lim grad f(x_k) : x_k -> x, f differentiable at x_k }

*Algorithm.* Evaluate the graph at x. Near x only the germ matters: f(x + v) = f(x) + f'(x; v) for small v, and f'(x; .) is
again a graph, of linear forms: an affine node combines the forms of its arguments, a max (min) node takes the max (min) over
the arguments that attain its value at x, the others being larger nowhere near x. Walk through the nodes, arguments first, with
an open cone in hand (at first the whole space) on which all forms found so far are linear. A node whose active arguments have
one form passes it on. At a node with distinct forms l_1, ..., l_k branch: the i-th branch has the cone cut by l_i - l_j > 0 for
all j != i, and is left out where that cone is empty (`impl.cone` decides this exactly). At the root: a leaf, an open
nonempty cone with one linear form, its gradient.

*Statement.* The set of the leaves' gradients is dB f(x).

*Hypotheses.* None beyond the grammar: f is a finite composition of affine maps, maxima and minima.

*Proof.* The leaves are open, pairwise disjoint and nonempty, and each direction v that is on no leaf has l_i(v) = l_j(v) for two
distinct forms met at some node; these are finitely many hyperplanes, so the leaves are dense, and near x, x + leaves are.
(Every leaf gradient is limiting.) On x + leaf f is affine near x with that gradient, and x is in its closure.
(Nothing else is.) Let x_k -> x and f be differentiable at x_k. As leaves are dense and finitely many, x_k - x is in the closure of
some leaf L, and infinitely many k share it. f is affine on x + closure(L) near x; the tangent cone of the convex set closure(L)
at x_k - x contains L, so it has interior points, and a linear map is determined by its values on an open set: grad f(x_k) is the
gradient of L. So the limit is the gradient of L.  []
(That finitely many pieces suffice is the representation of the B-subdifferential of a piecewise differentiable function by its
essentially active pieces [Scholtes 2012, chapter 4]; here the pieces are found without listing selection functions.)

Equal forms never branch: duplicated, dead and redundant neurons cost nothing, and relu(x) - relu(-x) has the one limiting
gradient 1 at 0 although the independent choices of {0, 1} give 0, 1 and 2.

Where all ties stand over fixed forms, `impl.one_level` does the same much faster. Where there are fewer ties than inputs, the walk is
taken in as many coordinates as the ties use (`impl.reduced`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from impl.cells import TooManyCells
from impl.certificates import Gordan, Interior
from impl.cone import Cone, whole
from impl.exact_lp import strictly_feasible
from impl.expressions import Affine, Input, Min, Node
from impl.germ import Germ, Statistics, combined, germ, unit
from impl.one_level import one_level
from impl.rationals import Matrix, Vector, vector
from impl.reduced import reduced
from impl.steps import MOST, Steps
from impl.trace import as_graph


class Leaf(NamedTuple):
    """An open cone of directions from x on which f is affine: rows (m, n) with <row, v> > 0, a direction in it, and the gradient."""

    gradient: Vector
    rows: Matrix
    witness: Vector

    def certificate(self) -> Interior:
        """That the cone is not empty."""
        return Interior(self.rows, self.witness)


def limiting_gradients(
    f: Any, x: Any, *, max_cells: int = 100_000, max_steps: int = MOST, statistics: Statistics | None = None
) -> tuple[Vector, ...]:
    """All limiting gradients of f at x, shape (n,): sorted, without repetition, exact.

    f: a Graph, a torch function of one tensor of shape (n,), a torch module, or a function of `impl.smooth` or
    `impl.closed_forms`. Raises `Unsupported` where f cannot be represented,
    `TooManyCells` where more than max_cells cones meet at x, `TooManySteps` where that takes more than max_steps steps (`impl.steps`:
    the same on every machine), ValueError for a point of another shape.
    """
    if hasattr(f, "limiting_gradients"):
        return f.limiting_gradients(x)
    counted = statistics if statistics is not None else Statistics()
    near = germ(as_graph(f, x), x)
    steps = Steps(max_steps)
    small = reduced(near, steps)
    if small is None:
        return _gradients(near, max_cells, counted, steps)
    return tuple(sorted(small.lifted(_gradients(small.germ, max_cells, counted, steps))))


def _gradients(near: Germ, max_cells: int, counted: Statistics, steps: Steps) -> tuple[Vector, ...]:
    fast = one_level(near, max_cells, counted, steps)
    if fast is not None:
        return fast
    found = sorted(leaf.gradient for leaf in _leaves(near, whole(near.n), max_cells, None, counted, steps))
    return tuple(gradient for gradient, _ in groupby(found))


def leaves(
    f: Any,
    x: Any,
    *,
    within: Sequence[Any] = (),
    max_cells: int = 100_000,
    max_steps: int = MOST,
    pruned: list[Gordan] | None = None,
    statistics: Statistics | None = None,
) -> Iterator[Leaf]:
    """The open cones at x on which f is affine, one after another; disjoint, and together dense in {v : <row, v> > 0, row in within}.

    within: rows of shape (m, n). `pruned`, if given, receives Gordan's multipliers for every branch that was left out. Raises as
    `limiting_gradients`.
    """
    near, steps = germ(as_graph(f, x), x), Steps(max_steps)
    cone: Cone | None = whole(near.n)
    for row in map(vector, within):
        cone = cone.split(row, steps).positive if cone is not None and any(row) else None
    if cone is not None:
        yield from _leaves(near, cone, max_cells, pruned, statistics if statistics is not None else Statistics(), steps)


def _leaves(near: Germ, start: Cone, max_cells: int, pruned: list[Gordan] | None, counted: Statistics, steps: Steps) -> Iterator[Leaf]:
    forms: dict[Node, Vector] = {}
    stack: list[tuple[int, Vector | None, Cone]] = [(0, None, start)]
    found = 0
    while stack:
        i, form, cone = stack.pop()
        if form is not None:  # everything before node i stands as it was when the branch was made
            forms[near.order[i]] = form
            i += 1
        for k in range(i, len(near.order)):
            node = near.order[k]
            steps.spend(near.n * len(near.active[node]))
            distinct = _forms(near, node, forms)
            if len(distinct) > 1:
                (forms[node], cone), *others = _branches(cone, distinct, isinstance(node, Min), pruned, counted, steps)
                stack.extend((k, other, part) for other, part in reversed(others))
            else:
                forms[node] = distinct[0]
        found += 1
        counted.leaves += 1
        steps.found = found
        if found > max_cells:
            raise TooManyCells(f"at most {max_cells} cones were allowed, found {found} and more that meet at this point; allow more with max_cells")
        yield Leaf(forms[near.order[-1]], cone.rows, cone.witness)


def _forms(near: Germ, node: Node, forms: dict[Node, Vector]) -> list[Vector]:
    """The linear form of an input or an affine node, the distinct forms of the active arguments of a max or min."""
    if isinstance(node, Input):
        return [unit(node.index, near.n)]
    if isinstance(node, Affine):
        return [combined(node, forms, near.n)]
    active = near.active[node]
    distinct: list[Vector] = []
    for a in active:  # compared rather than hashed: there are few, and rationals are slow to hash
        if forms[a] not in distinct:
            distinct.append(forms[a])
    return distinct


def _branches(
    cone: Cone, forms: list[Vector], smallest: bool, pruned: list[Gordan] | None, counted: Statistics, steps: Steps
) -> list[tuple[Vector, Cone]]:
    """The forms that are largest (smallest) somewhere in the cone, each with the part of the cone where it is."""
    if len(forms) == 2:
        first, second = reversed(forms) if smallest else forms
        sides = _split(cone, first, second, pruned, counted, steps)
        return [(form, part) for form, part in zip(forms, sides, strict=True) if part is not None]
    parts: list[tuple[Vector, Cone]] = []
    for form in forms:
        part: Cone | None = cone
        for other in forms:
            if part is not None and other is not form:
                first, second = (other, form) if smallest else (form, other)
                part = _split(part, first, second, pruned, counted, steps)[0]
        if part is not None:
            parts.append((form, part))
    return parts


def _split(cone: Cone, u: Vector, v: Vector, pruned: list[Gordan] | None, counted: Statistics, steps: Steps) -> tuple[Cone | None, Cone | None]:
    """The parts of the cone where u > v and where u < v."""
    h = tuple(a - b for a, b in zip(u, v, strict=True))
    above, below, free = cone.split(h, steps)
    if above is not None and below is not None:
        counted.independent += free
        counted.split += not free
    else:
        counted.decided += 1
        if pruned is not None:
            refused = strictly_feasible([*cone.rows, h if above is None else tuple(-a for a in h)])
            assert isinstance(refused, Gordan), "the double description and Gordan's alternative disagree"
            pruned.append(refused)
    return above, below
