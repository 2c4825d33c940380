"""Convex smooth functions, the hardest ones, and two that lack a hypothesis, as runs of gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from flint import arb, fmpq
from hypothesis import strategies as st

from claims.instances.numbers import choices, integers
from claims.instances.polyhedral_functions import vectors
from claims.instances.rates import Run, by_torch, in_rationals, last_gap
from impl.place import Place
from impl.rationals import ONE, ZERO, Vector, dot, matrix, rational, vector

STEPS, MORE = st.integers(1, 4), st.integers(0, 1)


class QuadraticRun(NamedTuple):
    """T steps of length 2**-halvings on f(x) = |A (x - x*)|^2 / 2 from `start`; `rows` are those of A, `minimiser` is x*."""

    rows: tuple[tuple[float, ...], ...]
    start: tuple[float, ...]
    minimiser: tuple[float, ...]
    halvings: int
    steps: int


class HuberRun(NamedTuple):
    """T steps on the line on beta h, h = Huber's function of this threshold, from (2 step beta T + 1) threshold."""

    beta: float
    threshold: float
    step: float
    steps: int


class AbsoluteRun(NamedTuple):
    """T steps of length 1 on |x| from `start`: it is not smooth, whatever beta is claimed; here 1."""

    start: float
    steps: int


class NoMinimiserRun(NamedTuple):
    """T steps on f(x) = 1 / log(2 + x) from 0: convex and smooth for x >= 0, with infimum 0 and no minimiser."""

    step: float
    steps: int


@st.composite
def quadratic_runs(draw: Any, *, doubled: int = 0) -> QuadraticRun:
    """Steps of about 1 / |A|_F^2 or half of that, times 2**doubled; shrinks to f = 0 and one step."""
    minimiser = draw(vectors(draw(st.integers(1, 2)), 1))
    rows = draw(st.lists(vectors(len(minimiser), 2), min_size=1, max_size=2))
    size = sum(c * c for row in rows for c in row)
    start = tuple(a + draw(integers(2)) for a in minimiser)
    return QuadraticRun(tuple(rows), start, minimiser, max(size - 1, 0).bit_length() + draw(MORE) - doubled, draw(STEPS))


@st.composite
def huber_runs(draw: Any) -> HuberRun:
    """The functions on which the bound is attained, for step beta = 1, 1/2, 1/4."""
    beta = draw(choices((1, 2, 4)))
    return HuberRun(beta, draw(choices((1, 2))), draw(choices((1, 0.5, 0.25))) / beta, draw(STEPS))


def smooth_run_at(instance: Any, place: Place) -> Run:
    """The builder of claims about gradient descent."""
    return _BUILDERS[type(instance)](instance, place)


def _quadratic(r: QuadraticRun, place: Place) -> Run:
    rows, start, minimiser = matrix(r.rows), vector(r.start), vector(r.minimiser)
    A, aim = place.tensor(r.rows), place.tensor(r.minimiser)
    beta = sum((c * c for row in rows for c in row), ZERO)

    def residual(x: Vector) -> Vector:
        return tuple(dot(row, tuple(a - b for a, b in zip(x, minimiser, strict=True))) for row in rows)

    away = tuple(a - b for a, b in zip(start, minimiser, strict=True))
    return Run(
        place,
        f=lambda x, _: ((A * (x - aim)).sum(1) ** 2).sum() / 2,
        exactly=lambda x: dot(residual(x), residual(x)) / 2,
        slope=lambda x: tuple(dot(column, residual(x)) for column in zip(*rows, strict=True)),
        start=start,
        least=ZERO,
        squared_radius=dot(away, away),
        constant=beta,
        step=fmpq(2) ** -r.halvings,
        count=r.steps,
    )


def _huber(r: HuberRun, place: Place) -> Run:
    beta, d, step = map(rational, (r.beta, r.threshold, r.step))
    start = (2 * step * beta * r.steps + 1) * d

    def exactly(x: Vector) -> fmpq:
        size = abs(x[0])
        return beta * (size**2 / 2 if size <= d else d * size - d**2 / 2)

    return Run(
        place,
        f=lambda x, _: r.beta * torch.nn.functional.huber_loss(x, 0 * x.detach(), delta=float(d), reduction="sum"),
        exactly=exactly,
        slope=lambda x: (beta * max(-d, min(d, x[0])),),
        start=(start,),
        least=ZERO,
        squared_radius=start**2,
        constant=beta,
        step=step,
        count=r.steps,
        hardest=True,
    )


def _absolute(r: AbsoluteRun, place: Place) -> Run:
    start = rational(r.start)
    return Run(
        place,
        f=lambda x, _: x.abs().sum(),
        exactly=lambda x: abs(x[0]),
        slope=lambda x: (fmpq((x[0] > 0) - (x[0] < 0)),),
        start=(start,),
        least=ZERO,
        squared_radius=start**2,
        constant=ONE,
        step=ONE,
        count=r.steps,
    )


def _no_minimiser(r: NoMinimiserRun, place: Place) -> Run:
    """y = 2 + x grows by step / (y log^2 y) with y >= 2, so y_T^2 <= 4 + C T, and f(x_T) >= 2 / log(4 + C T)."""
    log, step = arb(2).log(), arb(r.step)
    growth = 2 * step / log**2 + step**2 / (4 * log**4)

    def slope(x: Vector) -> Vector:
        raise ArithmeticError(f"a rational gradient was asked for at {x}, where f has none")

    return Run(
        place,
        f=lambda x, _: (1 / torch.log(2 + x)).sum(),
        exactly=lambda x: _from_below(1 / (2 + arb(x[0])).log()),
        slope=slope,
        start=(ZERO,),
        least=ZERO,
        squared_radius=ZERO,
        constant=rational(2.03125),  # f''(0) = 2.022
        step=rational(r.step),
        count=r.steps,
        floor=_from_below(2 / (4 + growth * r.steps).log()),
    )


def _from_below(ball: arb) -> fmpq:
    man, exp = ball.lower().man_exp()
    return fmpq(man) * fmpq(2) ** int(exp)


_BUILDERS: dict[type, Callable[[Any, Place], Run]] = {
    QuadraticRun: _quadratic,
    HuberRun: _huber,
    AbsoluteRun: _absolute,
    NoMinimiserRun: _no_minimiser,
}

DIVERGING = QuadraticRun(((1,),), (1,), (0,), -2, 4)  # x^2 / 2 with step 4: x_t = (-3)^t
BOWL = QuadraticRun(((1, 0), (1, 1)), (2, -1), (0, 1), 2, 3)
HUBER = HuberRun(1, 1, 1, 3)


def from_below(s: Run) -> fmpq:
    """Route: f(x_T) - inf f at the point that torch reaches, from below."""
    return last_gap(s, by_torch(s, s.step))


def certainly(s: Run) -> fmpq:
    """Route: f(x_T) - inf f of the run in rationals, or a bound from below where there is none."""
    return s.floor if s.floor is not None else last_gap(s, in_rationals(s, s.step))


def absolute_runs() -> Any:
    """Runs on |x|."""
    return st.builds(AbsoluteRun, st.sampled_from((0.5, 0.25)), st.integers(2, 6))
