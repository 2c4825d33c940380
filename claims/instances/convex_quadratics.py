"""Convex functions that are differentiable at a point: a quadratic plus a maximum of affine functions that has no tie there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.instances.numbers import integers
from claims.instances.polyhedral_functions import points, vectors
from impl.autograd import backpropagated
from impl.place import Place
from impl.rationals import ZERO, Vector, dot, matrix, rational, vector


class QuadraticAtPoint(NamedTuple):
    """f(x) = |B x|^2 / 2 + max over the pieces (a, b) of <a, x> + b, plus cubic * x_0^3; `rows` are those of B; and a point x."""

    rows: tuple[tuple[float, ...], ...]
    pieces: tuple[tuple[tuple[float, ...], float], ...]
    cubic: float
    x: tuple[float, ...]


@st.composite
def quadratics_at_points(draw: Any, *, kinked: bool = False, cubics: Sequence[float] = (0,)) -> QuadraticAtPoint:
    """At the point one piece attains the maximum, by 1 at least, or (kinked) two with different gradients; shrinks to |.|^2 = 0 at 0."""
    x = draw(points())
    n, top = len(x), draw(integers(2))
    rows = draw(st.lists(vectors(n, 2), min_size=1, max_size=2))
    gradients = draw(st.lists(vectors(n, 2), min_size=1 + kinked, max_size=3, unique=kinked))
    below = [0, 0, 1] if kinked else [0, 1, 2]
    pieces = tuple((a, top - d - sum(c * t for c, t in zip(a, x, strict=True))) for a, d in zip(gradients, below, strict=False))
    return QuadraticAtPoint(tuple(rows), pieces, draw(st.sampled_from(list(cubics))), x)


class QuadraticSubject:
    """Such a function at a place: `f` runs in torch there, `exactly` in rationals; `curvature` is the diagonal of B^T B."""

    def __init__(self, instance: QuadraticAtPoint, place: Place) -> None:
        self.instance, self.place, self.x = instance, place, instance.x
        self.rows, self.point = matrix(instance.rows), vector(instance.x)
        self.curvature = tuple(sum((r[i] ** 2 for r in self.rows), ZERO) for i in range(len(self.x)))

    def f(self, x: torch.Tensor) -> torch.Tensor:
        """f in torch: x of shape (n,) or (n, B) to shape () or (B,)."""
        lift = self.place.tensor
        heights = [sum(a * v for a, v in zip(piece, x, strict=True)) + b for piece, b in self.instance.pieces]
        bent = sum((sum(a * v for a, v in zip(lift(row), x, strict=True)) ** 2 for row in self.rows), 0 * x[0]) / 2
        return bent + torch.stack([h + 0 * x[0] for h in heights]).amax(0) + self.instance.cubic * x[0] ** 3

    def exactly(self, x: Vector) -> fmpq:
        """f(x) in rationals."""
        top = max(dot(vector(a), x) + rational(b) for a, b in self.instance.pieces)
        return sum((dot(row, x) ** 2 for row in self.rows), ZERO) / 2 + top + rational(self.instance.cubic) * x[0] ** 3


def quadratic_at(instance: QuadraticAtPoint, place: Place) -> QuadraticSubject:
    """The builder of claims about such functions."""
    return QuadraticSubject(instance, place)


def by_autograd(s: QuadraticSubject) -> torch.Tensor:
    """Route: the gradient by torch's backpropagation at the place, shape (n,)."""
    return backpropagated(s.f, s.x, s.place)


def one_sided(s: QuadraticSubject, i: int, h: fmpq) -> tuple[fmpq, fmpq]:
    """Route: the bounds that the inequality at x - h e_i and x + h e_i puts on the i-th entry of a subgradient, in rationals."""
    here = s.exactly(s.point)
    back, ahead = (s.exactly(tuple(c + t * (k == i) for k, c in enumerate(s.point))) for t in (-h, h))
    return (here - back) / h, (ahead - here) / h


def by_torch(s: QuadraticSubject, where: Sequence[Vector]) -> Vector:
    """Route: f at the points, evaluated by torch at the place named."""
    return vector(s.f(s.place.tensor([list(column) for column in zip(*where, strict=True)])))
