"""Monomials at a point, with a factor: strategy and builder."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import Any, NamedTuple

import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.numbers import dyadics, floats
from claims.instances.scaled_points import FACTORS, PointSubject
from impl.autograd import differentiate
from impl.place import Place
from impl.rationals import ONE, dot, vector

ULPS_OF_POWER = 8  # what torch.pow may be off, in units of roundoff: its vendors promise 4 units in the last place or better


class Monomial(NamedTuple):
    """x_1^p_1 ... x_n^p_n at a point, and a factor."""

    x: tuple[float, ...]
    powers: tuple[int, ...]
    factor: float


@st.composite
def monomials(draw: Any, *, factors: tuple[float, ...] = FACTORS) -> Monomial:
    """Up to three variables with powers 0 to 3; shrinks to 0^0."""
    n = draw(st.integers(1, 3))
    entry = draw(st.sampled_from((dyadics(), dyadics(), dyadics(1), floats())))
    return Monomial(draw(st.tuples(*[entry] * n)), draw(st.tuples(*[st.integers(0, 3)] * n)), draw(st.sampled_from(factors)))


class MonomialSubject(PointSubject):
    """A monomial at a point, lifted to a place."""

    def __init__(self, instance: Monomial, place: Place) -> None:
        super().__init__(instance, place)
        self.powers = instance.powers
        self.degree = sum(self.powers)

    @property
    def products(self) -> Scale:
        """Rounding in the product at alpha x: alpha x_i is rounded p_i times, and there is a product for each."""
        return self._scale(self.multiple)

    @property
    def powers_of_torch(self) -> Scale:
        """The same with torch's own powers, which may round where products would not."""
        return self.products._replace(roundings=2 * self.degree + (ULPS_OF_POWER + 1) * len(self.powers), exact=False)

    @property
    def pairing(self) -> Scale:
        """Rounding in <grad f(x), x>: a division each, and the sums over repeated coordinates."""
        return self._scale(self.point).times(self.degree, self.degree + 2)

    def _scale(self, x: Iterable[fmpq]) -> Scale:
        pairs = list(zip(x, self.powers, strict=True))
        largest = prod((max(abs(v), ONE) ** p for v, p in pairs), start=ONE)
        finest = sum(p * (int(v.q).bit_length() - 1) for v, p in pairs)
        fits = int(largest).bit_length() + finest <= self.place.bits
        return Scale(abs(exactly(self.powers, [v for v, _ in pairs])), 2 * self.degree + 1, self.place.unit_roundoff, fits)


def monomial_at(instance: Monomial, place: Place) -> MonomialSubject:
    """The builder of claims about monomials."""
    return MonomialSubject(instance, place)


def exactly(powers: Iterable[int], x: Iterable[fmpq]) -> fmpq:
    """x_1^p_1 ... x_n^p_n in rationals, with 0^0 = 1."""
    return prod((v**p for v, p in zip(x, powers, strict=True)), start=ONE)


def by_products(s: MonomialSubject, x: torch.Tensor) -> torch.Tensor:
    """Route: the product of the coordinates, each repeated, by torch at the place."""
    repeated = [i for i, p in enumerate(s.powers) for _ in range(p)]
    return torch.prod(x[repeated])


def by_powers(s: MonomialSubject, x: torch.Tensor) -> torch.Tensor:
    """Route: torch's own powers, and their product."""
    return torch.prod(x ** s.place.tensor(s.powers))


def along_the_point(s: MonomialSubject) -> fmpq:
    """Route: <grad f(x), x> with the gradient by torch's backpropagation at the place, at zeros too; the pairing in rationals."""
    leaf = s.x.clone().requires_grad_()
    return dot(vector(differentiate(by_products(s, leaf), [leaf])[0]), vector(s.point))


def in_rationals(s: MonomialSubject) -> fmpq:
    """Route: the monomial at x in rationals."""
    return exactly(s.powers, s.point)


def sum_of_powers(s: MonomialSubject, x: torch.Tensor) -> torch.Tensor:
    """x_1^p_1 + ... + x_n^p_n by torch."""
    return (x ** s.place.tensor(s.powers)).sum()
