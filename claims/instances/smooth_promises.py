"""What gradient descent is promised on a smooth function: the bound of the lecture, tight, and bounds that are false."""

from __future__ import annotations

from flint import fmpq

from claims.instances.rates import Run
from impl.subgradient_method import smooth_bound


def promised(s: Run) -> fmpq:
    """beta R^2 / (4 eta beta T + 2)."""
    return smooth_bound(s.constant, s.squared_radius, s.step, s.count)


def promised_at_full_step(s: Run) -> fmpq:
    """beta R^2 / (4 T + 2): what the step 1 / beta is promised."""
    return s.constant * s.squared_radius / (4 * s.count + 2)


def below_promise(s: Run) -> fmpq:
    """beta R^2 / (4 eta beta T + 4)."""
    return s.constant * s.squared_radius / (4 * s.step * s.constant * s.count + 4)
