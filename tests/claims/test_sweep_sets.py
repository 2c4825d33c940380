"""Sweeps of claims about sets, at instances on which a route once went wrong, and what every run of them holds."""

from __future__ import annotations

import numpy as np
import pytest

from claims.core.batch_gaps import in_batches
from claims.core.batches import Distribution, make, single, together
from claims.core.examine import budget
from claims.core.sweep import distributions, sweep_claim
from claims.instances import hinge_batches as hinges
from claims.instances import max_affine_batches as maxima
from claims.instances.convex_sets import convex_vertices
from claims.instances.limiting_sets import differential, germ_at, hull_of_choices
from claims.lecture import find
from claims.sweeps import SWEEPS
from impl.place import Place
from impl.polytope import Polytope

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


@pytest.mark.parametrize("sign", [1, -1])
def test_two_maxima_have_the_clarke_differential_of_the_exact_engine(sign):
    family = maxima.of_two(sign)
    for k, plan in enumerate(("tied",) if sign > 0 else ("first alone", "tied")):
        arrays = make(family, Distribution((3, 2, 2), 2, 1, plan, k), 0, 24)
        subject = family.lift(arrays, FLOAT64)
        for i in range(24):
            exact = germ_at(family.instance(single(arrays, i)), FLOAT64)
            assert float(exact.value) == subject.here[i]
            hull = Polytope.hull(subject.a[subject.active[:, i], :, i].tolist())
            assert hull == differential(exact) == hull_of_choices(exact)


def seen(maximum_and_other, **parts):
    """Which checks of L26's sweep differences of two maxima on the line, (gradients, slacks) each, break at 0."""
    arrays = (*(np.array(v, np.int8)[:, None] if k % 2 == 0 else np.array(v, np.int8) for k, v in enumerate(maximum_and_other)), np.zeros(1, np.int8))
    subject = maxima.MaxAffineBatch(together([arrays] * 2), FLOAT64, (1, -1))
    with in_batches(2):
        return {check.label for check in SWEEPS["L26"].checks(subject, **parts) if np.any(check.gap > 0)}


def test_what_is_not_convex_shows_at_the_point_or_far_from_it():
    assert seen(([-1, 1], [0, 0], [0, 0], [0, 0])) == set()
    assert "directional derivative along (1,)" in seen(([0], [0], [-1, 1], [0, 0]))
    far = {"inequality at 4 times (1,)", "inequality at 1 times (2,)", "inequality at 4 times (2,)"}
    assert seen(([-1, 1], [0, 0], [0, 2], [0, 2])) == far


def test_independent_choices_are_too_many_where_the_sum_is_not_convex():
    dependent = ([0, 1], [0, 0], [0, 1], [0, 0])  # max(0, x) - max(0, x)
    only_0 = lambda s: (np.zeros((1, 1, 2), np.int64), np.ones((1, 2), bool))  # noqa: E731
    along = "directional derivative along (1,)"
    assert along not in seen(dependent, clarke=only_0)
    assert along in seen(dependent, clarke=maxima.choices)
