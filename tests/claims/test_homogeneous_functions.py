"""What the strategies of homogeneous functions reach and shrink to; that torch and the judge mean the same function."""

from collections import Counter

import pytest
import torch

from claims.core.draws import draw_all, smallest
from claims.instances import homogeneous_functions as h
from claims.instances.homogeneous_pieces import in_torch, judged_function
from claims.instances.homogeneous_subjects import NotHomogeneous, by_doubling, by_engine, combination, degree_by_torch, homogeneous_at, normalised
from claims.instances.monomials import Monomial, by_powers, by_products, in_rationals, monomial_at, monomials
from claims.instances.relu_programs import PROGRAMS, slopes
from claims.instances.scaled_points import ScaledPoint, scaled_point_at, scaled_points
from impl.autograd import differentiate
from impl.place import Place
from impl.rationals import ONE, rational, vector

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")
EVERYTHING = [h.homogeneous_functions(), h.jumps(), h.signs(), h.doublings()]


def drawn(strategy, count, seed=0):
    found = []
    draw_all(strategy, count, seed, lambda instance: found.append(instance) or True)
    return found


def test_every_kind_and_degree_is_drawn_and_most_points_are_kinks():
    kinds, degrees, seen = Counter(), Counter(), Counter()
    for f in drawn(h.homogeneous_functions(), 250):
        known = judged_function(f)
        kinds[type(f).__name__] += 1
        degrees[known.degree] += 1
        seen["several elements"] += len(known.generators) > 1
        seen["a value at a kink"] += len(known.generators) > 1 and known.value != 0
        seen["fits float32"] += known.bits + 9 <= SINGLE.bits
    assert min(kinds.values()) > 20
    assert len(kinds) == 4
    assert set(degrees) == {0, 1, 2, 3}
    assert seen["several elements"] > 60
    assert seen["a value at a kink"] > 30
    assert seen["fits float32"] > 200


@pytest.mark.parametrize("place", [DOUBLE, SINGLE], ids=str)
def test_torch_and_the_judge_mean_the_same_function(place):
    for strategy in EVERYTHING:
        for f in drawn(strategy, 60, seed=1):
            known = judged_function(f)
            if known.bits <= place.bits:
                assert rational(in_torch(f, place)(place.tensor(known.point))) == known.value


def test_off_kinks_backpropagation_returns_the_one_element():
    checked = 0
    for f in drawn(h.homogeneous_functions(), 150, seed=2):
        known = judged_function(f)
        if len(known.generators) == 1 and not any("o" in layer for layer in known.ties):
            leaf = DOUBLE.tensor(known.point).requires_grad_()
            assert vector(differentiate(in_torch(f, DOUBLE)(leaf), [leaf])[0]) == known.generators[0]
            checked += 1
    assert checked > 40


def test_the_degree_is_found_by_doubling_and_confirmed_by_other_factors():
    cube = h.LargestMonomial(((1, (2, 1)),), (1, 2), (1,))
    assert degree_by_torch(homogeneous_at(cube, DOUBLE)) == by_doubling(homogeneous_at(cube, DOUBLE)) == 3
    with pytest.raises(NotHomogeneous, match="one whole L"):
        degree_by_torch(homogeneous_at(h.Doubling(1, (1,)), DOUBLE))
    with pytest.raises(NotHomogeneous, match="one whole L"):
        degree_by_torch(homogeneous_at(h.PiecewiseLinear("relu(x0 + 1)", (1,), (1,)), DOUBLE))
    with pytest.raises(NotHomogeneous, match="positive ratio"):
        by_doubling(homogeneous_at(h.PiecewiseLinear("x0 - 3/2", (1,), (1,)), DOUBLE))


def test_doublings_are_homogeneous_for_doubling_and_no_more():
    for f in drawn(h.doublings(), 40):
        s = homogeneous_at(f, DOUBLE)
        assert s.at(2) == 2 * s.at()
        assert s.at(-1) == -s.at()
        assert s.at(3) != 3 * s.at()


def test_convex_combinations_are_convex():
    for f in drawn(h.networks_in_weights(), 40):
        s = homogeneous_at(f, DOUBLE)
        coefficients = normalised(s, len(by_engine(s)))
        assert sum(coefficients) == ONE
        assert min(coefficients) >= 0
        assert len(combination(by_engine(s), coefficients)) == len(s.point)


def test_several_elements_shrink_to_the_modulus_at_0():
    found = smallest(h.piecewise_linear_functions(), 100, 0, lambda f: len(judged_function(f).generators) > 1)
    assert found == h.PiecewiseLinear("abs(x0)", (0,), (1, 0, 0))


def test_instances_of_different_kinds_are_told_apart_though_their_fields_agree():
    fields = ((((1,),), ((1,),)), (1,), (1,))
    assert h.NetworkInInput(*fields) == h.NetworkInWeights(*fields)
    assert judged_function(h.NetworkInInput(*fields)).degree == 1
    assert judged_function(h.NetworkInWeights(*fields)).degree == 2


def test_monomials_are_exact_within_the_budget():
    checked = 0
    for f in drawn(monomials(), 150):
        s = monomial_at(f, SINGLE)
        if s.products.exact:
            exact = s.alpha**s.degree * in_rationals(s)
            assert rational(by_products(s, s.factor * s.x)) == exact
            checked += 1
        assert abs(rational(by_powers(s, s.factor * s.x)) - s.alpha**s.degree * in_rationals(s)) <= s.powers_of_torch.allowed()
    assert checked > 80
    assert smallest(monomials(), 50, 0, lambda f: True) == Monomial((0,), (0,), 2)


def test_points_have_zeros_ties_and_bits_to_round():
    seen = Counter()
    for p in drawn(scaled_points(), 200):
        s = scaled_point_at(p, SINGLE)
        seen["a zero"] += 0 in p.x
        seen["equal moduli"] += len(p.x) > 1 and len({abs(v) for v in p.x}) == 1
        seen["rounds"] += not s.entrywise.exact
        seen["exact"] += s.entrywise.exact
    assert min(seen.values()) > 10, seen
    assert all(v for p in drawn(scaled_points(zeros=False), 50) for v in p.x)
    assert smallest(scaled_points(), 50, 0, lambda p: True) == ScaledPoint((0,), 2)


def test_every_program_is_the_relu():
    z = torch.tensor([-2.0, -0.0, 0.0, 0.5, 3.0])
    for program in PROGRAMS.values():
        assert torch.equal(program(z), torch.relu(z))
    at_0 = dict(slopes(scaled_point_at(ScaledPoint((0,), 1), DOUBLE)))
    assert set(at_0.values()) == {(0,), (ONE / 2,), (1,)}  # one function, three slopes
