"""Ties made on purpose in batches of networks, instance by instance against what they are said to be."""

import numpy as np
import pytest

from claims.instances.network_ties import COPY, NEGATIVE, ZERO, clear, tie, turn, turn_orthogonal

COUNT = 70


@pytest.fixture
def random():
    return np.random.default_rng(5)


def entries(random, *shape):
    return random.integers(-8, 9, (*shape, COUNT), np.int8)


@pytest.mark.parametrize("m", [1, 2, 3])
def test_rows_are_tied_in_the_chosen_instances_alone(random, m):
    layer, kinds = entries(random, m, 4), random.integers(0, 5, COUNT, np.uint8)
    before = layer.copy()
    tie(layer, kinds)
    for i, kind in enumerate(kinds):
        was, now = before[..., i].tolist(), layer[..., i].tolist()
        claimed = list(was)
        if kind in (COPY, NEGATIVE) and m > 1:
            claimed[1] = [entry if kind == COPY else -entry for entry in was[0]]
        if kind == ZERO:
            claimed[-1] = [0] * 4
        assert now == claimed
    assert {COPY, NEGATIVE, ZERO} <= set(kinds.tolist())


@pytest.mark.parametrize("n", [2, 3, 5])
def test_a_row_is_orthogonal_to_x_in_the_chosen_instances_alone(random, n):
    rows, x, chosen = entries(random, n), entries(random, n), random.integers(0, 2, COUNT).astype(bool)
    before = rows.copy()
    turn_orthogonal(rows, x, chosen)
    assert np.array_equal(rows[:, ~chosen], before[:, ~chosen])
    for i in np.flatnonzero(chosen):
        assert rows[:, i].tolist() == [x[1, i], -x[0, i], *[0] * (n - 2)]
    assert chosen.any()
    assert not chosen.all()


def test_signs_and_zeros_are_made_in_the_chosen_instances_alone(random):
    rows, chosen = entries(random, 3), random.integers(0, 2, COUNT).astype(bool)
    turned, cleared = rows.copy(), rows.copy()
    turn(turned, chosen)
    clear(cleared, ~chosen)
    assert np.array_equal(turned, np.where(chosen, abs(rows), rows))
    assert np.array_equal(cleared, np.where(chosen, 0, rows))
