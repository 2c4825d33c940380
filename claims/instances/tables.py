"""Tables of small numbers whose rows tie, lifted to a place: what claims about torch's own choices are examined on.

A row is reduced, sorted or scanned by torch along its axis. A GPU has other kernels for long rows than for short ones, and for rows that
are not contiguous, so a row may repeat its numbers many times, and the table may lie on its side. Other numbers may follow in the second
half of a long row: else a kernel that stops early would find there what it has found before.
"""

from __future__ import annotations

from functools import cache, cached_property
from itertools import chain
from typing import Any, NamedTuple

import torch
from hypothesis import strategies as st

from claims.instances.numbers import choices
from impl.place import Place

NUMBERS = (0, 1, -1, 2, -2, -0.0)  # 0 and -0.0 are one number
REPEATS = (1,) * 9 + (7, 40)
LONG = (1,) * 12 + (7, 40, 400, 1500)


class Table(NamedTuple):
    """Rows of one length, each repeated `repeats` times, and then `end` as often. They lie along `axis`: 1, or 0 where the tensor is transposed."""

    rows: tuple[tuple[float, ...], ...]
    repeats: int = 1
    axis: int = 1
    end: tuple[float, ...] = ()


class TableSubject:
    """The table at a place: `x`, a leaf of shape (m, n), or (n, m) for axis 0; beside it `rows`, m tuples of n plain numbers."""

    def __init__(self, instance: Table, place: Place) -> None:
        self.instance, self.place, self.axis = instance, place, instance.axis
        self.rows = tuple(row * instance.repeats + instance.end * instance.repeats for row in instance.rows)
        self.shape = (len(self.rows), len(self.rows[0]))
        laid = self.rows if self.axis == 1 else tuple(zip(*self.rows, strict=True))
        self.x = place.tensor(laid).requires_grad_()
        self.ties = (_pattern(self.rows[0], instance.rows[0] + instance.end),)
        self.features = {"rows": self.shape[0], "numbers in a row": self.shape[1], "axis": self.axis}

    @property
    def table(self) -> torch.Tensor:
        """The leaf as shape (m, n), however it lies."""
        return self.x if self.axis == 1 else self.x.T

    @cached_property
    def flat(self) -> tuple[float, ...]:
        """All numbers, row by row."""
        return tuple(chain(*self.rows))

    def by_row(self, found: torch.Tensor) -> list[Any]:
        """A tensor laid as the leaf is, as m lists."""
        return (found if self.axis == 1 else found.T).tolist()

    def gradient(self, value: torch.Tensor) -> list[list[float]]:
        """What backpropagation returns for a scalar, as m lists of n numbers."""
        return self.by_row(torch.autograd.grad(value, self.x)[0])


def table_at(instance: Table, place: Place) -> TableSubject:
    """The builder of claims about tables."""
    return TableSubject(instance, place)


@cache
def tables(repeats: tuple[int, ...] = REPEATS, rows: int = 3, columns: int = 5) -> Any:
    """Tables of at most `rows` rows of at most `columns` numbers; long ones have a row alone. Shrinks to one 0."""

    def of(repeated: int) -> Any:
        shapes = st.tuples(st.integers(1, rows if repeated < LONG[-2] else 1), st.integers(1, columns))
        drawn = shapes.flatmap(lambda shape: st.tuples(*[st.tuples(*[choices(NUMBERS)] * shape[1])] * shape[0]))
        ends = st.lists(choices(NUMBERS), max_size=3 if repeated > 1 else 0).map(tuple)
        return st.builds(Table, drawn, st.just(repeated), choices((1, 0)), ends)

    return choices(repeats).flatmap(of)


def _pattern(row: tuple[float, ...], shown: tuple[float, ...]) -> str:
    """Which of the numbers `shown` attain a maximum of the row that is attained several times."""
    largest = max(row)
    tied = row.count(largest) > 1
    return "".join("o" if tied and v == largest else "." for v in shown)
