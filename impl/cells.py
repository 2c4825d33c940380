"""Full-dimensional cells of a central hyperplane arrangement {v : <a_i, v> = 0}, with an exact point in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from impl.certificates import Interior
from impl.exact_lp import Malformed, strictly_feasible
from impl.rationals import Matrix, Vector, matrix

Signs = tuple[int, ...]


class TooManyCells(ValueError):
    """More cells than the caller allowed."""


class ZeroRow(ValueError):
    """A zero row: it is a hyperplane of nothing, and no open cell has a sign there."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of an arrangement: `len`, iteration and indexing give sign vectors (tuples of +1, -1, one for each row), sorted."""

    rows: Matrix
    signs: tuple[Signs, ...]
    points: Matrix

    def __len__(self) -> int:
        return len(self.signs)

    def __iter__(self) -> Iterator[Signs]:
        return iter(self.signs)

    def __getitem__(self, i: int) -> Signs:
        return self.signs[i]

    def witness(self, i: int) -> Vector:
        """A point of the open cell i, shape (n,)."""
        return self.points[i]

    def certificate(self, i: int) -> Interior:
        """The witness of cell i beside the rows with the cell's signs: `verify` re-checks that the cell is not empty."""
        return Interior(tuple(tuple(s * a for a in row) for s, row in zip(self.signs[i], self.rows, strict=True)), self.witness(i))


def cells(rows: Sequence[Any], *, n: int | None = None, max_cells: int = 1_000_000) -> Cells:
    """The full-dimensional cells of {v in Q^n : <row, v> = 0 for some row}, rows of shape (k, n).

    Without rows there is one cell, all of Q^n; then n must be given. Raises `ZeroRow`, `TooManyCells`, `Malformed` (ValueErrors).
    """
    given = matrix(rows)
    if not given and n is None:
        raise Malformed("the cells of an arrangement were asked for, found no row and no dimension; allowed: at least one row, or n")
    size = len(given[0]) if given else (n or 0)
    for i, row in enumerate(given):
        if not any(row):
            raise ZeroRow(f"the cells of an arrangement were asked for, found that row {i} is zero; allowed: nonzero rows; leave it out")
    found: list[tuple[Signs, Vector]] = [((), (matrix([[0] * size]))[0])]
    for k in range(len(given)):
        split = []
        for signs, _ in found:
            for s in (-1, 1):
                extended = (*signs, s)
                point = strictly_feasible([tuple(e * a for a in row) for e, row in zip(extended, given, strict=False)], size)
                if isinstance(point, Interior):
                    split.append((extended, point.direction))
        found = split
        if len(found) > max_cells:
            raise TooManyCells(f"at most {max_cells} cells were allowed, found at least {len(found)} after {k + 1} of {len(given)} rows; allow more")
    found.sort(key=lambda cell: cell[0])
    return Cells(given, tuple(s for s, _ in found), tuple(p for _, p in found))
