"""The smallest failing instance near a failing one: all single simplifications at once, in one batch, again and again.

Greedy: of all proposals that still fail the simplest is kept, until none is left; then smaller shapes are tried, then pairs of
entries at once, because a single zero can hide a failure that two keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

import numpy as np

from claims.core.batches import Arrays, single, together, weight, weights

Fails = Callable[[Arrays], np.ndarray]
PAIRS_OF = 48  # entries that are not 0: beyond that pairs are not tried


def minimise(arrays: Arrays, fails: Fails, smaller: Callable[[Arrays], Iterable[Arrays]] = lambda _arrays: ()) -> Arrays:
    """The arrays of a failing instance that no proposal makes simpler. `fails` says of a batch which instances fail, shape (B,).

    Raises ValueError where the instance does not fail to begin with.
    """
    if not fails(together([arrays]))[0]:
        raise ValueError(f"a failing instance was asked for, found one that passes: {[a.tolist() for a in arrays]}")
    while True:
        found = _best(arrays, entrywise(arrays), fails) or _first(smaller(arrays), fails) or _best(arrays, in_pairs(arrays), fails)
        if found is None:
            return arrays
        arrays = found


def _best(arrays: Arrays, proposals: Iterator[np.ndarray], fails: Fails) -> Arrays | None:
    rows = list(proposals)
    if not rows:
        return None
    batch = _split(np.stack(rows, axis=-1), arrays)
    order = np.where(fails(batch), weights(batch), np.iinfo(np.int64).max)
    best = single(batch, int(order.argmin()))
    return best if order.min() < np.iinfo(np.int64).max and weight(best) < weight(arrays) else None


def _first(candidates: Iterable[Arrays], fails: Fails) -> Arrays | None:
    return next((c for c in candidates if fails(together([c]))[0]), None)


def entrywise(arrays: Arrays) -> Iterator[np.ndarray]:
    """Flat copies with one entry zeroed, halved, decremented or made positive; with all entries of an array zeroed or made 0 or +-1."""
    flat = _flat(arrays)
    for k in np.flatnonzero(flat).tolist():
        v = int(flat[k])
        for simpler in {0, int(v / 2), v - (1 if v > 0 else -1), abs(v)} - {v}:
            yield _with(flat, [k], simpler)
    start = 0
    for a in arrays:
        for rows in (range(start, start + a.size), *_rows(start, a)):
            yield _with(flat, list(rows), 0)
        start += a.size
    yield np.sign(flat)


def in_pairs(arrays: Arrays) -> Iterator[np.ndarray]:
    """Flat copies with two entries zeroed."""
    flat = _flat(arrays)
    there = np.flatnonzero(flat).tolist()
    for pair in combinations(there, 2) if len(there) <= PAIRS_OF else ():
        yield _with(flat, list(pair), 0)


def _rows(start: int, a: np.ndarray) -> Iterator[range]:
    if a.ndim == 2:
        for k in range(a.shape[0]):
            yield range(start + k * a.shape[1], start + (k + 1) * a.shape[1])
        for k in range(a.shape[1]):
            yield range(start + k, start + a.size, a.shape[1])


def _with(flat: np.ndarray, places: list[int], value: int) -> np.ndarray:
    found = flat.copy()
    found[places] = value
    return found


def _flat(arrays: Arrays) -> np.ndarray:
    return np.concatenate([a.reshape(-1) for a in arrays])


def _split(batch: np.ndarray, like: Arrays) -> Arrays:
    ends = np.cumsum([0, *(a.size for a in like)])
    return tuple(np.ascontiguousarray(batch[a:b]).reshape(*part.shape, -1) for a, b, part in zip(ends, ends[1:], like, strict=False))
