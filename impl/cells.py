"""Full-dimensional cells of a central hyperplane arrangement {v : <a_i, v> = 0}: their sign vectors, and an exact point in each.

A cell is a connected component of the complement of the hyperplanes; it is a nonempty open cone, and determined by its signs
(sign <a_i, v>)_i. With every cell its opposite is a cell. r linearly independent rows have all 2^r sign vectors; other
arrangements go to `impl.deletion_restriction`, where the algorithm is stated and proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from impl.arrangement import Arrangement, ZeroRow, arrangement
from impl.certificates import Interior
from impl.deletion_restriction import Bits, TooManyCells, half_of_the_cells
from impl.exact_lp import Malformed, strictly_feasible
from impl.rationals import Matrix, Vector, matrix

__all__ = ["Cells", "Malformed", "Signs", "TooManyCells", "ZeroRow", "cells"]

Signs = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of an arrangement with k rows in Q^n.

    signs: int8, shape (cells, k), +1 or -1, without repetition, in lexicographic order; `len`, iteration and indexing give its
    lines as tuples. Witnesses are computed when they are asked for.
    """

    rows: Matrix
    dimension: int
    signs: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.signs)

    def __iter__(self) -> Iterator[Signs]:
        return (tuple(line) for line in self.signs.tolist())

    def __getitem__(self, i: int) -> Signs:
        return tuple(self.signs[i].tolist())

    def certificate(self, i: int) -> Interior:
        """A point of cell i beside the rows turned by the cell's signs: `verify` re-checks that the cell is not empty."""
        turned = [[a if s > 0 else -a for a in row] for s, row in zip(self[i], self.rows, strict=True)]
        found = strictly_feasible(turned, self.dimension)
        if not isinstance(found, Interior):
            raise ArithmeticError(f"cell {i} with signs {self[i]} was enumerated, and is empty by {found!r}")
        return found

    def witness(self, i: int) -> Vector:
        """A point of the open cell i, shape (n,)."""
        return self.certificate(i).direction


def cells(rows: Sequence[Any], *, n: int | None = None, max_cells: int = 1_000_000) -> Cells:
    """The full-dimensional cells of the arrangement of the hyperplanes {v in Q^n : <row, v> = 0}, rows of shape (k, n).

    Parallel rows have the same hyperplane: their signs are tied. Without rows there is one cell, all of Q^n; then n must be given.
    Raises `ZeroRow` for a zero row, `TooManyCells` with the number reached where there are more than max_cells, `Malformed` for
    lengths that do not fit (all ValueErrors). Time and memory are proportional to (cells) x (rows) x (rank).
    """
    given = _given(rows, n)
    size = len(given[0]) if given else (n or 0)
    smallest = arrangement(given)
    if 2**smallest.rank > max_cells:
        found = "" if len(smallest.rows) == smallest.rank else "at least "
        raise TooManyCells(
            f"at most {max_cells} cells were allowed, found {found}2^{smallest.rank} (rows of rank {smallest.rank}); allow more (max_cells)"
        )
    if not given:
        return Cells((), size, np.ones((1, 0), dtype=np.int8))
    half = _all_signs(smallest.rank) if len(smallest.rows) == smallest.rank else half_of_the_cells(smallest.rows, max_cells)
    return Cells(given, size, _signs(half, smallest))


def _given(rows: Sequence[Any], n: int | None) -> Matrix:
    try:
        given = matrix(rows)
    except ValueError as error:
        raise Malformed(str(error)) from error
    if not given and n is None:
        raise Malformed("the cells of an arrangement were asked for, found no row and no dimension; allowed: at least one row, or n")
    if given and n is not None and len(given[0]) != n:
        raise Malformed(f"rows of length {n} were asked for, found length {len(given[0])}; allowed: equal lengths")
    return given


def _all_signs(rank: int) -> Bits:
    """All sign vectors of rank <= 64 independent rows, positive on the first, as bits from the most significant one."""
    words = np.arange(2 ** (rank - 1), 2**rank, dtype=np.uint64)
    return (words << np.uint64(64 - rank))[:, None]


def _signs(half: Bits, smallest: Arrangement) -> NDArray[np.int8]:
    """Bits of the cells on the positive side of the first hyperplane, sorted, as signs of all cells on all given rows, sorted."""
    count = len(smallest.rows)
    bits = np.unpackbits(half.astype(">u8").view(np.uint8), axis=1, count=count).view(np.int8)
    both = np.concatenate((1 - bits[::-1], bits)) * np.int8(2) - np.int8(1)  # opposites have complementary bits, hence the reversed order
    if smallest.which == tuple(range(count)):
        return both
    return both[:, list(smallest.which)] * np.array(smallest.orientation, dtype=np.int8)
