"""A central hyperplane arrangement in its smallest form: one primitive integer row a hyperplane, in as many coordinates as its rank.

Rows a_i and a_j that are parallel have the same hyperplane; the sign of <a_j, v> is that of <a_i, v> up to the orientation of
a_j against a_i. And only the class of v modulo {v : <a_i, v> = 0 for all i} matters: with R the reduced row echelon form of the
rows, and J its pivot columns, a_i = sum over J of a_i[j] R_j (R is the identity there), so <a_i, v> = <a_i[J], R v>, where R v
ranges over all of Q^r. Hence the rows a_i[J], of rank r in dimension r, have the same cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, lcm
from typing import NamedTuple

from flint import fmpz_mat

from impl.rationals import Matrix, Vector

Integers = tuple[int, ...]


class ZeroRow(ValueError):
    """A zero row: its hyperplane is the whole space, and no open cell has a sign there."""


class Arrangement(NamedTuple):
    """Distinct hyperplanes: primitive integer rows of shape (m, r), of rank r; row i of the given ones is orientation[i] times a
    positive multiple of row `which[i]` (as linear forms modulo the common kernel)."""

    rows: tuple[Integers, ...]
    rank: int
    which: tuple[int, ...]
    orientation: tuple[int, ...]


def arrangement(rows: Matrix) -> Arrangement:
    """The arrangement of the hyperplanes orthogonal to rows, shape (k, n), in its smallest form. Raises `ZeroRow` (a ValueError)."""
    distinct: dict[Integers, int] = {}
    which, orientation = [], []
    for i, row in enumerate(rows):
        whole = primitive(row)
        lead = next((a for a in whole if a), 0)
        if lead == 0:
            raise ZeroRow(f"the cells of an arrangement were asked for, found that row {i} is zero; allowed: nonzero rows; leave it out")
        opposite = tuple(-a for a in whole)
        if opposite in distinct:
            which.append(distinct[opposite])
            orientation.append(-1)
        else:
            which.append(distinct.setdefault(whole, len(distinct)))
            orientation.append(1)
    pivots = pivot_columns(list(distinct))
    return Arrangement(tuple(_divided([row[j] for j in pivots]) for row in distinct), len(pivots), tuple(which), tuple(orientation))


def primitive(row: Vector) -> Integers:
    """The positive multiple of a rational row, shape (n,), whose entries are integers without a common divisor (0 stays 0)."""
    pairs = [(int(a.p), int(a.q)) for a in row]
    common = lcm(*(q for _, q in pairs))
    return _divided([p * (common // q) for p, q in pairs])


def pivot_columns(rows: Sequence[Integers]) -> list[int]:
    """The pivot columns of the reduced row echelon form of an integer matrix, shape (m, n); as many as its rank."""
    if not rows:
        return []
    reduced, _, rank = fmpz_mat([list(row) for row in rows]).rref()
    table = reduced.tolist()
    return [next(j for j, a in enumerate(table[i]) if a) for i in range(rank)]


def _divided(row: Sequence[int]) -> Integers:
    common = gcd(*row)
    return tuple(a // common for a in row) if common > 1 else tuple(row)
