"""The point of least Euclidean norm in a polytope, exactly: Wolfe's method in rationals.

A *corral* is an affinely independent set S of points whose affine hull has its point of least norm in the relative interior of
conv S. From a corral with that point x: if <x, p> >= <x, x> for all points p, then x is the answer (the hyperplane through x
with normal x separates). Else a point of least <x, p> joins S; while the affine minimiser y of S is not a positive combination,
go from x towards y to the boundary of conv S and drop the points with weight 0. The norm falls strictly from corral to corral,
so no corral returns, and there are finitely many [Wolfe 1976, Finding the nearest point in a polytope, Mathematical Programming
11, theorem in section 4]. In rationals the comparisons are exact, so the method ends at the exact point.
"""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from impl.rationals import ONE, ZERO, Matrix, Vector, dot


def least_norm(points: Matrix) -> tuple[Vector, dict[int, fmpq]]:
    """The point of least norm in the hull of points, shape (k, n), k >= 1, and its convex weights {index: weight}."""
    start = min(range(len(points)), key=lambda i: dot(points[i], points[i]))
    weights: dict[int, fmpq] = {start: ONE}
    while True:
        x = _combine(points, weights)
        heights = [dot(x, p) for p in points]
        lowest = min(range(len(points)), key=heights.__getitem__)
        if heights[lowest] >= dot(x, x):
            return x, weights
        weights[lowest] = ZERO
        while True:
            aim = _affine_minimiser([points[i] for i in weights])
            towards = dict(zip(weights, aim, strict=True))
            if all(w > 0 for w in aim):
                weights = towards
                break
            step = min(weights[i] / (weights[i] - towards[i]) for i in weights if towards[i] <= 0)
            moved = {i: w + step * (towards[i] - w) for i, w in weights.items()}
            weights = {i: w for i, w in moved.items() if w != 0}


def _combine(points: Matrix, weights: dict[int, fmpq]) -> Vector:
    return tuple(sum((w * points[i][c] for i, w in weights.items()), ZERO) for c in range(len(points[0])))


def _affine_minimiser(points: list[Vector]) -> list[fmpq]:
    """Weights of sum 1 (any sign) of the point of least norm in the affine hull of affinely independent points.

    The conditions sum_j <p_i, p_j> w_j = m for all i and sum w_j = 1: with affinely independent points the bordered Gram matrix is regular.
    """
    k = len(points)
    gram = [[dot(p, q) for q in points] + [-ONE] for p in points] + [[ONE] * k + [ZERO]]
    solved = fmpq_mat(gram).solve(fmpq_mat(k + 1, 1, [ZERO] * k + [ONE]))
    return [solved[i, 0] for i in range(k)]
