"""What the strategies of the slide on norm preservation reach, and the twins of its routes."""

from collections import Counter

import numpy as np
from flint import fmpq

from claims.core.draws import draw_all, smallest
from claims.instances.descent_updates import off_kinks, off_ties, one_sided_derivative, three_layers
from claims.instances.norm_changes import chains, growing
from claims.instances.panels import panels, with_biases
from claims.instances.rescalings import rescaled_at, rescalings
from claims.instances.training import LIVELY
from claims.instances.training_runs import descent_at, judged
from impl import descent
from impl.place import Place

PLACE = Place("cpu", "float64")
DRAWN = 60


def drawn(strategy):
    """Instances of a strategy, always the same ones."""
    found = []
    draw_all(strategy, DRAWN, 1, lambda instance: found.append(instance) or True)
    return found


def shifted_loss(t, layer, entry, by):
    """L with one weight moved, in rationals, by the forward pass alone."""
    weights = [w.copy() for w in judged(t).weights]
    weights[layer][entry] += by
    return descent.loss(weights, judged(t).inputs, judged(t).targets, descent.LOSSES[t.loss])


def test_one_sided_derivatives_are_limits_of_difference_quotients():
    tied = 0
    for t in drawn(three_layers(plans=LIVELY, width=2)):
        s = descent_at(t, PLACE)
        for layer, w in enumerate(judged(t).weights):
            for entry in np.ndindex(*w.shape):
                sides = [sign * one_sided_derivative(t, layer, entry, sign) for sign in (1, -1)]
                tied += sides[0] != sides[1]
                for sign, side in zip((1, -1), sides, strict=True):
                    # on a short enough interval the loss is a quadratic polynomial in one weight: two quotients give its slope at 0
                    near, far = fmpq(sign, 2**60), fmpq(sign, 2**59)
                    quotients = [(shifted_loss(t, layer, entry, by) - shifted_loss(t, layer, entry, 0)) / by for by in (near, far)]
                    assert 2 * quotients[0] - quotients[1] == side
        assert s.ties
    assert tied > 20


def test_rescalings_reach_every_pair_and_both_kinds_of_factors():
    found = [rescaled_at(instance, PLACE) for instance in drawn(rescalings())]
    assert {(s.up, s.down) for s in found} >= {(0, 1), (1, 0), (0, 2), (2, 0)}
    assert min(Counter(s.binary for s in found).values()) > DRAWN // 10
    assert all(np.prod(s.moves) == 1 for s in found)


def test_some_quotients_are_not_rounded_by_factors_that_are_no_powers_of_two():
    found = [s for s in (rescaled_at(instance, PLACE) for instance in drawn(rescalings(factors=(3, 10)))) if not s.binary]
    assert min(Counter(s.unrounded for s in found).values()) > DRAWN // 10
    assert {s.factor for s in found if s.unrounded} == {3, 10}


def test_panels_start_balanced_or_not():
    for factors, balanced in (((1,), True), ((2, 0.5), False)):
        for t in drawn(panels(factors=factors)):
            norms = descent.squared_norms(judged(t).weights)
            assert (len(set(norms)) == 1) is balanced


def test_a_network_with_biases_keeps_its_ones():
    for t in drawn(panels(biased=True)):
        for weights in with_biases(descent_at(t, PLACE)):
            assert all(w[-1].tolist() == [0] * (w.shape[1] - 1) + [1] for w in weights[:-1])


def test_chains_have_one_modulus_and_growing_ones_grow():
    for t in drawn(chains()):
        assert len({abs(w) for ((w,),) in t.weights}) == 1
    for t in drawn(growing()):
        exact = judged(t)
        g = descent.gradients(exact.weights, exact.inputs, exact.targets, descent.LOSSES[t.loss])
        assert all((w * v).sum() <= 0 for w, v in zip(exact.weights, g, strict=True))


def test_simplest_instances():
    t = smallest(three_layers(), 50, 1, lambda t: True)
    assert t.inputs == ((0,),)
    assert t.targets == (0,)
    assert smallest(rescalings(), 50, 1, lambda r: True).factor == 8


def test_off_kinks_there_are_no_ties():
    for t in drawn(off_kinks(width=2)):
        s = descent_at(t, PLACE)
        assert "o" not in "".join(s.ties)
        off_ties(s)
