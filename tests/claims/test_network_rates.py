"""The fast routes compute what the sweep computes, and a random combination misses a wrong equation as often as it says."""

import numpy as np
import torch

from claims.core.batches import Distribution, make
from claims.instances import network_batches as nets
from claims.instances import network_rates as rates
from impl import networks

WIDE = Distribution((8, 8, 8, 1), 4, 1, "generic", 1)
SHARED = Distribution((8, 8, 8, 1), rates.SHARED_BOUND, 1, "generic", 1)


def spoilt_autograd(monkeypatch, by):
    """Torch's backpropagation with something added to the first gradient, where it is asked for."""
    plain = torch.autograd.grad

    def wrong(*args, **more):
        first, *rest = plain(*args, **more)
        return (first + by(first), *rest)

    monkeypatch.setattr(torch.autograd, "grad", wrong)


def test_torch_agrees_with_itself_and_a_wrong_gradient_is_seen(monkeypatch):
    arrays = make(nets.family(), WIDE, 0, 512)
    assert rates.unjudged(arrays) == 0
    spoilt_autograd(monkeypatch, torch.ones_like)
    assert rates.unjudged(arrays) > 200


def test_combinations_hold_and_a_wrong_gradient_is_seen(monkeypatch):
    assert rates.shared(SHARED, 0, 16, 256) == rates.shared(SHARED, 0, 16, 256, judged=True) == (48, 0)
    spoilt_autograd(monkeypatch, torch.ones_like)
    assert rates.shared(SHARED, 0, 16, 256)[1] > 8


def test_a_forward_pass_that_is_wrong_everywhere_is_seen_by_the_judge_alone(monkeypatch):
    monkeypatch.setattr(torch, "relu", lambda z: z)
    assert rates.shared(SHARED, 0, 16, 64)[1] == 0
    assert rates.shared(SHARED, 0, 16, 64, judged=True)[1] > 0


def test_shared_equations_fit_float32():
    assert rates.fits(SHARED, 256)
    assert not rates.fits(SHARED._replace(bound=4), 256)
    f = networks.output([torch.full((8, 8, 1), 2.0), torch.full((8, 8, 1), 2.0), torch.full((1, 8, 1), 2.0)], torch.full((8, 1), 2.0))
    assert abs(float(f)) * 256 * rates.COEFFICIENTS / 2 <= 2**24


def test_how_often_a_combination_misses_one_wrong_input():
    """An equation off by e at one input is missed exactly where its coefficient is 0: for 1 in COEFFICIENTS of the draws."""
    draws = rates.random_bytes(5, 1, 0, 2**14) % rates.COEFFICIENTS
    assert abs(np.mean(draws == rates.COEFFICIENTS // 2) * rates.COEFFICIENTS - 1) < 0.1
