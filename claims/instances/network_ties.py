"""What is done to networks in batches on purpose: rows that are another's copy or negative, that are 0, or orthogonal to x. In place, in one pass.

Compiled by numba. Entries are int8, the batch axis is last; what is to be done to which instance is told by an array of shape (B,).
"""

from __future__ import annotations

import numpy as np
from numba import njit

NEGATIVE, COPY, ZERO = 1, 2, 3


@njit(cache=True)
def turn(rows, chosen):
    """In the chosen instances no entry of `rows`, shape (n, B), stays negative."""
    for j in range(len(rows)):
        row = rows[j]
        for i in range(len(row)):
            row[i] = -row[i] if chosen[i] and row[i] < 0 else row[i]


@njit(cache=True)
def tie(layer, kinds):
    """The second row of a layer, shape (m, n, B), becomes the first's NEGATIVE or COPY, or its last row ZERO, as `kinds` says of an instance."""
    count = len(kinds)
    factor, kept, last = np.empty(count, np.int8), np.empty(count, np.int8), np.empty(count, np.int8)
    for i in range(count):
        factor[i] = (kinds[i] == COPY) - (kinds[i] == NEGATIVE)
        kept[i] = factor[i] == 0
        last[i] = kinds[i] != ZERO
    for j in range(layer.shape[1]):
        if len(layer) > 1:
            _mix(layer[1, j], kept, layer[0, j], factor)
        _scale(layer[-1, j], last)


@njit(cache=True)
def turn_orthogonal(rows, x, chosen):
    """In the chosen instances a row, shape (n, B) with n > 1, becomes (x_2, -x_1, 0, ..., 0)."""
    count = len(chosen)
    taken, turned, kept = np.empty(count, np.int8), np.empty(count, np.int8), np.empty(count, np.int8)
    for i in range(count):
        taken[i], turned[i], kept[i] = chosen[i], -np.int8(chosen[i]), not chosen[i]
    _mix(rows[0], kept, x[1], taken)
    _mix(rows[1], kept, x[0], turned)
    for j in range(2, len(rows)):
        _scale(rows[j], kept)


@njit(cache=True)
def clear(rows, kept):
    """All entries of `rows`, shape (n, B), become 0 but in the instances that are kept."""
    for j in range(len(rows)):
        _scale(rows[j], kept)


@njit(cache=True)
def _mix(row, kept, other, factor):
    for i in range(len(row)):
        row[i] = row[i] * kept[i] + other[i] * factor[i]


@njit(cache=True)
def _scale(row, factor):
    for i in range(len(row)):
        row[i] *= factor[i]
