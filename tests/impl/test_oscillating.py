"""Functions that oscillate at 0: known values, two roads to the limits of their derivatives, enclosures, and refusals."""

import math

import pytest
import torch
from flint import arb, ctx, fmpq

from impl.oscillating import PRECISION, TURNS, Oscillation, approached, as_torch, at_phase, closed_form, derivative, enclosure, limits, vanishing
from impl.polytope import EmptyHull, Polytope

WILD = Oscillation(0, 1, 2, 1)
TAME = Oscillation(0, 1, 3, 1)
UNBOUNDED = Oscillation(0, 1, 2, 2)
LIPSCHITZ = [WILD, TAME, Oscillation(1, -2, 3, 2), Oscillation(0.5, 0.25, 4, 3), Oscillation(-3, 4, 5, 3), Oscillation(0.5, 0, 2, 1)]


def test_known_values():
    assert closed_form(WILD) == limits(WILD) == Polytope.hull([(-1,), (1,)])
    assert closed_form(TAME) == limits(TAME) == Polytope.hull([(0,)])
    assert closed_form(Oscillation(1, -2, 3, 2)) == Polytope.hull([(-3,), (5,)])


@pytest.mark.parametrize("f", LIPSCHITZ)
def test_balls_and_the_closed_form_agree(f):
    assert limits(f) == closed_form(f)


def test_where_the_function_is_not_lipschitz_every_target_is_approached_and_the_closed_form_refuses():
    assert limits(UNBOUNDED) == Polytope.hull([(fmpq(-5, 2),), (fmpq(5, 2),)])
    with pytest.raises(ValueError, match="power > frequency"):
        closed_form(UNBOUNDED)


@pytest.mark.parametrize("k", TURNS)
def test_the_derivative_of_the_wild_one_at_whole_turns(k):
    with ctx.workprec(PRECISION):
        even, odd = (derivative(WILD, at_phase(WILD, turn, k)) for turn in (arb(0), arb.pi()))
        assert even.contains(-1)
        assert odd.contains(1)
        assert max(even.rad(), odd.rad()) <= arb(fmpq(1, 10**25))


def test_the_bits_of_a_double_are_not_enough():
    with ctx.workprec(PRECISION):
        assert approached(WILD, fmpq(1), TURNS[-1])
    with ctx.workprec(53):
        assert not approached(WILD, fmpq(1), TURNS[-1])
    with pytest.raises(EmptyHull):
        limits(WILD, precision=53)


def test_doubles_are_trapped_twice():
    x = 1 / (2 * math.pi * 10**16)  # the double nearest to a point where f' is nearly -1
    assert -0.73 < 2 * x * math.sin(1 / x) - math.cos(1 / x) < -0.71
    with ctx.workprec(PRECISION):
        exact = derivative(WILD, arb(fmpq(*x.as_integer_ratio())))
        assert exact.overlaps(arb("0.1047426848 +/- 1e-10"))  # the point is off, and so is 1 / x


@pytest.mark.parametrize("f", LIPSCHITZ)
def test_enclosures_hold_the_limits_and_little_more(f):
    low, high = (v[0] for v in (closed_form(f).vertices[0], closed_form(f).vertices[-1]))
    found = enclosure(f, fmpq(1, 2**60), fmpq(1, 2**40))
    assert found.contains(arb(low))
    assert found.contains(arb(high))
    slack = fmpq(1, 50) * (1 + abs(low) + abs(high))
    assert arb(low - slack) <= found.lower()
    assert found.upper() <= arb(high + slack)


@pytest.mark.parametrize("f", [*LIPSCHITZ, UNBOUNDED])
@pytest.mark.parametrize("x", [2.0**-4, -(2.0**-7), 0.75, -0.3])
def test_balls_against_torch_and_against_difference_quotients(f, x):
    leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    (by_torch,) = torch.autograd.grad(as_torch(f, leaf), leaf)
    h, at = fmpq(1, 2**100), fmpq(*x.as_integer_ratio())
    with ctx.workprec(400):
        exact = derivative(f, arb(at))

        def value(t):
            return arb(fmpq(f.slope)) * t + arb(fmpq(*float(f.amplitude).as_integer_ratio())) * t**f.power * (t**-f.frequency).sin()

        quotient = (value(arb(at + h)) - value(arb(at))) / arb(h) if float(f.slope).is_integer() else exact
        assert abs(quotient - exact) <= arb(fmpq(1, 2**60))
        bound = arb(fmpq(1, 2**53)) * 64 * (1 + abs(exact)) * arb(at).abs_lower() ** -(2 * f.frequency)
        assert abs(arb(fmpq(*by_torch.item().as_integer_ratio())) - exact) <= bound


@pytest.mark.parametrize("f", LIPSCHITZ)
@pytest.mark.parametrize("k", [3, 10, 30])
def test_what_vanishes_bounds_the_distance_to_the_limits(f, k):
    low, high = closed_form(f).vertices[0][0], closed_form(f).vertices[-1][0]
    for x in (fmpq(1, 2**k), fmpq(-3, 2 ** (k + 2))):
        with ctx.workprec(PRECISION):
            slope = derivative(f, arb(x))
            assert arb(low - vanishing(f, x)) <= slope <= arb(high + vanishing(f, x))
