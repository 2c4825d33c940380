"""One short step x - t g from a point where a piecewise affine function is not stationary: its length, and what torch finds at its end."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flint import fmpq, fmpz

from claims.core.check import Scale
from claims.instances.limiting_sets import GermSubject, differential, limiting
from claims.instances.polyhedral_functions import piecewise_affine_functions
from claims.instances.premises import suppose
from claims.instances.rounding import evaluation
from impl.piecewise import evaluate
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import ZERO, Matrix, Vector, dot

NEAR = 9  # functions with small coefficients are linear on rays up to the distance 2^-9


def not_stationary(instance: Any, place: Place) -> GermSubject:
    """The builder of claims about a function at a point that is not stationary: 0 is not in the Clarke differential."""
    s = GermSubject(instance, place)
    suppose(any(least(s)), "0 is not in the Clarke differential")
    return s


def least(s: GermSubject) -> Vector:
    """Route: the element of least norm, by Wolfe's method in rationals."""
    return _least(differential(s))


_least = lru_cache(maxsize=64)(Polytope.min_norm)


def largest(s: GermSubject) -> Vector:
    """The vertex of largest norm."""
    return max(differential(s).vertices, key=lambda v: dot(v, v))


def least_vertex(s: GermSubject) -> Vector:
    """The limiting gradient of least norm: the hull forgotten."""
    return min(limiting(s), key=lambda v: dot(v, v))


def mean(s: GermSubject) -> Vector:
    """The mean of the vertices."""
    found = differential(s).vertices
    return tuple(sum(column, ZERO) / len(found) for column in zip(*found, strict=True))


def vertices(s: GermSubject) -> Matrix:
    """Route: the vertices of the Clarke differential, by the exact engine."""
    return differential(s).vertices


def length(g: Vector) -> fmpq:
    """A step length t such that t g has dyadic coordinates of modulus at most 2^-`NEAR`."""
    common = fmpz(1)
    for c in g:
        common = common.lcm(c.q)
    size = max(abs(int((c * common).p)) for c in g)
    return fmpq(common, 2 ** (NEAR + size.bit_length()))


def end(s: GermSubject, g: Vector) -> Vector:
    """x - t g."""
    return tuple(a - length(g) * c for a, c in zip(s.point, g, strict=True))


def rise(s: GermSubject, g: Vector) -> fmpq:
    """Route: f(x - t g) - f(x) with f evaluated by torch at the place."""
    here, there = s.many((s.point, end(s, g)))
    return there - here


def exact_rise(s: GermSubject, g: Vector) -> fmpq:
    """Route: f(x - t g) - f(x) in rationals."""
    return evaluate(s.graph, end(s, g)) - s.value


def steepness(s: GermSubject, g: Vector) -> fmpq:
    """Route: the Clarke directional derivative f°(x; -g), the support function of the Clarke differential."""
    return differential(s).support([-c for c in g])


def rise_scale(s: GermSubject, g: Vector) -> Scale:
    """Rounding in two evaluations."""
    return evaluation(s.graph, [s.point, end(s, g)], s.place).times(2)


ON_THE_PLANE = piecewise_affine_functions(dimensions=(2, 2))
ON_THE_LINE = piecewise_affine_functions(dimensions=(1, 1)).map(lambda f: f._replace(formula=f"{f.formula} + 5*x0"))
