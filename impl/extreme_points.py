"""The vertices among finitely many rational points, exactly, with no more questions than points and vertices together.

A point set V of vertices grows: to each point p not in V, ask whether p lies in the hull of V. If it does, p is no vertex (a
vertex is no convex combination of other points). If not, a direction d separates p from V, and of all given points on which <d, .>
is largest the lexicographically greatest is a vertex (the vertex of a face is a vertex of the polytope, and lexicographic order is
linear), not yet in V since <d, .> is less there than at p; it joins V, and p is asked again unless it was that point. So at most
k + |V| questions about hulls of at most |V| points [Clarkson 1994, More output-sensitive geometric algorithms, section 3].
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq_mat

from impl.certificates import Outside
from impl.membership import contains, hull
from impl.rationals import Matrix, Vector


def extreme_points(points: Matrix) -> Matrix:
    """The vertices of the convex hull of points, shape (k, n) with k >= 1, without repetition, in lexicographic order."""
    given = sorted(set(points))
    if len(given) <= 2:
        return tuple(given)
    table = fmpq_mat([list(p) for p in given]) if given[0] else fmpq_mat(len(given), 0, [])
    vertices = {0, len(given) - 1}  # the lexicographic extremes
    ready = hull(tuple(given[i] for i in vertices))
    for i, p in enumerate(given):
        while i not in vertices and isinstance(found := contains(ready, p), Outside):
            vertices.add(_greatest(table, found.direction))
            ready = hull(tuple(given[j] for j in sorted(vertices)))
    return tuple(given[i] for i in sorted(vertices))


def _greatest(table: fmpq_mat, direction: Vector) -> int:
    """Of the rows on which the direction is largest, the last one: the lexicographically greatest, as the rows are sorted."""
    heights: Sequence = (table * fmpq_mat(len(direction), 1, list(direction))).entries()
    highest = max(heights)
    return max(i for i, height in enumerate(heights) if height == highest)
