"""What the strategies of networks reach, how often, and what they shrink to; and what the builder says of exactness."""

from collections import Counter
from itertools import pairwise

import pytest
import torch

from claims.core.draws import draw_all, smallest
from claims.instances import layer_gradients, patterns
from claims.instances.network_graphs import in_input, in_layer
from claims.instances.networks import (
    KINKS,
    NetworkAtPoint,
    ScaledNetwork,
    composed,
    equal_widths,
    judged,
    network_at,
    networks_at_points,
    scaled_networks,
    sequential,
    square_networks,
    untyped_network_at,
)
from claims.instances.vector_networks import along_layers, by_autograd, vector_network_at, vector_networks
from impl import networks
from impl.piecewise import evaluate
from impl.place import Place
from impl.rationals import rational, vector
from impl.weights import weight_limiting_gradients

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")


def drawn(strategy, count, seed=0):
    found = []
    draw_all(strategy, count, seed, lambda instance: found.append(instance) or True)
    return found


def output(instance):
    return judged(instance.weights, instance.x).preactivations[-1][0]


def test_every_layer_is_often_tied_and_in_many_ways():
    tied, seen, ways = Counter(), Counter(), set()
    for instance in drawn(networks_at_points(), 250):
        ties = network_at(instance, DOUBLE).ties
        ways.add(ties)
        for h, layer in enumerate(ties):
            tied[h] += "o" in layer
            seen[h] += 1
    assert all(tied[h] > seen[h] / 5 for h in range(3)), (tied, seen)
    assert len(ways) > 30


def test_degenerate_networks_and_live_ones_are_both_drawn():
    seen = Counter()
    for instance in drawn(networks_at_points(), 250):
        layers = instance.weights
        seen["an output"] += output(instance) != 0
        seen["zero input"] += not any(instance.x)
        seen["a zero layer"] += any(not any(map(any, layer)) for layer in layers[:-1])
        seen["all zero"] += not any(any(map(any, layer)) for layer in layers)
        seen["opposite rows"] += any(a == tuple(-w for w in b) and any(a) for layer in layers for a, b in pairwise(layer))
        seen["repeated rows"] += any(a == b and any(a) for layer in layers for a, b in pairwise(layer))
        seen["a dead layer"] += any(all(z <= 0 for z in layer) for layer in judged(layers, instance.x).preactivations[:-1])
        seen["fractions"] += any(v != int(v) for layer in layers for row in layer for v in row)
        seen[len(layers)] += 1
    assert seen["an output"] > 60
    assert min(seen.values()) > 4, seen
    assert {2, 3, 4} <= set(seen)


def test_both_formats_are_exact_mostly_and_round_sometimes():
    bits = [judged(i.weights, i.x).bits for i in drawn(networks_at_points(), 250)]
    assert sum(b <= SINGLE.bits for b in bits) > 120
    assert sum(b > DOUBLE.bits for b in bits) > 3


@pytest.mark.parametrize("place", [DOUBLE, SINGLE], ids=str)
def test_within_the_budget_torch_is_exact_in_every_order_of_summation(place):
    checked = 0
    for instance in drawn(networks_at_points(), 120, seed=1):
        s = network_at(instance, place)
        if s.scale.exact:
            found = [s.output, composed(s.weights, s.x), sequential(s.weights, s.x)]
            assert {rational(f.detach()[0]) for f in found} == {output(instance)}
            checked += 1
    assert checked > 60


def test_where_the_format_rounds_the_bound_is_kept_and_not_idle():
    ratios = []
    for instance in drawn(networks_at_points(plans=("floats",)), 100, seed=2):
        s = network_at(instance, SINGLE)
        if s.scale.allowed() and not s.scale.exact:
            ratios.append(abs(rational(s.output.detach()[0]) - output(instance)) / s.scale.allowed())
    assert len(ratios) > 30
    assert 0 < max(ratios) <= 1


def test_degenerate_weights_have_many_limiting_gradients():
    sizes = [len(weight_limiting_gradients(i.weights, i.x)) for i in drawn(networks_at_points(depths=(1, 2), plans=KINKS), 200)]
    assert sum(n > 1 for n in sizes) > 60
    assert sum(n > 2 for n in sizes) > 30
    assert max(sizes) > 7


def test_factors_are_not_powers_of_two_alone():
    factors = Counter(i.factor for i in drawn(scaled_networks(), 200))
    assert {0, 1, 2, 3} <= set(factors)
    assert network_at(ScaledNetwork((((1,),), ((1,),)), (1,), 0.75), SINGLE).only_shifts is False
    assert all(network_at(ScaledNetwork((((1,),), ((1,),)), (1,), f), SINGLE).only_shifts for f in (0, 0.5, 1, 4))


def test_anything_shrinks_to_the_zero_network():
    assert smallest(networks_at_points(), 100, 0, lambda i: True) == NetworkAtPoint((((0,),), ((0,),)), (0,))


def test_a_tie_off_the_origin_shrinks_to_a_zero_weight():
    found = smallest(networks_at_points(), 100, 0, lambda i: any("o" in layer for layer in network_at(i, DOUBLE).ties) and any(i.x))
    assert found == NetworkAtPoint((((0,),), ((0,),)), (1,))


@pytest.mark.parametrize("seed", range(2))
def test_an_output_shrinks_to_one_path_through_one_hidden_layer(seed):
    found = smallest(networks_at_points(), 100, seed, lambda i: output(i) != 0)
    entries = [*found.x, *(v for layer in found.weights for row in layer for v in row)]
    assert len(found.weights) == 2
    assert sorted(abs(v) for v in entries if v) == [1, 1, 1]


def test_several_limiting_gradients_shrink_to_a_network_of_two_neurons():
    found = smallest(networks_at_points(), 200, 0, lambda i: len(weight_limiting_gradients(i.weights, i.x)) > 1)
    assert sum(len(layer) for layer in found.weights) == 2
    assert all(abs(v) <= 1 for layer in found.weights for row in layer for v in row)


def test_equal_widths_are_equal_and_square_layers_square():
    for instance in drawn(equal_widths(narrowest=2), 30):
        m = len(instance.x)
        assert m >= 2
        assert [(len(layer), len(layer[0])) for layer in instance.weights[:-1]] == [(m, m)] * (len(instance.weights) - 1)
    seen = Counter()
    for instance in drawn(square_networks(), 60):
        assert len({(len(layer), len(layer[0])) for layer in instance.weights}) == 1
        seen["input fits"] += len(instance.x) == len(instance.weights[0])
        assert not hasattr(untyped_network_at(instance, DOUBLE), "scale")
    assert 5 < seen["input fits"] < 55


def test_the_routes_to_a_gradient_agree_with_one_another_off_kinks():
    checked = 0
    for instance in drawn(networks_at_points(), 150, seed=4):
        s = network_at(instance, DOUBLE)
        found = layer_gradients.differences(s)
        assert set(found.along) == {output(instance)}
        if found.smooth and s.scale.exact:
            exact = networks.layer_gradients(s.exact.weights, patterns.from_what_reaches(s), s.exact.x)
            assert [tuple(map(tuple, g)) for g in exact] == [tuple(map(tuple, g)) for g in found.entries]
            for g, h in zip(layer_gradients.by_einsum(s), found.entries, strict=True):
                assert vector(g.flatten()) == tuple(v for row in h for v in row)
            checked += 1
    assert checked > 30


def test_differences_straddle_a_kink_where_there_is_one():
    tied = network_at(NetworkAtPoint((((1,), (1,)), ((1, -1), (-1, 1)), ((1, -1),)), (1,)), DOUBLE)
    found = layer_gradients.differences(tied)
    assert not found.smooth
    assert found.entries[0] == ((1,), (-1,))
    assert next(g.tolist() for g in layer_gradients.by_einsum(tied)) == [[0], [0]]


def test_a_network_and_its_graphs_are_one_function():
    for instance in drawn(networks_at_points(), 60, seed=5):
        value, reaching = output(instance), networks.layer_inputs(*_masked(instance))
        assert evaluate(in_input(instance.weights), instance.x) == value
        for h, layer in enumerate(instance.weights):
            assert evaluate(in_layer(instance.weights, tuple(reaching[h]), h), [w for row in layer for w in row]) == value


def _masked(instance):
    exact = judged(instance.weights, instance.x)
    return exact.weights, [networks.step(z) for z in exact.preactivations[:-1]], exact.x


def test_cotangents_turn_several_outputs_into_one():
    outputs = Counter()
    for instance in drawn(vector_networks(), 80):
        s = vector_network_at(instance, DOUBLE)
        value = sum(c * v for c, v in zip(s.cotangent, networks.output(s.exact, s.point), strict=True))
        assert set(along_layers(s)) == {value}
        assert [g.shape for g in by_autograd(s)] == [w.shape for w in s.weights]
        outputs[len(instance.c)] += 1
    assert set(outputs) == {1, 2, 3}


def test_a_negative_zero_is_a_zero():
    assert network_at(NetworkAtPoint((((-0.0,),), ((1,),)), (1,)), DOUBLE).ties == ("o",)
    assert torch.equal(network_at(NetworkAtPoint((((0,),), ((1,),)), (1,)), SINGLE).output, torch.zeros(1))
