"""Sweeps of claims about sets, at instances on which a route once went wrong, and what every run of them holds."""

from __future__ import annotations

import numpy as np

from claims.core.batches import together
from claims.core.check import in_batches
from claims.core.examine import budget
from claims.core.sweep import distributions, sweep_claim
from claims.lecture import find
from claims.sweeps import SWEEPS
from impl.place import Place

FLOAT64 = Place("cpu", "float64")


def test_equal_pieces_share_no_gradient_in_fifths():
    """Five pieces of slope -3 are one function: its gradient is -3, not the rounded sum of five fifths."""
    family = SWEEPS["L26"].family
    five = (np.full((5, 1), -3, np.int8), np.zeros(5, np.int8), np.zeros(1, np.int8))
    subject = family.lift(together([five] * 2), FLOAT64)
    with in_batches(2):
        assert all(np.all(check.gap == 0) for check in SWEEPS["L26"].checks(subject))
    assert not np.array_equal(subject.gradient(subject.x).numpy(), subject.gradient_of_one(subject.x).numpy())


def test_every_run_of_l26_has_its_largest_tied_shape_and_enough_tie_patterns():
    claim, sweep = find("L26"), SWEEPS["L26"]
    for seed in (13, 17, 19):
        drawn = distributions(claim, sweep, budget("quick", seed))
        assert (drawn[0].shape, drawn[0].plan) == ((5, 2), "tied")
        assert len({d._replace(seed=0) for d in drawn}) == len(drawn)
        (row,) = sweep_claim(claim, sweep, [FLOAT64], budget("quick", seed))
        assert (row.verdict, row.tie_patterns >= 5) == ("supported", True)
