"""Breaking either route of a sweep breaks its claim: torch's backpropagation, torch's forward pass, the integers of the judge."""

import numpy as np
import pytest
import torch

from claims.core.batches import make
from claims.core.examine import Budget
from claims.core.sweep import distributions
from claims.core.sweep_parts import failing
from claims.instances.integer_networks import IntegerNetwork
from claims.instances.training_batches import predictions
from claims.lecture import find
from claims.sweeps import SWEEPS
from impl.place import PLACES

FEW = Budget("a few", 4)
BACKWARD = ("L20", "L21r", "L22", "L26", "L31", "L36r", "L37", "L41r", "L42", "L43", "L46", "L51", "L54r", "L59")
FORWARD = ("L30", "L33r", "L34", "L35", "L40", "L46")
INTEGERS = ("L33r", "L34", "L35", "L36r", "L40", "L41r", "L42", "L43", "L46", "L51", "L59")


def broken(ident, **parts):
    """How many of some instances break the claim, with these parts replaced."""
    claim, sweep = find(ident), SWEEPS[ident]
    found = 0
    for distribution in distributions(claim, sweep, FEW):
        subject = sweep.family.lift(make(sweep.family, distribution, 0, 256), PLACES[1])
        found += int(failing(claim, sweep, subject, 256, parts).broken.sum())
    return found


@pytest.mark.parametrize("ident", SWEEPS)
def test_unbroken_routes_agree(ident):
    assert broken(ident) == 0


@pytest.mark.parametrize("ident", BACKWARD)
def test_a_wrong_gradient_is_seen(ident, monkeypatch):
    plain = torch.autograd.grad

    def wrong(*args, **more):
        first, *rest = plain(*args, **more)
        return (None if first is None else first + (1 + torch.arange(len(first)).reshape(-1, *[1] * (first.dim() - 1))).to(first), *rest)

    monkeypatch.setattr(torch.autograd, "grad", wrong)
    assert broken(ident) > 0


@pytest.mark.parametrize("ident", FORWARD)
def test_a_wrong_forward_pass_is_seen(ident, monkeypatch):
    relu = torch.relu
    monkeypatch.setattr(torch, "relu", lambda z: relu(z) + (z == 1).to(z.dtype))
    if ident == "L30":
        monkeypatch.setitem(SWEEPS[ident].parts, "activation", torch.relu)
    if ident == "L46":  # its route holds the torch.relu of the time when it was defined
        monkeypatch.setitem(SWEEPS[ident].parts, "outputs", lambda s, weights: predictions(s, weights, torch.relu)[0].detach())
    if ident == "L40":  # the slopes are torch's own
        monkeypatch.setattr("impl.networks.step", lambda z: (z > 1).to(z.dtype))
    assert broken(ident) > 0


@pytest.mark.parametrize("ident", INTEGERS)
def test_a_wrong_judge_is_seen(ident, monkeypatch):
    plain = IntegerNetwork.preactivations.func

    def wrong(self):
        *hidden, last = plain(self)
        return [*(z + (z == 1) for z in hidden), last + np.sign(last)]

    monkeypatch.setattr(IntegerNetwork, "preactivations", property(wrong))
    assert broken(ident) > 0


def test_wrong_differences_are_seen_off_ties_alone():
    judge = SWEEPS["L41r"].checks.__kwdefaults__["quotients"]
    wrong = broken("L41r", quotients=lambda s: [doubled + 2 for doubled in judge(s)])
    assert 50 < wrong < 4 * 256 - 50
