"""Membership in batches against the exact simplex method, question by question."""

import numpy as np
import pytest
from flint import fmpq

from impl.membership import decide
from impl.membership_batches import INSIDE, OUTSIDE, UNDECIDED, decide_batch, members
from impl.rationals import vector


def questions(k, n, count, seed, largest=5):
    """Points, and targets of which every other is a random convex combination of them."""
    rng = np.random.default_rng(seed)
    points = rng.integers(-largest, largest + 1, (k, n, count))
    weights = rng.integers(0, 4, (k, count))
    weights[0] += 1
    free = np.arange(count) % 2 == 1
    targets, below = (points * weights[:, None]).sum(0), weights.sum(0)
    targets[:, free], below[free] = rng.integers(-largest, largest + 1, (n, int(free.sum()))), 1
    return points, targets, below


def one_by_one(points, targets, below):
    return [
        bool(decide(tuple(vector(p) for p in points[..., i].tolist()), tuple(fmpq(t, int(below[i])) for t in targets[:, i].tolist())))
        for i in range(targets.shape[-1])
    ]


@pytest.mark.parametrize(("k", "n"), [(1, 1), (2, 1), (3, 2), (4, 2), (6, 3), (8, 4), (8, 2), (5, 6), (12, 3)])
def test_the_same_answers_as_the_simplex_method(k, n):
    asked = questions(k, n, 120, seed=k * n)
    assert members(*asked).tolist() == one_by_one(*asked)


def test_degenerate_points_are_decided_too():
    points, targets, below = questions(5, 2, 200, seed=1, largest=1)  # many lie on a line, many coincide
    found = decide_batch(points, targets, below)
    assert set(found.tolist()) == {INSIDE, OUTSIDE, UNDECIDED}
    assert members(points, targets, below).tolist() == one_by_one(points, targets, below)


def test_a_large_batch_is_cut_and_nothing_changes():
    asked = questions(6, 3, 30_000, seed=2)
    whole = decide_batch(*asked)
    assert whole[:500].tolist() == decide_batch(*(a[..., :500] for a in asked)).tolist()
    assert whole[-7:].tolist() == decide_batch(*(a[..., -7:] for a in asked)).tolist()


def test_what_is_too_large_is_left_undecided_and_then_decided():
    points, targets, below = questions(4, 2, 6, seed=3)
    huge = 2**40
    assert set(decide_batch(points * huge, targets * huge, below).tolist()) == {UNDECIDED}
    assert members(points * huge, targets * huge, below).tolist() == members(points, targets, below).tolist()
    assert set(decide_batch(np.zeros((40, 4, 2), np.int64), np.zeros((4, 2), np.int64)).tolist()) == {UNDECIDED}


def test_other_input_is_refused():
    points, targets, _ = questions(3, 2, 4, seed=0)
    for bad, match in (((points[0], targets), "points"), ((points, targets[:1]), "points"), ((points * 1.0, targets), "integers")):
        with pytest.raises(ValueError, match=match):
            decide_batch(*bad)
    with pytest.raises(ValueError, match="denominators > 0"):
        decide_batch(points, targets, 0)
