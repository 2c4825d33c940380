"""Curves of matrices W(t), 0 <= t <= T, for every kind of number: piecewise quadratic ones, Cantor's staircase, and jumps."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.instances.networks import Layer
from claims.instances.numbers import integers
from claims.instances.premises import suppose
from impl import descent, networks
from impl.autograd import differentiate
from impl.place import Place
from impl.rationals import ONE

NODES = (fmpq(1, 8), fmpq(1, 2), fmpq(7, 8))  # dyadic, inside gaps of Cantor's set, and symmetric about 1/2
DIGITS = 40  # of t in base 3: at the nodes the second one is a 1 at the latest


class Quadratic(NamedTuple):
    """Pieces of length 1 in time: u after its beginning the curve has moved on piece k by u velocity + u^2 bend."""

    start: Layer
    pieces: tuple[tuple[Layer, Layer], ...]


class Staircase(NamedTuple):
    """W(t) = start + c(t) (end - start), c Cantor's function: continuous, with derivative 0 almost everywhere, and not absolutely continuous."""

    start: Layer
    end: Layer


class Jump(NamedTuple):
    """`start` up to t = 1/3, then `end`: not even continuous."""

    start: Layer
    end: Layer


Curve = Quadratic | Staircase | Jump


@st.composite
def quadratic_curves(draw: Any, *, pieces: tuple[int, int] = (1, 3)) -> Quadratic:
    """Piecewise quadratic curves of small integer matrices, mostly with a kink at every joint; shrinks to one piece that stands still."""
    layer = _layers(draw(st.integers(1, 3)), draw(st.integers(1, 3)))
    return Quadratic(draw(layer), tuple((draw(layer), draw(layer)) for _ in range(draw(st.integers(*pieces)))))


@st.composite
def two_ends(draw: Any, kind: Any) -> Any:
    """A Staircase or a Jump between two small matrices."""
    layer = _layers(draw(st.integers(1, 2)), draw(st.integers(1, 2)))
    return kind(draw(layer), draw(layer))


def _layers(m: int, n: int) -> Any:
    return st.tuples(*[st.tuples(*[integers()] * n)] * m)


@lru_cache(maxsize=8)
def _exact(curve: Curve) -> list[np.ndarray]:
    """Where each piece begins, its velocity and its bend, in rationals: three arrays (m, n, 1, number of pieces)."""
    start = networks.exact(curve[0])
    pieces = curve.pieces if isinstance(curve, Quadratic) else ((curve.end, curve.start),)
    found = []
    for velocity, bend in (tuple(map(networks.exact, piece)) for piece in pieces):
        found.append((start, velocity, bend))
        start = start + velocity + bend
    return [np.stack(part, axis=-1)[:, :, None] for part in zip(*found, strict=True)]


class CurveSubject:
    """A curve at a place: torch beside rationals. Everything fits every format exactly (at most 21 bits: see the tests)."""

    def __init__(self, instance: Curve, place: Place) -> None:
        self.instance, self.place, self.exact = instance, place, _exact(instance)

    @cached_property
    def tensors(self) -> list[torch.Tensor]:
        return [self.place.tensor(part) for part in self.exact]

    def at(self, times: Any) -> Any:
        """W within every piece at `times` in [0, 1] after its beginning: (K, 1) to (m, n, K, number of pieces).

        At 0 and 1 the limit from within the piece. In torch at the place if `times` is a tensor, else in rationals.
        """
        a, b, c = self.tensors if isinstance(times, torch.Tensor) else self.exact
        if isinstance(self.instance, Quadratic):
            return a + times * b + times * times * c
        profile = cantor if isinstance(self.instance, Staircase) else _step
        height = [profile(t) for t in times[:, 0]]
        return a + (torch.stack(height) if isinstance(times, torch.Tensor) else np.array(height, dtype=object))[:, None] * (b - a)

    def tensor(self, times: Any) -> torch.Tensor:
        """Rational times as a column (K, 1) at the place."""
        return self.place.tensor(column(times))

    def velocity(self, times: Any) -> np.ndarray:
        """dW/dt in rationals, as `at`; of staircases and jumps wherever they have one."""
        _, b, c = self.exact
        return b + 2 * times * c if isinstance(self.instance, Quadratic) else 0 * (times * b)


def curve_at(instance: Curve, place: Place) -> CurveSubject:
    """The builder of claims about curves of matrices."""
    return CurveSubject(instance, place)


def following_at(instance: Curve, place: Place) -> CurveSubject:
    """The same; a staircase, moreover, must follow a gradient inclusion wherever it has a velocity.

    It does as the first layer W_1 of L(W) = (W_2 relu(W_1 x))^2 / 2 while W_2 = 0: there dL/dW = 0, and dW/dt = 0 almost everywhere.
    """
    s = CurveSubject(instance, place)
    if isinstance(instance, Staircase):
        x, y = place.tensor([[1]] * len(instance.start[0])), place.tensor([0])
        above = place.tensor([[0] * len(instance.start)])
        for k in range(len(NODES)):
            layers = [w.detach().requires_grad_() for w in (s.at(s.tensor(NODES))[:, :, k, 0], above)]
            gradient = differentiate(descent.loss(layers, x, y, descent.LOSSES["half square"]), layers)
            suppose(not any(g.any() for g in gradient), "the staircase follows the gradient inclusion")
    return s


def cantor(t: Any) -> Any:
    """Cantor's function on [0, 1], for numbers of any kind: t in base 3 up to its first 1, every 2 made a 1, read in base 2."""
    found, step = 0 * t, 1.0 if isinstance(t, torch.Tensor) else ONE
    if t >= 1:
        return found + 1
    for _ in range(DIGITS):
        t, step = 3 * t, step / 2
        digit = int(t >= 1) + int(t >= 2)
        found, t = found + min(digit, 1) * step, t - digit
        if digit == 1:
            break
    return found


def _step(t: Any) -> Any:
    return 0 * t + int(3 * t > 1)


def column(times: Any) -> np.ndarray:
    """Rational times as a column (K, 1)."""
    return np.array(times, dtype=object)[:, None]


DEVIL = Staircase(start=((0,),), end=((1,),))
KINK = Quadratic(start=((1,),), pieces=((((1,),), ((1,),)), (((-5,),), ((0,),))))
