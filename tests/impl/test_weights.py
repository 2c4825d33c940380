"""Limiting gradients in the weights: known values, three roads to one set, and what goes wrong without the theory."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from random import Random

import numpy as np
import pytest
import torch
from flint import fmpq

from impl.certificates import verify
from impl.rationals import fraction, vector
from impl.weights import (
    ShapeMismatch,
    TooManyPatterns,
    Unreachable,
    flatten,
    nearby,
    reachable,
    unflatten,
    weight_clarke,
    weight_limiting_gradients,
    weight_limits,
)
from tests.impl.degenerate_nets import instance
from tests.impl.depth import count
from tests.impl.oracles_weights import Flat, backward, closure, forward, gradient, naive, sampled, sampled_patterns, truncated

CUSP = ([[[0], [0]], [[1, -1], [-1, 1]], [[1, -1]]], [1])
NETS = count(usual=50, full=500)
PARTS = 10  # the instances are spread over this many test items
DRAWS, DOUBLINGS = 400, count(usual=9, full=13)


def exact(weights: object, x: object) -> set[Flat]:
    return {tuple(map(fraction, flatten(g))) for g in weight_limiting_gradients(weights, x)}  # type: ignore[arg-type]


def part(k: int) -> range:
    return range(k, NETS, PARTS)


# ---- known values ------------------------------------------------------------------------------------------------------------


def test_the_minimal_cusp():
    found = {tuple(int(v) for row in g[0] for v in row) for g in weight_limiting_gradients(*CUSP)}
    assert found == {(0, 0), (1, 0), (0, -1), (1, -1), (2, -2)}


def test_the_cusp_is_reached_only_where_a_difference_is_much_smaller_than_a_sum():
    weights, x = CUSP
    (tip,) = [limit for limit in weight_limits(weights, x) if limit.gradient[0] == ((2,), (-2,))]
    for bits in (10, 20, 40):
        (a,), (b,) = nearby(weights, x, tip, fmpq(1, 2**bits))[0]
        assert a > 0
        assert b > 0
        assert abs(a - b) * 2**bits <= a + b


def test_a_neuron_without_incoming_weights_counts_where_a_direction_is_reset():
    weights = [[[0], [0]], [[1, -1], [-1, 1], [0, 0]], [[1, 2, -1], [2, 1, 0]], [[1, 1]]]
    found = exact(weights, [1])
    assert found == closure(weights, [1])
    assert (1, -1) in {g[:2] for g in found}  # only with all three neurons of layer 2 on, the third much larger than the others


def test_inequalities_of_one_layer_bind_the_next():
    weights = [[[0], [0]], [[1, 0], [0, 1], [-1, 2]], [[-1, 1, 5]], [[1]]]
    assert {g[:2] for g in exact(weights, [1])} == {(0, 0), (0, 11), (-5, 11), (-6, 11)}  # not (-1, 1): u_1 >= 2 u_2 and u_2 >= u_1


def test_all_weights_zero():
    for sizes in ((1, 1), (2, 3, 1), (3, 3, 3, 1), (2, 4, 4, 4, 1)):
        weights = [[[0] * n for _ in range(m)] for n, m in pairwise(sizes)]
        x = list(range(1, sizes[0] + 1))
        (found,) = weight_limiting_gradients(weights, x)
        assert flatten(found) == vector(x if len(sizes) == 2 else [0] * sum(n * m for n, m in pairwise(sizes)))


def test_one_neuron_at_zero():
    assert exact([[[0]], [[3]]], [2]) == {(0, 0), (6, 0)}
    assert weight_clarke([[[0]], [[3]]], [2]).vertices == ((0, 0), (6, 0))


def test_without_hidden_layer_f_is_linear():
    assert weight_limiting_gradients([[[1, 2]]], [5, -7]) == ((((5, -7),),),)


def test_input_zero_gives_zero_alone():
    assert exact([[[1, 2], [0, 0]], [[1, -1]]], [0, 0]) == {(0,) * 6}


def test_a_net_without_ties_is_differentiable_and_torch_agrees():
    weights, x = [[[1.0, -0.5], [0.25, 2.0]], [[1.0, 1.0]]], [1.0, 1.0]
    tensors = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in weights]
    h = torch.tensor(x, dtype=torch.float64)
    value = (tensors[1] @ torch.relu(tensors[0] @ h)).squeeze()
    found = torch.autograd.grad(value, tensors)
    assert weight_limiting_gradients(tensors, h) == (tuple(tuple(vector(row) for row in g) for g in found),)


def test_rationals_tensors_and_floats_are_one_point():
    (a, b), x = [[[0, 0], [1, -1]], [[2, 3]]], [fmpq(1, 2), fmpq(1, 4)]
    expected = weight_limiting_gradients([a, b], x)
    assert len(expected) == 2
    assert weight_limiting_gradients([torch.tensor(a), torch.tensor(b)], torch.tensor([0.5, 0.25])) == expected
    assert weight_limiting_gradients([np.array(a), np.array(b)], [Fraction(1, 2), 0.25]) == expected


def test_duplicated_rows_split_but_dead_columns_do_not():
    assert len(exact([[[1, -1], [1, -1]], [[1, 1]]], [1, 1])) == 4
    assert len(exact([[[1, -1], [1, -1]], [[1, 0]]], [1, 1])) == 2


# ---- three roads to one set --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", range(PARTS))
def test_the_engine_is_the_decision_of_every_pattern_by_itself(k):
    for seed in part(k):
        assert exact(*instance(seed)) == closure(*instance(seed)), seed


@pytest.mark.parametrize("k", range(PARTS))
def test_sampling_with_a_scale_for_every_row_finds_all_of_it_and_nothing_else(k):
    for seed in part(k):
        weights, x = instance(seed)
        found, seen, random = exact(weights, x), set(), Random(seed)
        for doubling in range(DOUBLINGS):
            seen |= sampled(weights, x, DRAWS << doubling, random)
            assert seen <= found, f"unsound: {seed}"
            if seen == found:
                break
        assert seen == found, f"missed by one of the two: {seed}"


@pytest.mark.parametrize("k", range(PARTS))
def test_every_limiting_gradient_is_taken_at_weights_as_near_as_one_likes(k):
    for seed in part(k):
        weights, x = instance(seed)
        for limit in weight_limits(weights, x):
            distances = []
            for bits in (30, 60):
                near = nearby(weights, x, limit, fmpq(1, 2**bits))
                assert strict_pattern(near, x) == limit.pattern, seed
                distances.append(max(abs(a - b) for a, b in zip(flatten(near), vector(v for w in weights for row in w for v in row), strict=True)))
            assert distances[1] * 2**15 <= distances[0], seed
            assert gradient(weights, x, limit.pattern) == tuple(map(fraction, flatten(limit.gradient)))


@pytest.mark.parametrize("k", range(PARTS))
def test_every_pattern_is_reached_or_refused_with_a_certificate(k):
    for seed in part(k)[: count(usual=3, full=NETS)]:
        weights, x = instance(seed)
        if not any(x):
            continue
        reached = set()
        for pattern in all_patterns(weights, x):
            answer = reachable(weights, x, pattern)
            if isinstance(answer, Unreachable):
                assert all(verify(system) for system in answer.systems)
                assert answer.systems or forward(weights, x)[answer.layer - 1][answer.neuron]
            else:
                assert strict_pattern(nearby(weights, x, answer, fmpq(1, 2**40)), x) == pattern
                reached.add(tuple(map(fraction, flatten(answer.gradient))))
        assert reached == exact(weights, x), seed


def test_the_refusal_of_a_pattern_says_why():
    weights = [[[0], [0]], [[1, 0], [0, 1], [-1, 2]], [[-1, 1, 5]], [[1]]]
    refused = reachable(weights, [1], [(True, True), (True, True, False), (True,)])
    assert isinstance(refused, Unreachable)
    assert (refused.layer, refused.neuron, len(refused.systems)) == (3, None, 2)  # no reset at layer 2; then the signs of layer 3
    assert all(verify(system) for system in refused.systems)
    kept = reachable([[[1]], [[1]]], [1], [(False,)])
    assert isinstance(kept, Unreachable)
    assert (kept.layer, kept.neuron, kept.systems) == (1, 0, ())
    assert not refused


@pytest.mark.parametrize("pattern", [[], [(True,)], [(True, True)], [(False, False), (True, True)], [(True, True), (True, True), (True, True)]])
def test_what_is_no_pattern_of_the_network_is_refused(pattern):
    with pytest.raises(ValueError, match="truth value"):
        reachable(*CUSP, pattern)
    with pytest.raises(ValueError, match="not 0"):
        reachable(CUSP[0], [0], [(True, True), (True, True)])


def all_patterns(weights: list[list[list[int]]], x: list[int]) -> set[tuple[tuple[bool, ...], ...]]:
    """Every pattern up to its first dead layer with free choices at the ties and above the first vanishing layer."""
    z = forward(weights, x)
    first = next((i for i, layer in enumerate(z) if max(layer) <= 0), len(z))
    free = [[(True, False) if v == 0 or i > first else (v > 0,) for v in layer] for i, layer in enumerate(z)]
    return {truncated([list(a) for a in signs]) for signs in product(*(product(*layer) for layer in free))}


def strict_pattern(weights: object, x: list[int]) -> object:
    """The pattern up to the first dead layer in fractions, None on a tie."""
    h, signs = [Fraction(v) for v in x], []
    if not any(h):
        return ()
    for w in list(weights)[:-1]:  # type: ignore[call-overload]
        z = [sum((fraction(a) * b for a, b in zip(row, h, strict=True)), Fraction(0)) for row in w]
        if not all(z):
            return None
        signs.append(tuple(v > 0 for v in z))
        if not any(signs[-1]):
            break
        h = [max(v, Fraction(0)) for v in z]
    return tuple(signs)


# ---- what it is not ----------------------------------------------------------------------------------------------------------


def test_independent_choices_and_generic_directions_are_wrong_on_some():
    larger = smaller = 0
    for seed in range(NETS):
        weights, x = instance(seed)
        found = exact(weights, x)
        assert found <= naive(weights, x)
        larger += found != naive(weights, x)
        straight = sampled(weights, x, DRAWS, Random(seed), one_scale=True)
        assert straight <= found
        smaller += straight != found
    assert larger >= NETS // 10
    assert smaller >= NETS // 20


def test_the_cusp_is_missed_by_one_scale_and_overshot_by_independent_choices():
    straight = sampled(*CUSP, 20_000, Random(0), one_scale=True)
    assert {g[:2] for g in straight} == {(0, 0), (1, 0), (0, -1), (1, -1)}
    assert {g[:2] for g in naive(*CUSP)} > {g[:2] for g in exact(*CUSP)}


# ---- corollaries -------------------------------------------------------------------------------------------------------------


def test_backpropagation_with_slope_0_at_0_is_always_a_limiting_gradient_and_torch_does_that():
    for seed in range(NETS):
        weights, x = instance(seed)
        tensors = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in weights]
        h = torch.tensor(x, dtype=torch.float64)
        for w in tensors[:-1]:
            h = torch.relu(w @ h)
        found = torch.autograd.grad((tensors[-1] @ h).squeeze(), tensors)
        flat = tuple(Fraction(v) for g in found for v in g.reshape(-1).tolist())
        assert flat == backward(weights, x, at_zero=0)
        assert flat in exact(weights, x), seed


def test_backpropagation_with_slope_1_at_0_leaves_the_clarke_differential_on_some_nets_and_only_where_a_layer_vanishes():
    outside = 0
    for seed in range(NETS):
        weights, x = instance(seed)
        if backward(weights, x, at_zero=1) in exact(weights, x):
            continue
        answer = weight_clarke(weights, x).contains([fmpq(v.numerator, v.denominator) for v in backward(weights, x, at_zero=1)])
        assert verify(answer)
        if not answer:
            outside += 1
            assert vanishes(weights, x)
    assert outside


def vanishes(weights: list[list[list[int]]], x: list[int], *, last: bool = True) -> bool:
    """Is some h_l = 0? With last=False the last hidden layer is not looked at."""
    h = x
    for w in weights[: -1 if last else -2]:
        h = [max(0, sum(a * b for a, b in zip(row, h, strict=True))) for row in w]
        if not any(h):
            return True
    return False


def test_where_no_hidden_vector_but_the_last_vanishes_all_independent_choices_occur():
    met = 0
    for seed in range(NETS):
        weights, x = instance(seed)
        if any(x) and not vanishes(weights, x, last=False):
            met += 1
            assert exact(weights, x) == naive(weights, x)
    assert met >= NETS // 4


def test_freezing_a_layer_is_another_question():
    weights, x = [[[1], [1]], *CUSP[0][1:]], [1]
    assert {g[:2] for g in exact(weights, x)} == {(0, 0), (1, -1), (2, -2)}
    first = torch.tensor([[1.0], [1.0]], dtype=torch.float64, requires_grad=True)
    rest = [torch.tensor(w, dtype=torch.float64) for w in weights[1:]]
    value = (rest[1] @ torch.relu(rest[0] @ torch.relu(first @ torch.ones(1, dtype=torch.float64)))).squeeze()
    assert torch.autograd.grad(value, first)[0].tolist() == [[0.0], [0.0]]  # while f(W_1) = w_11 - w_12 near (1, 1)


# ---- the door ----------------------------------------------------------------------------------------------------------------


def test_gradients_are_sorted_without_duplicates_and_shaped_like_the_weights():
    for seed in range(20):
        weights, x = instance(seed)
        found = weight_limiting_gradients(weights, x)
        assert list(found) == sorted(set(found))
        for g in found:
            assert [[len(row) for row in w] for w in g] == [[len(row) for row in w] for w in weights]
            assert unflatten(flatten(g), weights) == g


def test_flatten_is_torchs_order():
    weights = [torch.arange(6.0).reshape(3, 2), torch.arange(3.0).reshape(1, 3)]
    exactly = tuple(tuple(vector(row) for row in w) for w in weights)
    assert flatten(exactly) == vector(torch.nn.utils.parameters_to_vector(weights))


@pytest.mark.parametrize(
    ("weights", "x"),
    [
        ([[[1, 2]], [[1, 2]]], [1, 2]),  # shapes do not chain
        ([[[1, 2], [3, 4]]], [1, 2]),  # two outputs
        ([[[1, 2]], [[1]]], [1, 2, 3]),  # another input
        ([], [1]),
        ([[], [[]]], [1]),
        ([[[]]], []),
    ],
)
def test_shapes_that_are_no_network_are_refused_by_name(weights, x):
    with pytest.raises(ShapeMismatch, match="allowed"):
        weight_limiting_gradients(weights, x)


def test_too_many_patterns_are_refused_with_the_number_reached():
    free = [[*[[1, -1]] * 8, [1, 0]], [[1] * 9]], [1, 1]
    with pytest.raises(TooManyPatterns, match=r"reached 101 different.*max_patterns=100"):
        weight_limiting_gradients(*free, max_patterns=100)
    assert len(weight_limiting_gradients(*free, max_patterns=256)) == 256
    vanishing = [[[0]] * 5, [[1, -1, 2, 0, 1]] * 5, [[1] * 5]], [1]
    with pytest.raises(TooManyPatterns, match="reached pattern 51"):
        weight_limiting_gradients(*vanishing, max_patterns=50)


def test_a_vector_of_another_size_is_not_cut_and_a_scale_must_be_positive():
    with pytest.raises(ValueError, match="3 entries"):
        unflatten([1, 2, 3], [[[1, 2]], [[1], [2]]])
    with pytest.raises(ValueError, match="positive"):
        nearby(*CUSP, weight_limits(*CUSP)[0], 0)


def test_the_sampler_meets_the_seven_patterns_of_the_cusp():
    on, off = True, False
    expected = {((off, off),), ((on, off), (on, off)), ((off, on), (off, on))} | {((on, on), (a, b)) for a in (on, off) for b in (on, off)}
    assert {pattern for (pattern,) in sampled_patterns(CUSP[0], [CUSP[1]], 4_000, Random(1))} == expected
