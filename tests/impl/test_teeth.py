"""Teeth: torch and rationals agree; slopes by difference quotients; calm, not Lipschitz, not differentiable."""

import pytest
import torch
from flint import fmpq

from impl.autograd import differentiate
from impl.rationals import rational, vector
from impl.teeth import Teeth, as_torch, flanks, lasting, slopes, value, width

FUNCTIONS = [Teeth(1, 1, 4), Teeth(0, -3, 2), Teeth(-0.5, 2, 1), Teeth(2, 0.5, 4)]
TINY = fmpq(1, 2**40)


def lattice(k, f):
    """All multiples of a quarter of a tooth in the k-th interval and in its mirror image, with both ends."""
    start, step = fmpq(1, 2 ** (k + 1)), width(f, k) / 4
    right = [start + j * step for j in range(4 * f.growth**k + 1)]
    return [*right, *(-x for x in right)]


@pytest.mark.parametrize("f", FUNCTIONS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_torch_evaluates_teeth_exactly(f, dtype):
    where = [fmpq(0), fmpq(1), fmpq(-3), fmpq(5, 4), *(x for k in range(5) for x in lattice(k, f))]
    x = torch.tensor([int(v.p) / int(v.q) for v in where], dtype=dtype)
    assert vector(as_torch(f, x)) == tuple(value(f, v) for v in where)


@pytest.mark.parametrize("f", FUNCTIONS)
def test_slopes_are_difference_quotients_and_torch_gradients(f):
    for k in range(6):
        where = flanks(f, k)
        quotients = {(value(f, x + TINY) - value(f, x)) / TINY for x in where}
        leaf = torch.tensor([int(x.p) / int(x.q) for x in where], dtype=torch.float64, requires_grad=True)
        gradients = {rational(g) for g in differentiate(as_torch(f, leaf).sum(), [leaf])[0]}
        assert quotients == gradients == set(slopes(f, k))


@pytest.mark.parametrize("f", FUNCTIONS)
def test_teeth_are_calm_at_0_and_not_differentiable(f):
    calm = abs(rational(f.a)) + abs(rational(f.c)) / 2
    where = [x for k in range(5) for x in lattice(k, f)]
    assert all(abs(value(f, x)) <= calm * abs(x) for x in where)
    for k in range(8):
        end, peak = fmpq(1, 2**k), fmpq(1, 2 ** (k + 1)) + width(f, k) / 2
        assert value(f, end) / end == rational(f.a)
        assert value(f, peak) / peak == rational(f.a) + rational(f.c) / (2 + fmpq(1, f.growth**k))


def test_z_is_continuous_at_the_ends_of_its_intervals():
    f = Teeth(0, 1, 4)
    for k in range(5):
        end = fmpq(1, 2**k)
        assert value(f, end) == 0
        assert abs(value(f, end - TINY)) <= 4**k * TINY
        assert abs(value(f, end + TINY)) <= 4**k * TINY


def test_slopes_last_only_where_they_do_not_grow():
    assert lasting(Teeth(1, 1, 4), 3, 5) == ()
    assert lasting(Teeth(1, 1, 1), 3, 5) == ((-2,), (0,), (2,))
    assert lasting(Teeth(-0.5, 2, 1), 3, 5) == ((fmpq(-5, 2),), (fmpq(-3, 2),), (fmpq(3, 2),), (fmpq(5, 2),))
