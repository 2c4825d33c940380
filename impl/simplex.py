"""The exact simplex method: minimise <cost, w> over w >= 0 with sum w_j c_j = target, in rationals.

The revised method in two phases. A basis is n linearly independent columns, at first the n artificial columns sign(target_i) e_i,
and B the matrix of them. With y = cost_B B^-1, a column with cost_j < <y, c_j> may enter; with d = B^-1 c_j, a basic column of least
ratio (B^-1 target)_i / d_i over d_i > 0 leaves; if there is none, the cost falls without bound along the ray. Phase one minimises the
sum of the artificial variables. If it stays > 0, its y has <y, c_j> <= 0 for all j and <y, target> > 0.

*It ends.* A pivot that lowers the cost never meets an old basis again. In a run of pivots that do not, the column of the most
negative reduced cost enters at first, and after as many pivots as there are rows the first improving column does, while of the
blocking columns the first one leaves: under this rule (Bland's) no basis recurs [Bland 1977, New finite pivoting rules for the
simplex method, theorem 3.1], so the run ends. *It ends right*, since every comparison is one of rationals.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flint import fmpq, fmpq_mat

from impl.rationals import ONE, ZERO, Vector


class Minimum(NamedTuple):
    """Weights w of least cost, and multipliers y with <y, c_j> <= cost_j for all j and <y, target> = <cost, w>."""

    weights: Vector
    multipliers: Vector


class Blocked(NamedTuple):
    """No weights: <direction, c_j> <= 0 for all j, and <direction, target> > 0."""

    direction: Vector


class Descent(NamedTuple):
    """Cost unbounded below: feasible weights, and a ray r >= 0 with sum r_j c_j = 0 and <cost, r> < 0."""

    weights: Vector
    ray: Vector


def minimise(columns: Sequence[Vector], target: Vector, cost: Vector) -> Minimum | Blocked | Descent:
    """The program of the module docstring; columns: m of shape (n,), target: (n,), cost: (m,)."""
    m, n = len(columns), len(target)
    if n == 0:
        return _without_equations(cost)
    artificial = [tuple((-ONE if t < 0 else ONE) if i == j else ZERO for j in range(n)) for i, t in enumerate(target)]
    problem = _Problem([*columns, *artificial], fmpq_mat([list(c) for c in columns]).transpose() if m else None, fmpq_mat(n, 1, list(target)))
    basis = list(range(m, m + n))
    multipliers, _ = _descend(problem, basis, (ZERO,) * m + (ONE,) * n)
    if (multipliers * problem.target)[0, 0] > 0:
        return Blocked(tuple(multipliers.entries()))
    _drive_out(problem, basis, m)
    full = (*cost, *[ZERO] * n)
    multipliers, ray = _descend(problem, basis, full)
    weights = _spread(basis, (problem.inverse(basis) * problem.target).entries(), m)
    return Minimum(weights, tuple(multipliers.entries())) if ray is None else Descent(weights, ray)


class _Problem(NamedTuple):
    """All columns, the artificial ones last; the true ones as a matrix (n, m), or None if there is none; the target, (n, 1)."""

    columns: list[Vector]
    true: fmpq_mat | None
    target: fmpq_mat

    def inverse(self, basis: list[int]) -> fmpq_mat:
        return fmpq_mat([list(self.columns[b]) for b in basis]).transpose().inv()


def _descend(problem: _Problem, basis: list[int], cost: Vector) -> tuple[fmpq_mat, Vector | None]:
    """Pivot (in `basis`) to a minimum, (multipliers (1, n), None), or to a ray of descent, (multipliers, ray)."""
    n = len(basis)
    m, stalled = len(problem.columns) - n, 0
    while True:
        inverse = problem.inverse(basis)
        multipliers = fmpq_mat(1, n, [cost[b] for b in basis]) * inverse
        prices = [c - p for c, p in zip(cost, (multipliers * problem.true).entries(), strict=False)] if problem.true is not None else []
        improving = [j for j in range(m) if prices[j] < 0]
        if not improving:
            return multipliers, None
        entering = min(improving, key=prices.__getitem__) if stalled <= n else improving[0]
        change = (inverse * fmpq_mat(n, 1, list(problem.columns[entering]))).entries()
        levels = (inverse * problem.target).entries()
        blocking = [(levels[i] / d, basis[i], i) for i, d in enumerate(change) if d > 0]
        if not blocking:
            ray = list(_spread(basis, [-d for d in change], m))
            ray[entering] = ONE
            return multipliers, tuple(ray)
        step, _, leaving = min(blocking)
        stalled = stalled + 1 if step == 0 else 0
        basis[leaving] = entering


def _drive_out(problem: _Problem, basis: list[int], m: int) -> None:
    """Let true columns take the places of artificial ones, all at level 0. Where none can, the equations are dependent, the row of
    B^-1 (c_1 .. c_m) is 0, remains so under later pivots, and the artificial variable remains 0."""
    for i in range(len(basis)):
        if basis[i] >= m and problem.true is not None:
            row = (problem.inverse(basis) * problem.true).tolist()[i]
            basis[i] = next((j for j, a in enumerate(row) if a != 0), basis[i])


def _without_equations(cost: Vector) -> Minimum | Descent:
    falling = next((j for j, c in enumerate(cost) if c < 0), None)
    zero = (ZERO,) * len(cost)
    return Minimum(zero, ()) if falling is None else Descent(zero, (*zero[:falling], ONE, *zero[falling + 1 :]))


def _spread(basis: list[int], values: Sequence[fmpq], m: int) -> Vector:
    weights = [ZERO] * m
    for b, value in zip(basis, values, strict=True):
        if b < m:
            weights[b] = value
    return tuple(weights)
