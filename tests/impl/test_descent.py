"""Gradient descent on a batch loss and its ledger, against slow twins in plain fractions and exact difference quotients."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest
import torch

from impl import descent, networks
from tests.impl.depth import count


def instance(seed):
    """Small integers, several layers, several samples: weights, inputs by sample, targets."""
    random = Random(seed)
    sizes = [random.randint(1, 3) for _ in range(random.randint(2, 4))] + [1]
    weights = [[[random.randint(-3, 3) for _ in range(n)] for _ in range(m)] for n, m in pairwise(sizes)]
    batch = random.randint(1, 4)
    return weights, [[random.randint(-3, 3) for _ in range(sizes[0])] for _ in range(batch)], [random.randint(-3, 3) for _ in range(batch)]


def forward(weights, x):
    """f(x; W) in plain fractions, one neuron at a time."""
    h = [Fraction(v) for v in x]
    for k, w in enumerate(weights):
        h = [sum((a * b for a, b in zip(row, h, strict=True)), Fraction(0)) for row in w]
        if k < len(weights) - 1:
            h = [max(v, Fraction(0)) for v in h]
    return h[0]


def tied(weights, x):
    h = [Fraction(v) for v in x]
    for w in weights[:-1]:
        h = [sum((a * b for a, b in zip(row, h, strict=True)), Fraction(0)) for row in w]
        if 0 in h:
            return True
        h = [max(v, Fraction(0)) for v in h]
    return False


def total(weights, inputs, targets, name):
    value = {"half square": lambda f, y: (f - y) ** 2 / 2, "quartic": lambda f, y: (f - y) ** 4 / 4, "linear": lambda f, y: f * y}[name]
    return sum(value(forward(weights, x), Fraction(y)) for x, y in zip(inputs, targets, strict=True))


def lifted(weights, inputs, targets):
    return [networks.exact(w) for w in weights], networks.exact(inputs).T, networks.exact(targets)


@pytest.mark.parametrize("name", sorted(descent.LOSSES))
def test_loss_and_gradient_agree_with_fractions(name):
    checked = 0
    for seed in range(count(60, 2000)):
        weights, inputs, targets = instance(seed)
        w, x, y = lifted(weights, inputs, targets)
        found = descent.loss(w, x, y, descent.LOSSES[name])
        assert Fraction(int(found.p), int(found.q)) == total(weights, inputs, targets, name)
        if any(tied(weights, point) for point in inputs):
            continue
        checked += 1
        gradient = descent.gradients(w, x, y, descent.LOSSES[name])
        random = Random(seed)
        layer = random.randrange(len(weights))
        i, j = random.randrange(len(weights[layer])), random.randrange(len(weights[layer][0]))
        # the loss is a polynomial of degree at most 4 in one entry while no sign changes: four-point differences are exact
        quotient = difference_quotient(lambda v: total(bumped(weights, layer, i, j, v), inputs, targets, name), Fraction(1, 2**40))  # noqa: B023
        assert Fraction(int(gradient[layer][i, j].p), int(gradient[layer][i, j].q)) == quotient
    assert checked >= count(15, 500)


def difference_quotient(f, h):
    """f'(0) of a polynomial of degree at most 4, exactly."""
    return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)


def bumped(weights, layer, i, j, amount):
    found = [[list(row) for row in w] for w in weights]
    found[layer][i][j] += amount
    return found


@pytest.mark.parametrize("name", sorted(descent.LOSSES))
def test_formula_agrees_with_torch_at_ties_too(name):
    for seed in range(count(40, 1000)):
        weights, inputs, targets = instance(seed)
        w, x, y = lifted(weights, inputs, targets)
        leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in weights]
        batch, wanted = torch.tensor(inputs, dtype=torch.float64).T, torch.tensor(targets, dtype=torch.float64)
        descent.loss(leaves, batch, wanted, descent.LOSSES[name]).backward()
        for leaf, exact in zip(leaves, descent.gradients(w, x, y, descent.LOSSES[name]), strict=True):
            assert (networks.exact(leaf.grad) == exact).all()


def test_ledger_is_exact_for_every_pair_rate_and_loss():
    moved = 0
    for seed in range(count(60, 2000)):
        weights, inputs, targets = instance(seed)
        w, x, y = lifted(weights, inputs, targets)
        l = descent.LOSSES[sorted(descent.LOSSES)[seed % 3]]  # noqa: E741
        rate = networks.exact([Fraction(1 + seed % 5, 1 + seed % 7)])[0]
        gradient = descent.gradients(w, x, y, l)
        after = descent.step(w, gradient, rate)
        for j in range(len(w)):
            for i in range(j):
                drift = descent.difference(after, i, j) - descent.difference(w, i, j)
                assert drift == descent.ledger(gradient, rate, i, j)
                moved += drift != 0
    assert moved


def test_the_lecture_s_step():
    w, x, y = lifted([[[1]], [[2]]], [[1]], [1])
    gradient = descent.gradients(w, x, y, descent.LOSSES["half square"])
    after = descent.step(w, gradient, networks.exact([0.25])[0])
    assert descent.difference(after, 0, 1) - descent.difference(w, 0, 1) == networks.exact([3 / 16])[0]


def test_masked_gradients_take_the_slopes_and_residuals_they_are_given():
    w, x, _ = lifted([[[0]], [[1]]], [[1], [2]], [0, 0])
    ones = networks.exact([[1, 1]])
    found = descent.masked_gradients(w, [ones], x, networks.exact([3, 5]))
    assert [g.tolist() for g in found] == [[[13]], [[0]]]
    assert all(isinstance(g, np.ndarray) for g in found)
