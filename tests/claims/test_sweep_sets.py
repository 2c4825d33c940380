"""Sweeps of claims about sets, at instances on which a route once went wrong, and what every run of them holds."""

from __future__ import annotations

import numpy as np
import pytest

from claims.core.batches import Distribution, make, single, together
from claims.core.check import in_batches
from claims.core.examine import budget
from claims.core.sweep import distributions, sweep_claim
from claims.instances import hinge_batches as hinges
from claims.instances.convex_sets import convex_vertices
from claims.instances.limiting_sets import germ_at
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


@pytest.mark.parametrize(("left", "right"), [(1, -1), (-1, 1), (0, 1)])
def test_the_subdifferential_on_the_line_is_that_of_the_exact_engine(left, right):
    family = hinges.hinges(hinges.Shape(p=-1, left=left, right=right, value=1, far=4))
    empty = 0
    for k in range(6):
        arrays = make(family, Distribution((2, 2), 4, k % 3, "", k), 0, 16)
        low, high = hinges.subdifferential(family.lift(arrays, FLOAT64))
        for i in range(16):
            vertices = convex_vertices(germ_at(family.instance(single(arrays, i)), FLOAT64))
            assert {float(v) for (v,) in vertices} == ({low[i], high[i]} if low[i] <= high[i] else set())
            empty += not vertices
    assert empty == 96 if left > right else 10 < empty < 86
