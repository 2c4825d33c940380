"""Runs of the subgradient method and of gradient descent on one function: what a run is, its points by two routes, its gaps.

All numbers are dyadic and the runs short, so torch makes no rounding error and its points are exact (where logarithms are, they are not).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isqrt

import numpy as np
import torch
from flint import fmpq

from impl.autograd import differentiate
from impl.place import Place
from impl.rationals import ONE, Vector, vector
from impl.subgradient_method import iterates


@dataclass(frozen=True)
class Run:
    """A function with f* = `least`, and a run on it, at a place. `radius` >= |x_0 - x*|; `constant` is G, or beta for gradient descent."""

    place: Place
    f: Callable[..., torch.Tensor]  # in torch; takes the maximum to use as a second argument
    exactly: Callable[[Vector], fmpq]
    slope: Callable[[Vector], Vector]  # a subgradient, in rationals
    start: Vector
    least: fmpq
    squared_radius: fmpq
    constant: fmpq
    step: fmpq
    count: int
    hardest: bool = False  # the bound is attained
    floor: fmpq | None = None  # where the run in rationals is not possible: a number that f(x_T) - f* is not below

    @property
    def radius(self) -> fmpq:
        """The least power of two R >= 1 with R^2 >= |x_0 - x*|^2."""
        return power_above(self.squared_radius)

    @property
    def root(self) -> int:
        """sqrt(T), rounded down."""
        return isqrt(self.count)


def single(v: torch.Tensor) -> torch.Tensor:
    """The maximum, whose derivative goes to one of the entries that attain it."""
    return v.max(0).values


def averaged(v: torch.Tensor) -> torch.Tensor:
    """The maximum, whose derivative is shared among the entries that attain it."""
    return v.amax(0)


def by_torch(s: Run, step: fmpq, top: Callable[[torch.Tensor], torch.Tensor] = single) -> list[Vector]:
    """Route: the points x_0, ..., x_T of the method in torch at the place, with its own gradients; each at its exact binary value."""

    def gradient(x: torch.Tensor) -> torch.Tensor:
        leaf = x.detach().requires_grad_()
        return differentiate(s.f(leaf, top), [leaf])[0]

    return [vector(x) for x in iterates(gradient, s.place.tensor(s.start), s.place.tensor([step])[0], s.count)]


def in_rationals(s: Run, step: fmpq) -> list[Vector]:
    """Route: the points x_0, ..., x_T of the method in rationals, with a subgradient by formula."""
    points = iterates(lambda x: np.array(s.slope(tuple(x)), dtype=object), np.array(s.start, dtype=object), step, s.count)
    return [tuple(x) for x in points]


def best_gap(s: Run, points: list[Vector]) -> fmpq:
    """min f(x_t) - f* over t < T."""
    return min(s.exactly(x) for x in points[:-1]) - s.least


def last_compared_gap(s: Run, points: list[Vector]) -> fmpq:
    """f(x_{T-1}) - f*: the last of the T points among which `best_gap` chooses."""
    return s.exactly(points[-2]) - s.least


def last_gap(s: Run, points: list[Vector]) -> fmpq:
    """f(x_T) - f*."""
    return s.exactly(points[-1]) - s.least


def power_above(square: fmpq) -> fmpq:
    """The least power of two >= 1 whose square is at least `square`."""
    root = ONE
    while root**2 < square:
        root *= 2
    return root


ROUTES = {
    "torch": "the method in torch at the place named, with torch's gradients; f at its points exactly",
    "rationals": "the method in rationals, along the gradient of the first active piece",
}
