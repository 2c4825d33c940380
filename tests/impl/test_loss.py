"""Limiting gradients of batch losses: one hidden layer exactly, deeper ones between two bounds."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
import torch
from flint import fmpq

from impl.rationals import fraction, vector
from impl.weights import LossGradients, TooManyPatterns, Undecided, flatten, loss_limiting_gradients, weight_limiting_gradients
from tests.impl.degenerate_nets import Batch, batch, dot
from tests.impl.depth import count
from tests.impl.oracles_weights import Flat, backward, feasible, forward, gradient, sampled_patterns

ONE_LAYER, DEEPER = count(usual=30, full=400), count(usual=25, full=300)
DRAWS, DOUBLINGS = 200, count(usual=8, full=11)


def flat(gradients: object) -> set[Flat]:
    return {tuple(map(fraction, flatten(g))) for g in gradients}  # type: ignore[attr-defined]


def residuals(b: Batch) -> list[int]:
    outputs = []
    for x in b.inputs:
        z = forward(b.weights, x)
        outputs.append(dot(b.weights[-1][0], [max(0, v) for v in z[-1]] if z else x))
    return [f - y for f, y in zip(outputs, b.targets, strict=True)]


def total(factors: list[int], gradients: list[Flat]) -> Flat:
    return tuple(sum((r * g[i] for r, g in zip(factors, gradients, strict=True)), Fraction(0)) for i in range(len(gradients[0])))


def sampled_loss(b: Batch, draws: int, random: Random) -> set[Flat]:
    """Joint patterns of the whole batch at weights nearby, at a scale of its own for every row, evaluated at the weights themselves."""
    r = residuals(b)
    return {
        total(r, [gradient(b.weights, x, a) for x, a in zip(b.inputs, family, strict=True)])
        for family in sampled_patterns(b.weights, b.inputs, draws, random)
    }


def brute_force(b: Batch) -> set[Flat]:
    """One hidden layer: every sign vector of every neuron, kept if Fourier-Motzkin finds a direction for it."""
    r, d = residuals(b), len(b.inputs[0])
    nonzero = [x for x in b.inputs if any(x)]
    choices = []
    for row in b.weights[0]:
        options = [[True, False] if dot(row, x) == 0 else [dot(row, x) > 0] for x in nonzero]
        choices.append([signs for signs in product(*options) if _direction(row, nonzero, signs, d)])
    found = set()
    for family in product(*choices):
        signs = dict(zip(map(tuple, nonzero), zip(*family, strict=True), strict=False))
        parts = []
        for x in b.inputs:
            a = signs.get(tuple(x), (False,) * len(family))
            parts.append(gradient(b.weights, x, (a,)))
        found.add(total(r, parts))
    return found


def _direction(row: list[int], inputs: list[list[int]], signs: tuple[bool, ...], d: int) -> bool:
    rows = [[Fraction(v if on else -v) for v in x] for x, on in zip(inputs, signs, strict=True) if dot(row, x) == 0]
    return feasible([(list(a), Fraction(1)) for a in rows], d)


# ---- known values ------------------------------------------------------------------------------------------------------------

SPURIOUS = ([[[0]], [[1]]], [[1], [-1]], [-1, 2])


def test_two_samples_on_both_sides_of_a_kink():
    found = loss_limiting_gradients(*SPURIOUS)
    assert {g[0] for g in found.exact} == {((1,),), ((2,),)}
    assert found.decided
    assert [v[0] for v in found.clarke.vertices] == [1, 2]


def test_autograd_stays_at_a_point_that_is_not_stationary():
    weights, X, y = (torch.tensor(v, dtype=torch.float64) for v in SPURIOUS[0]), torch.tensor(SPURIOUS[1]).double(), torch.tensor(SPURIOUS[2])
    first, second = (w.requires_grad_() for w in weights)
    loss = ((torch.relu(X @ first.T) @ second.T).squeeze(1) - y).square().sum() / 2
    found = torch.autograd.grad(loss, (first, second))
    assert [g.tolist() for g in found] == [[[0.0]], [[0.0]]]
    assert not loss_limiting_gradients(*SPURIOUS).clarke.contains([0, 0])


def test_another_loss_enters_by_its_derivative():
    found = loss_limiting_gradients(*SPURIOUS, derivative=lambda f, y: (f - y) ** 3)
    assert {g[0] for g in found.exact} == {((1,),), ((8,),)}


def test_a_linear_network_has_one_gradient():
    found = loss_limiting_gradients([[[1, -1]]], [[1, 2], [3, 4]], [0, 1])
    assert found.exact == ((((-7, -10),),),)


def test_a_batch_of_one_is_the_single_sample_times_its_residual():
    for seed in range(20):
        b = batch(seed, layers=(1, 2, 3), samples=2)
        (r,) = residuals(Batch(b.weights, b.inputs[:1], b.targets[:1]))
        found = loss_limiting_gradients(b.weights, b.inputs[:1], b.targets[:1])
        assert flat(found.exact) == {tuple(r * v for v in g) for g in flat(weight_limiting_gradients(b.weights, b.inputs[0]))}


def test_samples_on_one_ray_and_samples_without_residual():
    cusp = [[[0], [0]], [[1, -1], [-1, 1]], [[1, -1]]]
    single = flat(weight_limiting_gradients(cusp, [1]))
    found = loss_limiting_gradients(cusp, [[1], [2], [0], [-3]], [-1, -1, 5, 0])
    assert flat(found.exact) == {tuple(3 * v for v in g) for g in single}
    assert len(loss_limiting_gradients(cusp, [[1], [2]], [-2, 1]).exact) == 1


# ---- one hidden layer --------------------------------------------------------------------------------------------------------


def test_one_hidden_layer_is_the_brute_force():
    outside = 0
    for seed in range(ONE_LAYER):
        b = batch(seed)
        found = flat(loss_limiting_gradients(*b).exact)
        assert found == brute_force(b), seed
        outside += total(residuals(b), [backward(b.weights, x, at_zero=0) for x in b.inputs]) not in found
    assert outside  # backpropagation with slope 0 at 0 is not always a limiting gradient of a batch


def test_one_hidden_layer_is_what_sampling_finds():
    for seed in range(ONE_LAYER):
        b = batch(seed, width=2, inputs=2)
        assert found_by_sampling(b, flat(loss_limiting_gradients(*b).exact), seed), seed


def found_by_sampling(b: Batch, expected: set[Flat], seed: int) -> bool:
    """Whether sampling finds the expected set; all that it ever finds must be in it."""
    seen: set[Flat] = set()
    random = Random(seed)
    for doubling in range(DOUBLINGS):
        seen |= sampled_loss(b, DRAWS << doubling, random)
        assert seen <= expected, seed
        if seen == expected:
            return True
    return False


def test_backpropagation_leaves_the_clarke_differential_on_some_batches():
    outside = 0
    for seed in range(ONE_LAYER):
        b = batch(seed, width=2, inputs=2)
        back = total(residuals(b), [backward(b.weights, x, at_zero=0) for x in b.inputs])
        outside += not loss_limiting_gradients(*b).clarke.contains([fmpq(v.numerator, v.denominator) for v in back])
    assert outside


def test_independent_choices_for_each_sample_are_wrong():
    found = loss_limiting_gradients(*SPURIOUS)
    naive = {
        total([1, -2], [gradient(SPURIOUS[0], x, ((on,),)) for x, on in zip(SPURIOUS[1], signs, strict=True)])
        for signs in product((True, False), repeat=2)
    }
    assert flat(found.exact) < naive


# ---- deeper ------------------------------------------------------------------------------------------------------------------


def test_deeper_batches_are_between_their_bounds():
    decided = 0
    for seed in range(DEEPER):
        b = batch(seed, layers=(2, 2, 3), width=2, inputs=2, samples=3)
        found = loss_limiting_gradients(*b, samples=500)
        assert set(found.inner) <= set(found.outer)
        assert list(found.inner) == sorted(set(found.inner))
        decided += found.decided
        if found.inner == found.outer:
            assert found_by_sampling(b, flat(found.exact), seed), seed
        else:
            assert sampled_loss(b, 1_000, Random(seed)) <= flat(found.outer), seed
            with pytest.raises(Undecided, match="gradients certainly in it"):
                _ = found.exact
    assert decided >= DEEPER // 2


def first_layers(gradients: object) -> set[tuple[int, ...]]:
    return {tuple(int(v) for row in g[0] for v in row) for g in gradients}  # type: ignore[attr-defined]


def test_signs_of_the_first_layer_are_taken_jointly():
    deeper = loss_limiting_gradients([[[0]], [[1]], [[1]]], *SPURIOUS[1:])
    assert first_layers(deeper.exact) == {(1,), (2,)}


def test_rates_of_their_own_find_what_needs_one_row_much_smaller_than_another():
    found = loss_limiting_gradients([[[0], [0]], [[1, -9]], [[1]]], [[1], [-1]], [-1, -1])
    assert first_layers(found.exact) == {(0, 0), (1, 0), (-1, 0), (1, -9), (-1, 9)}


def test_ties_above_the_first_layer_are_free_where_activations_below_are_independent():
    weights, X = [[[1, 0], [0, 1]], [[1, -1], [1, -2]], [[1, 1]]], [[1, 1], [2, 1], [1, 3]]
    found = loss_limiting_gradients(weights, X, [5, 6, 7], samples=0)
    assert found_by_sampling(Batch(weights, X, [5, 6, 7]), flat(found.exact), 0)
    assert len(found.exact) == 4


def test_ties_above_the_first_layer_are_not_free_where_activations_below_are_parallel():
    b = Batch([[[1, 0]], [[0]], [[1]]], [[1, 0], [1, 1]], [-1, 2])
    found = loss_limiting_gradients(*b)
    assert not found.decided
    assert (len(found.inner), len(found.outer)) == (2, 4)
    assert found_by_sampling(b, flat(found.inner), 0)


def test_undecided_is_said_and_not_guessed():
    bounds = LossGradients(((((1,),),),), ((((1,),),), (((2,),),)))
    assert not bounds.decided
    for asked in ("exact", "clarke"):
        with pytest.raises(Undecided, match="found 1 gradients certainly in it and 2 that may be"):
            getattr(bounds, asked)
    between = LossGradients(((((0,),),), (((2,),),)), ((((0,),),), (((1,),),), (((2,),),)))
    assert between.decided  # one hull
    assert between.clarke.vertices == (vector([0]), vector([2]))
    with pytest.raises(Undecided):
        _ = between.exact


def test_it_is_deterministic():
    b = batch(7, layers=(2,), width=2, inputs=2)
    assert loss_limiting_gradients(*b) == loss_limiting_gradients(*b)


# ---- the door ----------------------------------------------------------------------------------------------------------------


def test_what_is_no_batch_or_too_large_is_refused():
    with pytest.raises(ValueError, match="2 inputs and 1 targets"):
        loss_limiting_gradients([[[1]], [[1]]], [[1], [2]], [1])
    with pytest.raises(ValueError, match="0 inputs"):
        loss_limiting_gradients([[[1]], [[1]]], [], [])
    with pytest.raises(TooManyPatterns, match="max_patterns=10"):
        loss_limiting_gradients([[[0]] * 4, [[1] * 4]], [[1], [-1]], [1, 2], max_patterns=10)
    with pytest.raises(TooManyPatterns, match="max_patterns=10"):
        loss_limiting_gradients([[[0]] * 3, [[1] * 3] * 3, [[1] * 3]], [[1], [-1]], [1, 2], max_patterns=10)
