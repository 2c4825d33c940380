"""Whether a vector is a nonnegative combination of columns: floating point proposes, rationals prove.

As in `impl.membership`, without the row of ones: at the optimum of min |sum w_i c_i - t| over w >= 0 the residual r = t - sum w_i c_i
has <r, c_i> <= 0, with equality on the support, and <r, t> = |r|^2. So r = 0 or r is Farkas' direction. Here rounding r will not do
where <r, c_i> = 0; then r is recomputed in rationals as the part of t orthogonal to the columns of the proposed support, and proves
the separation if it has the right signs; otherwise the exact simplex method decides.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from flint import fmpq, fmpq_mat, fmpz_mat
from numpy.typing import NDArray
from scipy.optimize import nnls

from impl.certificates import Combination, Farkas
from impl.membership import ROUNDINGS, SMALL, basic_weights, floats, rounded
from impl.rationals import ZERO, Matrix, Vector
from impl.simplex import Blocked, minimise


def conic(columns: Matrix, target: Vector) -> Combination | Farkas:
    """Whether target, shape (n,), lies in the cone of columns, each of shape (n,); at most n weights are positive."""
    n = len(target)
    if not any(target):
        return Combination(target, columns, (ZERO,) * len(columns))
    if not columns:
        return Farkas(target, columns, target)
    numerators, denominator = fmpq_mat([list(c) for c in columns]).numer_denom()
    goal, below = fmpq_mat(1, n, target).numer_denom()
    rows = numerators.tolist()
    system, aim = floats(rows, denominator), floats(goal.tolist(), below)
    if system is not None and aim is not None and (found := _propose(system, aim[:, 0])) is not None:
        support, residual, small = found

        def inside() -> Combination | None:
            weights = basic_weights(rows, denominator, goal.entries(), below, support)
            return None if weights is None else Combination(target, columns, weights)

        def outside() -> Farkas | None:
            for direction in _directions(numerators, goal, support, residual):
                if max((numerators * direction).entries()) <= 0 < (goal * direction)[0, 0]:
                    return Farkas(target, columns, tuple(fmpq(d) for d in direction.entries()))
            return None

        for attempt in (inside, outside) if small else (outside, inside):
            if (proved := attempt()) is not None:
                return proved
    return decide(columns, target)


def decide(columns: Matrix, target: Vector) -> Combination | Farkas:
    """The same answer by the exact simplex method alone."""
    found = minimise(columns, target, (ZERO,) * len(columns))
    if isinstance(found, Blocked):
        return Farkas(target, columns, found.direction)
    return Combination(target, columns, found.weights)


def _propose(system: NDArray[np.float64], aim: NDArray[np.float64]) -> tuple[list[int], NDArray[np.float64], bool] | None:
    """Nonnegative least squares with columns and aim of length 1: support, residual (n,), whether it is small."""
    lengths = np.sqrt((system**2).sum(axis=0))
    size = float(np.sqrt((aim**2).sum()))
    if not size > 0.0:
        return None
    unit, goal = system / np.where(lengths > 0.0, lengths, 1.0), aim / size
    try:
        weights, left = nnls(unit, goal)
    except RuntimeError:  # no convergence
        return None
    return np.flatnonzero(weights).tolist(), goal - unit @ weights, left < SMALL


def _directions(numerators: fmpz_mat, goal: fmpz_mat, support: list[int], residual: NDArray[np.float64]) -> Iterator[fmpz_mat]:
    """Candidates, (n, 1), for Farkas' direction: the rounded residual, then the exact one for the support."""
    n = len(residual)
    for bits in ROUNDINGS:
        if (direction := rounded(residual, bits)) is not None:
            yield fmpz_mat(n, 1, direction)
    if not support:
        yield goal.transpose()
        return
    active = fmpq_mat([[fmpq(numerators[i, j]) for j in range(n)] for i in support])
    aim = fmpq_mat(goal.transpose())
    try:
        part = (active * active.transpose()).solve(active * aim)
    except ZeroDivisionError:  # the columns of the support are linearly dependent
        return
    yield (aim - active.transpose() * part).numer_denom()[0]
