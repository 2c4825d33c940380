"""Limiting gradients: textbook values, slow twins, certificates, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest
import torch
from flint import fmpq

from impl.cells import TooManyCells
from impl.certificates import Gordan, verify
from impl.germ import Statistics, germ
from impl.limiting import leaves, limiting_gradients
from impl.one_level import one_level
from impl.piecewise import Graph, absolute, affine, as_torch, graph, homogenise, maximum, minimum, parse, relu, values, variables
from impl.rationals import dot, fraction
from impl.steps import Steps
from tests.impl.depth import count
from tests.impl.oracles_limiting import by_patterns, gradient_at, naive_product
from tests.impl.random_graphs import instance, ties

INSTANCES = count(100, 2000)


def gradients(formula, n, x=None):
    return limiting_gradients(parse(formula, n), [0] * n if x is None else x)


# Known values


@pytest.mark.parametrize(
    ("formula", "n", "expected"),
    [
        ("relu(x0) - relu(-x0)", 1, [(1,)]),
        ("relu(x0)", 1, [(0,), (1,)]),
        ("abs(x0)", 1, [(-1,), (1,)]),
        ("abs(x0) - abs(x0)", 1, [(0,)]),
        ("x0", 1, [(1,)]),
        ("5", 1, [(0,)]),
        ("max(min(x0, -x1), x1 - x0)", 2, [(-1, 1), (0, -1), (1, 0)]),  # Clarke 1983, Example 2.5.2
        ("abs(x0) - abs(x1)", 2, [(-1, -1), (-1, 1), (1, -1), (1, 1)]),
        ("abs(x0) + abs(x1)", 2, [(-1, -1), (-1, 1), (1, -1), (1, 1)]),  # the l1 norm
        ("max(x0, -x0, x1, -x1)", 2, [(-1, 0), (0, -1), (0, 1), (1, 0)]),  # the l_inf norm
        ("max(0, x0, 2*x0)", 1, [(0,), (2,)]),  # the middle piece is never largest
        ("min(0, x0, 2*x0)", 1, [(0,), (2,)]),
        ("min(abs(x0 - 1), abs(x0 + 1))", 1, [(-1,), (1,)]),
        ("leaky_relu(x0, 1/4)", 1, [("1/4",), (1,)]),
        ("leaky_relu(x0, 3)", 1, [(1,), (3,)]),
        ("clamp(x0, 0, 0)", 1, [(0,)]),
        ("clamp(x0, 0, 1)", 1, [(0,), (1,)]),
        ("relu(-relu(x0))", 1, [(0,)]),  # dead
        ("max(x0, x0)", 1, [(1,)]),  # duplicated
        ("relu(x0) + relu(x0) + relu(2*x0)", 1, [(0,), (4,)]),  # duplicated up to scale
    ],
)
def test_known_sets(formula, n, expected):
    exact = [tuple(fmpq(Fraction(a).numerator, Fraction(a).denominator) for a in s) for s in expected]
    assert gradients(formula, n) == tuple(sorted(exact))


def test_the_identity_by_four_relus_has_one_limiting_gradient():
    inner = "relu(x0) - relu(-x0)"
    f = parse(f"relu({inner}) - relu(-({inner}))", 1)
    assert limiting_gradients(f, [0]) == ((1,),)
    assert naive_product(f, [Fraction(0)]) == {(Fraction(k),) for k in range(5)}


def test_three_concurrent_lines_make_six_cells():
    f = parse("relu(x0) + relu(x1) + relu(x0 - x1)", 2)
    assert len(list(leaves(f, [0, 0]))) == 6
    assert gradients("relu(x0) + relu(x1) + relu(x0 - x1)", 2) == tuple(sorted([(0, 0), (0, 1), (1, 1), (2, 0), (2, -1), (1, -1)]))


def test_naive_product_is_larger_for_the_difference_of_relus():
    f = parse("relu(x0) - relu(-x0)", 1)
    assert naive_product(f, [Fraction(0)]) == {(Fraction(0),), (Fraction(1),), (Fraction(2),)}


def test_away_from_kinks_there_is_the_gradient_alone():
    assert gradients("relu(x0 - x1) + abs(x0)", 2, [2, 1]) == ((2, -1),)


# Against the twins


@pytest.fixture(scope="module")
def drawn():
    return [instance(seed) for seed in range(INSTANCES)]


def exact(vectors):
    return {tuple(map(fraction, s)) for s in vectors}


def test_engine_agrees_with_one_question_for_each_full_pattern(drawn):
    on_kink = naive_differs = 0
    for seed, (f, x) in enumerate(drawn):
        found, at = exact(limiting_gradients(f, x)), list(map(fraction, x))
        assert found == by_patterns(f, at), f"seed {seed}: {f!r} at {x}"
        naive = naive_product(f, at)
        assert found <= naive
        on_kink += ties(drawn[seed]) > 0
        naive_differs += found != naive
    assert on_kink >= INSTANCES // 2
    assert naive_differs >= INSTANCES // 10


def test_sampled_gradients_are_never_outside(drawn):
    """Points x + 2^-200 u evaluated in Fractions, and x + 2^-20 u by torch in float64, where nothing is rounded."""
    reached = missed = compared = 0
    for seed, (f, x) in enumerate(drawn):
        random, found = Random(seed), exact(limiting_gradients(f, x))
        run, sampled = as_torch(f), set()
        for _ in range(10):
            u = [random.randint(-64, 64) for _ in x]
            near = [fraction(a) + Fraction(b, 2**200) for a, b in zip(x, u, strict=True)]
            gradient = gradient_at(f, near)
            if gradient is None:
                continue
            sampled.add(gradient)
            coarse = [fraction(a) + Fraction(b, 2**20) for a, b in zip(x, u, strict=True)]
            if gradient_at(f, coarse) == gradient:
                point = torch.tensor([float(a) for a in coarse], dtype=torch.float64, requires_grad=True)
                (backward,) = torch.autograd.grad(run(point), point)
                assert tuple(map(Fraction, backward.tolist())) == gradient
                compared += 1
        assert sampled <= found, f"seed {seed}: {f!r} at {x}"
        reached += len(sampled)
        missed += len(found - sampled)
    assert reached > INSTANCES
    assert compared > 5 * INSTANCES
    assert missed < reached  # sampling is an inner bound only; ten directions find most cells of these small functions


def test_one_level_and_the_walk_through_all_cells_agree():
    for seed in range(count(40, 400)):
        random = Random(seed)
        n, width = random.randint(1, 4), random.randint(1, 7)
        x = variables(n)
        nodes = [
            random.choice((relu, absolute, lambda a: maximum(a, 2 * a), lambda a: minimum(a, -a, a), lambda a: minimum(0, a)))(
                affine([random.choice((-2, -1, 0, 1, fmpq(1, 3))) for _ in x], x)
            )
            for _ in range(width)
        ]
        f = Graph(n, affine([random.choice((-1, 1, fmpq(2, 5))) for _ in nodes], nodes))
        fast = one_level(germ(f, [0] * n), 10**6, Statistics(), Steps())
        assert fast is not None
        assert fast == tuple(sorted({leaf.gradient for leaf in leaves(f, [0] * n)}))


def test_large_coefficients_leave_int64_and_stay_exact():
    big = 2**70 + 1
    assert gradients(f"{big}*relu(x0) + relu(x1)", 2) == tuple(sorted([(0, 0), (big, 0), (0, 1), (big, 1)]))
    assert gradients(f"relu({big}*x0 + x1) + relu(x1)", 2) == tuple(sorted([(0, 0), (big, 1), (0, 1), (big, 2)]))


# Certificates


def test_leaves_carry_their_certificates_and_pruned_branches_theirs(drawn):
    refused = 0
    for f, x in drawn[:100]:
        pruned: list[Gordan] = []
        for leaf in leaves(f, x, pruned=pruned):
            assert verify(leaf.certificate())
            near = [fraction(a) + Fraction(int(w.p), 2**200) for a, w in zip(x, leaf.witness, strict=True)]
            assert gradient_at(f, near) == tuple(map(fraction, leaf.gradient))
        assert all(verify(certificate) for certificate in pruned)
        refused += len(pruned)
    assert refused > 0


def test_every_direction_lies_in_exactly_one_leaf_or_on_a_boundary(drawn):
    for seed, (f, x) in enumerate(drawn[:60]):
        random, cones = Random(seed), list(leaves(f, x))
        for _ in range(10):
            v = [fmpq(random.randint(-50, 50)) for _ in x]
            open_ones = sum(all(dot(row, v) > 0 for row in leaf.rows) for leaf in cones)
            closed = sum(all(dot(row, v) >= 0 for row in leaf.rows) for leaf in cones)
            assert closed >= 1
            assert open_ones <= 1
            assert open_ones == 1 or closed >= 2 or not any(v)


def test_global_pieces_by_homogenising():
    """max(0, x - 1) + |x| on the line has three pieces; their cones at (0, t) with t > 0 are the cones over the intervals."""
    f = homogenise(parse("relu(x0 - 1) + abs(x0)", 1))
    pieces = {leaf.gradient for leaf in leaves(f, [0, 0], within=[(0, 1)])}
    assert pieces == {(-1, 0), (1, 0), (2, -1)}
    assert list(leaves(f, [0, 0], within=[(0, 1), (0, -1)])) == []
    assert list(leaves(f, [0, 0], within=[(0, 0)])) == []


def test_homogenising_keeps_the_values(drawn):
    for f, x in drawn[:50]:
        F = homogenise(f)
        for t in (fmpq(1), fmpq(2, 3), fmpq(5)):
            assert values(F, [t * a for a in x] + [t])[F.root] == t * values(f, x)[f.root]


# Doors, statistics, refusals


def test_points_of_every_kind_mean_the_same():
    f = parse("relu(x0 - 1/2) + x1", 2)
    same = [[0.5, 1], (Fraction(1, 2), 1), torch.tensor([0.5, 1.0]), np.array([0.5, 1.0]), [fmpq(1, 2), 1]]
    assert {limiting_gradients(f, x) for x in same} == {((0, 1), (1, 1))}
    assert len(limiting_gradients(parse("relu(x0 - 1/10)", 1), [0.1])) == 1  # the float 0.1 is not 1/10


def test_torch_functions_and_modules_are_taken():
    assert limiting_gradients(lambda x: torch.relu(x[0]) - torch.relu(-x[0]), torch.zeros(1)) == ((1,),)
    net = torch.nn.Sequential(torch.nn.Linear(1, 2, bias=False), torch.nn.ReLU(), torch.nn.Linear(2, 1, bias=False))
    with torch.no_grad():
        net[0].weight.copy_(torch.tensor([[1.0], [-1.0]]))
        net[2].weight.copy_(torch.tensor([[1.0, -1.0]]))
    assert limiting_gradients(net, [0]) == ((1,),)


def test_limits_are_refused_with_the_number_reached():
    x = variables(3)
    f = graph(affine([1] * 3, [relu(a) for a in x]), 3)
    deep = graph(relu(f.root - 1) + absolute(maximum(*x) - relu(x[0])) + f.root, 3)
    with pytest.raises(TooManyCells, match="at most 7"):
        limiting_gradients(f, [0, 0, 0], max_cells=7)
    assert len(limiting_gradients(f, [0, 0, 0], max_cells=8)) == 8
    with pytest.raises(TooManyCells, match=r"at most 3 .* found 4"):
        limiting_gradients(deep, [0, 0, 0], max_cells=3)
    assert issubclass(TooManyCells, ValueError)


@pytest.mark.parametrize("x", [[0], [0, 0, 0], torch.zeros(1, 2), 0.0, "00"])
def test_points_of_another_shape_are_refused(x):
    with pytest.raises((ValueError, TypeError), match=r"shape|asked for"):
        limiting_gradients(parse("relu(x0) + x1", 2), x)


def test_independent_ties_need_no_decision():
    counted = Statistics()
    list(leaves(parse("relu(x0) + relu(x1) + relu(x2)", 3), [0, 0, 0], statistics=counted))
    assert (counted.independent, counted.split, counted.decided, counted.leaves) == (7, 0, 0, 8)
    counted = Statistics()
    limiting_gradients(parse("relu(x0) + relu(x1) + relu(x0 - x1)", 2), [0, 0], statistics=counted)
    assert (counted.cells, counted.independent) == (6, 0)


def test_depth_is_no_limit():
    (x,) = variables(1)
    for _ in range(3000):
        x = relu(x)
    assert limiting_gradients(Graph(1, x), [0]) == ((0,), (1,))


def test_the_answer_is_sorted_and_without_repetition(drawn):
    for f, x in drawn[:50]:
        found = limiting_gradients(f, x)
        assert all(a < b for a, b in pairwise(found))
