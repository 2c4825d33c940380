"""Certificates for one candidate subgradient, and their checkers; plain `fractions`, no code shared with the engine.

s is a convex subgradient of f at x0 when f(y) >= f(x0) + <s, y - x0> for all y.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from impl.certificates import Combination, verify
from impl.rationals import Vector, fraction


@dataclass(frozen=True)
class Subgradient:
    """candidate is a subgradient of f at point, value = f(point): on each cone {v = (y, t) : <row, v> >= 0} over a cell of f,

    F(v) - t value - <candidate, y - t point> = sum of nonnegative multiples of the rows. `cells` holds (form, combination): F = form on
    the cone, combination.columns are the rows and combination.weights the multiples. That the cones cover {t > 0} is what the
    enumeration answers for; everything else is re-checked by `confirms`.
    """

    point: Vector
    value: Any
    candidate: Vector
    cells: tuple[tuple[Vector, Combination], ...]


@dataclass(frozen=True)
class NotSubgradient:
    """candidate is none: f(there) = found < value + <candidate, there - point>, value = f(point)."""

    point: Vector
    value: Any
    candidate: Vector
    there: Vector
    found: Any

    def __bool__(self) -> bool:
        return False


def confirms(certificate: Subgradient | NotSubgradient, f: Callable[[Vector], Any] | None = None) -> bool:
    """Whether the certificate shows what its class says; with `f`, an exact evaluator, its values are taken anew."""
    s, x0, value = _exact(certificate.candidate), _exact(certificate.point), _exact([certificate.value])[0]
    if f is not None and _exact([f(certificate.point)])[0] != value:
        return False
    if isinstance(certificate, NotSubgradient):
        found, there = _exact([certificate.found if f is None else f(certificate.there)])[0], _exact(certificate.there)
        return found < value + sum(a * (y - x) for a, y, x in zip(s, there, x0, strict=True))
    last = value - sum(a * x for a, x in zip(s, x0, strict=True))
    wanted = [[a - b for a, b in zip(_exact(form), [*s, last], strict=True)] for form, _ in certificate.cells]
    return bool(wanted) and all(verify(c) and _exact(c.target) == w for (_, c), w in zip(certificate.cells, wanted, strict=True))


def _exact(values: Any) -> list[Fraction]:
    return [Fraction(v) if isinstance(v, (int, Fraction)) else fraction(v) for v in values]
