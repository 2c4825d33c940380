"""The exact simplex method: minimise <cost, w> over w >= 0 with sum w_j c_j = target, in rationals.

A dense tableau with one artificial variable a row, and Bland's rule (of all improving columns the first, of all blocking
rows the one whose basic variable comes first), which never cycles [Bland 1977, New finite pivoting rules for the simplex
method, theorem 3.1], so it ends, and all arithmetic is rational, so it ends right. It is the last resort of `impl.exact_lp`
and made to be obvious, not fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flint import fmpq

from impl.rationals import ONE, ZERO, Vector, dot


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
    flip = [-1 if t < 0 else 1 for t in target]  # right-hand sides >= 0; the tableau's multipliers belong to the flipped rows
    table = [[s * c[i] for c in columns] + [ONE if i == k else ZERO for k in range(n)] + [s * target[i]] for i, s in enumerate(flip)]
    basis = [m + i for i in range(n)]
    prices = [-sum((row[j] for row in table), ZERO) for j in range(m)] + [ZERO] * n + [-sum((row[-1] for row in table), ZERO)]
    _descend(table, basis, prices, m)
    if prices[-1] != 0:  # the sum of the artificial variables is -prices[-1] > 0
        return Blocked(tuple(s * (1 - prices[m + i]) for i, s in enumerate(flip)))
    for i in range(n):  # artificial variables, all 0 now, leave the basis; a row without a pivot is redundant and stays 0
        if basis[i] >= m and (entering := next((j for j in range(m) if table[i][j] != 0), None)) is not None:
            _pivot(table, basis, prices, i, entering)
    basic = [cost[b] if b < m else ZERO for b in basis]
    full = (*cost, *[ZERO] * n, ZERO)
    prices = [full[j] - dot(basic, [row[j] for row in table]) for j in range(m + n + 1)]
    unbounded = _descend(table, basis, prices, m)
    weights = _spread(basis, [row[-1] for row in table], m)
    if unbounded is not None:
        ray = list(_spread(basis, [-row[unbounded] for row in table], m))
        ray[unbounded] = ONE
        return Descent(weights, tuple(ray))
    return Minimum(weights, tuple(-s * prices[m + i] for i, s in enumerate(flip)))


def _descend(table: list[list[fmpq]], basis: list[int], prices: list[fmpq], m: int) -> int | None:
    """Pivot by Bland's rule, over the first m columns, to a minimum (None) or to a column along which the cost falls for ever."""
    while (entering := next((j for j in range(m) if prices[j] < 0), None)) is not None:
        blocking = [(row[-1] / row[entering], basis[i], i) for i, row in enumerate(table) if row[entering] > 0]
        if not blocking:
            return entering
        _pivot(table, basis, prices, min(blocking)[2], entering)
    return None


def _pivot(table: list[list[fmpq]], basis: list[int], prices: list[fmpq], leaving: int, entering: int) -> None:
    pivot = table[leaving][entering]
    row = table[leaving] = [a / pivot for a in table[leaving]]
    for other in [*(r for i, r in enumerate(table) if i != leaving), prices]:
        if (factor := other[entering]) != 0:
            other[:] = [a - factor * b if b else a for a, b in zip(other, row, strict=True)]
    basis[leaving] = entering


def _spread(basis: list[int], values: list[fmpq], m: int) -> Vector:
    weights = [ZERO] * m
    for b, value in zip(basis, values, strict=True):
        if b < m:
            weights[b] = value
    return tuple(weights)
