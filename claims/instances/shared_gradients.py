"""Extrema without an index: the gradient of each is shared among the entries that attain it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch
from flint import fmpq

from claims.core.check import EXACT, Scale
from claims.instances.tables import TableSubject
from impl.clarke import clarke
from impl.formula import expression
from impl.kink_case import every, names
from impl.polytope import Polytope

SMALL = 4  # numbers in a row up to which the exact engine is asked as well


class Extremum(NamedTuple):
    """max or min of each row (`rowwise`), or of the whole table; `run(x, axis)` is torch's."""

    word: str
    rowwise: bool
    run: Callable[[torch.Tensor, int], torch.Tensor]


EXTREMA = {
    "amax, over an axis": Extremum("max", True, lambda x, axis: x.amax(axis)),
    "amin, over an axis": Extremum("min", True, lambda x, axis: x.amin(axis)),
    "amax, over both axes": Extremum("max", False, lambda x, _axis: x.amax((0, 1))),
    "amin, over both axes": Extremum("min", False, lambda x, _axis: x.amin((0, 1))),
    "max of all": Extremum("max", False, lambda x, _axis: x.max()),
    "min of all": Extremum("min", False, lambda x, _axis: x.min()),
}


def by_torch(s: TableSubject, name: str) -> list[list[float]]:
    """Route: what backpropagation returns for the sum of the extrema, at the place; in groups as `groups` has them."""
    found = s.gradient(EXTREMA[name].run(s.x, s.axis).sum())
    return found if EXTREMA[name].rowwise else [[v for row in found for v in row]]


def groups(s: TableSubject, name: str) -> tuple[tuple[float, ...], ...]:
    """The numbers of which an extremum is taken: each row, or all of them."""
    return s.rows if EXTREMA[name].rowwise else (s.flat,)


def tied(s: TableSubject, name: str) -> list[list[int]]:
    """Route: in each group the indices of the entries that attain the extremum, by comparing numbers."""
    best = max if EXTREMA[name].word == "max" else min
    return [[i for i, v in enumerate(group) if v == extreme] for group in groups(s, name) for extreme in [best(group)]]


def equally(n: int, attaining: list[int]) -> list[fmpq]:
    """1/k to each of the k entries that attain the extremum, of n."""
    return [fmpq(1, len(attaining)) if i in set(attaining) else fmpq(0) for i in range(n)]


def all_of_it(n: int, attaining: list[int]) -> list[int]:
    """1 to each of them."""
    return [int(i in set(attaining)) for i in range(n)]


def one_of_them(which: int) -> Callable[[int, list[int]], list[int]]:
    """1 to the entry `which` of those that attain it."""
    return lambda n, attaining: [int(i == attaining[which]) for i in range(n)]


def among_all(n: int, _attaining: list[int]) -> list[fmpq]:
    """1/n to every entry."""
    return [fmpq(1, n)] * n


def rounded(s: TableSubject, attaining: list[int]) -> Scale:
    """A share 1/k costs a division and a product, and is exact where k is a power of two."""
    k = len(attaining)
    return EXACT if k & (k - 1) == 0 else Scale(fmpq(1, k), 2, s.place.unit_roundoff, False)


def small_sets(s: TableSubject, name: str) -> Iterator[tuple[int, Polytope]]:
    """Route: of each small group its number and the Clarke differential of the extremum there, by the exact engine."""
    for k, group in enumerate(groups(s, name)):
        if len(group) <= SMALL:
            yield k, clarke(expression(every(names(len(group)), EXTREMA[name].word), len(group)), group)


def picked_by_torch(s: TableSubject, name: str) -> Any:
    """Instead: max and min over an axis, which pick one entry."""
    extremum, flat = EXTREMA[name], s.table.reshape(-1)
    x = s.x if extremum.rowwise else flat
    found = s.gradient((x.max if extremum.word == "max" else x.min)(s.axis if extremum.rowwise else 0).values.sum())
    return found if extremum.rowwise else [[v for row in found for v in row]]
