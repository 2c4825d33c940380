r"""The ties of a piecewise affine graph at a point: exact ones, those of a floating-point evaluation, and how far the nearest is.

*Distance.* Where no two arguments of an extremum tie with different slopes, all nodes are affine near x, say value_a + <form_a, v>. For an
extremum attained by b and another argument a, the two tie again on the hyperplane value_b - value_a = <form_a - form_b, v>, at the
distance |value_b - value_a| / |form_a - form_b| from x. Let r be the least such distance over all nodes.
*Statement.* f is affine on the open ball of radius r at x, and on its boundary some extremum of the graph has a tie.
*Proof.* Go from x along a segment shorter than r. Until the first point where an argument overtakes another, all nodes keep their affine
form; that point lies on one of the hyperplanes, so it is at least r away. At the foot of the nearest hyperplane all forms still hold, by
continuity, so the two arguments tie there.  []
The tie need not be a kink of f: the sides may cancel. Distances beyond the least are measured on the piece at x, which may end before.

*Floats.* `seen` evaluates the graph in a format, sums from left to right; torch may add in another order (matmul), with other last bits.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from flint import fmpq

from impl.expressions import Affine, Extremum, Input, Max, Node, arguments, topological
from impl.germ import combined, germ, unit
from impl.piecewise import Graph, values
from impl.rationals import Vector, dot

LARGEST = 2_000_000
"""No distances where nodes x inputs exceed this."""


class Nearest(NamedTuple):
    """An extremum of the graph, and the squared distance of its hyperplane."""

    squared: fmpq
    node: Node


def exact_ties(graph: Graph, x: Any) -> tuple[Extremum, ...]:
    """The maxima and minima that f near x is made of and that two or more arguments attain."""
    near = germ(graph, x)
    return tuple(a for a in near.order if isinstance(a, Extremum) and len(near.active[a]) > 1)


def nearest(graph: Graph, x: Any) -> tuple[Nearest, ...] | None:
    """The hyperplanes of ties around x, nearest first; None where ties of different slopes meet at x, or the graph is too large."""
    if graph.n * len(graph.order) > LARGEST:
        return None
    value, forms = values(graph, x), dict[Node, Vector]()
    found: list[Nearest] = []
    for node in graph.order:
        if isinstance(node, Input):
            forms[node] = unit(node.index, graph.n)
        elif isinstance(node, Affine):
            forms[node] = combined(node, forms, graph.n)
        elif isinstance(node, Extremum):
            best = next(a for a in node.arguments if value[a] == value[node])
            forms[node] = forms[best]
            for a in node.arguments:
                step = tuple(u - v for u, v in zip(forms[a], forms[best], strict=True))
                if any(step):
                    gap = value[best] - value[a]
                    if gap == 0:
                        return None
                    found.append(Nearest(gap * gap / dot(step, step), node))
    return tuple(sorted(found, key=lambda at: at.squared))


class Seen(NamedTuple):
    """Extrema that tie in a format only, and extrema that tie exactly but not in the format."""

    only_in_format: tuple[Extremum, ...]
    missed: tuple[Extremum, ...]


def seen(graph: Graph, x: Any, format: str) -> Seen:
    """Which ties an evaluation of the graph in "float64" or "float32" sees at x, beside the exact ones; x is exact in the format."""
    kind = np.dtype(format).type
    value, rounded = values(graph, x), dict[Node, Any]()
    with np.errstate(all="ignore"):
        for node in graph.order:
            if isinstance(node, Input):
                rounded[node] = number(value[node], kind)
            elif isinstance(node, Affine):
                total = kind(0)
                for a, c in node.terms:
                    total += number(c, kind) * rounded[a]
                rounded[node] = total + number(node.constant, kind)
            elif isinstance(node, Extremum):
                rounded[node] = (max if isinstance(node, Max) else min)(rounded[a] for a in node.arguments)

    def attaining(node: Node, of: dict[Node, Any]) -> tuple[Node, ...]:
        return tuple(a for a in arguments(node) if not isinstance(node, Extremum) or of[a] == of[node])

    def tied(of: dict[Node, Any]) -> dict[Extremum, tuple[Node, ...]]:
        order = topological(graph.root, lambda node: attaining(node, of))
        return {a: attaining(a, of) for a in order if isinstance(a, Extremum) and len(attaining(a, of)) > 1}

    return Seen(
        tuple(a for a, active in tied(rounded).items() if len({value[b] for b in active}) > 1),
        tuple(a for a, active in tied(value).items() if len({rounded[b] for b in active}) > 1),
    )


def number(c: fmpq, kind: Any) -> Any:
    """The number nearest to c (through float64: for float32 it may be the second nearest in a rare case of two roundings)."""
    try:
        return kind(int(c.p) / int(c.q))
    except OverflowError:
        return kind(np.inf if c > 0 else -np.inf)
