"""Whether a point lies in the convex hull of points: floating point proposes, rationals prove.

Nonnegative least squares, min |sum w_i (p_i - s, 1) - (0, 1)| over w >= 0 [Lawson and Hanson 1974, Solving Least Squares
Problems, chapter 23], is solved in floats. At the exact optimum with residual r = (r', r_0), the Kuhn-Tucker conditions say
<r, (p_i - s, 1)> <= 0 with equality on the support, and <r, (0, 1)> = |r|^2. So either r = 0 and the weights on the support (at
most n + 1 affinely independent points) are convex weights, or <r', p_i - s> <= -r_0 < 0 for all i, and r' separates. What the
floats say decides only what is tried first:
  - the equations on the proposed support are solved in integers; weights >= 0 prove membership;
  - r' is rounded to integers of few bits, then of more; <r', s> > <r', p_i> for all i in integers proves the separation;
  - where neither comes off (the floats were too coarse), the exact simplex method decides.
So no answer depends on a tolerance, and each is a certificate.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from flint import fmpq, fmpq_mat, fmpz, fmpz_mat
from numpy.typing import NDArray
from scipy.optimize import nnls

from impl.certificates import Member, Outside
from impl.rationals import ONE, ZERO, Matrix, Vector
from impl.simplex import Blocked, minimise

ROUNDINGS = (6, 20, 50)  # bits of a proposed direction: short ones read better
SMALL = float(np.sqrt(np.finfo(np.float64).eps))  # a residual below this is first taken for 0, and the other way is tried next
LARGE = 2.0 ** (np.finfo(np.float64).maxexp // 4)


class Hull(NamedTuple):
    """Points, shape (k, n), made ready: numerators (k, n) over one denominator > 0, the columns (numerators, denominator), floats (n, k) or None."""

    points: Matrix
    numerators: fmpz_mat
    denominator: fmpz
    columns: list[list[fmpz]]
    floats: NDArray[np.float64] | None


def hull(points: Matrix) -> Hull:
    """Points, shape (k, n) with k >= 1, ready for many questions."""
    numerators, denominator = fmpq_mat([list(p) for p in points]).numer_denom()
    rows = numerators.tolist()
    return Hull(points, numerators, denominator, [[*row, denominator] for row in rows], floats(rows, denominator))


def contains(among: Hull, target: Vector) -> Member | Outside:
    """Whether target, shape (n,), lies in the hull: `Member` with at most n + 1 positive weights, or `Outside`."""
    n = len(target)
    if n == 0:
        return Member(target, among.points, (ONE,) + (ZERO,) * (len(among.points) - 1))
    mass, denominator = fmpq_mat(1, n, target).numer_denom()
    goal = [*mass.entries(), denominator]
    here = floats([goal[:-1]], denominator)
    if here is not None and among.floats is not None and (found := propose(among.floats - here)) is not None:
        support, residual, small = found
        for attempt in (_member, _outside) if small else (_outside, _member):
            if (proved := attempt(among, target, goal, support, residual)) is not None:
                return proved
    return decide(among.points, target)


def propose(steps: NDArray[np.float64]) -> tuple[list[int], NDArray[np.float64], bool] | None:
    """Nonnegative least squares for 0 in the hull of the columns of steps, (n, k): support, residual direction (n,), whether it is small."""
    n, k = steps.shape
    scale = max(float(steps.max()), -float(steps.min()))
    system = np.ones((n + 1, k))
    np.divide(steps, scale or 1.0, out=system[:n])
    aim = np.zeros(n + 1)
    aim[n] = 1.0
    try:
        weights, size = nnls(system, aim)
    except RuntimeError:  # no convergence
        return None
    return np.flatnonzero(weights).tolist(), system[:n] @ -weights, size < SMALL


def basic_weights(columns: list[list[fmpz]], denominator: fmpz, goal: list[fmpz], below: fmpz, support: list[int]) -> Vector | None:
    """Weights >= 0, one for each column, on linearly independent columns with sum w_i columns_i / denominator = goal / below; else None."""
    size, flat = len(support), []
    for i in support:
        flat += columns[i]
    flat += goal
    reduced, divisor, rank = fmpz_mat(size + 1, len(goal), flat).transpose().rref()
    if rank != size or not all(reduced[i, i] == divisor for i in range(size)):
        return None
    weights = [ZERO] * len(columns)
    factor = fmpq(denominator, below * divisor)
    for row, i in enumerate(support):
        weight = factor * reduced[row, size]
        if weight < 0:
            return None
        weights[i] = weight
    return tuple(weights)


def rounded(direction: NDArray[np.float64], bits: int) -> list[int] | None:
    """A positive multiple of the direction, rounded to integers of that many bits; None where there is none to be had."""
    largest = float(np.abs(direction).max())
    if not (0.0 < largest < np.inf):
        return None
    return np.rint(direction * (2.0**bits / largest)).astype(np.int64).tolist()


def decide(points: Matrix, target: Vector) -> Member | Outside:
    """The same answer by the exact simplex method alone."""
    found = minimise([(*p, ONE) for p in points], (*target, ONE), (ZERO,) * len(points))
    if isinstance(found, Blocked):
        return Outside(target, points, found.direction[:-1])
    return Member(target, points, found.weights)


def _member(among: Hull, target: Vector, goal: list[fmpz], support: list[int], residual: Any) -> Member | None:
    weights = basic_weights(among.columns, among.denominator, goal, goal[-1], support)
    return None if weights is None else Member(target, among.points, weights)


def _outside(among: Hull, target: Vector, goal: list[fmpz], support: list[int], residual: NDArray[np.float64]) -> Outside | None:
    n = len(target)
    for bits in ROUNDINGS:
        direction = rounded(residual, bits)
        if direction is None:
            return None
        reached = sum((d * g for d, g in zip(direction, goal[:-1], strict=True)), fmpz(0))
        highest = max((among.numerators * fmpz_mat(n, 1, direction)).entries())
        if reached * among.denominator > highest * goal[-1]:
            return Outside(target, among.points, tuple(fmpq(d) for d in direction))
    return None


def floats(numerators: list[list[fmpz]], denominator: fmpz) -> NDArray[np.float64] | None:
    """Points, shape (k, n), as the columns of an array (n, k) of the nearest floats; None where there is none, or a square would overflow."""
    below = int(denominator)
    try:
        found = np.array([[int(a) / below for a in row] for row in numerators]).T
    except OverflowError:
        return None
    return found if found.size and found.min() > -LARGE and found.max() < LARGE else None
