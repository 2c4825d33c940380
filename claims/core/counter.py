"""Random bits by counting: word j of group g is a hash of (key, g, j), so that any of them can be made again without the others.

The hash is the finaliser of SplitMix64 [Steele, Lea and Flood 2014, Fast splittable pseudorandom number generators], applied to
key + GOLDEN * (2^16 g + j). Numpy (uint64) and torch on any device (int64, whose products wrap alike) give the same words.
Instance i takes byte i mod 8 of the words of group i div 8: a block of words, viewed as bytes, has the batch axis last.
"""

from __future__ import annotations

import numpy as np
import torch

GOLDEN, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
LANES = 8  # bytes of a word, one for each of 8 consecutive instances
ROWS = 2**16  # words a group may take


def words(key: int, rows: int, first: int, groups: int) -> np.ndarray:
    """Words 0..rows-1 of groups first..first+groups-1, shape (rows, groups), uint64. Raises ValueError for more rows than a group has."""
    _within(rows)
    x = np.add.outer(_counters(rows, 1), _counters(groups, ROWS, first) + np.uint64(key % 2**64))
    spare = np.empty_like(x)
    for shift, factor in ((30, FIRST), (27, SECOND), (31, 1)):
        np.right_shift(x, np.uint64(shift), out=spare)
        np.bitwise_xor(x, spare, out=x)
        if factor != 1:
            np.multiply(x, np.uint64(factor), out=x)
    return x


def _counters(count: int, step: int, first: int = 0) -> np.ndarray:
    return (np.arange(first, first + count, dtype=np.uint64) * np.uint64(step)) * np.uint64(GOLDEN)


def words_by_torch(key: int, rows: int, first: int, groups: int, device: str = "cpu") -> torch.Tensor:
    """The same words by torch on a device, shape (rows, groups), int64 of the same bits."""
    _within(rows)
    row = torch.arange(rows, device=device)[:, None]
    group = torch.arange(first, first + groups, device=device)
    x = (group * ROWS + row) * _signed(GOLDEN) + _signed(key)
    for shift, factor in ((30, FIRST), (27, SECOND), (31, 1)):
        x = x ^ ((x >> shift) & (2 ** (64 - shift) - 1))  # int64 shifts its sign along: the mask makes it a logical shift
        x = x * _signed(factor) if factor != 1 else x
    return x


def _signed(word: int) -> int:
    return (word + 2**63) % 2**64 - 2**63


def _within(rows: int) -> None:
    if not 0 <= rows <= ROWS:
        raise ValueError(f"{rows} words a group were asked for; allowed: 0 to {ROWS}")


def random_bytes(key: int, rows: int, first: int, count: int) -> np.ndarray:
    """Bytes of instances first..first+count-1, shape (rows, count), uint8: what each gets depends on (key, its own number) alone."""
    start, end = first // LANES, -(-(first + count) // LANES)
    found = words(key, rows, start, end - start).astype("<u8", copy=False).view(np.uint8)
    lead = first - start * LANES
    return found if not lead and found.shape[1] == count else found[:, lead : lead + count]
