r"""Functions that are continuously differentiable near a point, some with kinks that accumulate there, and the builder that lifts them.

f(x) = sum of monomials, of c relu(<a, x> + b)^2, of c |y_i y_j| and of c y_i^p sin(1/y_i) with p >= 3, where y = x - u and u is the point.
Each term has a gradient that is calm at u, |grad(u + y) - grad(u)| <= K |y| for |y| <= 1 in the maximum norm:
K = 2 |c| max|a_i| sum|a_i| for a square of a relu, |c| for |y_i y_j| (whose gradient is not Lipschitz near u), |c| (p + 1) for
c y^p sin(1/y), whose derivative is c (p y^(p-1) sin - y^(p-2) cos); for a monomial the second derivatives bound it.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import product
from typing import Any, NamedTuple

import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.numbers import integers
from claims.instances.polyhedral_functions import points, vectors
from impl.autograd import differentiate
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import ONE, ZERO, Vector, dot, rational, vector

RADII = (3, 5, 7)  # the k of the steps of size 2^-k
OPERATIONS = 32  # on the longest path of backpropagation, a sine and a cosine of two units among them


class Smooth(NamedTuple):
    """Monomials (c, powers), relu squares (c, a, b), moduli of products (c, i, j), oscillations (c, i, p) about the point x."""

    monomials: tuple[tuple[float, tuple[int, ...]], ...]
    squares: tuple[tuple[float, tuple[float, ...], float], ...]
    products: tuple[tuple[float, int, int], ...]
    oscillations: tuple[tuple[float, int, int], ...]
    x: tuple[float, ...]


@st.composite
def smooth_functions(draw: Any) -> Smooth:
    """C^1 functions of one or two variables at a point, often on the kink of a relu square; shrinks to 0 at 0."""
    x = draw(points())
    n, c = len(x), integers(2)
    monomials = draw(st.lists(st.tuples(c, st.tuples(*[st.integers(0, 2)] * n)), max_size=2))
    squares = []
    for a, tied in draw(st.lists(st.tuples(vectors(n, 2), st.booleans()), max_size=2)):
        squares.append((draw(c), a, -sum(w * t for w, t in zip(a, x, strict=True)) if tied else draw(c)))
    index = st.integers(0, n - 1)
    products = draw(st.lists(st.tuples(c, index, index), max_size=1))
    oscillations = draw(st.lists(st.tuples(c, index, st.integers(3, 4)), max_size=1))
    return Smooth(tuple(monomials), tuple(squares), tuple(products), tuple(oscillations), x)


class SmoothSubject:
    """A C^1 function at a place: torch near the point, the gradient and its modulus of calmness at the point in rationals."""

    def __init__(self, instance: Smooth, place: Place) -> None:
        self.f, self.place = instance, place
        self.x, self._gradient, self.calmness, self.size = judged(instance)

    @cached_property
    def points(self) -> list[Vector]:
        """Points with all coordinates off those of x, nearer and nearer to it; and x itself where no sine oscillates there."""
        steps = [vector(step) for step in product((1, -1), repeat=len(self.x))] + [tuple(fmpq(2 * i + 1, 4) for i in range(len(self.x)))]
        near = [tuple(t + e / 2**k for t, e in zip(self.x, step, strict=True)) for k in RADII for step in steps]
        return near if self.f.oscillations else [*near, self.x]

    def bound(self, point: Vector) -> fmpq:
        """How far the gradient at the point may be from the gradient at x: K times the distance, all in the maximum norm."""
        return self.calmness * max(abs(a - b) for a, b in zip(point, self.x, strict=True))

    def scale(self, _point: Vector) -> Scale:
        """Rounding in a gradient within distance 1 of x."""
        return Scale(self.size, OPERATIONS, self.place.unit_roundoff, exact=False)

    def gradients(self) -> list[list[float]]:
        """The gradients at the points, by torch's backpropagation."""
        leaf = self.place.tensor([list(column) for column in zip(*self.points, strict=True)]).requires_grad_()
        return differentiate(in_torch(self.f, leaf).sum(), [leaf])[0].T.tolist()

    def gradient(self) -> Vector:
        """The gradient at x in closed form, in rationals; products and oscillations add nothing there."""
        return self._gradient

    def differential(self) -> Polytope:
        """The gradient alone."""
        return Polytope.hull([self._gradient])


def smooth_at(instance: Smooth, place: Place) -> SmoothSubject:
    """The builder of claims about a C^1 function at a point."""
    return SmoothSubject(instance, place)


def in_torch(f: Smooth, x: torch.Tensor) -> torch.Tensor:
    """f at the columns of x, shape (n, B), as one writes it in torch; shape (B,)."""
    y = x - torch.tensor(f.x, dtype=x.dtype, device=x.device)[:, None]
    total = 0 * x[0]
    for c, powers in f.monomials:
        total = total + c * torch.stack([x[i] ** p for i, p in enumerate(powers)]).prod(0)
    for c, a, b in f.squares:
        total = total + c * torch.relu(sum((w * x[i] for i, w in enumerate(a)), 0 * x[0]) + b) ** 2
    for c, i, j in f.products:
        total = total + c * torch.abs(y[i] * y[j])
    for c, i, p in f.oscillations:
        total = total + c * y[i] ** p * torch.sin(1 / y[i])
    return total


@lru_cache(maxsize=16)
def judged(f: Smooth) -> tuple[Vector, Vector, fmpq, fmpq]:
    """x, the gradient there, a constant K of calmness, and what bounds the moduli in a gradient within distance 1; all exact."""
    x, n = vector(f.x), len(f.x)
    around = [abs(t) + 1 for t in x]
    gradient, calmness, size = [ZERO] * n, ZERO, ZERO
    for c, powers in f.monomials:
        first = [rational(c) * _monomial(x, powers, (i,)) for i in range(n)]
        gradient = [g + d for g, d in zip(gradient, first, strict=True)]
        second = [sum((_monomial(around, powers, (i, j)) for j in range(n)), ZERO) for i in range(n)]
        calmness += abs(rational(c)) * max(second)
        size += abs(rational(c)) * max(_monomial(around, powers, (i,)) for i in range(n))
    for c, a, b in f.squares:
        w, at = vector(a), max(dot(vector(a), x) + rational(b), ZERO)
        gradient = [g + 2 * rational(c) * at * v for g, v in zip(gradient, w, strict=True)]
        moduli = [abs(v) for v in w]
        calmness += 2 * abs(rational(c)) * max(moduli) * sum(moduli, ZERO)
        size += 2 * abs(rational(c)) * max(moduli) * (dot(moduli, around) + abs(rational(b)))
    for c, i, j in f.products:
        calmness += abs(rational(c)) * (2 if i == j else 1)
        size += 2 * abs(rational(c)) * (around[i] + around[j])
    for c, _, p in f.oscillations:
        calmness += abs(rational(c)) * (p + 1)
        size += abs(rational(c)) * (p + 1)
    return x, tuple(gradient), calmness, size


def _monomial(x: Any, powers: tuple[int, ...], by: tuple[int, ...]) -> fmpq:
    """The derivative of prod x_i^powers_i by the coordinates `by`, at x."""
    factor, left = ONE, list(powers)
    for i in by:
        factor *= left[i]
        left[i] = max(left[i] - 1, 0)
    for t, p in zip(x, left, strict=True):
        factor *= t**p
    return factor
