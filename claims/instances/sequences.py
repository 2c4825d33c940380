"""Other ways to the limiting gradients of a piecewise affine function: all patterns, one-sided slopes, and ways that go wrong."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from flint import fmpq

from claims.instances.function_subjects import judged
from claims.instances.limiting_sets import GermSubject, gradients, limiting, slope
from impl.certificates import Interior
from impl.exact_lp import strictly_feasible
from impl.expressions import Affine, Extremum, Input, Min, Node
from impl.limiting import leaves, limiting_gradients
from impl.piecewise import values
from impl.rationals import ONE, ZERO, Matrix, Vector

SHORT = fmpq(1, 2**9)


def by_patterns(s: GermSubject) -> Matrix:
    """Route: for every choice of one active argument at every tied maximum, one linear program: is this choice made on an open cone of directions?"""
    return _by_patterns(*s.key)


@lru_cache(maxsize=64)
def _by_patterns(formula: str, x: tuple[float, ...]) -> Matrix:
    graph = judged(formula, x)[0]
    value = values(graph, x)
    ties: dict[Node, list[Node]] = {
        node: [a for a in node.arguments if value[a] == value[node]] for node in graph.order if isinstance(node, Extremum)
    }
    found = set()
    for choice in product(*ties.values()):
        forms: dict[Node, Vector] = {}
        rows: list[Vector] = []
        chosen: dict[Node, Node] = dict(zip(ties, choice, strict=True))
        for node in graph.order:
            if isinstance(node, Input):
                forms[node] = tuple(ONE if i == node.index else ZERO for i in range(graph.n))
            elif isinstance(node, Affine):
                forms[node] = tuple(sum((c * forms[a][i] for a, c in node.terms), ZERO) for i in range(graph.n))
            else:
                forms[node] = forms[chosen[node]]
                sign = -1 if isinstance(node, Min) else 1
                rows += [tuple(sign * (a - b) for a, b in zip(forms[node], forms[other], strict=True)) for other in ties[node]]
        if isinstance(strictly_feasible([row for row in rows if any(row)], graph.n), Interior):
            found.add(forms[graph.root])
    return tuple(sorted(found))


def one_sided_slopes(s: GermSubject) -> Matrix:
    """Route, on the line: the slopes left and right of the point, by exact difference quotients."""
    return tuple(sorted({(-slope(s, s.point, (-1,)),), (slope(s, s.point, (1,)),)}))


def from_one_side(s: GermSubject) -> Matrix:
    """The limiting gradients along sequences with first coordinates above that of x."""
    upwards = (ONE,) + (ZERO,) * (s.n - 1)
    return tuple({leaf.gradient for leaf in leaves(s.graph, s.point, within=[upwards])})


def without_closure(s: GermSubject) -> Matrix:
    """The gradients that f has at points as near to x as one likes, without taking limits of them."""
    found = set()
    for leaf in leaves(s.graph, s.point):
        size = max([ONE, *(abs(c) for c in leaf.witness)])
        found |= set(limiting_gradients(s.graph, [a + SHORT * c / size for a, c in zip(s.point, leaf.witness, strict=True)]))
    return tuple(found)


def on_the_kinks(s: GermSubject) -> Matrix:
    """What torch returns along lines through x on which kinks lie: the coordinate axes and diagonals, and x itself."""
    steps = product((0, 1, -1), repeat=s.n)
    return gradients(s, [tuple(a + SHORT * e for a, e in zip(s.point, step, strict=True)) for step in steps])


def returned(s: GermSubject) -> Matrix:
    """What torch returns at x itself: the constant sequence x_i = x, whether or not f is differentiable there."""
    return gradients(s, [s.x])


def middle(s: GermSubject) -> Vector:
    """The mean of the limiting gradients."""
    found = limiting(s)
    return tuple(sum(column, ZERO) / len(found) for column in zip(*found, strict=True))
