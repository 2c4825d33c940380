"""Sorted rows: values, and a permutation that sorts; the gradient of a weighted sum of the sorted entries is the weights in its order."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import groupby
from math import copysign
from typing import Any, NamedTuple

import torch
from flint import fmpq

from claims.core.check import entries
from claims.instances.tables import TableSubject
from impl.formula import expression
from impl.kink_case import names, smallest
from impl.limiting import limiting_gradients
from impl.rationals import Matrix

SMALL = 3  # numbers in a row up to which the exact engine is asked as well


class Sorting(NamedTuple):
    """`run(x, axis, k)` is torch's: the first k sorted values, and their indices."""

    descending: bool
    run: Callable[[torch.Tensor, int, int], Any]
    count: Callable[[int], int] = lambda n: n


class Sorted(NamedTuple):
    """For each row: values, indices, and the gradient of the values weighted with 1, 2, 3, ..., n numbers."""

    values: list[list[float]]
    indices: list[list[int]]
    gradients: list[list[float]]


def _by_argsort(x: torch.Tensor, axis: int, _k: int) -> Any:
    indices = x.argsort(axis)
    return x.gather(axis, indices), indices


def _half(n: int) -> int:
    return (n + 1) // 2


SORTINGS = {
    "sort": Sorting(False, lambda x, axis, _k: x.sort(axis)),
    "sort, descending": Sorting(True, lambda x, axis, _k: x.sort(axis, descending=True)),
    "argsort, gather": Sorting(False, _by_argsort),
    "topk, the larger half": Sorting(True, lambda x, axis, k: x.topk(k, axis), _half),
    "topk, the smaller half": Sorting(False, lambda x, axis, k: x.topk(k, axis, largest=False), _half),
}
STABLE = {
    "sort, stable": Sorting(False, lambda x, axis, _k: x.sort(dim=axis, stable=True)),
    "sort, stable and descending": Sorting(True, lambda x, axis, _k: x.sort(dim=axis, descending=True, stable=True)),
    "argsort, stable": Sorting(False, lambda x, axis, _k: (x, x.argsort(dim=axis, stable=True))),
    "argsort, stable and descending": Sorting(True, lambda x, axis, _k: (x, x.argsort(dim=axis, descending=True, stable=True))),
}


def by_torch(s: TableSubject, name: str) -> Sorted:
    """Route: sorted values, indices and the gradient at the place."""
    count = SORTINGS[name].count(s.shape[1])
    values, indices = SORTINGS[name].run(s.x, s.axis, count)
    weights = values.new_tensor(list(range(1, count + 1)))
    gradient = s.gradient((values * (weights if s.axis == 1 else weights[:, None])).sum())
    return Sorted(s.by_row(values), s.by_row(indices), gradient)


def in_order(s: TableSubject, name: str) -> list[list[float]]:
    """Route: the first entries of each row, sorted, by comparing plain numbers."""
    return [sorted(row, reverse=SORTINGS[name].descending)[: SORTINGS[name].count(len(row))] for row in s.rows]


def is_permutation(row: tuple[float, ...], indices: list[int], values: list[float]) -> bool:
    """Whether the indices are distinct and say entries of the row with these values."""
    return len(set(indices)) == len(indices) and all(0 <= i < len(row) and row[i] == v for i, v in zip(indices, values, strict=True))


def permuted(row: tuple[float, ...], indices: list[int]) -> list[int]:
    """The weight j + 1 at the j-th index, 0 elsewhere."""
    found = [0] * len(row)
    for j, i in enumerate(indices):
        found[i] = j + 1
    return found


def inverted(row: tuple[float, ...], indices: list[int]) -> list[int]:
    """The weights in the order of the indices: the inverse permutation."""
    return [i + 1 for i in indices] + [0] * (len(row) - len(indices))


def to_the_first(row: tuple[float, ...], indices: list[int]) -> list[int]:
    """The first of the entries that tie gets all of their weights."""
    found = [0] * len(row)
    for j, i in enumerate(indices):
        found[row.index(row[i])] += j + 1
    return found


def shared(row: tuple[float, ...], indices: list[int]) -> list[fmpq]:
    """The entries that tie share their weights equally."""
    found = [fmpq(0)] * len(row)
    for value, group in groupby(enumerate(indices), lambda pair: row[pair[1]]):
        weight, tied = sum(j + 1 for j, _ in group), [i for i, v in enumerate(row) if v == value]
        for i in tied:
            found[i] = fmpq(weight, len(tied))
    return found


@cache
def _limiting(row: tuple[float, ...], ranks: tuple[int, ...]) -> Matrix:
    terms = " + ".join(f"{j} * {smallest(k, names(len(row)))}" for j, k in enumerate(ranks, 1))
    return limiting_gradients(expression(terms, len(row)), row)


def limiting(s: TableSubject, name: str) -> Matrix:
    """Route: the limiting gradients of the weighted sum at the first row, by the exact engine; none for long rows."""
    n, sorting = s.shape[1], SORTINGS[name]
    ranks = tuple(range(n, 0, -1) if sorting.descending else range(1, n + 1))[: sorting.count(n)]
    return _limiting(s.rows[0], ranks) if n <= SMALL else ()


def stably(s: TableSubject, name: str) -> list[list[int]]:
    """Route: the indices of each row's stable order, by torch at the place."""
    return s.by_row(STABLE[name].run(s.x, s.axis, s.shape[1])[1])


def _ordered(s: TableSubject, name: str, key: Callable[[tuple[float, ...], int], Any]) -> list[list[int]]:
    return [sorted(range(len(row)), key=lambda i, row=row: key(row, i), reverse=STABLE[name].descending) for row in s.rows]  # type: ignore[misc]


def by_python(s: TableSubject, name: str) -> list[list[int]]:
    """Route: the indices sorted by their entries, by Python's sort, which is stable, reversed or not."""
    return _ordered(s, name, lambda row, i: row[i])


def ties_reversed(s: TableSubject, name: str) -> list[list[int]]:
    """Of entries that tie the last comes first."""
    return _ordered(s, name, lambda row, i: (row[i], i if STABLE[name].descending else -i))


def backwards(s: TableSubject, name: str) -> list[list[int]]:
    """Descending is ascending read backwards, and so ties are."""
    found = [sorted(range(len(row)), key=row.__getitem__) for row in s.rows]
    return [indices[::-1] if STABLE[name].descending else indices for indices in found]


def by_bits(s: TableSubject, name: str) -> list[list[int]]:
    """-0.0 is taken to be smaller than 0."""
    return _ordered(s, name, lambda row, i: (row[i], copysign(1, row[i])))


def positions(s: TableSubject, name: str) -> list[list[int]]:
    """Where each entry goes instead of where it comes from: the inverse permutation."""
    return [sorted(range(len(indices)), key=indices.__getitem__) for indices in by_python(s, name)]


def both(s: TableSubject, name: str) -> list[tuple[tuple[float, ...], list[float]]]:
    """Each row as it stands, and its first entries in order."""
    return list(zip(s.rows, in_order(s, name), strict=True))


def among(point: list[float], points: Matrix) -> bool:
    """Whether the point is one of the points."""
    return tuple(entries(point)) in points
