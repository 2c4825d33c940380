"""Conservative only: the chain-rule set beside its slow twin, what no selection explains, and that the set is a conservative field."""

from __future__ import annotations

from random import Random

import pytest
import torch
from flint import fmpq

from impl import kinks
from impl.audit import audit
from impl.audit_loss import audit_loss
from impl.autograd import backpropagated
from impl.chain_rule import chain_rule_gradients
from impl.limiting import limiting_gradients
from impl.piecewise import as_torch, evaluate, parse
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import dot, fraction, vector
from tests.impl.depth import count
from tests.impl.oracles_limiting import naive_product
from tests.impl.random_graphs import instance

HERE = Place("cpu", "float64")
SEEDS = range(count(150, 2_000))


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_the_product_of_all_choices_and_holds_the_limiting_gradients_and_what_autograd_returns(seed):
    graph, x = instance(seed)
    found = chain_rule_gradients(graph, x)
    assert {tuple(map(fraction, g)) for g in found} == naive_product(graph, [fraction(a) for a in x])
    assert set(limiting_gradients(graph, x)) <= set(found)
    returned = vector(backpropagated(as_torch(graph), x, HERE))
    assert Polytope(found).contains(returned)


@pytest.mark.parametrize("seed", range(40))
def test_along_lines_it_gives_the_derivative_at_almost_all_times(seed):
    """On a line through x all but finitely many times have a derivative; all elements of the set agree on it."""
    graph, x = instance(seed)
    random = Random(seed)
    d = [fmpq(random.randint(-2, 2)) for _ in x]
    for t in (fmpq(1, 3), fmpq(1, 1024), -fmpq(1, 1024)):
        at = tuple(a + t * b for a, b in zip(x, d, strict=True))
        after, before = (evaluate(graph, [a + e * b for a, b in zip(at, d, strict=True)]) for e in (fmpq(1, 2**60), -fmpq(1, 2**60)))
        here = evaluate(graph, at)
        if after - here == here - before:  # no kink along the line at this time, though there may be one across it
            assert {dot(g, d) for g in chain_rule_gradients(graph, at)} == {(after - here) * 2**60}


def test_more_selections_than_allowed_are_not_decided():
    graph = parse(" + ".join(f"relu({i + 1}*x0)" for i in range(5)), 1)
    assert chain_rule_gradients(graph, [0], most=31) is None
    assert len(chain_rule_gradients(graph, [0], most=32)) == 16  # sums of 1..5


def test_equal_forms_are_one_choice():
    assert chain_rule_gradients(parse("max(x0, x0 + 0*x1) + max(2*x0, x0 + x0)", 2), [0, 0]) == ((3, 0),)


class Reversed(torch.autograd.Function):
    """relu, with a derivative of its own that no selection at the tie gives."""

    @staticmethod
    def forward(ctx, x):
        return torch.relu(x)

    @staticmethod
    def backward(ctx, g):
        return -g


def test_rounding_that_hides_a_tie_is_outside_of_both_sets():
    single = audit(lambda x: torch.relu(x[0] + 2.0**26 * x[1] - 2.0**26 * x[2]), [1, 1, 1]).readings[1]
    assert single.verdict == "outside"
    assert single.judgement.selections == (vector([1, 2**26, -(2**26)]),)
    assert single.judgement.by_selections is None


def test_a_derivative_of_ones_own_is_refused_since_it_is_not_the_function_s():
    with pytest.raises(ValueError, match=r"autograd\.Function"):
        audit(lambda x: Reversed.apply(x).sum(), [0])


@pytest.mark.parametrize("f", [kinks.identity_by_two_relus, kinks.identity_by_four_relus])
def test_weights_of_the_selections_give_what_was_returned(f):
    for r in audit(f, [0]).readings:
        found = r.judgement
        assert found.direction is not None
        assert sum(w * g[0] for w, g in zip(found.by_selections, found.selections, strict=True)) == fmpq(0)


def test_the_selections_of_a_batch_loss_are_one_for_each_neuron_and_sample():
    r = audit_loss([[[0]], [[1]]], [[1], [-1]], [-1, 2]).readings[0]
    # (relu'(0) + 2 relu'(0)) for the slopes chosen apart: 1 s - 2 t with sample x = -1 turned, s, t in {0, 1}
    assert r.judgement.selections == ((0, 0), (3, 0))
    assert r.judgement.vertices == ((1, 0), (2, 0))
