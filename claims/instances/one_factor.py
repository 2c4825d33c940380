"""Predictions that are homogeneous in each layer for the factor 2, and in general for no other."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from flint import fmpq
from hypothesis import strategies as st

from impl.autograd import differentiate
from impl.place import Place
from impl.rationals import rational


class OneFactor(NamedTuple):
    """f(x; w_1, w_2) = x g(w_1) w_2 with g odd, g(2w) = 2 g(w), and piecewise linear through g(1) = 1, g(3/2) = middle, g(2) = 2.

    The loss is (f - y)^2 / 2.
    """

    middle: float
    w: tuple[float, float]
    x: float
    y: float


OFF_KNOTS = st.sampled_from((1.25, 1.75, -2.5, 3.5, 0.625, -1.25))
SMALL = st.integers(-3, 3)


def one_factors(middles: tuple[float, ...] = (1, 1.25, 1.75, 2, 1.5)) -> Any:
    """Instances off the knots of g; homogeneous for all factors if, and only if, the middle is 3/2."""
    return st.builds(OneFactor, st.sampled_from(middles), st.tuples(OFF_KNOTS, SMALL), SMALL, SMALL)


class OneFactorAt:
    """The network of an instance at a place."""

    def __init__(self, instance: OneFactor, place: Place) -> None:
        self.instance = instance
        self.w = [place.tensor(v).requires_grad_() for v in instance.w]

    def g(self, w: torch.Tensor) -> torch.Tensor:
        """2^k sign(w) g(|w| / 2^k) with |w| / 2^k in [1, 2)."""
        size = torch.exp2(torch.floor(torch.log2(abs(w.detach()))))
        t, middle = abs(w) / size, self.instance.middle
        return torch.sign(w) * size * torch.where(t < 1.5, 1 + 2 * (middle - 1) * (t - 1), middle + 2 * (2 - middle) * (t - 1.5))

    def f(self, w1: torch.Tensor, w2: torch.Tensor) -> torch.Tensor:
        return self.instance.x * self.g(w1) * w2

    @property
    def doubling(self) -> bool:
        """Does doubling either layer double the prediction?"""
        w1, w2 = self.w
        return bool(self.f(2 * w1, w2) == self.f(w1, 2 * w2) == 2 * self.f(w1, w2))


def first_layer(s: OneFactorAt) -> torch.Tensor:
    """Route: <w_1, dL/dw_1> by torch."""
    return s.w[0] * differentiate((s.f(*s.w) - s.instance.y) ** 2 / 2, s.w)[0]


def second_layer(s: OneFactorAt) -> fmpq:
    """Route: <w_2, dL/dw_2> = (f - y) f, g in rationals."""
    t, size = abs(rational(s.instance.w[0])), fmpq(1)
    while not 1 <= t < 2:
        t, size = (t / 2, 2 * size) if t >= 2 else (2 * t, size / 2)
    middle = rational(s.instance.middle)
    g = 1 + 2 * (middle - 1) * (t - 1) if t < fmpq(3, 2) else middle + 2 * (2 - middle) * (t - fmpq(3, 2))
    f = rational(s.instance.x) * g * size * (1 if s.instance.w[0] > 0 else -1) * rational(s.instance.w[1])
    return (f - rational(s.instance.y)) * f
