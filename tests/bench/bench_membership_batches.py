"""Membership in batches, exactly, beside scipy's linear programs; at most 10 us for k <= 8 and 150 times faster were asked."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from flint import fmpq
from scipy.optimize import linprog

from impl.membership import contains, hull
from impl.membership_batches import UNDECIDED, decide_batch, members
from impl.rationals import vector

SIZES = [(4, 2), (6, 3), (8, 3), (8, 4), (12, 3)]
QUESTIONS, SOLVED, COMPARED = 20_000, 40, 20_000


def questions(k: int, n: int):
    """Points and targets, every other one a random convex combination; with denominators."""
    rng = np.random.default_rng(k)
    points, weights = rng.integers(-5, 6, (k, n, QUESTIONS)), rng.integers(0, 4, (k, QUESTIONS))
    weights[0] += 1
    targets, below = (points * weights[:, None]).sum(0), weights.sum(0)
    targets[:, 1::2], below[1::2] = rng.integers(-5, 6, (n, QUESTIONS // 2)), 1
    return points, targets, below


@pytest.mark.parametrize(("k", "n"), SIZES)
def test_membership_in_batches(benchmark, k, n):
    """Five sizes of 20,000 questions: 10^5 answers are compared with the exact routine for single questions."""
    points, targets, below = questions(k, n)
    found = benchmark.pedantic(lambda: members(points, targets, below), rounds=5, warmup_rounds=1)
    start = perf_counter()
    for i in range(SOLVED):
        system = np.vstack([points[..., i].T, np.ones(k)]).astype(float)
        linprog(np.zeros(k), A_eq=system, b_eq=[*(targets[:, i] / below[i]), 1.0], bounds=(0, None), method="highs")
    slow = (perf_counter() - start) / SOLVED
    for i in range(COMPARED):
        asked = tuple(fmpq(t, int(below[i])) for t in targets[:, i].tolist())
        assert bool(contains(hull(tuple(vector(p) for p in points[..., i].tolist())), asked)) == found[i]
    fast = benchmark.stats.stats.median / QUESTIONS
    benchmark.extra_info.update(
        microseconds=round(fast * 1e6, 2),
        asked_microseconds=10 if k <= 8 else None,
        linprog_microseconds=round(slow * 1e6),
        times_faster=round(slow / fast),
        asked_times=150,
        compared=COMPARED,
        left_to_single_questions=int((decide_batch(points, targets, below) == UNDECIDED).sum()),
        inside=int(found.sum()),
    )
