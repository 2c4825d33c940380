"""What the strategies of training runs reach, how often, and what they shrink to; and the budget of bits."""

from collections import Counter
from itertools import pairwise

import pytest
import torch
from hypothesis.errors import UnsatisfiedAssumption

from claims.core.draws import draw_all, smallest
from claims.instances.flows import flow_at, flow_runs, gains
from claims.instances.loss_elements import biased_trainings, by_engine, every_mask
from claims.instances.one_factor import OneFactorAt, first_layer, one_factors, second_layer
from claims.instances.training import LIVELY, Training, trainings
from claims.instances.training_runs import by_autograd, by_formula, descent_at, judged, judged_gradients, lifted, training_at
from impl import networks
from impl.place import Place
from impl.rationals import rational

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")


def drawn(strategy, count, seed=0):
    found = []
    draw_all(strategy, count, seed, lambda instance: found.append(instance) or True)
    return found


def test_descent_is_rarely_at_rest_and_often_at_a_kink():
    seen = Counter()
    for instance in drawn(trainings(steps=(1, 3), plans=LIVELY), 150):
        s = descent_at(instance, DOUBLE)
        seen["moves"] += any(v for g in by_formula(s) for v in g.flat)
        seen["tied"] += any("o" in layer for layer in s.ties)
        seen["fits float32"] += s.exact.moduli.bits <= 24
        seen["rounds"] += s.exact.moduli.bits > 53
        seen["minibatch"] += any(len(chosen) < len(instance.inputs) for _, chosen in instance.steps)
        seen[len(instance.weights)] += 1
    assert seen["moves"] > 40
    assert seen["tied"] > 60
    assert seen["fits float32"] > 60
    assert seen["rounds"] > 3
    assert seen["minibatch"] > 15
    assert min(seen[2], seen[3], seen[4]) > 15


def test_samples_tie_with_one_another_and_residuals_vanish():
    seen = Counter()
    for instance in drawn(trainings(), 150):
        exact = judged(instance)
        first = exact.preactivations[0]
        seen["two samples tied at one neuron"] += any(sum(z == 0 for z in row) > 1 for row in first)
        seen["opposite samples"] += any(tuple(-v for v in a) in instance.inputs for a in instance.inputs if any(a))
        output = exact.preactivations[-1][0]
        seen["a target met"] += any(f == y for f, y in zip(output, exact.targets, strict=True))
    assert all(found > 10 for found in seen.values()), seen
    assert len(seen) == 3


def test_within_the_budget_torch_is_exact():
    checked = 0
    for instance in drawn(trainings(plans=LIVELY), 120, seed=3):
        for place in (DOUBLE, SINGLE):
            s = training_at(instance, place)
            if s.exact.moduli.bits <= place.bits:
                checked += 1
                for found, exact in zip(by_autograd(s), by_formula(s), strict=True):
                    assert (networks.exact(found) == exact).all()
    assert checked > 150


def test_shrinks_to_one_sample_and_one_step():
    found = smallest(trainings(steps=(1, 2), plans=LIVELY), 100, 0, lambda t: any(v for g in by_formula(training_at(t, DOUBLE)) for v in g.flat))
    assert len(found.inputs) == len(found.steps) == 1
    entries = [v for w in (*found.weights, found.inputs) for row in w for v in row]
    assert set(entries) == {0, 1}
    assert sum(entries) <= 6
    assert found.loss == "half square"


def test_an_instance_can_be_written_down():
    for instance in drawn(trainings(steps=(0, 2)), 20):
        assert eval(repr(instance), {"Training": Training}) == instance


def test_a_run_ends_before_it_overflows():
    s = descent_at(Training((((4,),), ((4,),)), ((4,),), (0,), "quartic", ((1, (0,)),) * 6), SINGLE)
    assert 1 < len(s.path) < 7
    assert all(torch.isfinite(w).all() for weights in s.path for w in weights)


def test_a_step_is_judged_in_rationals_where_it_fits_and_from_torch_s_own_gradient_where_not():
    fits = descent_at(Training((((1,),), ((2,),)), ((1,),), (1,), steps=((0.25, (0,)),)), DOUBLE)
    assert fits.step_scale(fits.path[0], 0, 0, 1).allowed() == 0
    rounds = descent_at(Training((((0.1,),), ((0.3,),)), ((0.7,),), (1,), steps=((0.25, (0,)),)), DOUBLE)
    assert rounds.step_scale(rounds.path[0], 0, 0, 1).allowed() > 0
    for s in (fits, rounds):
        judged_by = judged_gradients(s, s.path[0], 0)
        assert [g.tolist() for g in judged_by] == [g.tolist() for g in lifted(s.torch_gradient(s.path[0], 0))]


@pytest.mark.parametrize("place", [DOUBLE, SINGLE], ids=str)
def test_the_size_bounds_what_rounding_does(place):
    for instance in drawn(trainings(steps=(1, 1), plans=("floats",)), 40, seed=5):
        s = descent_at(instance, place)
        sizes = s.sizes(s.path[0], 0).moduli
        for found, bound in zip(s.torch_gradient(s.path[0], 0), sizes.gradients, strict=True):
            assert (abs(networks.exact(found)) <= bound * (1 + 2 * s.roundings * place.unit_roundoff)).all()
        assert sizes.bits > place.bits or not any(v for w in s.exact.weights for v in w.flat)


def flat(element):
    return tuple(v for layer in element for v in layer.flat)


def test_batches_reach_sets_of_several_elements_and_the_masks_contain_them():
    seen = Counter()
    for instance in drawn(trainings(depths=(1, 2), width=2), 120, seed=1):
        s = training_at(instance, DOUBLE)
        elements = {flat(e) for e in by_engine(s)}
        seen["several"] += len(elements) > 1
        if sum(v == "o" for layer in s.ties for v in layer) <= 6:
            masked = {flat(e) for e in every_mask(s)}
            assert elements <= masked
            seen["fewer than the masks"] += len(elements) < len(masked)
    assert seen["several"] > 15
    assert seen["fewer than the masks"] > 2


def test_biased_networks_are_written_as_bias_free_ones_and_tie():
    tied = 0
    for instance in drawn(biased_trainings(), 60):
        s = training_at(instance, DOUBLE)
        for z in s.exact.preactivations[:-1]:
            assert all(v == 1 for v in z[-1])
        tied += any("o" in layer for layer in s.ties)
    assert tied > 25


def test_one_factor_alone_is_met_and_unbalances():
    broken = 0
    for instance in drawn(one_factors(), 60):
        s = OneFactorAt(instance, DOUBLE)
        assert s.doubling
        broken += rational(first_layer(s)) != second_layer(s)
    assert 20 < broken < 60


def test_runs_of_the_flow_move_cross_kinks_and_begin_at_them():
    seen = Counter()
    for run in drawn(flow_runs(h=1 / 32, steps=16), 40, seed=2):
        s = flow_at(run, DOUBLE)
        try:
            steps = s.steps
        except UnsatisfiedAssumption:
            seen["too stiff"] += 1
            continue
        seen["moves"] += any(g for g in gains(s.path[0], s.path[-1]))
        seen["begins at a kink"] += any("o" in layer for layer in s.ties)
        seen["crosses a kink"] += any((a != b).any() for one, two in pairwise(steps) for a, b in zip(one.pattern, two.pattern, strict=True))
    assert seen["moves"] > 25
    assert seen["begins at a kink"] > 8
    assert seen["crosses a kink"] > 4
    assert seen["too stiff"] < 8
