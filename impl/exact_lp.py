"""Linear feasibility and linear programs in rationals, each answer with its certificate.

Two questions about cones, and one program in standard form:
* the open cone {v : <a_i, v> > 0} is empty iff sum y_i a_i = 0 for some y >= 0 with sum y_i = 1 (Gordan's alternative),
  that is iff 0 lies in the convex hull of the rows; otherwise a direction d separates, <d, 0> > <d, a_i>, and -d lies in the cone;
* a target lies in the cone of columns or some d has <d, c> <= 0 on them and <d, target> > 0 (Farkas' alternative);
* max <c, x> with <a_i, x> <= b_i and <e_j, x> = f_j has the dual program min sum b_i y_i + f_j z_j with y >= 0 and
  sum y_i a_i + sum z_j e_j = c, which is in standard form after z = z+ - z-; its multipliers are the point x.
[Schrijver 1986, Theory of Linear and Integer Programming, corollary 7.1d, (31) of section 7.8, corollary 7.1g.]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from flint import fmpq_mat

from impl.certificates import Combination, Farkas, Gordan, Infeasible, Interior, Optimal, Outside, Program, Unbounded
from impl.conic import conic
from impl.membership import Hull, contains, hull
from impl.rationals import ONE, ZERO, Vector, dot, matrix, rational, vector
from impl.simplex import Descent, Minimum, minimise


class Malformed(ValueError):
    """Shapes that do not belong together."""


def strictly_feasible(rows: Sequence[Any], n: int | None = None) -> Interior | Gordan:
    """Whether some v in Q^n has <row, v> > 0 for all rows, shape (m, n): `Interior` with v, or `Gordan` with multipliers.

    Linearly independent rows need no linear program: <row, v> = 1 for all rows has a solution then (and is tried whenever m <= n).
    Without rows every v will do; then n must be given, else `Malformed` (a ValueError) is raised, as for rows of another length.
    """
    given = _rows(rows, n)
    if not given:
        return Interior((), (ZERO,) * (n or 0))
    m, size = len(given), len(given[0])
    for i, row in enumerate(given):
        if not any(row):
            return Gordan(given, (ZERO,) * i + (ONE,) + (ZERO,) * (m - 1 - i))
    if m <= size and (point := _on_all(given)) is not None:
        return Interior(given, point)
    found = contains(_unit(hull(given)), (ZERO,) * size)
    if isinstance(found, Outside):
        return Interior(given, tuple(-d for d in found.direction))
    return Gordan(given, found.weights)


def nonnegative(columns: Sequence[Any], target: Any) -> Combination | Farkas:
    """Whether target, shape (n,), is a nonnegative combination of the columns, each of shape (n,).

    A `Combination` uses at most n columns with positive weight, linearly independent ones (Carathéodory's theorem for cones).
    """
    goal = vector(target)
    return conic(_rows(columns, len(goal)), goal)


def maximise(
    objective: Any, inequalities: Sequence[Any] = (), equalities: Sequence[Any] = (), n: int | None = None
) -> Optimal | Infeasible | Unbounded:
    """Maximise <objective, x> over x in Q^n with <row, x> <= bound (inequalities) and <row, x> = bound (equalities), x free in sign.

    inequalities, equalities: pairs (row, bound), rows of shape (n,). Raises `Malformed` where the lengths do not fit.
    """
    aim = vector(objective)
    if n is not None and n != len(aim):
        raise Malformed(f"an objective in dimension {n} was asked for, found {len(aim)} coefficients; allowed: equal lengths")
    program = Program(aim, _pairs(inequalities, len(aim)), _pairs(equalities, len(aim)))
    at_most, equal = len(program.inequalities), len(program.equalities)
    columns, bounds = _dual_columns(program)

    def duals(w: Vector) -> Vector:
        return w[:at_most] + tuple(w[at_most + j] - w[at_most + equal + j] for j in range(equal))

    found = minimise(columns, aim, bounds)
    if isinstance(found, Minimum):
        return Optimal(program, dot(bounds, found.weights), found.multipliers, duals(found.weights))
    if isinstance(found, Descent):
        return Infeasible(program, duals(found.ray))
    feasible = minimise(columns, (ZERO,) * len(aim), bounds)  # y = 0 is admissible: a minimum (its multipliers are a feasible x) or a descent
    if isinstance(feasible, Minimum):
        return Unbounded(program, feasible.multipliers, found.direction)
    assert isinstance(feasible, Descent)
    return Infeasible(program, duals(feasible.ray))


def _on_all(rows: tuple[Vector, ...]) -> Vector | None:
    """Some v with <row, v> = 1 for all rows, shape (m, n); None where there is none."""
    n = len(rows[0])
    reduced, rank = fmpq_mat([[*row, ONE] for row in rows]).rref()
    point = [ZERO] * n
    for i in range(rank):
        lead = next(j for j in range(n + 1) if reduced[i, j] != 0)
        if lead == n:
            return None
        point[lead] = reduced[i, n]
    return tuple(point)


def _unit(points: Hull) -> Hull:
    """Rows scaled to length 1 where floats propose: a cone does not change, and the proposal is better."""
    if points.floats is None:
        return points
    lengths = np.sqrt((points.floats**2).sum(axis=0))
    return points._replace(floats=points.floats / np.where(lengths > 0.0, lengths, 1.0))


def _dual_columns(program: Program) -> tuple[list[Vector], Vector]:
    """Columns and costs of the dual program: inequalities, equalities, equalities with the other sign."""
    negated = [(tuple(-a for a in row), -bound) for row, bound in program.equalities]
    pairs = [*program.inequalities, *program.equalities, *negated]
    return [row for row, _ in pairs], tuple(bound for _, bound in pairs)


def _rows(rows: Sequence[Any], n: int | None) -> tuple[Vector, ...]:
    try:
        given = matrix(rows)
    except ValueError as error:
        raise Malformed(str(error)) from error
    if not given and n is None:
        raise Malformed("a system of inequalities was asked for, found no row and no dimension; allowed: at least one row, or n")
    if given and n is not None and len(given[0]) != n:
        raise Malformed(f"rows of length {n} were asked for, found length {len(given[0])}; allowed: equal lengths")
    return given


def _pairs(pairs: Sequence[Any], n: int) -> tuple[tuple[Vector, Any], ...]:
    found = tuple((vector(row), rational(bound)) for row, bound in pairs)
    if any(len(row) != n for row, _ in found):
        raise Malformed(f"rows of length {n} were asked for, found lengths {[len(row) for row, _ in found]}; allowed: equal lengths")
    return found
