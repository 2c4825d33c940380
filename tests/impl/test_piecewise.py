"""Graphs of piecewise affine functions: values, formulas, torch, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
import torch
from flint import fmpq

from impl.expressions import Affine, Max, text
from impl.piecewise import (
    Graph,
    Unsupported,
    absolute,
    affine,
    as_torch,
    clamp,
    constant,
    evaluate,
    graph,
    homogenise,
    leaky_relu,
    maximum,
    minimum,
    parse,
    relu,
    variables,
)
from impl.rationals import fraction
from tests.impl.depth import count
from tests.impl.oracles_limiting import exact_values
from tests.impl.random_graphs import instance

x0, x1 = variables(2)


# Values


@pytest.mark.parametrize(
    ("node", "at", "value"),
    [
        (relu(x0), (-1, 0), 0),
        (relu(x0), (2, 0), 2),
        (leaky_relu(x0, fmpq(1, 4)), (-1, 0), "-1/4"),
        (leaky_relu(x0, fmpq(1, 4)), (3, 0), 3),
        (leaky_relu(x0, 2), (-1, 0), -2),
        (leaky_relu(x0, 2), (3, 0), 3),
        (leaky_relu(x0, -1), (-3, 0), 3),
        (absolute(x0 - x1), (1, 3), 2),
        (clamp(x0, -1, 1), (5, 0), 1),
        (clamp(x0, -1, 1), (-5, 0), -1),
        (clamp(x0, 1, -1), (0, 0), -1),  # as torch: the upper bound wins
        (maximum(x0, x1, 3), (1, 2), 3),
        (minimum(x0, x1, 3), (1, 2), 1),
        (maximum(x0), (7, 0), 7),
        (2 * x0 - x1 / 4 + 1, (1, 2), "5/2"),
        (1 - x0 + sum([x1, x1]), (1, 2), 4),
        (-(x0 * Fraction(1, 3)), (1, 0), "-1/3"),
        (constant(2) * x0 + x0 * constant(1), (1, 0), 3),
        (affine((1, 2), (x0, x1), 3), (1, 1), 6),
    ],
)
def test_values(node, at, value):
    assert fraction(evaluate(graph(node, 2), at)) == Fraction(value)


def test_floats_are_taken_at_their_exact_binary_value():
    f = graph(0.1 * x0, 1)
    assert fraction(evaluate(f, [1])) == Fraction(0.1) != Fraction(1, 10)
    assert evaluate(graph(relu(x0 - fmpq(1, 10)), 1), [0.1]) > 0


def test_evaluation_agrees_with_fractions_and_with_torch():
    for seed in range(count(60, 600)):
        f, x = instance(seed)
        random, run = Random(seed), as_torch(f)
        points = [[fraction(a) + Fraction(random.randint(-8, 8), 8) for a in x] for _ in range(4)] + [[fraction(a) for a in x]]
        batch = torch.tensor([[float(a) for a in p] for p in points], dtype=torch.float64).T
        together = run(batch)
        assert together.shape == (5,)
        for p, value in zip(points, together, strict=True):
            expected = exact_values(f, p)[f.root]
            assert fraction(evaluate(f, p)) == expected
            assert Fraction(value.item()) == expected
            assert run(torch.tensor([float(a) for a in p], dtype=torch.float64)).shape == ()


# Structure


def test_sums_are_merged_and_cancelling_terms_leave():
    assert x0 + x1 - x1 is x0
    assert isinstance(x0 - x0, Affine)
    assert str(graph(2 * (x0 + x1) - x0 + 1, 2)) == "x0 + 2*x1 + 1"


def test_formulas():
    assert str(graph(relu(x0) - relu(-x0), 1)) == "max(0, x0) - max(0, -x0)"
    assert repr(graph(relu(x0) - relu(-x0), 1)) == "parse('relu(x0) - relu(-x0)', 1)"
    assert str(graph(-x0 / 2 + clamp(x1, -1, 1), 2)) == "-1/2*x0 + min(max(x1, -1), 1)"
    assert str(graph(constant(0), 1)) == "0"
    h = relu(x0 + x1)
    assert str(graph(maximum(h, 1) - h, 2)) == "a0 = max(0, x0 + x1); max(a0, 1) - a0"


def test_repr_re_creates_the_graph():
    for seed in range(60):
        f = instance(seed).graph
        again = eval(repr(f))  # parse(...)
        assert again == f
        assert hash(again) == hash(f)
        assert str(again) == str(f)
    assert graph(x0, 1) != graph(x0, 2)
    assert graph(x0, 1) != "x0"


def test_long_sums_are_read_back():
    f = graph(affine(range(1, 2001), variables(2000)), 2000)
    assert eval(repr(f)) == f


def test_functions_of_the_inputs_are_graphs():
    f = graph(lambda x: maximum(*x), 3)
    assert f.n == 3
    assert evaluate(f, [1, 5, 2]) == 5
    assert graph(f, 3) is f
    assert graph(lambda x: 4, 1) == graph(constant(4), 1)


def test_homogenised_graphs():
    f = homogenise(parse("relu(x0 - 1) + clamp(x0, 0, 2) + 3", 1))
    assert str(f) == "max(0, x0 - x1) + min(max(x0, 0), 2*x1) + 3*x1"


def test_shared_nodes_are_computed_once_and_depth_is_no_limit():
    node = x0
    for _ in range(2000):
        node = relu(node) + relu(node)  # 2^2000 paths
    assert evaluate(graph(node, 1), [1]) == fmpq(2**2000)
    assert len(str(graph(node, 1))) > 2000


# Torch


def test_autograd_sees_the_operations_as_written():
    def gradient(f):
        x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
        return torch.autograd.grad(as_torch(graph(f, 1))(x), x)[0].item()

    assert gradient(relu(x0)) == 0  # torch's conventions at the kink, which differ although the functions agree
    assert gradient(maximum(0, x0)) == 0.5
    assert gradient(clamp(x0, 0, 1)) == 1
    assert gradient(absolute(x0)) == 0
    assert gradient(leaky_relu(x0, fmpq(1, 4))) == 0.25
    assert gradient(constant(3)) == 0


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_torch_runs_in_the_dtype_of_x(dtype):
    f = as_torch(parse("relu(x0) + 1/2*abs(x1) + leaky_relu(x0, 1/4) + max(x0, x1, 3) + 1", 2))
    found = f(torch.tensor([[1.0, -1.0], [2.0, 0.5]], dtype=dtype))
    assert found.dtype == dtype
    assert found.tolist() == [7.0, 4.0]


def test_torch_never_rounds_a_constant():
    for c, dtype in ((fmpq(1, 3), torch.float64), (fmpq(2**24 + 1), torch.float32), (fmpq(1, 2), torch.int64)):
        with pytest.raises(ValueError, match="would round it"):
            as_torch(graph(c * x0, 1))(torch.ones(1, dtype=dtype))
    assert as_torch(graph(3 * relu(x0) + 2, 1))(torch.tensor([5])).item() == 17


def test_points_of_other_shapes_are_refused_in_torch():
    with pytest.raises(ValueError, match=r"\(2,\) or \(2, B\) was asked for, found \(3,\)"):
        as_torch(graph(x0 + x1, 2))(torch.zeros(3))


# Refusals


@pytest.mark.parametrize("x", [[1], [1, 2, 3], torch.zeros(2, 2), np.zeros(()), torch.zeros(3)])
def test_points_of_other_shapes_are_refused(x):
    with pytest.raises(ValueError, match=r"shape \(2,\) was asked for"):
        evaluate(graph(x0 + x1, 2), x)


def test_products_and_quotients_of_expressions_are_refused():
    with pytest.raises(Unsupported, match="product of two expressions"):
        x0 * x1
    with pytest.raises(Unsupported, match="quotient of two expressions"):
        x0 / x1
    assert issubclass(Unsupported, ValueError)


def test_graphs_refuse_what_does_not_fit():
    with pytest.raises(ValueError, match="n = 1 inputs was asked for"):
        Graph(1, x1)
    with pytest.raises(ValueError, match="n = 0"):
        Graph(0, constant(1))
    with pytest.raises(ValueError, match="2 inputs was asked for, found one of 1"):
        graph(graph(x0, 1), 2)
    with pytest.raises(ValueError, match="max of no arguments"):
        maximum()
    with pytest.raises(ValueError, match="finite"):
        float("nan") * x0
    with pytest.raises(ValueError, match="zip"):
        affine((1, 2), (x0,))


@pytest.mark.parametrize(
    "formula",
    [
        "x2",
        "x0 * x1",
        "exp(x0)",
        "x0 if x1 else 0",
        "x0 ** 2",
        "max()",
        "leaky_relu(x0, x1)",
        "x0; x1",
        "a0 = x0",
        "x0 = 1; x0",
        "max(x0, key=1)",
        "x0 < 1",
    ],
)
def test_formulas_outside_the_grammar_are_refused(formula):
    with pytest.raises(ValueError, match=r"found|asked for"):
        parse(formula, 2)


def test_a_formula_needs_no_spaces_and_may_use_floats_and_names():
    assert parse("a0=relu(x0);a0-0.5*a0", 1) == parse("a0 = relu(x0); 1/2*a0", 1)
    assert text(parse("max(x0, x1)", 2).root) == "max(x0, x1)"
    assert isinstance(parse("max(x0, x1)", 2).root, Max)
