"""Functions that are calm: with x fixed, |f(x) - f(x')| <= L |x - x'| for x' near x. Routes for teeth, and for functions on an interval."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple

from flint import fmpq

from claims.instances.boxes import BoxSubject, OnInterval
from claims.instances.local_subjects import SCALES, TeethSubject
from impl import teeth
from impl.place import Place
from impl.rationals import ZERO, Matrix, rational, vector
from impl.teeth import Teeth

NEARBY = 2.0**-7  # less than any distance between two knots
INTERVALS = range(SCALES[0], SCALES[1] + 1)


class Pair(NamedTuple):
    """Points x and x', and the constant of calmness at x."""

    x: fmpq
    there: fmpq
    constant: fmpq


class CalmTeeth(TeethSubject):
    """Teeth around 0."""

    @cached_property
    def pairs(self) -> list[Pair]:
        """0 and the points near it; these points, and points on the same flank."""
        a, c = abs(rational(self.f.a)), abs(rational(self.f.c))
        found = [Pair(ZERO, x, a + c / 2) for (x,) in self.points]
        for k in INTERVALS:
            aside = teeth.width(self.f, k) / 8
            found += [Pair(x, x + aside, a + c * self.f.growth**k) for x in teeth.flanks(self.f, k)]
        return found

    @cached_property
    def changes(self) -> list[fmpq]:
        """|f(x) - f(x')| for the pairs, with f as torch evaluates it at the place."""
        x, there = (vector(teeth.as_torch(self.f, self.place.tensor(list(points)))) for points in list(zip(*self.pairs, strict=True))[:2])
        return [abs(p - q) for p, q in zip(x, there, strict=True)]


def teeth_at(instance: Teeth, place: Place) -> CalmTeeth:
    """The builder of claims about teeth."""
    return CalmTeeth(instance, place)


def changes(s: CalmTeeth) -> list[fmpq]:
    """Route: |f(x) - f(x')| for the pairs, with f as torch evaluates it at the place."""
    return s.changes


def seen_to_last(s: CalmTeeth) -> Matrix:
    """Route: the gradients that torch's backpropagation finds in every one of the intervals [2^-(k+1), 2^-k] and their mirror images."""
    found: dict[int, set[Any]] = {k: set() for k in INTERVALS}
    for (x,), gradient in zip(s.points, s.gradients(), strict=True):
        found[next(k for k in INTERVALS if abs(x) * 2 ** (k + 1) > 1)].add(gradient)
    return tuple(sorted(set.intersection(*found.values())))


def known_to_last(s: CalmTeeth) -> Matrix:
    """Route: the slopes of all those intervals in common, in closed form."""
    return s.elements()


class IntervalSubject(BoxSubject):
    """A function on the open interval S = (x - r, x + r)."""

    @cached_property
    def inside(self) -> tuple[float, ...]:
        """Points of S, all knots in it among them."""
        (x,), knots = self.x, (t for t, _ in self.instance.knots)
        return tuple(sorted({x, x - self.r / 2, x + self.r / 2, x - 7 * self.r / 8, x + 7 * self.r / 8} | {t for t in knots if abs(t - x) < self.r}))


def on_interval(instance: OnInterval, place: Place) -> IntervalSubject:
    """The builder of claims about a function on an interval."""
    return IntervalSubject(instance, place)


def inside(s: IntervalSubject) -> tuple[float, ...]:
    """The points of S to be looked at."""
    return s.inside


def locally(s: IntervalSubject, points: Sequence[float]) -> fmpq:
    """Route: the largest |f(x) - f(x')| / |x - x'| over the points x, with x' nearby; f as torch evaluates it at the place."""
    return max(s.quotients([((x,), (x + step,)) for x in points for step in (NEARBY, -NEARBY)]))


def globally(s: IntervalSubject, points: Sequence[float]) -> fmpq:
    """Route: the largest |f(x) - f(x')| / |x - x'| over all pairs of the points; f as torch evaluates it at the place."""
    return max(s.quotients([((x,), (y,)) for x, y in combinations(points, 2)]))
