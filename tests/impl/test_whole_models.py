"""Whole models at points with eight or nine exact ties: the engine beside every pattern with a linear program, beside torch nearby, and audited."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
import torch

from impl.audit import audit
from impl.germ import Statistics, germ
from impl.limiting import _gradients, limiting_gradients
from impl.piecewise import evaluate
from impl.rationals import dot, fraction, vector
from impl.reduced import reduced
from impl.steps import Steps
from impl.trace import trace
from tests.impl.depth import FULL, count
from tests.impl.random_graphs import instance
from tests.impl.torch_patterns import by_patterns, by_sampling, feasible_gradient, options
from tests.impl.whole_models import MODELS


@pytest.fixture(scope="module", params=MODELS)
def answered(request):
    """The name, the model, and its limiting gradients by the engine."""
    model = MODELS[request.param]()
    return request.param, model, set(limiting_gradients(trace(model.net, model.x), model.x))


def test_at_least_six_units_tie_exactly(answered):
    _, model, _ = answered
    assert len(options(model)) >= model.ties >= 7


def test_the_gradients_are_those_of_all_patterns_with_a_direction(answered):
    name, model, found = answered
    if name != "lenet" or FULL:
        assert by_patterns(model) == found
    else:  # 512 patterns: a tenth of them
        drawn = Random(0).sample(list(product(*map(range, options(model)))), 50)
        gradients = {feasible_gradient(model, chosen) for chosen in drawn} - {None}
        assert len(gradients) > 20
        assert gradients <= found


def test_what_torch_returns_nearby_is_among_them(answered):
    _, model, found = answered
    near = by_sampling(model, count(40, 1_000), torch.Generator().manual_seed(1))
    assert len(near) > 20
    assert near <= found


def test_the_audit_answers_and_torch_is_in_the_set(answered):
    name, model, found = answered
    if name != "lenet" or FULL:
        report = audit(model.net, model.x, name=name)
        double = report.readings[0]
        assert set(double.facts.limiting) == found
        assert double.verdict == "in the Clarke set"
        assert len(double.facts.ties) >= model.ties


def test_the_input_convex_net_has_subgradients_only():
    """Its limiting gradients are subgradients [Rockafellar 1970, theorem 25.6]: at other points the graph is above each of them, exactly."""
    model = MODELS["input convex"]()
    graph, x, random = trace(model.net, model.x), vector(model.x), Random(0)
    gradients = limiting_gradients(graph, x)
    here = evaluate(graph, x)
    for _ in range(30):
        y = vector([fraction(a) + random.randint(-9, 9) for a in x])
        rise = evaluate(graph, y) - here
        assert all(dot(g, [b - a for a, b in zip(x, y, strict=True)]) <= rise for g in gradients)


@pytest.mark.parametrize("seed", range(count(80, 1_000)))
def test_the_reduced_germ_has_the_same_gradients(seed):
    """Random graphs have few inputs, so they are put among inputs that nothing uses, where a reduction pays."""
    graph, x = instance(seed)
    wide = type(graph)(40, graph.root)
    near = germ(wide, [*x, *[0] * (40 - graph.n)])
    small = reduced(near, Steps())
    expected = {(*g, *[0] * (40 - graph.n)) for g in limiting_gradients(graph, x)}
    if small is None:
        assert len(near.order) > 1 or expected
    else:
        assert small.germ.n <= graph.n
        found = small.lifted(_gradients(small.germ, 10_000, Statistics(), Steps()))
        assert len(found) == len(set(found))
        assert set(found) == expected
