"""Piecewise affine functions on the line, by their breakpoints: strategies with prescribed values, and the calculus on breakpoints.

Between neighbouring knots the function is affine, beyond the outer ones it has the given slopes. The distances of knots are
powers of two, so all slopes are dyadic and torch evaluates the function exactly on small dyadic points. Any values at finitely
many points are those of such a function: a statement about finitely many values of "every f" loses nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from flint import fmpq
from hypothesis import strategies as st

from claims.instances.numbers import choices, integers
from claims.instances.polyhedral_functions import FunctionAtPoint
from impl.expressions import text
from impl.piecewise import absolute, affine, maximum, minimum, relu, variables
from impl.rationals import Vector, rational, vector

PARTS, GAPS, FEW = st.sampled_from((1, 2, 4)), st.sampled_from((1, 2)), st.integers(0, 2)


class BreakpointFunction(NamedTuple):
    """f with f(t) = v at the knots (t, v), t ascending, affine between them, slopes `left` and `right` beyond; and a point (t,)."""

    knots: tuple[tuple[float, float], ...]
    left: float
    right: float
    x: tuple[float, ...]

    @property
    def formula(self) -> str:
        """The same function as a formula: a sum of relus of x0 - t, one a knot, with the changes of slope as coefficients."""
        (x,) = variables(1)
        knots, slopes = pieces(self)
        changes = [after - before for before, after in pairwise(slopes)]
        (start, value), *_ = knots
        return text(affine(changes, [relu(x - t) for t, _ in knots]) + slopes[0] * (x - start) + value, spelled=True)


THE_SLIDE = ((-2, 0), (-1, 1), (1, 1))  # the three values that the slide on the M function uses
M = BreakpointFunction(((-2, 0), (-1, 1), (0, 0), (1, 1)), 1, -1, (-1,))  # 1 - ||x| - 1| at -1


@st.composite
def breakpoint_functions(draw: Any, *, through: Sequence[tuple[float, float]] = (), at: float | None = None, largest: int = 4) -> BreakpointFunction:
    """Functions with the values prescribed by `through` (pairs (t, f(t)), distances powers of two), at the point `at` or mostly at a knot.

    Where nothing is prescribed the values are drawn: beyond the outer knots, and on up to three points between two of them.
    """
    value = integers(largest)
    knots = list(through) or [(draw(integers(2)), draw(value))]
    inside: list[tuple[float, float]] = []
    for (s, v), (t, _) in pairwise(knots):
        parts = draw(PARTS)
        inside += [(s, v), *((_plain(s + (t - s) * k / parts), draw(value)) for k in range(1, parts))]
    knots = [*inside, knots[-1]]
    for _ in range(draw(FEW)):
        knots.insert(0, (knots[0][0] - draw(GAPS), draw(value)))
    for _ in range(draw(FEW)):
        knots.append((knots[-1][0] + draw(GAPS), draw(value)))
    x = at if at is not None else draw(st.sampled_from([*(t for t, _ in knots), knots[0][0] - 1, knots[-1][0] + 0.5]))
    return BreakpointFunction(tuple(knots), draw(value), draw(value), (_plain(x),))


@st.composite
def convex_on_the_line(draw: Any) -> BreakpointFunction:
    """Functions whose slopes never fall: networks with outer weights >= 0; at one of the knots."""
    slopes = sorted(draw(st.lists(integers(3), min_size=2, max_size=4)))
    t, v = draw(integers(2)), draw(integers(3))
    knots = [(t, v)]
    for slope in slopes[1:-1]:
        gap = draw(GAPS)
        knots.append((knots[-1][0] + gap, knots[-1][1] + gap * slope))
    return BreakpointFunction(tuple(knots), slopes[0], slopes[-1], (draw(st.sampled_from(knots))[0],))


@st.composite
def ways_of_writing_m(draw: Any) -> FunctionAtPoint:
    """1 - ||x| - 1| at a point of the lattice, written in many ways, with terms that are zero everywhere and bend only at -1, 0 and 1."""
    (x,) = variables(1)
    left, right = 1 - absolute(x + 1), 1 - absolute(x - 1)
    ways = (
        x + 2 - 2 * relu(x + 1) + 2 * relu(x) - 2 * relu(x - 1),
        1 - absolute(absolute(x) - 1),
        maximum(left, right),
        minimum(maximum(x, -x), 2 - absolute(x)),
        relu(x) - relu(-x) + 2 - 2 * relu(x + 1) + 2 * relu(x) - 2 * relu(x - 1),
        left + right - minimum(left, right),
    )
    nothing = (relu(x + 1) - relu(-x - 1) - x - 1, absolute(x) - relu(x) - relu(-x), minimum(x, 1) + relu(x - 1) - x)
    terms = draw(st.lists(st.tuples(st.sampled_from((1, -1, 2, -3)), st.sampled_from(nothing)), max_size=2))
    formula = text(sum((c * z for c, z in terms), draw(st.sampled_from(ways))), spelled=True)
    return FunctionAtPoint(formula, (draw(choices((0, 1, -1, 0.5, -0.5, -2, 2, 1.5, 3, -4, 0.25))),))


def _plain(t: float) -> float:
    return int(t) if int(t) == t else t


@lru_cache(maxsize=64)
def pieces(f: BreakpointFunction) -> tuple[tuple[Vector, ...], Vector]:
    """The knots (t, f(t)), and the slopes from left to right, one more than there are knots, exactly."""
    knots = tuple(map(vector, f.knots))
    return knots, (rational(f.left), *((w - v) / (t - s) for (s, v), (t, w) in pairwise(knots)), rational(f.right))


def value_at(f: BreakpointFunction, t: Any) -> fmpq:
    """f(t) by interpolation between the neighbouring knots, exactly."""
    here = rational(t)
    knots, slopes = pieces(f)
    k = sum(here >= knot for knot, _ in knots)  # how many knots are on the left of t
    start, value = knots[max(k - 1, 0)]
    return value + slopes[k] * (here - start)


def chord(f: BreakpointFunction, a: Any, b: Any) -> fmpq:
    """(f(b) - f(a)) / (b - a), exactly."""
    return (value_at(f, b) - value_at(f, a)) / (rational(b) - rational(a))


def chord_bounds(f: BreakpointFunction) -> tuple[fmpq, fmpq]:
    """The subdifferential at the point as [lo, hi], by calculus on breakpoints; empty where lo > hi.

    s is a subgradient at x iff every chord from x to the right has slope >= s and every chord to the left has slope <= s. A chord's
    slope is monotone in its end between two knots, so only knots, and the outer slopes, which are its limits, need be asked.
    """
    x = rational(f.x[0])
    knots, slopes = pieces(f)
    here, lo, hi = value_at(f, x), slopes[0], slopes[-1]
    for t, v in knots:
        if t < x:
            lo = max(lo, (here - v) / (x - t))
        elif t > x:
            hi = min(hi, (v - here) / (t - x))
    return lo, hi


RELU = BreakpointFunction(((0, 0),), 0, 1, (0,))
RAISED_LEFT = ((-2, 1), *THE_SLIDE[1:])
M_RAISED_LEFT = M._replace(knots=((-2, 1), (-1, 1), (0, 0), (1, 1)))
RAISED_RIGHT = (*THE_SLIDE[:2], (1, 2))
M_RAISED_RIGHT = M._replace(knots=((-2, 0), (-1, 1), (0, 0), (1, 2)))
