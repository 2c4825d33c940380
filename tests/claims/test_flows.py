"""Flows from small starts, and velocities at kinks: what the strategies reach, how often, and what they shrink to."""

from collections import Counter

import pytest
import torch
from hypothesis.errors import UnsatisfiedAssumption

from claims.core.draws import draw_all, smallest
from claims.instances.admitted_velocities import backpropagated, differential, exactly_at, opposite_samples, single_samples, untied_trainings
from claims.instances.loss_elements import by_engine
from claims.instances.midpoint_flows import by_midpoints, flow_at, small_starts
from claims.instances.training_runs import by_descent, by_formula, lifted
from claims.instances.velocities import inner, speed_scale, speeds
from impl.place import Place

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")


def drawn(strategy, count, seed=0):
    found = []
    draw_all(strategy, count, seed, lambda instance: found.append(instance) or True)
    return found


def test_flows_move_tie_and_are_rarely_discarded():
    seen = Counter()
    for instance in drawn(small_starts(), 100):
        s = flow_at(instance, DOUBLE)
        try:
            path = by_midpoints(s)
        except UnsatisfiedAssumption:
            seen["discarded"] += 1
            continue
        seen["moves"] += any(not torch.equal(a, b) for a, b in zip(path[0], path[-1], strict=True))
        seen["is not descent"] += any(not torch.equal(a, b) for a, b in zip(path[-1], by_descent(s)[-1], strict=True))
        seen["tied"] += any("o" in layer for layer in s.ties)
        seen["deep"] += len(s.weights) > 2
    assert seen["discarded"] < 25
    assert seen["moves"] >= seen["is not descent"] > 25
    assert seen["tied"] > 35
    assert seen["deep"] > 25


@pytest.mark.parametrize("place", [DOUBLE, SINGLE], ids=str)
def test_the_drift_allowed_is_far_below_what_descent_does(place):
    smaller = 0
    for instance in drawn(small_starts(), 40, seed=2):
        s = flow_at(instance, place)
        try:
            allowed = s.drift(range(1), *s.layers).allowed()
        except UnsatisfiedAssumption:
            continue
        moved = sum((g**2).sum() for g in by_formula(s)) * s.rates[0] ** 2
        smaller += moved > 1000 * allowed
    assert smaller > 5


def test_the_flow_shrinks_to_one_step_of_one_sample():
    found = smallest(small_starts(), 60, 0, lambda t: any(v for g in by_formula(flow_at(t, DOUBLE)) for v in g.flat))
    assert len(found.inputs) == len(found.steps) == 1
    assert len(found.weights) == 2


def test_opposite_samples_cut_torch_off_and_single_ones_never_do():
    outside = Counter()
    for name, strategy in (("opposite", opposite_samples()), ("single", single_samples()), ("untied", untied_trainings())):
        for instance in drawn(strategy, 80, seed=1):
            s = exactly_at(instance, DOUBLE)
            outside[name] += not differential(s).contains(backpropagated(s))
            outside[f"{name}, tied"] += any("o" in layer for layer in s.ties)
            outside[f"{name}, several"] += len(by_engine(s)) > 1
    assert outside["opposite"] > 3
    assert outside["single"] == outside["untied"] == outside["untied, tied"] == outside["untied, several"] == 0
    assert min(outside["opposite, several"], outside["single, several"]) > 10


@pytest.mark.parametrize("place", [DOUBLE, SINGLE], ids=str)
def test_forward_mode_is_exact_where_the_scale_says_so(place):
    exact = 0
    for instance in drawn(opposite_samples(), 60, seed=4):
        s = exactly_at(instance, DOUBLE) if place == DOUBLE else flow_at(instance, place)
        if speed_scale(s).exact:
            for element in by_engine(s):
                exact += 1
                assert [v.item() for v in speeds(s, element)] == [float(-2 * v) for v in inner(s.exact.weights, element)]
    assert exact > 40
    assert lifted(s.weights)[0].shape == tuple(s.weights[0].shape)
