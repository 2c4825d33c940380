"""What the strategies of the chapter on the Clarke differential reach, how often, what they shrink to; and their routes against slow twins."""

from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
from flint import fmpq
from hypothesis.errors import UnsatisfiedAssumption

from claims.core.draws import draw_all, smallest
from claims.instances.approaches import Approach, approaches, peaks, sequence
from claims.instances.convex_combinations import (
    Combination,
    affinely,
    around,
    by_facets,
    by_programs,
    by_torch,
    combination_at,
    combinations_of_points,
    conically,
    fewest,
    flat,
)
from claims.instances.descent_steps import exact_rise, least, length, not_stationary, rise, rise_scale
from claims.instances.differentiable_functions import apart, differentiable_at, differentiable_functions
from claims.instances.limiting_sets import germ_at, gradients, halved, independent_choices, limiting, near, sides
from claims.instances.oscillations import by_doubles, oscillation_at, oscillations
from claims.instances.polyhedral_functions import FunctionAtPoint, convex_functions, differences, piecewise_affine_functions
from claims.instances.rounding import evaluation, fineness
from claims.instances.sequences import by_patterns, from_one_side, on_the_kinks, one_sided_slopes, without_closure
from claims.instances.smooth_functions import Smooth, smooth_functions
from impl.limiting import limiting_gradients
from impl.oscillating import Oscillation
from impl.piecewise import evaluate
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import dot, rational

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")
IDENTITY = FunctionAtPoint("relu(x0) - relu(-x0)", (0,))
STRATEGIES = {
    "oscillations": oscillations(smoothness=(0, 1, 2)),
    "smooth": smooth_functions(),
    "combinations": combinations_of_points(),
    "approaches": approaches("relu(x0)"),
    "peaks": peaks(),
}


def drawn(strategy, count=100, seed=0):
    found = []
    draw_all(strategy, count, seed, lambda instance: found.append(instance) or True)
    return found


@pytest.mark.parametrize("name", STRATEGIES)
def test_instances_are_plain_and_their_repr_creates_them_again(name):
    for instance in drawn(STRATEGIES[name], 40):
        kind = type(instance)
        assert eval(repr(instance), {kind.__name__: kind}) == instance


@pytest.mark.parametrize(
    ("name", "shrunk"),
    [
        ("oscillations", Oscillation(0, 1, 2, 1)),
        ("smooth", Smooth((), (), (), (), (0,))),
        ("combinations", Combination(((0,),), (1,), 1)),
        ("approaches", Approach("relu(x0)", (0,), 1)),
        ("peaks", FunctionAtPoint("x0 - 2*relu(x0 + 1) + 2*relu(x0) + 2", (-1,))),
    ],
)
def test_what_strategies_shrink_to(name, shrunk):
    assert smallest(STRATEGIES[name], 100, 0, lambda instance: True) == shrunk


def test_oscillations_reach_every_kind():
    kinds = [f.power - f.frequency for f in drawn(STRATEGIES["oscillations"], 200)]
    assert all(sum(k == kind for k in kinds) > 20 for kind in (0, 1, 2))


def test_smooth_functions_reach_kinks_products_and_oscillations():
    found = drawn(smooth_functions(), 200)
    on_a_kink = [f for f in found if any(sum(w * t for w, t in zip(a, f.x, strict=True)) + b == 0 and any(a) for _, a, b in f.squares)]
    assert min(len(on_a_kink), sum(bool(f.products) for f in found), sum(bool(f.oscillations) for f in found)) > 20


@pytest.mark.parametrize("place", [DOUBLE, SINGLE], ids=str)
def test_gradients_stay_within_their_bounds_and_the_bounds_shrink(place):
    for instance in drawn(differentiable_functions(), 60):
        s = differentiable_at(instance, place)
        for point, gradient in zip(s.points, s.gradients(), strict=True):
            assert apart(gradient, s.differential()) <= s.bound(point) + s.scale(point).allowed()
        if isinstance(instance, Smooth):
            assert s.bound(s.points[-1]) <= s.bound(s.points[0])


def test_the_constant_of_calmness_bounds_exact_gradients():
    """Monomials and relu squares again, by difference quotients of exact values."""
    h = fmpq(1, 2**60)
    for f in drawn(smooth_functions(), 60):
        f = f._replace(products=(), oscillations=())
        s = differentiable_at(f, DOUBLE)
        for point in s.points:
            for i in range(len(point)):
                up = tuple(t + h * (j == i) for j, t in enumerate(point))
                quotient = (_value(f, up) - _value(f, point)) / h
                assert abs(quotient - s.gradient()[i]) <= s.bound(point) + h * 2000


def _value(f, x):
    squares = [(c, sum(w * t for w, t in zip(a, x, strict=True)) + rational(b)) for c, a, b in f.squares]
    total = sum(c * max(z, 0) ** 2 for c, z in squares)
    for c, powers in f.monomials:
        term = rational(c)
        for t, p in zip(x, powers, strict=True):
            term *= t**p
        total += term
    return total


def test_doubles_go_wrong_on_every_function_that_is_not_c1():
    for f in drawn(oscillations(smoothness=(1,)), 30):
        s = oscillation_at(f, DOUBLE)
        assert by_doubles(s) != s.differential()


def test_apart_is_the_distance_to_a_box():
    box = Polytope.hull(product((0, 1), (-1, 2)))
    assert [apart(p, box) for p in ((0.5, 0), (1, 2), (2, 0), (-1, 4))] == [0, 0, 1, 2]


@pytest.mark.parametrize("strategy", [piecewise_affine_functions(), convex_functions(), differences()], ids=["compositions", "convex", "differences"])
def test_points_near_x_are_on_no_kink_and_see_no_other_cell(strategy):
    for instance in drawn(strategy, 40):
        s = germ_at(instance, SINGLE)
        for point, gradient in zip(near(s), gradients(s, near(s)), strict=True):
            assert limiting_gradients(s.graph, point) == (gradient,)
            assert gradient in limiting(s)


def test_other_ways_to_the_limiting_gradients():
    for instance in drawn(piecewise_affine_functions(), 60):
        s = germ_at(instance, DOUBLE)
        found = set(limiting(s))
        assert set(by_patterns(s)) == found == set(without_closure(s))
        assert set(from_one_side(s)) <= found <= set(independent_choices(s))
        if s.n == 1:
            assert set(one_sided_slopes(s)) == found


def test_ways_that_go_wrong_go_wrong():
    s = germ_at(IDENTITY, DOUBLE)
    assert limiting(s) == ((1,),)
    assert set(independent_choices(s)) == {(0,), (1,), (2,)}
    assert (0,) in on_the_kinks(s)
    assert from_one_side(germ_at(FunctionAtPoint("abs(x0)", (0,)), DOUBLE)) == ((1,),)


@pytest.mark.parametrize("place", [DOUBLE, SINGLE], ids=str)
def test_halved_numbers_are_exact_and_end_among_the_subnormal_ones(place):
    found = halved(place, 0, -1)[0].tolist()
    assert all(Fraction(a) == 2 * Fraction(b) for a, b in pairwise(found))
    assert Fraction(found[-1]) == -Fraction(1, 2 ** (1073 if place is DOUBLE else 148))
    beside = [Fraction(t) for t in halved(place, -1, 1)[0].tolist()]
    assert all(t > -1 for t in beside)
    assert sides(germ_at(FunctionAtPoint("abs(x0 + 1)", (-1,)), place)) == (((-1,),), ((1,),))


def test_evaluation_says_exact_only_where_torch_is():
    for instance in drawn(piecewise_affine_functions(), 60):
        s = germ_at(instance, SINGLE)
        for point in near(s):
            scale = evaluation(s.graph, [point], SINGLE)
            error = abs(rational(s(point)) - evaluate(s.graph, point))
            assert error == 0 if scale.exact else error <= scale.allowed()


def test_evaluation_knows_when_bits_are_short():
    s = germ_at(FunctionAtPoint("x0 + 1", (0,)), SINGLE)
    assert evaluation(s.graph, [(fmpq(1, 2**23),)], SINGLE).exact
    assert not evaluation(s.graph, [(fmpq(1, 2**24),)], SINGLE).exact
    assert evaluation(s.graph, [(fmpq(1, 2**24),)], DOUBLE).exact
    with pytest.raises(ValueError, match="dyadic"):
        fineness(fmpq(1, 3))


def test_steps_against_the_element_of_least_norm():
    seen = 0
    for instance in drawn(piecewise_affine_functions(dimensions=(2, 2)), 60):
        if Polytope.hull(limiting(germ_at(instance, SINGLE))).contains((0, 0)):
            with pytest.raises(UnsatisfiedAssumption):
                not_stationary(instance, SINGLE)
            continue
        s = not_stationary(instance, SINGLE)
        g, seen = least(s), seen + 1
        assert all(dot(g, v) >= dot(g, g) for v in limiting(s))
        assert exact_rise(s, g) <= -length(g) * dot(g, g)
        assert abs(rise(s, g) - exact_rise(s, g)) <= rise_scale(s, g).allowed()
        assert max(abs(length(g) * c) for c in g) <= fmpq(1, 2**9)
    assert seen > 20


def test_membership_in_hulls_by_four_means():
    """By programs, by facets, by numbers of points; against a fine lattice of weights."""
    counted = {"flat": 0, "plane": 0}
    for instance in drawn(combinations_of_points(), 60):
        s = combination_at(instance, DOUBLE)
        counted["plane" if s.d == 2 and not flat(s) else "flat"] += 1
        assert fewest(s, by_torch(s)) in range(1, s.d + 2)
        for v in around(s):
            assert by_programs(s, v) == by_facets(s, v) == (fewest(s, v) > 0)
            assert by_programs(s, v) <= (affinely(s, v) and conically(s, v))
    assert min(counted.values()) > 10


def test_lattice_mixtures_are_in_the_hull():
    s = combination_at(Combination(((0, 0), (3, 0), (0, 3)), (0.5, 0.25, 0.25), 3), DOUBLE)
    for i, j in product(range(9), repeat=2):
        v = (fmpq(3 * i, 8), fmpq(3 * j, 8))
        assert by_programs(s, v) == by_facets(s, v) == (i + j <= 8)
    assert fewest(s, by_torch(s)) == 3
    assert np.array_equal(by_torch(s).numpy(), [0.75, 0.75])


def test_peaks_have_the_numbers_of_the_slide():
    for instance in drawn(peaks(), 40):
        s = germ_at(instance, DOUBLE)
        assert [evaluate(s.graph, (x,)) for x in (-2, -1, 1)] == [0, 1, 1]
        assert [x for (x,) in sequence(s, 1, 3)] == [0, fmpq(-1, 2), fmpq(-3, 4)]
