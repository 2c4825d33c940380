r"""The chain-rule set of a graph at a point: what backpropagation may return when every maximum and minimum chooses for itself.

A maximum that several arguments attain has as its own Clarke differential the hull of the unit vectors of these arguments. The chain
rule, applied as if it held, multiplies and adds one element for each node, the same wherever the node is used:

    C(x) = conv { the gradient where every tied node passes on one attaining argument : over all 2^k (or more) selections }.

The hull of the selections holds all products, since these are affine in the weights of each node.

*Statement.* C is a *conservative field* of f [Bolte, Pauwels 2021, Conservative set valued fields, automatic differentiation, stochastic
gradient methods and deep learning, Mathematical Programming 188, 19-51]: along every absolutely continuous curve x(t), for almost all t,
<v, x'(t)> = (f(x(t)))' for all v in C(x(t)).
*Proof.* Along the curve all nodes are absolutely continuous. Two nodes a, b have a' = b' at almost all t at which they are equal and both
derivatives exist. Outside of this null set of t, by induction along the graph, <form, x'> is the derivative of the node for the form
that any selection gives it: for sums by linearity, for an extremum because all attaining arguments have its derivative. Hulls keep a
linear equation.  []

So C has what convergence proofs of the subgradient method need, and it holds the Clarke differential (every limiting gradient is the
gradient of a selection); at kinks it may hold more: for the identity relu(x) - relu(-x) the interval [0, 2] at 0. What autograd returns by
fixed selections (0 for the slope of relu at 0) is in C(x) of the program's own graph; outside of it lies what a custom derivative, an
error of torch, or a rounding that makes or hides a tie gives.

The set depends on how the program is written. (One point says little: f has a conservative field with any given value at one isolated
point, as a curve spends no time there; that is why the program's own field is asked, and no other.) Sorting is written here as
comparators, minima and maxima of two; clamp and its kin as one minimum of a maximum.
"""

from __future__ import annotations

from typing import Any

from impl.expressions import Affine, Input, Node
from impl.germ import Germ, combined, germ, unit
from impl.piecewise import Graph
from impl.rationals import Matrix, Vector
from impl.reduced import reduced
from impl.steps import UNBOUNDED, Steps

MOST = 2_048


def chain_rule_gradients(graph: Graph, x: Any, *, most: int = MOST) -> Matrix | None:
    """The gradients of all selections at x, shape (n,), sorted, without repetition; None where there are more than `most` selections.

    Arguments with equal forms are one choice. Raises ValueError for a point of another shape.
    """
    near = germ(graph, x)
    small = reduced(near, Steps(UNBOUNDED))
    found = _selected(near if small is None else small.germ, most)
    return found if small is None or found is None else tuple(sorted(small.lifted(found)))


def _selected(near: Germ, most: int) -> Matrix | None:
    forms: dict[Node, Vector] = {}
    stack: list[tuple[int, Vector | None]] = [(0, None)]
    found: set[Vector] = set()
    leaves = 0
    while stack:
        i, form = stack.pop()
        if form is not None:  # all before node i stands as it was when this selection branched
            forms[near.order[i]] = form
            i += 1
        for k in range(i, len(near.order)):
            node = near.order[k]
            first, *others = _choices(node, near.active[node], forms, near.n)
            forms[node] = first
            stack.extend((k, other) for other in others)
        leaves += 1
        if leaves + len(stack) > most:
            return None
        found.add(forms[near.order[-1]])
    return tuple(sorted(found))


def _choices(node: Node, active: tuple[Node, ...], forms: dict[Node, Vector], n: int) -> list[Vector]:
    if isinstance(node, Input):
        return [unit(node.index, n)]
    if isinstance(node, Affine):
        return [combined(node, forms, n)]
    distinct: list[Vector] = []
    for a in active:
        if forms[a] not in distinct:
            distinct.append(forms[a])
    return distinct
