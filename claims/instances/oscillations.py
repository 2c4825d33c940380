"""Functions a x + c x^p sin(x^-q): strategies, and the builder that lifts them: torch near 0, and ball arithmetic as the judge.

torch is asked at +-2^-k, where 1 / x^q is a power of two: what it takes the sine of is exact, however large.
"""

from __future__ import annotations

import math
from functools import cached_property, lru_cache
from typing import Any

import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.numbers import choices, dyadics
from impl import oscillating
from impl.autograd import differentiate
from impl.oscillating import Oscillation
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import Vector, rational

HALVINGS = (8, 11, 15)  # the k of +-2^-k: powers up to 8 k stay far within float32's exponents

TRAP = 10**16  # 2 pi k is a double here, but 1 / (2 pi k) and back is off by more than one


@st.composite
def oscillations(draw: Any, *, smoothness: tuple[int, ...] = (1, 2)) -> Oscillation:
    """Functions with power - frequency in `smoothness`: 1 locally Lipschitz, 2 and more C^1, 0 and less neither; shrinks to 0 x + 0 x^2 sin(1/x)."""
    frequency, excess = draw(st.integers(1, 3)), draw(st.sampled_from(smoothness))
    amplitude = draw(choices((1, -1, 2, 0.5, -3, 4)))
    return Oscillation(draw(dyadics(1)), amplitude, max(2, frequency + excess), frequency)


class OscillationSubject:
    """An oscillation at a place: torch near 0, balls and closed forms at 0."""

    def __init__(self, f: Oscillation, place: Place) -> None:
        self.f, self.place = f, place
        self.points = [(s * fmpq(1, 2**k),) for k in HALVINGS for s in (1, -1)]

    @cached_property
    def leaf(self) -> torch.Tensor:
        """The points, shape (B,), at the place."""
        return self.place.tensor([x for (x,) in self.points]).requires_grad_()

    def bound(self, point: Vector) -> fmpq:
        """How far f' at the point may be from the limits of f' at 0."""
        return oscillating.vanishing(self.f, point[0])

    def quotient_bound(self, point: Vector) -> fmpq:
        """How far f(h) / h may be from f'(0): |c| |h|^(p-1)."""
        return abs(rational(self.f.amplitude)) * abs(point[0]) ** (self.f.power - 1)

    def scale(self, point: Vector) -> Scale:
        """Rounding in f' and f(h) / h: some 16 roundings (a sine and a cosine: two units each) on |a| + |c| |x|^(p-1) (p + q |x|^-q)."""
        p, q, x = self.f.power, self.f.frequency, abs(point[0])
        size = abs(rational(self.f.slope)) + abs(rational(self.f.amplitude)) * x ** (p - 1) * (p + q * x**-q)
        return Scale(size, 16, self.place.unit_roundoff, exact=False)

    def gradients(self) -> list[list[float]]:
        """f' at the points, by torch's backpropagation."""
        return [[g] for g in differentiate(oscillating.as_torch(self.f, self.leaf).sum(), [self.leaf])[0].tolist()]

    def quotients(self) -> list[list[float]]:
        """f(h) / h at h = the points, as torch evaluates it."""
        return [[q] for q in (oscillating.as_torch(self.f, self.leaf) / self.leaf).tolist()]

    def gradient(self) -> Vector:
        """f'(0) in closed form, shape (1,)."""
        return (rational(self.f.slope),)

    def differential(self) -> Polytope:
        """The Clarke differential at 0 in closed form."""
        return oscillating.closed_form(self.f)


def oscillation_at(f: Oscillation, place: Place) -> OscillationSubject:
    """The builder of claims about an oscillation at 0."""
    return OscillationSubject(f, place)


def quotients_near(s: OscillationSubject) -> list[list[float]]:
    """Route: f(h) / h at h = +-2^-k, by torch at the place."""
    return s.quotients()


def by_balls(s: OscillationSubject) -> Polytope:
    """Route: the hull of the limits of f' at 0, by enclosures of f' at (2 pi k + t)^(-1/q) for k up to 10^30."""
    return _by_balls(s.f)


_by_balls = lru_cache(maxsize=8)(oscillating.limits)


def by_doubles(s: OscillationSubject) -> Polytope:
    """What `by_balls` becomes in plain doubles: the targets nearest to f' at the doubles nearest to (2 pi k + t)^(-1/q), k = 10^16, t = 0 and pi."""
    a, c, p, q = (float(v) for v in s.f)
    found = []
    for turn in (0.0, math.pi):
        x = (2 * math.pi * TRAP + turn) ** (-1 / q)
        slope = p * x ** (p - 1) * math.sin(x**-q) - q * x ** (p - q - 1) * math.cos(x**-q)
        found.append((rational(a) + rational(c) * round(8 * slope) / 8,))
    return Polytope.hull(found)


SQUARE_SINE = Oscillation(slope=0, amplitude=1, power=2, frequency=1)  # x^2 sin(1/x)
WILD = Oscillation(slope=0, amplitude=1, power=2, frequency=2)  # x^2 sin(1/x^2)
CUBE_SINE = Oscillation(slope=0, amplitude=1, power=3, frequency=1)  # x^3 sin(1/x)
