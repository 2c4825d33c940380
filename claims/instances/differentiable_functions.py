"""Functions that are differentiable at a point, C^1 there or not: their strategies, their builder, and routes to their gradients."""

from __future__ import annotations

from typing import Any

from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import entries
from claims.instances.oscillations import OscillationSubject, oscillations
from claims.instances.smooth_functions import Smooth, SmoothSubject, smooth_functions
from impl.oscillating import Oscillation
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import ZERO, Vector

Subject = OscillationSubject | SmoothSubject


def differentiable_functions() -> Any:
    """C^1 functions at a point, and functions a x + c x^p sin(x^-q) with p > q at 0; shrinks to the function 0."""
    return st.one_of(smooth_functions(), oscillations())


def differentiable_at(instance: Smooth | Oscillation, place: Place) -> Subject:
    """The builder of claims about a differentiable function at a point."""
    return SmoothSubject(instance, place) if isinstance(instance, Smooth) else OscillationSubject(instance, place)


def gradients_near(s: Subject) -> list[list[float]]:
    """Route: the gradients at points near x, by torch's backpropagation at the place."""
    return s.gradients()


def gradient_at(s: Subject) -> Vector:
    """Route: the gradient at x in closed form."""
    return s.gradient()


def gradient_alone(s: Subject) -> Polytope:
    """Route: the set that holds the gradient at x, in closed form, and nothing else."""
    return Polytope.hull([s.gradient()])


def closed_form(s: Subject) -> Polytope:
    """Route: the Clarke differential at x in closed form."""
    return s.differential()


def apart(point: Any, box: Polytope) -> fmpq:
    """The distance of a point from a box, a product of intervals, in the maximum norm."""
    sides = [(min(along), max(along)) for along in zip(*box.points, strict=True)]
    return max(max(lo - c, c - hi, ZERO) for c, (lo, hi) in zip(entries(point), sides, strict=True))
