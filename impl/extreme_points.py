"""The vertices among finitely many rational points, exactly, with no more questions than points and vertices together.

A set V of vertices grows. It starts from random directions d: of all points on which <d, .> is largest the lexicographically
greatest is a vertex (the vertex of a face is a vertex of the polytope, and lexicographic order is linear). Then to each point p not
in V, ask whether p lies in the hull of V. If it does, p is no vertex (a vertex is no convex combination of other points). If not, a
direction d separates p from V, and the vertex that it yields as above is not yet in V, since <d, .> is less there than at p; it
joins V, and p is asked again unless it was that point. So at most k + |V| questions about hulls of at most |V| points
[Clarkson 1994, More output-sensitive geometric algorithms, section 3].
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
from flint import fmpq_mat, fmpz_mat

from impl.certificates import Outside
from impl.membership import contains, hull
from impl.rationals import Matrix, Vector

DIRECTIONS = 8  # random directions a point, up to MOST
MOST = 4096
WIDE = 32  # coordinates from which on it pays to look for fewer
STEP = 256  # directions at a time
REACH = 1 << 10  # moduli of their entries


def extreme_points(points: Matrix) -> Matrix:
    """The vertices of the convex hull of points, shape (k, n) with k >= 1, without repetition, in lexicographic order."""
    given = [p for p, _ in groupby(sorted(points))]  # rationals are slow to hash
    if len(given) <= 2:
        return tuple(given)
    return tuple(given[i] for i in _extreme(_narrow(given)))


def _narrow(given: list[Vector]) -> list[Vector]:
    """The points on coordinates that tell them apart: the first independent columns of their differences, where there are many others.

    The other coordinates are affine functions of these, on the points and on their hull, each of earlier ones. So the map is one to one
    on the hull, vertices go to vertices, and the lexicographic order stays.
    """
    n = len(given[0])
    if n <= WIDE:
        return given
    found, rank = fmpq_mat([[a - b for a, b in zip(p, given[0], strict=True)] for p in given[1:]]).rref()
    if 2 * rank > n:
        return given
    kept, k = [], 0
    for i in range(n):
        if k < rank and found[k, i] != 0:
            kept.append(i)
            k += 1
    return [tuple(p[i] for i in kept) for p in given]


def _extreme(given: list[Vector]) -> list[int]:
    """Which of the points are vertices; the points are distinct, sorted, and three at least."""
    numerators, _ = fmpq_mat([list(p) for p in given]).numer_denom()
    vertices = {0, len(given) - 1} | _seen_from_random_directions(numerators)
    ready = hull(tuple(given[i] for i in sorted(vertices)))
    for i, p in enumerate(given):
        while i not in vertices and isinstance(found := contains(ready, p), Outside):
            vertices.add(_greatest(numerators, found.direction))
            ready = hull(tuple(given[j] for j in sorted(vertices)))
    return sorted(vertices)


def _seen_from_random_directions(numerators: fmpz_mat) -> set[int]:
    """Vertices (indices of sorted rows), by products of integers that are exact in floats; none where they would not be."""
    rows = [[int(a) for a in row] for row in numerators.tolist()]
    n = len(rows[0])
    if max(abs(a) for row in rows for a in row) * REACH * n >= 2**53:
        return set()
    table = np.array(rows[::-1], dtype=np.float64)  # argmax takes the first of equal heights: the lexicographically greatest
    rng, found = np.random.default_rng(0), set()
    for _ in range(0, min(DIRECTIONS * len(rows), MOST), STEP):
        directions = rng.integers(-REACH, REACH, size=(n, min(STEP, DIRECTIONS * len(rows)))).astype(np.float64)
        found |= set(np.unique((table @ directions).argmax(axis=0)).tolist())
    return {len(rows) - 1 - i for i in found}


def _greatest(numerators: fmpz_mat, direction: Vector) -> int:
    """Of the rows on which the direction is largest, the last one: the lexicographically greatest, as the rows are sorted."""
    whole, _ = fmpq_mat(len(direction), 1, list(direction)).numer_denom()
    heights = (numerators * whole).entries()
    highest = max(heights)
    return max(i for i, height in enumerate(heights) if height == highest)
