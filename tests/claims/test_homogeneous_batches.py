"""Functions of points in batches against the exact engine, and the combination of vectors in Euler's identity."""

import numpy as np
import pytest
import torch

from claims.core.batch_gaps import in_batches
from claims.core.batches import Distribution, make, single
from claims.core.examine import Budget
from claims.core.sweep import distributions
from claims.instances import homogeneous_batches as h
from claims.instances import point_function_batches as p
from claims.instances.homogeneous_pieces import judged_function
from claims.instances.integer_networks import largest_sum
from claims.lecture import find
from claims.sweeps import SWEEPS
from impl.place import BITS, Place
from impl.rationals import vector

FLOAT32 = Place("cpu", "float32")
EULER = SWEEPS["L43"]
KINDS = {"linear": p.relu_sums(), "affine": p.relu_sums(biases=True), "jumps": p.jumps()}


@pytest.mark.parametrize("kind", KINDS)
def test_elements_are_limiting_gradients_of_the_exact_engine(kind):
    family, both = KINDS[kind], 0
    for seed in range(3):
        arrays = make(family, Distribution((2, 2), 4, seed, "", seed), 0, 30)
        subject = family.lift(arrays, FLOAT32)
        found = [g.double().numpy() for (g,) in subject.elements()]
        for i in range(30):
            exact = judged_function(family.instance(single(arrays, i)))
            assert {vector(g[:, i].tolist()) for g in found} <= set(exact.generators)
            assert float(exact.value) == subject.value()[i] == subject.at(subject.leaves[0])[i]
            assert np.any([tie[:, i] for tie in subject.ties]) >= (len(exact.generators) > 1)
            both += len(exact.generators) > 1
    assert both > 5


def gaps(arrays, **parts):
    """The largest gap of each check of Euler's identity for some networks in their weights."""
    subject = EULER.family.lift(arrays, FLOAT32)
    with in_batches(arrays[0].shape[-1]):
        return {check.label: float(np.max(check.gap)) for check in EULER.checks(subject, **parts)}


def test_only_the_combination_sees_what_its_coefficients_are():
    arrays = make(EULER.family, Distribution((2, 2, 1), 2, 1, "ties", 5), 0, 200)
    assert set(gaps(arrays).values()) == {0}
    wrong = gaps(arrays, coefficients=lambda s, count: (s.shares[:count], sum(s.shares[:count]) + 1))
    assert {label for label, gap in wrong.items() if gap} == {"a convex combination"}


def test_shares_add_up_to_one_for_no_number_of_vectors():
    shares = h.shares_of(np.array([[0, -1, 4], [0, 1, -4]], np.int8))
    assert shares.tolist() == [[2, 3, 6], [0, 1, 4]]
    for column in shares.T.tolist():
        assert 1 not in [sum(column[k % 2] for k in range(count)) for count in range(1, 9)]


def test_a_combination_is_taken_vector_by_vector():
    s = EULER.family.lift(make(EULER.family, Distribution((2, 3, 1), 2, 0, "ties", 1), 0, 8), FLOAT32)
    first, second = s.elements()
    for mixed, a, b in zip(h.combination(s, (first, second), s.shares), first, second, strict=True):
        assert torch.equal(mixed, torch.from_numpy(s.shares[0]) * a.double() + torch.from_numpy(s.shares[1]) * b.double())


@pytest.mark.parametrize(("family", "slope"), [(EULER.family, 1), (EULER.mutants["slope 17 at 0"].family, 17)], ids=["the claim's", "slope 17"])
def test_pairings_of_all_layers_together_keep_to_the_smallest_format(family, slope):
    found = [d for seed in range(5) for d in distributions(find("L43"), EULER, Budget("deep", 100, seed), family)]
    for d in found:
        layers = len(d.shape) - 1
        assert layers * slope ** (layers - 1) * largest_sum(d.shape, d.bound) < 2 ** min(BITS.values())
