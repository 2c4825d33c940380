"""Gradient descent beside the curve that it should tend to: quadratics, sums of moduli, and a function whose flow is not unique."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from flint import arb, ctx, fmpq
from hypothesis import strategies as st

from claims.core.check import Scale, entries
from claims.instances.numbers import integers
from impl.autograd import differentiate
from impl.place import Place
from impl.rationals import ONE, ZERO, rational

PRECISION = 200  # bits of the balls
OPERATIONS = 8  # roundings of one step in one coordinate


class Quadratic(NamedTuple):
    """f(x) = sum_i a_i x_i^2 / 2 from `start`; rate 2**-halvings."""

    curvatures: tuple[int, ...]
    start: tuple[int, ...]
    halvings: int
    steps: int


class Moduli(NamedTuple):
    """f(x) = sum_i c_i |x_i| with c_i >= 0."""

    slopes: tuple[int, ...]
    start: tuple[int, ...]
    halvings: int
    steps: int


class Root(NamedTuple):
    """f(x) = -(2/3) c |x|^(3/2), from 0: descent stays there, and x(t) = c^2 t^2 / 4 is a solution of the flow that leaves."""

    c: int
    halvings: int
    steps: int


@st.composite
def quadratics(draw: Any, *, steps: int = 8, width: int = 2) -> Quadratic:
    """Quadratics, rates of at most 1/4 (so that rate times curvature is at most 1), few steps."""
    n = draw(st.integers(1, width))
    numbers = st.tuples(*[integers()] * n)
    return Quadratic(draw(numbers), draw(numbers), draw(st.integers(2, 5)), draw(st.integers(1, steps)))


@st.composite
def sums_of_moduli(draw: Any, *, steps: int = 8, width: int = 2) -> Moduli:
    """Sums of moduli; descent crosses the kink and turns back for ever."""
    n = draw(st.integers(1, width))
    slopes = draw(st.tuples(*[st.integers(0, 4)] * n))
    return Moduli(slopes, draw(st.tuples(*[integers()] * n)), draw(st.integers(0, 4)), draw(st.integers(1, steps)))


def roots() -> Any:
    """The functions without a unique flow."""
    return st.builds(Root, st.integers(1, 4), st.integers(1, 4), st.integers(2, 4))


class LimitSubject:
    """A function, a start and a rate, lifted to a place; and its flow in rational bounds."""

    def __init__(self, instance: Quadratic | Moduli | Root, place: Place) -> None:
        self.instance, self.place = instance, place
        self.rate, self.steps = ONE / 2**instance.halvings, instance.steps
        self.start: tuple[int, ...] = (0,) if isinstance(instance, Root) else instance.start
        self.width = range(len(self.start))
        tied = isinstance(instance, Moduli) and any(x == 0 for x in self.start)
        self.ties = ("".join("o" if x == 0 else "." for x in self.start),) if tied else ()

    def f(self, x: torch.Tensor) -> torch.Tensor:
        if isinstance(self.instance, Root):
            return -self.instance.c * x.abs().pow(1.5).sum() / 1.5
        if isinstance(self.instance, Moduli):
            return (self.place.tensor(self.instance.slopes) * x.abs()).sum()
        return (self.place.tensor(self.instance.curvatures) * x * x).sum() / 2

    def curve(self, i: int, t: fmpq) -> tuple[fmpq, fmpq]:
        """Coordinate i of the flow at time t, enclosed by two rationals (one number twice, where it is rational)."""
        if isinstance(self.instance, Root):
            return ((self.instance.c * t / 2) ** 2,) * 2
        x = rational(self.start[i])
        if isinstance(self.instance, Moduli):
            left = max(abs(x) - self.instance.slopes[i] * t, ZERO)
            return (left if x > 0 else -left,) * 2
        ball = _ball(lambda: arb(x) * (-arb(self.instance.curvatures[i] * t)).exp())
        return ball.lower().fmpq(), ball.upper().fmpq()

    def bound(self, i: int, t: fmpq, rate: fmpq) -> fmpq:
        """(rate/2) sup |x_i''| (e^(L t) - 1)/L on [0, t], L = |a_i|; for moduli the rate times the slope."""
        if isinstance(self.instance, Moduli):
            return rate * self.instance.slopes[i]
        a, x = getattr(self.instance, "curvatures", self.start)[i], abs(self.start[i])
        if a == 0:
            return ZERO
        bent = _ball(lambda: a * a * x * max(arb(1), (-arb(a * t)).exp(), key=lambda b: b.mid()))
        grown = _ball(lambda: (arb(abs(a) * t).exp() - 1) / abs(a))
        return rate / 2 * bent.upper().fmpq() * grown.upper().fmpq()

    def scale(self, i: int, k: int, rate: fmpq) -> Scale:
        """Rounding in k steps: gamma_(8 k) |x_i| (1 + rate |a_i|)^k, and for moduli the way gone."""
        if isinstance(self.instance, Root):
            return Scale(ZERO, 1, self.place.unit_roundoff, True)
        x = abs(rational(self.start[i]))
        if isinstance(self.instance, Moduli):
            return Scale(x + k * rate * self.instance.slopes[i], OPERATIONS * k, self.place.unit_roundoff, True)
        size = x * (1 + rate * abs(self.instance.curvatures[i])) ** k
        return Scale(size, OPERATIONS * k, self.place.unit_roundoff, False)


def limit_at(instance: Quadratic | Moduli | Root, place: Place) -> LimitSubject:
    """The builder of claims about descent and its limit."""
    return LimitSubject(instance, place)


def by_torch(s: LimitSubject, finer: int = 1) -> list[list[fmpq]]:
    """Route: the iterates of gradient descent by torch autograd at the place, with rate/finer and as many more steps, at exact values."""
    return moved(s, lambda x, g, rate: x - rate * g, finer)


def moved(s: LimitSubject, rule: Any, finer: int = 1) -> list[list[fmpq]]:
    """The iterates of x+ = rule(x, gradient, rate)."""
    x, path = s.place.tensor(s.start), []
    rate = s.place.tensor([s.rate / finer])
    for _ in range(s.steps * finer + 1):
        path.append(entries(x))
        leaf = x.requires_grad_()
        x = rule(leaf.detach(), differentiate(s.f(leaf), [leaf])[0], rate)
    return path


def by_closed_form(s: LimitSubject, i: int, t: fmpq) -> tuple[fmpq, fmpq]:
    """Route: the flow in closed form, exponentials in ball arithmetic."""
    return s.curve(i, t)


def distance(x: fmpq, enclosed: tuple[fmpq, fmpq]) -> fmpq:
    """How far x is from an interval."""
    return max(enclosed[0] - x, x - enclosed[1], ZERO)


def _ball(compute: Any) -> arb:
    kept = ctx.prec
    ctx.prec = PRECISION
    try:
        return compute()
    finally:
        ctx.prec = kept


CE9 = Root(c=1, halvings=1, steps=2)
SHRINKING, GROWING = Quadratic((1,), (1,), 2, 3), Quadratic((-2,), (1,), 3, 4)
MODULUS, ACROSS = Moduli((1,), (1,), 1, 3), Moduli((4,), (1,), 0, 2)
