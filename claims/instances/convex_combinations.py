"""Convex combinations of few points: a strategy, the builder, and ways to decide what is in a convex hull."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any, NamedTuple

import numpy as np
import torch
from flint import fmpq_mat
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from claims.core.check import entries
from claims.instances.numbers import integers
from impl.exact_lp import nonnegative
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import ONE, ZERO, Vector, dot, matrix

EIGHTHS = 8


class Combination(NamedTuple):
    """Points of R^d, weights in eighths with sum 1, and a number n of terms."""

    points: tuple[tuple[int, ...], ...]
    weights: tuple[float, ...]
    terms: int


@st.composite
def combinations_of_points(draw: Any, *, terms: Any = None) -> Combination:
    """One to five points on the line or in the plane, often repeated or collinear; n is drawn, or `terms` applied to d; shrinks to one point."""
    d = draw(st.integers(1, 2))
    points = draw(st.lists(st.tuples(*[integers(3)] * d), min_size=1, max_size=5))
    cuts = sorted(draw(st.lists(st.integers(0, EIGHTHS), min_size=len(points) - 1, max_size=len(points) - 1)))
    shares = [b - a for a, b in zip([0, *cuts], [*cuts, EIGHTHS], strict=True)]
    n = terms(d) if terms else draw(st.integers(1, 4))
    return Combination(tuple(points), tuple(_plain(w / EIGHTHS) for w in shares), n)


def _plain(w: float) -> float:
    return int(w) if w == int(w) else w


class CombinationSubject:
    """A convex combination at a place; the points exactly."""

    def __init__(self, instance: Combination, place: Place) -> None:
        self.place, self.points, self.terms = place, matrix(instance.points), instance.terms
        self.leaves, self.weights = place.tensor(instance.points), place.tensor(instance.weights)
        self.d = len(self.points[0])
        self.hull = Polytope.hull(self.points)


def combination_at(instance: Combination, place: Place) -> CombinationSubject:
    """The builder of claims about convex hulls."""
    return CombinationSubject(instance, place)


def by_torch(s: CombinationSubject) -> torch.Tensor:
    """Route: sum of lambda_i u_i at the place, shape (d,)."""
    return (s.weights[:, None] * s.leaves).sum(0)


def fewest(s: CombinationSubject, v: Any) -> int:
    """Route: how many points of S are needed to write v as a convex combination, by trying all subsets; 0 where no number is enough."""
    target = tuple(entries(v))
    distinct = tuple(dict.fromkeys(s.points))
    sizes = range(1, len(distinct) + 1)
    return next((n for n in sizes for chosen in combinations(distinct, n) if Polytope.hull(chosen).contains(target)), 0)


def around(s: CombinationSubject) -> list[Vector]:
    """Points in and around the hull: a lattice, the points themselves, and midpoints."""
    lattice = matrix(product((-4, -1, 0, 2), repeat=s.d))
    return [*lattice, *s.points, *(tuple((a + b) / 2 for a, b in zip(p, q, strict=True)) for p, q in combinations(s.points, 2))]


def by_programs(s: CombinationSubject, v: Vector) -> bool:
    """Route: membership in the hull by an exact linear program."""
    return bool(s.hull.contains(v))


def by_facets(s: CombinationSubject, v: Vector) -> bool:
    """Route: membership in the hull by its facets: ends on the line, qhull's facets in the plane, their sides computed in rationals."""
    distinct = list(dict.fromkeys(s.points))
    if s.d == 1:
        return min(distinct) <= v <= max(distinct)
    center = tuple(sum(column, ZERO) / len(distinct) for column in zip(*distinct, strict=True))
    if flat(s):
        first, last = min(distinct), max(distinct)
        along = tuple(b - a for a, b in zip(first, last, strict=True))
        on_line = along[0] * (v[1] - first[1]) == along[1] * (v[0] - first[0])
        return v in distinct or (on_line and dot(along, first) < dot(along, v) < dot(along, last))
    found = ConvexHull(np.array([[float(int(c)) for c in p] for p in distinct]))
    for i, j in found.simplices:
        p, q = distinct[i], distinct[j]
        normal = (p[1] - q[1], q[0] - p[0])
        if (dot(normal, v) - dot(normal, p)) * (dot(normal, center) - dot(normal, p)) < 0:
            return False
    return True


def flat(s: CombinationSubject) -> bool:
    """Whether the points are on one line."""
    return fmpq_mat([(*p, ONE) for p in s.points]).rank() < s.d + 1


def affinely(s: CombinationSubject, v: Vector) -> bool:
    """Membership with lambda >= 0 dropped: in the affine hull."""
    rows = [(*p, ONE) for p in s.points]
    return fmpq_mat([*rows, (*v, ONE)]).rank() == fmpq_mat(rows).rank()


def conically(s: CombinationSubject, v: Vector) -> bool:
    """Membership with sum lambda = 1 dropped: in the cone of the points."""
    return bool(nonnegative(s.points, v))


ENDS = Combination(points=((0,), (1,)), weights=(0.5, 0.5), terms=1)
TRIANGLE = Combination(points=((0, 0), (3, 0), (0, 3)), weights=(0.5, 0.25, 0.25), terms=3)
