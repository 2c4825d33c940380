"""Extrema over windows and prefixes: of each one entry is selected, and an entry that several select gets the sum of their gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import torch
from torch.nn import functional

from claims.instances.shared_gradients import SMALL
from claims.instances.tables import TableSubject
from impl.clarke import clarke
from impl.formula import expression
from impl.kink_case import every
from impl.polytope import Polytope

Windows = Iterator[tuple[Sequence[int], float]]


class Scan(NamedTuple):
    """`run(s)` is torch's: values and indices into the whole table, row by row; `windows(s)`: the indices of each window and its extremum."""

    word: str
    run: Callable[[TableSubject], tuple[torch.Tensor, torch.Tensor]]
    windows: Callable[[TableSubject], Windows]


class Scanned(NamedTuple):
    """The value and the index of each window, and the gradient of their weighted sum by backpropagation, a number an entry."""

    values: list[float]
    indices: list[int]
    gradient: list[float]


def _cumulative(word: str) -> Scan:
    """cummax or cummin along the rows: the windows are their prefixes."""
    best: Callable[..., float] = max if word == "max" else min

    def run(s: TableSubject) -> tuple[torch.Tensor, torch.Tensor]:
        values, indices = (torch.cummax if word == "max" else torch.cummin)(s.x, s.axis)
        values, indices = (found if s.axis == 1 else found.T for found in (values, indices))
        return values, indices + s.shape[1] * torch.arange(s.shape[0], device=s.x.device)[:, None]

    def windows(s: TableSubject) -> Windows:
        for k, row in enumerate(s.rows):
            start = k * s.shape[1]
            yield from ((range(start, start + j + 1), value) for j, value in enumerate(accumulate(row, best)))

    return Scan(word, run, windows)


def _pooled(width: int, stride: int, padding: int) -> Scan:
    """max_pool1d along the rows, each a sample; rows too short for a window have none."""

    def run(s: TableSubject) -> tuple[torch.Tensor, torch.Tensor]:
        if s.shape[1] + 2 * padding < width:
            return s.x.new_zeros(0), torch.zeros(0, dtype=torch.long, device=s.x.device)
        values, indices = functional.max_pool1d(s.table[:, None], width, stride, padding, return_indices=True)
        return values, indices + s.shape[1] * torch.arange(s.shape[0], device=s.x.device)[:, None, None]

    def windows(s: TableSubject) -> Windows:
        n = s.shape[1]
        for k in range(s.shape[0]):
            for start in range(-padding, n + padding - width + 1, stride):
                yield _with_maximum(s, [k * n + j for j in range(max(start, 0), min(start + width, n))])

    return Scan("max", run, windows)


def _squares() -> Scan:
    """max_pool2d with windows of 2 x 2 at every place, the table between two rows and columns of padding."""

    def run(s: TableSubject) -> tuple[torch.Tensor, torch.Tensor]:
        return functional.max_pool2d(s.table[None, None], 2, 1, 1, return_indices=True)

    def windows(s: TableSubject) -> Windows:
        m, n = s.shape
        for a in range(-1, m):
            for b in range(-1, n):
                yield _with_maximum(s, [i * n + j for i in (a, a + 1) for j in (b, b + 1) if 0 <= i < m and 0 <= j < n])

    return Scan("max", run, windows)


def _with_maximum(s: TableSubject, window: list[int]) -> tuple[list[int], float]:
    return window, max(s.flat[i] for i in window)


SCANS = {
    "cummax": _cumulative("max"),
    "cummin": _cumulative("min"),
    "max_pool1d, windows of 2": _pooled(2, 1, 0),
    "max_pool1d, windows of 3, every second, padded": _pooled(3, 2, 1),
    "max_pool2d, windows of 2 x 2, padded": _squares(),
}


def weights(count: int) -> list[int]:
    """Positive weights of the windows, that neighbours are told apart by."""
    return [1 + j % 4 for j in range(count)]


def by_torch(s: TableSubject, name: str) -> Scanned:
    """Route: the windows' values, indices and gradient at the place."""
    values, indices = (found.reshape(-1) for found in SCANS[name].run(s))
    gradient = s.gradient((values * values.new_tensor(weights(len(values)))).sum()) if len(values) else [[0.0] * s.shape[1]] * s.shape[0]
    return Scanned(values.tolist(), indices.tolist(), [v for row in gradient for v in row])


def windows(s: TableSubject, name: str) -> list[tuple[Sequence[int], float]]:
    """Route: each window and its extremum, by comparing plain numbers."""
    return list(SCANS[name].windows(s))


def added(s: TableSubject, chosen: list[int]) -> list[int]:
    """The weights of the windows, each added to the entry that it selects."""
    found = [0] * len(s.flat)
    for index, weight in zip(chosen, weights(len(chosen)), strict=True):
        found[index] += weight
    return found


def last_write(s: TableSubject, chosen: list[int]) -> list[int]:
    """Each entry gets the weight of the last window that selects it: the others are lost."""
    found = [0] * len(s.flat)
    for index, weight in zip(chosen, weights(len(chosen)), strict=True):
        found[index] = weight
    return found


def unweighted(s: TableSubject, chosen: list[int]) -> list[int]:
    """How many windows select the entry."""
    return [chosen.count(i) for i in range(len(s.flat))]


def small_sets(s: TableSubject, name: str) -> Iterator[Polytope]:
    """Route: the Clarke differential of the weighted sum by the exact engine, for small tables with a window; cummin's negative, which is convex."""
    found = windows(s, name)
    if len(s.flat) <= SMALL and found:
        terms = [f"{w} * {every([f'x{i}' for i in window], SCANS[name].word)}" for w, (window, _) in zip(weights(len(found)), found, strict=True)]
        yield clarke(expression(" + ".join(terms), len(s.flat)), s.flat)


def first_of_window(s: TableSubject, name: str) -> list[tuple[Any, float]]:
    """Windows of their first entry alone."""
    return [(window[:1], s.flat[window[0]]) for window, _ in windows(s, name)]


def narrower(s: TableSubject, name: str) -> list[tuple[Any, float]]:
    """The windows without their last entry, where they have several."""
    best: Callable[..., float] = max if SCANS[name].word == "max" else min
    cut = [window[:-1] if len(window) > 1 else window for window, _ in windows(s, name)]
    return [(window, best(s.flat[i] for i in window)) for window in cut]
