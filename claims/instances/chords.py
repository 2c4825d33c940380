"""Chords of functions on the line, and the inequality of the subdifferential at single points."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from flint import fmpq

from claims.instances.breakpoint_functions import chord_bounds, pieces, value_at
from claims.instances.function_subjects import FunctionSubject
from claims.instances.subgradients import Points, balance, satisfies
from impl.piecewise import evaluate

HALVES = [fmpq(k, 2) for k in range(-4, 5)]
WEIGHTS = (fmpq(2, 3), fmpq(1, 3), fmpq(-2, 3))  # 2/3 f(-2) + 1/3 f(1) - f(-1) = -2/3
AS_DISJOINT = "it reflects the two half-lines, s <= -1 and s >= 0, which are as disjoint; L12 and L13 see it"


def below_relu(s: FunctionSubject, slope: Any) -> bool:
    """Route: whether f(x') >= f(0) + slope x' for x' = -4, -1, -1/2, 1/2, 1, 4, with f evaluated by torch."""
    return satisfies(s, [slope], ((-4,), (-1,), (-0.5,), (0.5,), (1,), (4,)))


def from_0(s: FunctionSubject) -> tuple[fmpq, fmpq]:
    """Route: the slopes of the chords from -1 to 0 and from 0 to 1, in rationals: f is linear on either side."""
    return s.value - evaluate(s.graph, (-1,)), evaluate(s.graph, (1,)) - s.value


def slopes_fall(s: FunctionSubject) -> bool:
    """Route: whether some slope is smaller than the one before it, in rationals."""
    slopes = pieces(s.instance)[1]
    return any(b < a for a, b in pairwise(slopes))


def bends_down(s: FunctionSubject) -> bool:
    """Route: whether f(t - 1/8) + f(t + 1/8) < 2 f(t) at some knot t, with f evaluated by torch."""
    left, here, right = (s.many(tuple((t + h,) for t, _ in s.instance.knots)) for h in (-0.125, 0, 0.125))
    return any(a + b < 2 * c for a, b, c in zip(left, right, here, strict=True))


def above_the_chord(s: FunctionSubject, weights: tuple[int, int] = (2, 1)) -> fmpq:
    """Route: f(-1) minus the weighted mean of f(-2) and f(1), with f evaluated by torch."""
    left, here, right = s.many(((-2,), (-1,), (1,)))
    return here - fmpq(weights[0], 3) * left - fmpq(weights[1], 3) * right


def above_the_chord_exactly(s: FunctionSubject) -> fmpq:
    """Route: f(-1) - 2/3 f(-2) - 1/3 f(1) by interpolation."""
    return value_at(s.instance, -1) - fmpq(2, 3) * value_at(s.instance, -2) - fmpq(1, 3) * value_at(s.instance, 1)


def at_minus_2(s: FunctionSubject, slope: Any) -> bool:
    """Route: whether f(-2) >= f(-1) + slope (-2 - (-1)), with f evaluated by torch."""
    return satisfies(s, [slope], ((-2,),))


def at_1(s: FunctionSubject, slope: Any) -> bool:
    """Route: whether f(1) >= f(-1) + slope (1 - (-1)), with f evaluated by torch."""
    return satisfies(s, [slope], ((1,),))


def below_above(s: FunctionSubject) -> bool:
    """Route: whether some s lies above all chords to the left and below all chords to the right."""
    lo, hi = chord_bounds(s.instance)
    return lo <= hi


def reflected(s: FunctionSubject, points: Points) -> tuple[fmpq, ...]:
    """How the inequalities at the points contradict each other, with x - x' in place of x' - x."""
    return balance(s, points, -1)
