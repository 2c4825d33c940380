"""Slow, obvious twins of the exact geometry in `impl`, in Fractions and Python integers; they share no code with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import gcd

Row = tuple[Fraction, ...]
Signs = tuple[int, ...]


def fractions(rows: Iterable[Iterable]) -> list[Row]:
    return [tuple(Fraction(int(a.p), int(a.q)) if hasattr(a, "p") else Fraction(a) for a in row) for row in rows]


def inner(u: Sequence, v: Sequence) -> Fraction:
    return sum((a * b for a, b in zip(u, v, strict=True)), Fraction(0))


def solution(rows: Sequence[Sequence], right: Sequence) -> Row | None:
    """The unique solution of a linear system (rows, right), by Gauss and Jordan; None where there is none or more than one."""
    table = [[Fraction(a) for a in row] + [Fraction(b)] for row, b in zip(rows, right, strict=True)]
    n = len(rows[0]) if rows else 0
    for column in range(n):
        pivot = next((i for i in range(column, len(table)) if table[i][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [a / table[column][column] for a in table[column]]
        for i, row in enumerate(table):
            if i != column and row[column]:
                table[i] = [a - row[column] * b for a, b in zip(row, table[column], strict=True)]
    if any(row[-1] for row in table[n:]):
        return None
    return tuple(table[i][-1] for i in range(n))


# open cones and cells ----------------------------------------------------------------------------------------------------------------


def open_cone_is_empty(rows: Sequence[Sequence]) -> bool:
    """Whether no v has <row, v> > 0 for all rows: Fourier and Motzkin, one variable after the other."""
    system = {tuple(Fraction(a) for a in row) for row in rows}
    while system and len(next(iter(system))) > 0:
        above, below, free = [], [], set()
        for row in system:
            head, tail = row[0], row[1:]
            if head == 0:
                free.add(tail)
            else:
                (above if head > 0 else below).append(tuple(a / abs(head) for a in tail))
        system = free | {tuple(a + b for a, b in zip(u, v, strict=True)) for u in above for v in below}
        system = {_direction(row) for row in system}
    return bool(system)  # only () is left: 0 > 0


def _direction(row: Row) -> Row:
    size = max((abs(a) for a in row), default=Fraction(0))
    return tuple(a / size for a in row) if size else row


def cells_by_brute_force(rows: Sequence[Sequence]) -> set[Signs]:
    """One feasibility question for each of the 2^k sign vectors (cut short where a part of the signs is infeasible already)."""
    found: list[Signs] = [()]
    for k in range(1, len(rows) + 1):
        longer = [(*signs, s) for signs in found for s in (-1, 1)]
        found = [signs for signs in longer if not open_cone_is_empty([[s * a for a in row] for s, row in zip(signs, rows[:k], strict=True)])]
    return set(found)


def number_of_cells(rows: Sequence[Sequence]) -> int:
    """Zaslavsky's count r(A) = r(A') + r(A''): delete the last hyperplane, and restrict to it."""
    return _number(tuple(sorted({_hyperplane(tuple(Fraction(a) for a in row)) for row in rows})))


def _hyperplane(row: Row) -> Row:
    lead = next(a for a in row if a)
    return tuple(a / lead for a in row)


@cache
def _number(rows: tuple[Row, ...]) -> int:
    if not rows:
        return 1
    *rest, last = rows
    p = next(i for i, a in enumerate(last) if a)
    restricted = [tuple(a - row[p] * b / last[p] for i, (a, b) in enumerate(zip(row, last, strict=True)) if i != p) for row in rest]
    return _number(tuple(rest)) + _number(tuple(sorted({_hyperplane(row) for row in restricted})))


def cells_by_rays(rows: Sequence[Sequence[int]]) -> set[Signs]:
    """The sign vectors around every ray: each cell of an essential arrangement has a ray (a line that r - 1 independent hyperplanes
    meet in) on its boundary, where its signs are those of the ray off the hyperplanes through it, and on these those of a cell of
    the arrangement that they form. Rows: integers, shape (k, n), nonzero."""
    k, rank = len(rows), _rank(rows)
    if rank == 1:
        lead = [next(a for a in row if a) for row in rows]
        one = tuple(1 if a * lead[0] > 0 else -1 for a in lead)
        return {one, tuple(-s for s in one)}
    basis = _independent_columns(rows, rank)
    flat = [[row[j] for j in basis] for row in rows]
    found: set[Signs] = set()
    seen: dict[frozenset[int], set[Signs]] = {}
    rays = set()
    for subset in combinations(range(k), rank - 1):
        ray = _orthogonal([flat[i] for i in subset])
        if ray is not None and ray not in rays:
            rays |= {ray, tuple(-a for a in ray)}
    for ray in rays:
        heights = [sum(a * b for a, b in zip(row, ray, strict=True)) for row in flat]
        through = [i for i, h in enumerate(heights) if h == 0]
        if frozenset(through) not in seen:
            seen[frozenset(through)] = cells_by_rays([flat[i] for i in through])
        for local in seen[frozenset(through)]:
            word = [1 if h > 0 else -1 for h in heights]
            for i, s in zip(through, local, strict=True):
                word[i] = s
            found.add(tuple(word))
    return found


def _orthogonal(rows: Sequence[Sequence[int]]) -> tuple[int, ...] | None:
    """The primitive integer vector orthogonal to r - 1 rows in Z^r, by cofactors; None where the rows are dependent."""
    r = len(rows[0])
    found = [(-1) ** j * _determinant([[a for i, a in enumerate(row) if i != j] for row in rows]) for j in range(r)]
    common = gcd(*found)
    return tuple(a // common for a in found) if common else None


def _determinant(rows: list[list[int]]) -> int:
    if not rows:
        return 1
    return sum((-1) ** j * a * _determinant([row[:j] + row[j + 1 :] for row in rows[1:]]) for j, a in enumerate(rows[0]) if a)


def _echelon(rows: Sequence[Sequence[int]]) -> list[int]:
    """Pivot columns."""
    table, pivots = [[Fraction(a) for a in row] for row in rows], []
    for column in range(len(rows[0])):
        i = next((i for i in range(len(pivots), len(table)) if table[i][column]), None)
        if i is not None:
            top = len(pivots)
            table[top], table[i] = table[i], table[top]
            for below in range(top + 1, len(table)):
                factor = table[below][column] / table[top][column]
                table[below] = [a - factor * b for a, b in zip(table[below], table[top], strict=True)]
            pivots.append(column)
    return pivots


def _rank(rows: Sequence[Sequence[int]]) -> int:
    return len(_echelon(rows))


def _independent_columns(rows: Sequence[Sequence[int]], rank: int) -> list[int]:
    pivots = _echelon(rows)
    assert len(pivots) == rank
    return pivots


# polytopes ---------------------------------------------------------------------------------------------------------------------------


def in_hull(target: Sequence, points: Sequence[Sequence]) -> bool:
    """Carathéodory: some affinely independent points have target as a convex combination; all of at most n + 1 are tried."""
    (goal,), given = fractions([target]), fractions(points)
    for size in range(1, len(goal) + 2):
        for simplex in combinations(given, size):
            equations = [list(row) for row in zip(*simplex, strict=True)] + [[1] * size]
            weights = solution(equations, [*goal, 1])
            if weights is not None and all(w >= 0 for w in weights):
                return True
    return False


def in_cone(target: Sequence, columns: Sequence[Sequence]) -> bool:
    """Carathéodory for cones: all linearly independent columns are tried."""
    (goal,), given = fractions([target]), fractions(columns)
    if not any(goal):
        return True
    for size in range(1, len(goal) + 1):
        for part in combinations(given, size):
            weights = solution([list(row) for row in zip(*part, strict=True)], goal)
            if weights is not None and all(w >= 0 for w in weights):
                return True
    return False


def least_squared_norm(points: Sequence[Sequence]) -> Fraction:
    """The least squared norm over all simplices of affinely independent points whose affine minimiser lies in the simplex."""
    given, best = fractions(points), None
    for size in range(1, len(given[0]) + 2):
        for simplex in combinations(given, size):
            gram = [[inner(p, q) for q in simplex] + [-1] for p in simplex] + [[1] * size + [0]]
            found = solution(gram, [0] * size + [1])
            if found is not None and all(w >= 0 for w in found[:size]):
                best = found[size] if best is None else min(best, found[size])
    assert best is not None
    return best


def best_vertex(objective: Sequence, inequalities: Sequence[tuple[Sequence, int]]) -> Fraction | None:
    """max <objective, x> over the vertices of {x : <row, x> <= bound}: all n-subsets of the rows are solved."""
    n, best = len(objective), None
    for subset in combinations(inequalities, n):
        x = solution([row for row, _ in subset], [bound for _, bound in subset])
        if x is not None and all(inner(row, x) <= bound for row, bound in inequalities):
            value = inner(objective, x)
            best = value if best is None else max(best, value)
    return best


def box(points: Sequence[Sequence], radius: Fraction) -> list[Row]:
    """Points whose hull is the hull of the given ones plus the cube [-radius, radius]^n."""
    given = fractions(points)
    return [tuple(a + radius * e for a, e in zip(p, corner, strict=True)) for p in given for corner in product((-1, 1), repeat=len(p))]
