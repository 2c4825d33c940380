"""Polytopes: convex hulls of finitely many rational points, exactly.

A polytope is the convex hull of its vertices, and these are the points that are not in the hull of the others
[Rockafellar 1970, Convex Analysis, section 18, corollary 18.5.1; Ziegler 1995, Lectures on Polytopes, proposition 2.2].
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from flint import fmpq

from impl.certificates import Member, Outside
from impl.extreme_points import extreme_points
from impl.least_norm import least_norm
from impl.membership import Hull, contains, hull
from impl.place import Place
from impl.rationals import ONE, ZERO, Matrix, Vector, dot, matrix, vector
from impl.simplex import Minimum, minimise


class EmptyHull(ValueError):
    """The hull of no point was asked for."""


@dataclass(frozen=True, eq=False)
class Polytope:
    """The convex hull of finitely many points of Q^n; make one with `Polytope.hull`. Equal polytopes have equal vertices."""

    points: Matrix

    @staticmethod
    def hull(points: Iterable[Any]) -> Polytope:
        """The convex hull of points, shape (k, n), k >= 1. Raises `EmptyHull` (a ValueError) for no points, ValueError for unequal lengths."""
        found = matrix(points)
        if not found:
            raise EmptyHull("the convex hull of points was asked for, found none; allowed: at least one point")
        return Polytope(tuple(dict.fromkeys(found)))

    @property
    def dimension(self) -> int:
        """The dimension n of the ambient space."""
        return len(self.points[0])

    @cached_property
    def vertices(self) -> Matrix:
        """The vertices, without repetition, in lexicographic order."""
        return extreme_points(self.points)

    @cached_property
    def _ready(self) -> Hull:
        return hull(self.points)

    def contains(self, s: Any) -> Member | Outside:
        """Whether s, shape (n,), lies in the polytope: `Member` (true; at most n + 1 positive weights) or `Outside` (false)."""
        return contains(self._ready, self._vector(s))

    def support(self, v: Any) -> fmpq:
        """The support function, max of <v, s> over the polytope; v: shape (n,)."""
        direction = self._vector(v)
        return max(dot(direction, p) for p in self.points)

    def distance_squared(self, s: Any) -> fmpq:
        """The squared Euclidean distance of s, shape (n,)."""
        nearest = self.translate([-c for c in self._vector(s)]).min_norm()
        return dot(nearest, nearest)

    def min_norm(self) -> Vector:
        """The point of least Euclidean norm, shape (n,)."""
        return least_norm(self.points)[0]

    def translate(self, v: Any) -> Polytope:
        """The polytope moved by v, shape (n,)."""
        step = self._vector(v)
        return Polytope(tuple(tuple(a + b for a, b in zip(p, step, strict=True)) for p in self.points))

    def tensor(self, place: Place) -> torch.Tensor:
        """The vertices at a place, shape (k, n). Raises ValueError where a coordinate is not representable there."""
        return place.tensor([list(p) for p in self.vertices])

    def _vector(self, values: Any) -> Vector:
        found = vector(values)
        if len(found) != self.dimension:
            raise ValueError(f"a vector in dimension {self.dimension} was asked for, found one of length {len(found)}; allowed: equal lengths")
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Polytope) and self.dimension == other.dimension and self.vertices == other.vertices

    def __hash__(self) -> int:
        return hash(self.vertices)


def hausdorff(P: Polytope, Q: Polytope) -> fmpq:
    """The Hausdorff distance of two polytopes in the l_inf norm.

    The distance to a convex set is a convex function, so its maximum over a polytope is attained at a vertex.
    Raises ValueError where the dimensions differ.
    """
    if P.dimension != Q.dimension:
        raise ValueError(f"the distance of two polytopes was asked for, found dimensions {P.dimension} and {Q.dimension}; allowed: equal dimensions")
    return max(_farthest(P, Q), _farthest(Q, P))


def _farthest(P: Polytope, Q: Polytope) -> fmpq:
    """The largest distance of a vertex of P from Q; a vertex nearer to a vertex of Q than what is reached already is passed over."""
    reached = ZERO
    bounds = {p: min(max(abs(a - b) for a, b in zip(p, q, strict=True)) for q in Q.vertices) for p in P.vertices} if P.dimension else {}
    for p in sorted(bounds, key=bounds.__getitem__, reverse=True):
        if bounds[p] > reached and not Q.contains(p):
            reached = max(reached, _distance(p, Q.vertices))
    return reached


def _distance(s: Vector, points: Matrix) -> fmpq:
    """min t over t >= 0 and weights w with -t <= s_i - sum w_j p_ji <= t, in standard form with slacks."""
    n = len(s)
    columns = [(*p, *(-c for c in p), ONE) for p in points]
    columns.append((-ONE,) * (2 * n) + (ZERO,))
    columns += [(ZERO,) * i + (ONE,) + (ZERO,) * (2 * n - i) for i in range(2 * n)]
    cost = (ZERO,) * len(points) + (ONE,) + (ZERO,) * (2 * n)
    found = minimise(columns, (*s, *(-c for c in s), ONE), cost)
    assert isinstance(found, Minimum)
    return dot(cost, found.weights)
