"""Order statistics with an index: one entry is selected, its value returned, and the gradient goes to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import torch
from flint import fmpq

from claims.instances.shared_gradients import SMALL, equally
from claims.instances.tables import TableSubject
from impl.formula import expression
from impl.kink_case import names, smallest
from impl.limiting import limiting_gradients
from impl.rationals import Matrix


class Selection(NamedTuple):
    """`run(x, axis, k)` is torch's: values and indices; `rank(n)`: the k of the k-th smallest of n entries that it is, from 1."""

    rank: Callable[[int], int]
    run: Callable[[torch.Tensor, int, int], Any]


class Selected(NamedTuple):
    """What torch returned for each row: the value, the index, and the gradient of the value, n numbers."""

    values: list[float]
    indices: list[int]
    gradients: list[list[float]]


def _gathered(argument: Callable[..., torch.Tensor]) -> Callable[[torch.Tensor, int, int], Any]:
    def run(x: torch.Tensor, axis: int, _k: int) -> Any:
        index = argument(x, axis, keepdim=True)
        return x.gather(axis, index).squeeze(axis), index.squeeze(axis)

    return run


def _top(largest: bool) -> Callable[[torch.Tensor, int, int], Any]:
    return lambda x, axis, _k: tuple(found.squeeze(axis) for found in x.topk(1, axis, largest=largest))


def _first(_n: int) -> int:
    return 1


def _last(n: int) -> int:
    return n


def _middle(n: int) -> int:
    """The median, of an even number of entries the lower one."""
    return (n + 1) // 2


SELECTIONS = {
    "max": Selection(_last, lambda x, axis, _k: x.max(axis)),
    "min": Selection(_first, lambda x, axis, _k: x.min(axis)),
    "argmax, gather": Selection(_last, _gathered(torch.argmax)),
    "argmin, gather": Selection(_first, _gathered(torch.argmin)),
    "kthvalue, the least": Selection(_first, lambda x, axis, k: x.kthvalue(k, axis)),
    "kthvalue, the middle": Selection(_middle, lambda x, axis, k: x.kthvalue(k, axis)),
    "kthvalue, the largest": Selection(_last, lambda x, axis, k: x.kthvalue(k, axis)),
    "median": Selection(_middle, lambda x, axis, _k: x.median(axis)),
    "nanmedian": Selection(_middle, lambda x, axis, _k: x.nanmedian(axis)),
    "topk, 1": Selection(_last, _top(True)),
    "topk, the least": Selection(_first, _top(False)),
}
FIRST = ("max", "min", "argmax, gather", "argmin, gather")  # of these the documentation promises the first of the entries that tie


def rank_of(s: TableSubject, name: str) -> int:
    """The k of the k-th smallest that the selection is."""
    return SELECTIONS[name].rank(s.shape[1])


def by_torch(s: TableSubject, name: str) -> Selected:
    """Route: the selection from each row, at the place."""
    values, indices = SELECTIONS[name].run(s.x, s.axis, rank_of(s, name))
    return Selected(values.tolist(), indices.tolist(), s.gradient(values.sum()))


def tied(s: TableSubject, name: str) -> list[list[int]]:
    """Route: of each row the indices of the entries that equal its k-th smallest, by sorting plain numbers."""
    return [[i for i, v in enumerate(row) if v == value] for row, value in zip(s.rows, _values(s, name), strict=True)]


def _values(s: TableSubject, name: str) -> list[float]:
    return [sorted(row)[rank_of(s, name) - 1] for row in s.rows]


def unit(n: int, index: int, _attaining: list[int]) -> list[int]:
    """The vertex e_index of R^n."""
    return [int(i == index) for i in range(n)]


def everything(n: int, _index: int, attaining: list[int]) -> list[int]:
    """1 to every entry that ties."""
    return [int(i in set(attaining)) for i in range(n)]


def neighbour(n: int, index: int, _attaining: list[int]) -> list[int]:
    """The entry beside the one that the index says."""
    return unit(n, (index + 1) % n, [])


@cache
def _limiting(k: int, row: tuple[float, ...]) -> Matrix:
    return limiting_gradients(expression(smallest(k, names(len(row))), len(row)), row)


def vertices(s: TableSubject, name: str) -> Matrix:
    """Route: the limiting gradients of the order statistic at the first row, by the exact engine; none for long rows."""
    return _limiting(rank_of(s, name), s.rows[0]) if s.shape[1] <= SMALL else ()


def shares(n: int, _index: int, attaining: list[int]) -> list[fmpq]:
    """1/k to each of the k entries that tie."""
    return equally(n, attaining)


def not_tied(s: TableSubject, name: str) -> list[list[int]]:
    """The entries that do not equal the k-th smallest."""
    return [sorted(set(range(s.shape[1])) - set(attaining)) for attaining in tied(s, name)]


def indices(s: TableSubject, name: str) -> list[int]:
    """Route: the index from each row, by torch at the place."""
    return SELECTIONS[name].run(s.x, s.axis, rank_of(s, name))[1].tolist()


def first(s: TableSubject, name: str) -> list[int]:
    """Route: of each row the index of the first entry that equals the extremum."""
    return [attaining[0] for attaining in tied(s, name)]


def number(which: int) -> Callable[[TableSubject, str], list[int]]:
    """Of each row the index of the tied entry `which` (1: the second, -1: the last), or of the last where there are fewer."""
    return lambda s, name: [attaining[min(which, len(attaining) - 1)] for attaining in tied(s, name)]


def by_bits(s: TableSubject, name: str) -> list[int]:
    """The first extreme entry of each row where -0.0 is taken to be smaller than 0."""
    keys = [[(v, math.copysign(1, v)) for v in row] for row in s.rows]
    return [row.index(max(row) if SELECTIONS[name].rank is _last else min(row)) for row in keys]
