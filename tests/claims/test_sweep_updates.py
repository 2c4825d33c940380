"""Sweeps of claims about steps and rescaled layers: what their families hold, and that no number on the way needs more bits than were counted."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
import torch
from flint import fmpq

from claims.core.batches import make, single
from claims.core.evidence import Verdict
from claims.core.examine import Budget
from claims.core.judge import judge
from claims.core.sweep import distributions, sweep_claim
from claims.instances import biased_batches as biased
from claims.instances import descent_batches as d
from claims.instances import rescaled_batches as r
from claims.instances.bit_budgets import moduli
from claims.instances.descent_bits import BUDGET, RATES, bits_of_descent, fitting
from claims.instances.dyadic_batches import Dyadic, dyadic, fineness
from claims.instances.rescalings import Rescaled, rescaled_at
from claims.instances.training import Training
from claims.instances.training_runs import descent_at, judged, judged_gradients
from claims.lecture import find
from claims.sweeps import SWEEPS
from impl import descent, networks
from impl.place import PLACES

DOUBLE, SINGLE = PLACES[:2]
COUNT = 256


def drawn(ident, seed, family=None):
    """Distributions of a run, with instances of each."""
    claim, sweep = find(ident), SWEEPS[ident]
    for found in distributions(claim, sweep, Budget("sixteen", 1, seed=seed), family):
        yield found, make(family or sweep.family, found, 0, COUNT)


def bits_by_moduli(sizes, bound, samples, rates):
    """The bits of descent where all entries are at the bound and nothing cancels, from the moduli that the search computes."""
    weights = [np.full(shape, fmpq(bound), dtype=object) for shape in ((m, n) for n, m in pairwise(sizes))]
    inputs, targets = np.full((sizes[0], samples), fmpq(bound), dtype=object), np.full(samples, fmpq(bound), dtype=object)
    fine, found = 0, []
    for rate in rates:
        residual = networks.output(descent.shared(weights), inputs).max() + bound
        gradients = moduli(weights, inputs, targets, descent.LOSSES["half square"]).gradients
        fine *= 2 * len(weights) - 1
        found += [(2 * residual, fine), *((v, fine) for g in gradients for v in g.flat)]
        weights = [w + fmpq(*float(rate).as_integer_ratio()) * g for w, g in zip(weights, gradients, strict=True)]
        fine += {2: 0, 1: 0, 0.5: 1, 0.25: 2}[rate]
        found += [(v, fine) for w in weights for v in w.flat]
    return max(int((v * 2**k).floor()).bit_length() for v, k in found)


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 3, 1), (3, 2, 1), (1, 3, 2, 1), (2, 2, 2, 1)])
@pytest.mark.parametrize("rates", [(1,), (0.25,), (2, 0.25), (0.25, 2), (0.5, 1, 0.5)])
def test_the_bits_of_descent_are_those_of_moduli(sizes, rates):
    for bound, samples in ((1, 1), (1, 2), (4, 2)):
        assert bits_of_descent(sizes, bound, samples, rates) == bits_by_moduli(sizes, bound, samples, rates)


def test_the_bits_of_descent_are_never_exceeded():
    for found, arrays in drawn("L51", 5):
        sizes, samples, _ = d.read(found)
        s = d.DescentBatch(arrays, DOUBLE)
        path = [dyadic(weights) for weights in d.path(s)]
        needed = [np.max([abs(w).max((0, 1)) for w in after.numerators], axis=0) for after in path]
        for i, rates in enumerate(zip(*s.rates, strict=True)):
            counted = bits_of_descent(sizes, found.bound, samples, rates)
            assert max(int(step[i]).bit_length() for step in needed) <= counted <= BUDGET


def test_torch_steps_without_rounding_in_the_shortest_format():
    for _, arrays in drawn("L51", 5):
        paths = [[dyadic(w) for w in d.path(d.DescentBatch(arrays, place))] for place in (DOUBLE, SINGLE)]
        for one, other in zip(*paths, strict=True):
            assert all(np.array_equal(a, b) for a, b in zip(one.numerators, other.numerators, strict=True))


def test_steps_and_rates_are_all_drawn():
    steps, rates, samples = set(), set(), set()
    for seed in range(4):
        for found, arrays in drawn("L51", seed):
            subject = d.DescentBatch(arrays, SINGLE)
            steps.add(len(subject.rates))
            samples.add(subject.samples)
            rates |= {(t, rate) for t, step in enumerate(subject.rates) for rate in step.tolist()}
            assert fitting(*d.read(found)[:1], found.bound, *d.read(found)[1:]) >= 2
    assert steps == {1, 2, 3}
    assert samples == {1, 2}
    assert rates >= set(product((0, 1), RATES)) | {(2, 1), (2, 0.5)}


def test_every_run_of_l51_has_two_steps():
    for seed in range(20):
        assert any(len(arrays[-1]) == 2 for _, arrays in drawn("L51", seed))


def test_the_gradient_in_integers_is_that_of_the_search():
    for _, arrays in drawn("L51", 2):
        batch = d.DescentBatch(arrays, DOUBLE)
        path = d.path(batch)
        for t, (before, _) in enumerate(pairwise(path)):
            found = d.in_integers(batch, dyadic(before))
            for i in range(0, COUNT, 37):
                alone = descent_at(d.instance(single(arrays, i)), DOUBLE)
                expected = judged_gradients(alone, alone.path[t], t)
                for g, e in zip(found.numerators, expected, strict=True):
                    assert [Fraction(int(v), 2 ** int(found.exponent[i])) for v in g[..., i].flat] == [Fraction(int(v.p), int(v.q)) for v in e.flat]


def test_dyadic_numbers_are_exact_and_over_the_least_power():
    values = torch.tensor([[0.75, 0.0, -3.0], [2.0, 0.0, 0.5]], dtype=torch.float64)
    found = dyadic([values, torch.zeros(1, 3)])
    assert found.exponent.tolist() == [2, 0, 1]
    assert found.numerators[0].tolist() == [[3, 0, -6], [8, 0, 1]]
    assert fineness(np.array([[2.0**-30, 2.0**40, -(2.0**-52) * 3]])).tolist() == [30, 0, 52]
    assert found.over(np.array([3, 1, 1]))[0].tolist() == [[6, 0, -6], [16, 0, 1]]
    with pytest.raises(ValueError, match="a larger k"):
        found.over(np.array([1, 0, 1]))
    for bad, why in ((float("nan"), "finite"), (float("inf"), "finite"), (2.0**62, "below 2\\^62")):
        with pytest.raises(ValueError, match=why):
            dyadic([torch.tensor([[bad]], dtype=torch.float64)])
    assert Dyadic([np.array([1])], np.array([0])).over(np.array([4]))[0].tolist() == [16]


def test_halvings_of_rates():
    assert d.halvings(np.array([2, 1, 0.5, 0.25])).tolist() == [0, 0, 1, 2]


def test_no_quotient_is_rounded_and_every_factor_is_drawn():
    factors = set()
    for seed in range(4):
        for _, arrays in drawn("L46", seed):
            s = r.RescaledBatch(arrays, SINGLE)
            for w, whole, (p, q) in zip(s.rescaled(s.moves), s.whole, s.moves, strict=True):
                assert np.array_equal(w.detach().double().numpy() * q, whole * p.astype(np.int64))
            factors |= set(zip(*(part.tolist() for part in s.factor), strict=True))
    assert factors == {(p, q) for p, q in r.FACTORS.tolist()}


def test_the_search_compares_gradients_where_a_sweep_divides_by_three():
    claim, family = find("L46"), SWEEPS["L46"].family
    seen = 0
    for _, arrays in (*drawn("L46", 1), *drawn("L46", 2), *drawn("L46", 4)):
        for i in np.flatnonzero(arrays[-1][2] >= r.BINARY)[:4]:
            instance = family.instance(single(arrays, i))
            assert rescaled_at(instance, SINGLE).unrounded
            judgement = judge(claim, instance, SINGLE)
            assert judgement.status == "supported"
            assert len(judgement.checks) == 1 + len(instance.training.weights)
            seen += 1
    assert seen > 20


@pytest.mark.parametrize(("ident", "family"), [("L46", r.rescaled_with_biases()), ("L54r", biased.trainings())])
def test_a_network_with_biases_keeps_its_ones_and_the_statement(ident, family):
    tied = 0
    for _, arrays in drawn(ident, 3, family):
        for i in range(4):
            one = single(arrays, i)
            for smaller in (one, tuple(0 * a for a in one), *family.smaller(one)):
                found = family.instance(smaller)
                t = getattr(found, "training", found)
                assert all(w[-1] == (*(0,) * (len(w[-1]) - 1), 1) for w in t.weights[:-1])
                assert all(x[-1] == 1 for x in t.inputs)
                assert ident != "L46" or t.targets == (judged(t).preactivations[-1][0, 0],)
            assert judge(find(ident), family.instance(one), SINGLE).status == "supported"
        tied += int(family.lift(arrays, SINGLE).ties[0].any(0).sum())
    assert tied > COUNT


SEEN = (("L51", r"$\eta$ for $\eta^2$"), ("L51", "momentum"), ("L51", "one layer after another"), ("L46", "biases left behind"), ("L54r", "biases"))


@pytest.mark.parametrize(("ident", "name"), SEEN)
def test_a_mutant_taken_for_the_claim_is_refuted_and_made_small(ident, name):
    claim, sweep = find(ident), SWEEPS[ident]
    mutant, changed = next(m for m in claim.mutants if m.name == name), sweep.mutants[name]
    false = replace(claim, mutants=(), checks=lambda s, **parts: claim.checks(s, **{**mutant.parts, **parts}))
    rows = sweep_claim(false, replace(sweep, parts=changed.parts, family=changed.family or sweep.family), PLACES[:2], Budget("small", 2000))
    for row in rows:
        assert row.verdict is Verdict.REFUTED, row.note
        instance = eval(row.witness["instance"], {"Training": Training, "Rescaled": Rescaled})
        t = getattr(instance, "training", instance)
        assert sum(v != 0 for layer in (*t.weights, t.inputs) for r in layer for v in r) <= 8
        assert len(t.weights) == 2
        assert len(t.steps) == (2 if name == "momentum" else 1)
