r"""Whether what autograd returned is a gradient, a Clarke element, conservative only or neither; and whether rounding alone may explain it.

Let s be what was returned, exactly, and P the Clarke differential. s in P is decided exactly, with convex weights or a separating
direction. Where s is outside, backpropagation may have meant an element of P and rounded: a sum of products along the paths of the
graph with at most k roundings a path is off by at most gamma_k m_i in coordinate i, gamma_k = k u / (1 - k u), where m_i is the sum of
the products of moduli [Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.1; m: impl.lipschitz_rules]. With the
coordinates divided by m_i, s is explained by rounding where its distance from P is at most sqrt(n) gamma_k (underflow left aside).
The graph has merged sums: where the program itself cancels large terms, its rounding errors may exceed this bound, and what is then
called outside is outside by rounding. It is outside all the same.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from impl.audit_kinks import number
from impl.certificates import Outside
from impl.cone import integers, primitive
from impl.expressions import Affine, Extremum, Input, Node
from impl.lipschitz_rules import moduli
from impl.piecewise import Graph
from impl.place import BITS
from impl.polytope import Polytope
from impl.rationals import ONE, ZERO, Matrix, Vector, rational, vector

GRADIENT, INSIDE, OUTSIDE, NAN, UNKNOWN = "gradient", "in the Clarke set", "outside", "nan", "unknown"
CONSERVATIVE = "conservative only"
MISSES = (OUTSIDE, CONSERVATIVE)
"""The verdicts on what is not in the Clarke set; both come with a direction that separates it."""


class Judgement(NamedTuple):
    """The verdict on one returned vector.

    weights: convex weights of `vertices` for the vector, or (rounded) for the nearest point; direction: <direction, returned> is larger
    than <direction, p> for every p in the Clarke set; squared: squared distance from the set, exact. selections: the gradients that the
    chain rule gives (impl.chain_rule), where they were asked for and are known; by_selections: convex weights of these for the vector, or
    (rounded) for the nearest point, where it is in their hull.
    """

    verdict: str
    rounded: bool
    vertices: Matrix
    weights: Vector | None
    direction: Vector | None
    squared: fmpq
    selections: Matrix | None = None
    by_selections: Vector | None = None


def judge(returned: list[float], vertices: Matrix, scales: Vector, roundings: int, format: str) -> Judgement:
    """The verdict on `returned`, finite, shape (n,).

    vertices: those of the Clarke set; scales: the m_i, shape (n,), >= 0; roundings: the number k of roundings a path.
    """
    s = vector(returned)
    word = GRADIENT if len(vertices) == 1 else INSIDE
    found = Polytope(vertices).contains(s)
    if not isinstance(found, Outside):
        return Judgement(word, False, vertices, found.weights, None, ZERO)
    moved = Polytope(vertices).translate([-a for a in s])
    step = moved.min_norm()
    squared = sum((a * a for a in step), ZERO)
    if _rounding(moved, scales, roundings, format):
        nearest = Polytope(vertices).contains([a + b for a, b in zip(s, step, strict=True)])
        assert not isinstance(nearest, Outside), "the point of least norm is in the hull"
        return Judgement(word, True, vertices, nearest.weights, None, squared)
    direction = vector(primitive(integers(found.direction)))
    return Judgement(OUTSIDE, False, vertices, None, direction, squared)


def beyond(found: Judgement, returned: list[float], selections: Matrix | None, scales: Vector, roundings: int, format: str) -> Judgement:
    """The verdict on a vector outside the Clarke set once more: *conservative only* where it is in the hull of `selections`."""
    if selections is None:
        return found
    again = judge(returned, Polytope(selections).vertices, scales, roundings, format)
    if again.verdict == OUTSIDE:
        return found._replace(selections=selections)
    return found._replace(verdict=CONSERVATIVE, selections=again.vertices, by_selections=again.weights)


def path_moduli(graph: Graph, roundings: int) -> Vector:
    """Bounds m_i >= 0 of the sums of products of moduli along the paths from x_i, shape (n,): as impl.lipschitz_rules, in floats, rounded up."""
    found: dict[Node, NDArray[np.float64]] = {}
    with np.errstate(over="ignore", invalid="ignore"):
        for node in graph.order:
            total = np.zeros(graph.n)
            if isinstance(node, Input):
                total[node.index] = 1.0
            elif isinstance(node, Affine):
                for a, c in node.terms:
                    total += abs(number(c, np.float64)) * found[a]
            elif isinstance(node, Extremum):
                total = np.maximum.reduce([found[a] for a in node.arguments])
            found[node] = total
    up = ONE + fmpq(roundings, 2 ** (BITS["float64"] - 2))  # each sum has rounded at most as often as a path has terms
    last = found[graph.root].tolist()
    return tuple(rational(m) * up for m in last) if all(map(math.isfinite, last)) else moduli(graph)


def _rounding(moved: Polytope, scales: Vector, roundings: int, format: str) -> bool:
    """Whether a point of `moved` (the Clarke set minus what was returned) is as small as rounding errors are."""
    u = fmpq(1, 2 ** BITS[format])
    if roundings * u >= ONE:
        return False
    gamma = roundings * u / (ONE - roundings * u)
    kept = [i for i, m in enumerate(scales) if m > 0]
    if not kept or any(p[i] for p in moved.points for i, m in enumerate(scales) if m == 0):
        return False
    scaled = Polytope(tuple(tuple(p[i] / scales[i] for i in kept) for p in moved.points))
    return scaled.distance_squared([ZERO] * len(kept)) <= len(kept) * gamma * gamma
