"""Certificates: plain rational data that convince without trust in the program that found them, and their checker.

`verify` re-checks each kind by its defining (in)equalities in about ten lines of `fractions.Fraction` arithmetic; it
shares no code with the solvers (they compute with flint). A certificate speaks about the data that it carries (its own
points, rows or columns): a reader who asked about other data compares these first.

In two-sided questions the certificate of *yes* is true as a Boolean (`Member`, `Interior`, `Combination`, `Optimal`) and
the certificate of *no* is false (`Outside`, `Gordan`, `Farkas`, `Infeasible`, `Unbounded`), so `if polytope.contains(s):`
reads as it should.

Sources: Gordan's and Farkas' alternatives, LP duality [Schrijver 1986, Theory of Linear and Integer Programming, section
7.3, corollary 7.1d, section 7.4, section 7.8 (31)]; separation of a point from a polytope [Rockafellar 1970, theorem 11.1].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from flint import fmpq

from impl.rationals import Matrix, Vector, fraction


@dataclass(frozen=True)
class Member:
    """target, shape (n,), lies in the convex hull of points, shape (k, n): target = sum w_i p_i, w >= 0, sum w_i = 1."""

    target: Vector
    points: Matrix
    weights: Vector


@dataclass(frozen=True)
class Outside:
    """target, shape (n,), lies outside the convex hull of points, shape (k, n): <direction, target> > <direction, p> for every p."""

    target: Vector
    points: Matrix
    direction: Vector

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True)
class Interior:
    """The open cone {v : <row, v> > 0 for all rows}, rows of shape (m, n), holds the direction, shape (n,)."""

    rows: Matrix
    direction: Vector


@dataclass(frozen=True)
class Gordan:
    """The open cone {v : <row, v> > 0 for all rows} is empty: multipliers y >= 0, y != 0, with sum y_i row_i = 0."""

    rows: Matrix
    multipliers: Vector

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True)
class Combination:
    """target, shape (n,), lies in the cone of the columns, m of shape (n,): target = sum w_i c_i, w >= 0."""

    target: Vector
    columns: Matrix
    weights: Vector


@dataclass(frozen=True)
class Farkas:
    """target lies outside the cone of the columns: <direction, c> <= 0 for every column and <direction, target> > 0."""

    target: Vector
    columns: Matrix
    direction: Vector

    def __bool__(self) -> bool:
        return False


class Program(NamedTuple):
    """Maximise <objective, x> over x in Q^n with <row, x> <= bound for inequalities, = bound for equalities: pairs (row, bound)."""

    objective: Vector
    inequalities: tuple[tuple[Vector, fmpq], ...]
    equalities: tuple[tuple[Vector, fmpq], ...]


@dataclass(frozen=True)
class Optimal:
    """`point` is feasible with <objective, point> = value, and no point does better.

    duals (one for each inequality, then one for each equality): >= 0 on inequalities, sum y_i row_i = objective,
    sum y_i bound_i = value; hence <objective, x> = sum y_i <row_i, x> <= value for every feasible x.
    """

    program: Program
    value: fmpq
    point: Vector
    duals: Vector


@dataclass(frozen=True)
class Infeasible:
    """No point is feasible: multipliers y (order as in `Optimal`), >= 0 on inequalities, sum y_i row_i = 0, sum y_i bound_i < 0."""

    program: Program
    multipliers: Vector

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True)
class Unbounded:
    """`point` is feasible, and so is point + t ray for t >= 0, with <objective, ray> > 0."""

    program: Program
    point: Vector
    ray: Vector

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True)
class Jensen:
    """The convex subdifferential of f at `point` is empty; value = f(point), terms = ((weight, x', f(x')), ...).

    weight > 0, sum weight (x' - point) = 0 and sum weight (f(x') - value) < 0. A subgradient s would give
    f(x') - value >= <s, x' - point> for every x'; the weighted sum of these is < 0 on the left and 0 on the right.
    """

    point: Vector
    value: fmpq
    terms: tuple[tuple[fmpq, Vector, fmpq], ...]


Certificate = Member | Outside | Interior | Gordan | Combination | Farkas | Optimal | Infeasible | Unbounded | Jensen


def verify(certificate: Certificate, f: Callable[[Vector], Any] | None = None) -> bool:
    """Whether the certificate proves what its class says, for the data it carries.

    `f`, for `Jensen` only: an exact evaluator, at which the values are taken anew. Data of unequal lengths prove nothing (False).
    Raises TypeError for anything that is no certificate.
    """
    if type(certificate) not in _CHECKERS:
        raise TypeError(f"a certificate was asked for, found {type(certificate).__name__}; allowed: {', '.join(kind.__name__ for kind in _CHECKERS)}")
    try:
        return _jensen(certificate, f) if isinstance(certificate, Jensen) else _CHECKERS[type(certificate)](certificate)
    except ValueError:  # zip(strict=True): lengths differ
        return False


def _member(c: Member) -> bool:
    weights = _exact(c.weights)
    return all(w >= 0 for w in weights) and sum(weights) == 1 and _sum(weights, c.points, len(c.target)) == _exact(c.target)


def _outside(c: Outside) -> bool:
    reached = _dot(c.direction, c.target)
    return all(_dot(c.direction, p) < reached for p in c.points)


def _interior(c: Interior) -> bool:
    return all(_dot(row, c.direction) > 0 for row in c.rows)


def _gordan(c: Gordan) -> bool:
    y = _exact(c.multipliers)
    return all(w >= 0 for w in y) and any(y) and not any(_sum(y, c.rows, len(c.rows[0])))


def _combination(c: Combination) -> bool:
    weights = _exact(c.weights)
    return all(w >= 0 for w in weights) and _sum(weights, c.columns, len(c.target)) == _exact(c.target)


def _farkas(c: Farkas) -> bool:
    return all(_dot(c.direction, column) <= 0 for column in c.columns) and _dot(c.direction, c.target) > 0


def _optimal(c: Optimal) -> bool:
    y, at_most = _exact(c.duals), len(c.program.inequalities)
    rows = c.program.inequalities + c.program.equalities
    return (
        _feasible(c.program, c.point)
        and _dot(c.program.objective, c.point) == _exact(c.value)
        and all(w >= 0 for w in y[:at_most])
        and _sum(y, [row for row, _ in rows], len(c.point)) == _exact(c.program.objective)
        and _dot(y, [bound for _, bound in rows]) == _exact(c.value)
    )


def _infeasible(c: Infeasible) -> bool:
    y, at_most = _exact(c.multipliers), len(c.program.inequalities)
    rows = c.program.inequalities + c.program.equalities
    combined = _sum(y, [row for row, _ in rows], len(c.program.objective))
    return all(w >= 0 for w in y[:at_most]) and not any(combined) and _dot(y, [bound for _, bound in rows]) < 0


def _unbounded(c: Unbounded) -> bool:
    return (
        _feasible(c.program, c.point)
        and all(_dot(row, c.ray) <= 0 for row, _ in c.program.inequalities)
        and all(_dot(row, c.ray) == 0 for row, _ in c.program.equalities)
        and _dot(c.program.objective, c.ray) > 0
    )


def _jensen(c: Jensen, f: Callable[[Vector], Any] | None = None) -> bool:
    value = _exact(c.value if f is None else f(c.point))
    values = [_exact(found if f is None else f(there)) for _, there, found in c.terms]
    weights = [_exact(w) for w, _, _ in c.terms]
    steps = [[a - b for a, b in zip(_exact(there), _exact(c.point), strict=True)] for _, there, _ in c.terms]
    honest = value == _exact(c.value) and values == [_exact(found) for _, _, found in c.terms]
    balanced = not any(_sum(weights, steps, len(c.point)))
    return honest and all(w > 0 for w in weights) and balanced and sum(w * (v - value) for w, v in zip(weights, values, strict=True)) < 0


_CHECKERS: dict[type, Callable[[Any], bool]] = {
    Member: _member,
    Outside: _outside,
    Interior: _interior,
    Gordan: _gordan,
    Combination: _combination,
    Farkas: _farkas,
    Optimal: _optimal,
    Infeasible: _infeasible,
    Unbounded: _unbounded,
    Jensen: _jensen,
}


def _feasible(program: Program, point: Vector) -> bool:
    below = all(_dot(row, point) <= _exact(bound) for row, bound in program.inequalities)
    return below and all(_dot(row, point) == _exact(bound) for row, bound in program.equalities)


def _exact(value: Any) -> Any:
    """Numbers (fmpq, int, Fraction) as Fractions, sequences of them as lists."""
    if isinstance(value, (tuple, list)):
        return [_exact(v) for v in value]
    return fraction(value) if isinstance(value, fmpq) else Fraction(value)


def _dot(u: Iterable[Any], v: Iterable[Any]) -> Fraction:
    return sum((_exact(a) * _exact(b) for a, b in zip(u, v, strict=True)), Fraction(0))


def _sum(weights: list[Fraction], vectors: Iterable[Any], n: int) -> list[Fraction]:
    total = [Fraction(0)] * n
    for weight, row in zip(weights, vectors, strict=True):
        total = [a + weight * _exact(b) for a, b in zip(total, row, strict=True)]
    return total
