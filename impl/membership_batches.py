"""Membership in convex hulls, many at once and exactly: signs of determinants of integers, the batch axis last.

By Caratheodory's theorem s lies in the hull of points p_1..p_k of R^n whose hull has inner points if and only if it lies in one of their
simplices with n + 1 corners [Rockafellar 1970, Convex Analysis, Theorem 17.1; an affinely independent subset extends to such corners]. In
homogeneous coordinates the barycentric coordinates of s in a simplex are quotients of determinants by Cramer's rule, so only signs are
needed: the chirotope of the points with s [Bjorner et al. 1999, Oriented Matroids, section 1.4]. All minors are expanded row by row, each
shared by all that contain it, in int64 within Hadamard's bound. What this does not decide (a hull without inner points, integers
too large, many points) goes to the exact routine for single questions; no answer rests on rounding.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import comb

import numpy as np
from flint import fmpq

from impl.membership import contains, hull
from impl.rationals import vector

INSIDE, OUTSIDE, UNDECIDED = 1, 0, -1
CHUNK = 2**17  # numbers of 8 bytes that the largest table of minors may hold: what a core's cache holds
MOST = 2**13  # minors of one size; beyond them single questions are cheaper


def decide_batch(points: np.ndarray, targets: np.ndarray, denominators: np.ndarray | int = 1) -> np.ndarray:
    """INSIDE, OUTSIDE or UNDECIDED for each of B questions, shape (B,): does targets / denominators lie in the hull of the points?

    Shapes: points (k, n, B), targets (n, B), denominators (B,) > 0 or one number, all integers. Raises ValueError for other shapes,
    for no points, and for denominators that are not positive.
    """
    k, n, count = _checked(points, targets, denominators)
    below = np.broadcast_to(np.asarray(denominators, dtype=np.int64), (count,))
    found = np.full(count, UNDECIDED, dtype=np.int8)
    if k < n + 1 or comb(k + 1, n + 1) > MOST or not _fits(points, targets, below, n):
        return found
    step = max(CHUNK // max(comb(k + 1, j) for j in range(1, n + 2)), 1)
    for first in range(0, count, step):
        part = slice(first, first + step)
        columns = np.concatenate([points[..., part].astype(np.int64), targets[None, :, part].astype(np.int64)])
        found[part] = _decided(columns, below[part], k, n)
    return found


def members(points: np.ndarray, targets: np.ndarray, denominators: np.ndarray | int = 1) -> np.ndarray:
    """The same as bools, shape (B,): what the batch leaves undecided is decided one by one, in rationals."""
    found = decide_batch(points, targets, denominators)
    below = np.broadcast_to(np.asarray(denominators), found.shape)
    for i in np.flatnonzero(found == UNDECIDED).tolist():
        corners = tuple(vector(p) for p in points[..., i].tolist())
        found[i] = bool(contains(hull(corners), tuple(fmpq(t, int(below[i])) for t in targets[:, i].tolist())))
    return found == INSIDE


def _decided(columns: np.ndarray, below: np.ndarray, k: int, n: int) -> np.ndarray:
    """The answers for columns (k + 1, n, B), the last of them the target's numerators, over the denominators `below`."""
    minors = np.ones((k + 1, columns.shape[-1]), dtype=np.int64)
    minors[k] = below
    for row in range(n):
        numbers, above = _expansion(k + 1, row + 2)
        terms = columns[:, row]
        found = terms[numbers[:, 0]] * minors[above[:, 0]]
        if (row + 1) % 2:
            np.negative(found, out=found)
        for p in range(1, row + 2):
            product = terms[numbers[:, p]] * minors[above[:, p]]
            found = found - product if (row + 1 + p) % 2 else found + product
        minors = found
    signs = np.sign(minors).astype(np.int8)
    simplices, replaced, turns = _simplices(k, n + 1)
    whole = signs[simplices]
    held = whole != 0
    for p in range(n + 1):
        held &= signs[replaced[:, p]] * whole * turns[p] >= 0
    return np.where(held.any(0), INSIDE, np.where(whole.any(0), OUTSIDE, UNDECIDED))


@cache
def _order(columns: int, size: int) -> tuple[tuple[tuple[int, ...], ...], dict[tuple[int, ...], int]]:
    chosen = tuple(combinations(range(columns), size))
    return chosen, {subset: i for i, subset in enumerate(chosen)}


@cache
def _expansion(columns: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """For each set of `size` columns: its columns, and the minors without each of them, both (sets, size)."""
    _, above = _order(columns, size - 1)
    chosen, _ = _order(columns, size)
    return np.array(chosen), np.array([[above[(*s[:p], *s[p + 1 :])] for p in range(size)] for s in chosen])


@cache
def _simplices(k: int, size: int) -> tuple[np.ndarray, np.ndarray, tuple[int, ...]]:
    """The sets of `size` points without the target, their minors with the target in place of each, and the signs that this costs."""
    chosen, number = _order(k + 1, size)
    own = [s for s in chosen if s[-1] < k]
    replaced = [[number[(*s[:p], *s[p + 1 :], k)] for p in range(size)] for s in own]
    return np.array([number[s] for s in own]), np.array(replaced), tuple(-1 if (size - 1 - p) % 2 else 1 for p in range(size))


def _fits(points: np.ndarray, targets: np.ndarray, below: np.ndarray, n: int) -> bool:
    """Whether every partial sum of every minor is below 2^62: (n + 1)! times the product of the rows' largest entries."""
    bound = int(below.max(initial=1))
    for row in range(n):
        bound *= (row + 2) * max(int(abs(points[:, row]).max(initial=0)), int(abs(targets[row]).max(initial=0)), 1)
    return bound < 2**62


def _checked(points: np.ndarray, targets: np.ndarray, denominators: np.ndarray | int) -> tuple[int, int, int]:
    shape = points.shape
    if points.ndim != 3 or targets.shape != shape[1:] or not shape[0] or not shape[1]:
        raise ValueError(f"points (k, n, B) and targets (n, B) were asked for, found {shape} and {targets.shape}; allowed: k, n >= 1")
    if points.dtype.kind != "i" or targets.dtype.kind != "i":
        raise ValueError(f"integers were asked for, found {points.dtype} and {targets.dtype}")
    if np.min(denominators, initial=1) <= 0:
        raise ValueError(f"denominators > 0 were asked for, found {np.min(denominators)}")
    return shape
