"""The M function 1 - ||x| - 1|, its neighbours, and routes to the numbers that the slides write beside it."""

from __future__ import annotations

from typing import Any

from claims.instances.breakpoint_functions import THE_SLIDE
from claims.instances.function_subjects import FunctionSubject
from claims.instances.limiting_sets import GermSubject, at_another_point, limiting
from claims.instances.polyhedral_functions import FunctionAtPoint
from impl.autograd import backpropagated
from impl.limiting import limiting_gradients
from impl.rationals import ZERO, Vector

M_AT_PEAK = FunctionAtPoint("1 - abs(abs(x0) - 1)", (-1,))
TENTS_AT_PEAK = M_AT_PEAK._replace(formula="relu(1 - abs(x0 + 1)) + relu(1 - abs(x0 - 1))")
VALLEY_AT_PEAK = M_AT_PEAK._replace(formula="x0 + 2 - 2*relu(x0 + 1) + 4*relu(x0 - 1/2) - 4*relu(x0 - 1)")  # falls as far as 1/2
EARLY_VALLEY = M_AT_PEAK._replace(formula="x0 + 2 - 2*relu(x0 + 1) + 2*relu(x0 + 1/2) - 2*relu(x0 - 1/2)")  # only as far as -1/2
WAYS = (
    "1 - abs(x0 + 1)",
    "min(x0 + 2, -x0)",
    "1 - relu(x0 + 1) - relu(-x0 - 1)",
    "x0 + 2 - 2*relu(x0 + 1) + 2*relu(x0) - 2*relu(x0 - 1)",
    M_AT_PEAK.formula,
)
BENT = M_AT_PEAK._replace(formula="1 - abs(x0 + 1) + 3*relu(x0 + 1/2)")
M_SHAPE = FunctionAtPoint("x0 + 2 - 2*relu(x0 + 1) + 2*relu(x0) - 2*relu(x0 - 1)", (0.5,))
TENTS = FunctionAtPoint("relu(1 - abs(x0 + 1)) + relu(1 - abs(x0 - 1))", (3,))
VALLEY = FunctionAtPoint("x0 + 2 - 2*relu(x0 + 1) + 4*relu(x0 - 1/2) - 4*relu(x0 - 1)", (0,))
STEEPER = FunctionAtPoint("x0 + 2 - 2*relu(x0 + 1) + 3*relu(x0) - 2*relu(x0 - 1)", (1,))
FROM_LEFT = [-1 - 2.0**-k for k in range(5)]  # -2, -3/2, -5/4, ...
FROM_RIGHT = [-1 + 2.0**-k for k in range(5)]  # 0, -1/2, -3/4, ...


def values(s: FunctionSubject) -> Any:
    """Route: f(-2), f(-1), f(1) as torch evaluates it."""
    return s.many(tuple((t,) for t, _ in THE_SLIDE))


def gradients(s: FunctionSubject, x: float) -> Any:
    """Route: the limiting gradients at x, exactly: one where f is differentiable."""
    return limiting_gradients(s.graph, (x,))


def backpropagation(s: FunctionSubject, x: float) -> Any:
    """Route: what torch's backpropagation returns at x."""
    return backpropagated(s.f, (x,), s.place)


def closed_form(x: Any) -> Any:
    """Route: 1 - ||x| - 1|."""
    return 1 - abs(abs(x) - 1)


def two_tents(x: Any) -> Any:
    """max(1 - |x + 1|, 0) + max(1 - |x - 1|, 0): the same on [-2, 2]."""
    return max(1 - abs(x + 1), ZERO) + max(1 - abs(x - 1), ZERO)


def and_at_0(s: GermSubject) -> set[Vector]:
    """The limiting gradients at -1, and those at the slide's first term x_1 = 0."""
    return {*limiting(s), *at_another_point(s, 0)}


def steeper(x: float) -> FunctionAtPoint:
    """The M function with a steeper right flank, at x > 0."""
    return STEEPER._replace(x=(x,))
