"""What the strategies of piecewise affine functions reach, how often, what they shrink to; and torch against rationals on them."""

from collections import Counter
from itertools import product

import pytest
from flint import fmpq
from hypothesis import strategies as st

from claims.core.draws import draw_all, smallest
from claims.instances.breakpoint_functions import (
    THE_SLIDE,
    M,
    breakpoint_functions,
    chord_bounds,
    convex_on_the_line,
    pieces,
    value_at,
    ways_of_writing_m,
)
from claims.instances.function_subjects import function_at, lattice
from claims.instances.polyhedral_functions import (
    FunctionAtPoint,
    MaxAffine,
    convex_functions,
    differences,
    equal_near,
    max_affine_functions,
    negated,
    piecewise_affine_functions,
    ways_of_writing_relu,
)
from claims.instances.subgradients import decisive, nonempty, subgradient_steps, subgradients
from impl.limiting import limiting_gradients
from impl.piecewise import evaluate, parse
from impl.place import Place
from impl.rationals import rational, vector

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")
STRATEGIES = {
    "max affine": max_affine_functions(),
    "convex": convex_functions(),
    "differences": differences(),
    "compositions": piecewise_affine_functions(),
    "near": equal_near("1 - abs(x0 + 1)", (-1,)),
    "relu": ways_of_writing_relu(),
    "m": ways_of_writing_m(),
    "breakpoints": breakpoint_functions(),
    "the slide": breakpoint_functions(through=THE_SLIDE, at=-1),
    "convex on the line": convex_on_the_line(),
}


def drawn(strategy, count=100, seed=0):
    found = []
    draw_all(strategy, count, seed, lambda instance: found.append(instance) or True)
    return found


@pytest.mark.parametrize("name", STRATEGIES)
def test_torch_is_exact_in_float32_on_the_lattice(name):
    for instance in drawn(STRATEGIES[name], 40):
        s = function_at(instance, SINGLE)
        where = (*lattice(s.x), *decisive(s)[-2:])
        assert s.many(where) == tuple(evaluate(s.graph, p) for p in where)
        assert rational(s(s.x)) == s.value


@pytest.mark.parametrize("name", STRATEGIES)
def test_instances_are_plain_and_their_repr_creates_them_again(name):
    for instance in drawn(STRATEGIES[name], 20):
        kind = type(instance)
        assert eval(repr(instance), {kind.__name__: kind}) == instance


@pytest.mark.parametrize(
    ("name", "share", "patterns"), [("max affine", 0.4, 5), ("convex", 0.6, 8), ("differences", 0.8, 8), ("compositions", 0.7, 15)]
)
def test_kinks_are_hit(name, share, patterns):
    ties = ["|".join(function_at(i, DOUBLE).ties) for i in drawn(STRATEGIES[name], 150)]
    assert sum("o" in t for t in ties) > share * len(ties)
    assert len({t for t in ties if "o" in t}) >= patterns


@pytest.mark.parametrize(("name", "share"), [("differences", 0.25), ("compositions", 0.25), ("max affine", 0.25)])
def test_several_limiting_gradients_meet(name, share):
    found = [len(limiting_gradients(parse(i.formula, len(i.x)), i.x)) for i in drawn(STRATEGIES[name], 100)]
    assert sum(k > 1 for k in found) > share * len(found)
    assert max(found) >= 3


@pytest.mark.parametrize("name", ["max affine", "convex", "convex on the line"])
def test_convex_functions_satisfy_jensen_on_a_lattice(name):
    for instance in drawn(STRATEGIES[name], 40, seed=1):
        s = function_at(instance, DOUBLE)
        steps = list(product((-3, fmpq(-1, 2), 0, 1, 2), repeat=s.n))
        values = {t: evaluate(s.graph, [a + b for a, b in zip(s.point, t, strict=True)]) for t in steps}
        for t, u in product(steps[::2], steps[1::2]):
            middle = evaluate(s.graph, [a + (b + c) / fmpq(2) for a, b, c in zip(s.point, t, u, strict=True)])
            assert 2 * middle <= values[t] + values[u]


def test_about_half_of_the_differences_are_not_convex():
    empty = sum(not nonempty(function_at(i, DOUBLE)) for i in drawn(differences(), 60))
    assert 15 < empty < 50


def test_ways_of_writing_relu_are_all_relu():
    formulas = {f.formula for f in drawn(ways_of_writing_relu(), 150)}
    assert len(formulas) > 60
    for formula in formulas:
        graph = parse(formula, 1)
        assert all(evaluate(graph, (fmpq(k, 3),)) == max(fmpq(k, 3), 0) for k in range(-9, 10))


def test_ways_of_writing_m_are_all_m():
    formulas = {f.formula for f in drawn(ways_of_writing_m(), 150)}
    assert len(formulas) > 40
    for formula in formulas:
        graph = parse(formula, 1)
        assert all(evaluate(graph, (fmpq(k, 3),)) == 1 - abs(abs(fmpq(k, 3)) - 1) for k in range(-12, 13))


def test_equal_near_keeps_the_germ_and_changes_the_rest():
    far = 0
    for f in drawn(equal_near("1 - abs(x0 + 1)", (-1,))):
        graph = parse(f.formula, 1)
        assert all(evaluate(graph, (-1 + fmpq(k, 80),)) == 1 - abs(fmpq(k, 80)) for k in range(-10, 11))
        far += evaluate(graph, (3,)) != -3 or evaluate(graph, (-5,)) != -3
    assert far > 40


def test_breakpoint_functions_have_their_values_and_any_others():
    seen = Counter()
    for f in drawn(breakpoint_functions(through=THE_SLIDE, at=-1)):
        graph = parse(f.formula, 1)
        assert [evaluate(graph, (t,)) for t, _ in THE_SLIDE] == [v for _, v in THE_SLIDE]
        assert all(evaluate(graph, (t,)) == rational(v) == value_at(f, t) for t, v in f.knots)
        assert all(evaluate(graph, (t,)) == value_at(f, t) for t in (-20, fmpq(-7, 3), fmpq(1, 3), 20))
        seen["between"] += any(-2 < t < 1 and t != -1 for t, _ in f.knots)
        seen["beyond"] += len([t for t, _ in f.knots if not -2 <= t <= 1])
        seen["left slope is not 1"] += f.left != 1
    assert seen["between"] > 50
    assert seen["beyond"] > 50
    assert seen["left slope is not 1"] > 50


def test_the_calculus_on_breakpoints_against_the_inequality_on_a_fine_lattice():
    fine = [fmpq(k, 8) for k in range(-80, 81)] + [fmpq(10**6), fmpq(-(10**6))]
    for f in drawn(breakpoint_functions(), 60, seed=2):
        x = rational(f.x[0])
        lo, hi = chord_bounds(f)
        for slope in {lo, hi, (lo + hi) / 2, lo - fmpq(1, 100), hi + fmpq(1, 100)}:
            below = all(value_at(f, t) >= value_at(f, x) + slope * (t - x) for t in fine)
            assert below == (lo <= slope <= hi), (f, slope)


def test_convex_on_the_line_never_turns_down():
    assert all(list(pieces(f)[1]) == sorted(pieces(f)[1]) for f in drawn(convex_on_the_line()))


def test_what_strategies_shrink_to():
    two = lambda f: len(limiting_gradients(parse(f.formula, len(f.x)), f.x)) == 2  # noqa: E731
    assert smallest(piecewise_affine_functions(), 300, 0, two) == FunctionAtPoint("relu(x0)", (0,))
    assert smallest(max_affine_functions(), 300, 0, two) in (MaxAffine((((0,), 0), ((1,), 0)), (0,)), MaxAffine((((1,), 0), ((0,), 0)), (0,)))
    assert smallest(ways_of_writing_relu(), 300, 0, lambda f: True) == FunctionAtPoint("relu(x0)", (0,))
    empty = smallest(breakpoint_functions(), 300, 0, lambda f: chord_bounds(f)[0] > chord_bounds(f)[1])
    assert len(empty.knots) == 1
    assert len(smallest(differences(), 300, 0, lambda f: not nonempty(function_at(f, DOUBLE))).x) == 1


def test_the_m_function_is_the_slide_s():
    graph = parse(M.formula, 1)
    assert all(evaluate(graph, (fmpq(k, 4),)) == 1 - abs(abs(fmpq(k, 4)) - 1) for k in range(-20, 21))
    assert chord_bounds(M) == (1, -1)


def test_negated_and_steps():
    for f in drawn(convex_functions(), 20):
        assert evaluate(parse(negated(f).formula, len(f.x)), f.x) == -evaluate(parse(f.formula, len(f.x)), f.x)
    for step in drawn(subgradient_steps(st.just(FunctionAtPoint("abs(x0)", (0,)))), 10):
        assert set(subgradients(function_at(step, DOUBLE))) == {vector([-1]), vector([0]), vector([1])}
