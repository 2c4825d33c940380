"""Random bits by counting: word j of group g is a hash of (key, g, j), so that any of them can be made again without the others.

The hash is the finaliser of SplitMix64 [Steele, Lea and Flood 2014, Fast splittable pseudorandom number generators], applied to
key + GOLDEN * (2^16 g + j). Numba (uint64) and torch on any device (int64, whose products wrap alike) give the same words.
Instance i takes byte i mod 8 of the words of group i div 8: a block of words, viewed as bytes, has the batch axis last.
"""

from __future__ import annotations

import numpy as np
import torch
from numba import njit

GOLDEN, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
LANES = 8  # bytes of a word, one for each of 8 consecutive instances
ROWS = 2**16  # words a group may take
BLOCK = 512  # words in hand while entries are made of them: with what is said of their instances 20 kB; at 64, starting rows took most of the time


def words(key: int, rows: int, first: int, groups: int) -> np.ndarray:
    """Words 0..rows-1 of groups first..first+groups-1, shape (rows, groups), uint64. Raises ValueError for more rows than a group has."""
    within(rows)
    found = np.empty((rows, groups), np.uint64)
    _fill(np.uint64(key % 2**64), np.uint64(first), found)
    return found


def entries(key: int, skipped: int, rows: int, first: int, mask: np.ndarray, centre: np.ndarray, dropped: np.ndarray) -> np.ndarray:
    """((byte & mask) - centre) where byte & dropped is 0, else 0, for the bytes of `rows` words after the first `skipped`: shape (rows, B), int8.

    Instances first..first+B-1, whole groups; mask, centre and dropped have shape (B,), uint8. Blocks of words stay in the cache: only the
    entries are written to memory. Raises ValueError for more rows than a group has, and for what is not whole groups.
    """
    within(skipped + rows)
    if first % LANES or len(mask) % LANES:
        raise ValueError(f"{len(mask)} instances from number {first} were asked for; allowed: multiples of {LANES}, both")
    found = np.empty((rows, len(mask)), np.uint8)
    _entries(np.uint64(key % 2**64), np.uint64(skipped), np.uint64(first // LANES), mask, centre, dropped, found)
    return found.view(np.int8)


@njit(cache=True)
def _fill(key, first, into):
    for row in range(len(into)):
        _row(key, np.uint64(row), first, into[row])


@njit(cache=True)
def _entries(key, skipped, first, mask, centre, dropped, into):
    block = np.empty(BLOCK, np.uint64)
    lanes = block.view(np.uint8)
    for a in range(0, len(mask), BLOCK * LANES):
        b = min(a + BLOCK * LANES, len(mask))
        for row in range(len(into)):
            _row(key, skipped + np.uint64(row), first + np.uint64(a // LANES), block[: (b - a) // LANES])
            _masked(lanes, mask[a:b], centre[a:b], dropped[a:b], into[row, a:b])


@njit(cache=True)
def _row(key, row, first, into):
    at, step = key + np.uint64(GOLDEN) * (np.uint64(ROWS) * first + row), np.uint64(GOLDEN) * np.uint64(ROWS)
    for g in range(len(into)):
        x = at + step * np.uint64(g)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(FIRST)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(SECOND)
        into[g] = x ^ (x >> np.uint64(31))


@njit(cache=True)
def _masked(lanes, mask, centre, dropped, into):
    for i in range(len(into)):
        into[i] = ((lanes[i] & mask[i]) - centre[i]) * np.uint8((lanes[i] & dropped[i]) == 0)


def words_by_torch(key: int, rows: int, first: int, groups: int, device: str = "cpu") -> torch.Tensor:
    """The same words by torch on a device, shape (rows, groups), int64 of the same bits."""
    within(rows)
    return hashed(torch.tensor(signed(key), device=device), torch.tensor(first, device=device), rows, groups)


def hashed(key: torch.Tensor, first: torch.Tensor, rows: int, groups: int) -> torch.Tensor:
    """The same; key and first (int64, of no dimension) are on the device, so that code compiled for one of them serves all."""
    row = torch.arange(rows, device=key.device)[:, None]
    group = first + torch.arange(groups, device=key.device)
    x = (group * ROWS + row) * signed(GOLDEN) + key
    for shift, factor in ((30, FIRST), (27, SECOND), (31, 1)):
        x = x ^ ((x >> shift) & (2 ** (64 - shift) - 1))  # int64 shifts its sign along: the mask makes it a logical shift
        x = x * signed(factor) if factor != 1 else x
    return x


def signed(word: int) -> int:
    """The 64 bits of a word as a signed integer."""
    return (word + 2**63) % 2**64 - 2**63


def within(rows: int) -> None:
    """Raises ValueError for more rows than a group has."""
    if not 0 <= rows <= ROWS:
        raise ValueError(f"{rows} words a group were asked for; allowed: 0 to {ROWS}")


def random_bytes(key: int, rows: int, first: int, count: int) -> np.ndarray:
    """Bytes of instances first..first+count-1, shape (rows, count), uint8: what each gets depends on (key, its own number) alone."""
    start, end = first // LANES, -(-(first + count) // LANES)
    found = words(key, rows, start, end - start).astype("<u8", copy=False).view(np.uint8)
    lead = first - start * LANES
    return found if not lead and found.shape[1] == count else found[:, lead : lead + count]
