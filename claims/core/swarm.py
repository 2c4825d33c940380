"""Bytes to small integers, each instance with a bound, a density and signs of its own (swarm testing).

Three instances in eight are left plain: all entries uniform on the full range, no ties made, so that no bug hides from the rest's habits.

An entry is ((byte & mask) - centre) where the byte's high bits allow it, else 0. Mask, centre and density belong to the instance:
mask 7 and centre 4 give -4..3, mask 8 and centre 4 the extremes -4 and 4, mask 3 and centre 0 what is not negative. All steps are
on single bytes. [Groce et al. 2012, Swarm testing: rare bugs need features left out as much as features put in.]
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numba import njit

from claims.core.counter import LANES, entries, random_bytes

LARGEST = 8  # the high four bits of a byte decide about zeros
SPARSE = (0, 0x10, 0x30, 0x70)  # all entries kept, a half, a quarter, an eighth
HEADER = 4  # bytes of an instance that come before its entries: mask and centre, density, and two for tie patterns


@cache
def menu(bound: int) -> tuple[np.ndarray, np.ndarray]:
    """For each value of a byte a mask and a centre (uint8, int8), all entries within -bound..bound.

    Every other one has the full range -bound..bound-1, one in eight of these its negative. Raises ValueError for bounds other than 1, 2, 4, 8.
    """
    if not 1 <= bound <= LARGEST or bound & (bound - 1):
        raise ValueError(f"entries of modulus at most {bound} were asked for; allowed: 1, 2, 4, 8")
    pairs = [
        (m, c)
        for m in range(1, min(2 * bound, 15) + 1)
        for c in range(min(m, bound) + 1)
        if m - c <= bound and (c in (0, m) or 2 * c in (m, m + 1, m - 1))
    ]
    full, turned = (2 * bound - 1, bound), (2 * bound - 1, bound - 1)
    chosen = [pairs[k // 2 % len(pairs)] if k % 2 == 0 else turned if k % 16 == 7 else full for k in range(256)]
    return np.array([m for m, _ in chosen], np.uint8), np.array([c for _, c in chosen], np.int8)


@cache
def densities(dense: int) -> np.ndarray:
    """For each value of a byte a mask of the bits that must all be 0 for an entry to stay; `dense` 0: all kept, up to 3: sparser on average."""
    if dense not in range(len(SPARSE)):
        raise ValueError(f"density {dense} was asked for; allowed: 0 to {len(SPARSE) - 1}")
    return np.array([SPARSE[k % (dense + 1)] for k in range(256)], np.uint8)


def plain(header: np.ndarray) -> np.ndarray:
    """Which instances are left plain, shape (B,), bool."""
    return _plain_ones(header[0])


def small_integers(key: int, rows: int, first: int, count: int, bound: int, dense: int) -> tuple[np.ndarray, np.ndarray]:
    """Instances first..first+count-1: their header, shape (HEADER, count), uint8, and `rows` entries of each, shape (rows, count), int8.

    Entries are within -bound..bound. What an instance gets depends on (key, its own number) alone: any cut of a range gives the same.
    Raises ValueError for bounds, densities and numbers of rows that are not allowed.
    """
    (masks, centres), highs = menu(bound), densities(dense)
    start = first - first % LANES
    header = random_bytes(key, HEADER, start, -(-(first + count - start) // LANES) * LANES)
    habits = np.empty((3, header.shape[1]), np.uint8)
    _habits(header, masks, centres.view(np.uint8), highs, habits)
    found = entries(key, HEADER, rows, start, *habits)
    if found.shape[1] == count:
        return header, found
    mine = slice(first - start, first - start + count)
    return np.ascontiguousarray(header[:, mine]), np.ascontiguousarray(found[:, mine])


@njit(cache=True)
def _plain(byte):
    return byte & 1 == 1 and byte & 7 != 7


@njit(cache=True)
def _plain_ones(first):
    found = np.empty(len(first), np.bool_)
    for i in range(len(first)):
        found[i] = _plain(first[i])
    return found


@njit(cache=True)
def _habits(header, masks, centres, highs, into):
    """Mask, centre and the bits that must be 0, instance by instance; the last are none in those that are left plain."""
    for i in range(header.shape[1]):
        into[0, i], into[1, i] = masks[header[0, i]], centres[header[0, i]]
        into[2, i] = 0 if _plain(header[0, i]) else highs[header[1, i]]
