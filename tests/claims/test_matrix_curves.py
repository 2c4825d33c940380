"""Curves of matrices: what the strategies reach, Cantor's function against its digits, and that everything fits the coarsest format."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq

from claims.core.draws import draw_all, smallest
from claims.instances.curve_speeds import WEIGHTS, by_forward_mode, by_product_rule, by_quadrature, by_torch, in_rationals
from claims.instances.matrix_curves import NODES, Jump, Quadratic, Staircase, cantor, column, curve_at, quadratic_curves, two_ends
from impl.place import Place

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")


def drawn(strategy, count, seed=0):
    found = []
    draw_all(strategy, count, seed, lambda instance: found.append(instance) or True)
    return found


def cantor_by_intervals(t, depth=12):
    """c by its own equation: c(t) = c(3t)/2 on the left third, 1/2 in the middle, 1/2 + c(3t - 2)/2 on the right."""
    if depth == 0 or t in (0, 1):
        return Fraction(t)
    if t < Fraction(1, 3):
        return cantor_by_intervals(3 * t, depth - 1) / 2
    if t < Fraction(2, 3):
        return Fraction(1, 2)
    return Fraction(1, 2) + cantor_by_intervals(3 * t - 2, depth - 1) / 2


def test_cantor_s_function_by_another_way():
    for k in range(81 + 1):
        assert Fraction(str(cantor(fmpq(k, 81)))) == cantor_by_intervals(Fraction(k, 81))


@pytest.mark.parametrize("place", [DOUBLE, SINGLE], ids=str)
def test_the_staircase_climbs_and_is_flat_at_the_nodes(place):
    found = [float(cantor(place.tensor([0.125, 0.5, 0.875])[k])) for k in range(3)]
    assert found == [0.25, 0.5, 0.75]
    near = fmpq(1, 2**10)
    assert all(cantor(u - near) == cantor(u) == cantor(u + near) for u in NODES)


def test_three_nodes_integrate_cubics_exactly_and_no_more():
    for power in range(5):
        found = sum(w * u**power for w, u in zip(WEIGHTS, NODES, strict=True))
        assert (found == fmpq(1, power + 1)) == (power < 4)


def test_curves_are_continuous_and_mostly_have_kinks():
    seen = Counter()
    for curve in drawn(quadratic_curves(), 120):
        s = curve_at(curve, DOUBLE)
        ends, slopes = s.at(column((fmpq(0), fmpq(1)))), s.velocity(column((fmpq(0), fmpq(1))))
        assert (ends[:, :, 1, :-1] == ends[:, :, 0, 1:]).all()
        seen["several pieces"] += len(curve.pieces) > 1
        seen["kink"] += bool((slopes[:, :, 1, :-1] != slopes[:, :, 0, 1:]).any())
        seen["moves"] += bool(slopes.any())
        seen["not a row"] += len(curve.start) > 1 < len(curve.start[0])
    assert seen["kink"] > 50
    assert seen["moves"] > 100
    assert seen["not a row"] > 30


def test_the_largest_curve_fits_the_coarsest_format():
    layer = ((4,) * 3,) * 3
    s = curve_at(Quadratic(layer, ((layer, layer),) * 3), SINGLE)
    times = (fmpq(0), *NODES, fmpq(1))
    assert (np.array(by_forward_mode(s, times).tolist()) == by_product_rule(s, times).astype(float)).all()
    assert by_torch(s).sum().item() == float(in_rationals(s)) == float(by_quadrature(s))


def test_staircases_and_jumps_move_without_speed():
    for kind in (Staircase, Jump):
        moved = 0
        for curve in drawn(two_ends(kind), 40):
            s = curve_at(curve, SINGLE)
            assert by_quadrature(s) == 0
            moved += in_rationals(s) != 0
        assert moved > 15


def test_what_they_shrink_to_and_that_they_can_be_written_down():
    found = smallest(quadratic_curves(), 100, 0, lambda curve: in_rationals(curve_at(curve, DOUBLE)) != 0)
    assert found.start in (((0,),), ((1,),))
    assert len(found.pieces) == 1
    names = {"Quadratic": Quadratic, "Staircase": Staircase}
    for instance in (*drawn(quadratic_curves(), 10), *drawn(two_ends(Staircase), 10)):
        assert eval(repr(instance), names) == instance
