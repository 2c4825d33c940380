"""Equality of exact instances: long lists are compared as they stand, and with the verdict that rationals have."""

import math
import random
from itertools import chain

import pytest
from flint import fmpq

from claims.core import check
from claims.core.batch_gaps import NotFinite
from claims.core.check import equal

FEW = (0, 0.0, -0.0, 1, 1.0, 2**53, float(2**53), 2**53 + 1)


def row(rng):
    """One to four numbers: a few that float64 and integers tell apart or not, any integers, any floats."""
    any_of = (lambda: rng.choice(FEW), lambda: rng.randint(-(2**60), 2**60), lambda: rng.uniform(-1, 1) * 2.0 ** rng.randint(-300, 300))
    return [rng.choice(any_of)() for _ in range(rng.randint(1, 4))]


def in_rationals(found, claimed):
    """The gap without the short cut."""
    return max((abs(a - b) for a, b in zip(check.entries(found), check.entries(claimed), strict=True)), default=fmpq(0))


@pytest.mark.parametrize("seed", range(300))
def test_the_gap_is_that_of_rationals(seed):
    rng = random.Random(seed)
    found = [row(rng) for _ in range(rng.randint(1, 3))]
    claimed = [list(numbers) if rng.random() < 2 / 3 else [rng.choice(FEW) for _ in numbers] for numbers in found]
    assert equal(found, claimed).gap == in_rationals(found, claimed)
    flat, other = list(chain(*found)), list(chain(*claimed))
    assert equal(flat, other).gap == in_rationals(flat, other)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_not_finite_are_refused_even_where_both_sides_have_them(bad):
    for found in ([1.0, bad], [[1.0], [bad]]):
        with pytest.raises(NotFinite):
            equal(found, found)


def test_integers_beyond_float64_are_told_apart():
    assert equal([float(2**53)], [2**53 + 1]).gap == 1
    assert equal([float(2**53)], [2**53]).gap == 0


def test_what_is_nested_otherwise_is_compared_entry_by_entry():
    assert equal([[1.0], [2.0]], [1, 2]).gap == 0
    assert equal([[1.0, 3.0], [2.0]], [1, 3, 1]).gap == 1
    with pytest.raises(ValueError, match="2 entries were to equal 3"):
        equal([1, 2], [1, 2, 3])
