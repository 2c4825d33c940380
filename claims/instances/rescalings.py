"""Rescaled networks: one layer multiplied by a factor, another divided by it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.bit_budgets import moduli
from claims.instances.numbers import choices
from claims.instances.training import LIVELY, RATES, Training, trainings
from claims.instances.training_runs import DescentSubject, judged_gradients, lifted
from impl import descent, networks
from impl.place import Place
from impl.rationals import rational

FACTORS = (8, 10, 2, 0.25, 10, 3, 0.5)
Weights = list[torch.Tensor]


class Rescaled(NamedTuple):
    """A network with a data set and one step on all of it; layer `up` is to be multiplied by `factor` > 0, layer `down` divided by it."""

    training: Training
    factor: float
    up: int
    down: int


@st.composite
def rescalings(draw: Any, trained: Any = None, factors: tuple[float, ...] = FACTORS) -> Rescaled:
    """Any two layers of a network; shrinks to the first two."""
    t = draw(trainings(plans=LIVELY) if trained is None else trained)
    t = t._replace(steps=((draw(choices(RATES)), tuple(range(len(t.inputs)))),))
    down, up = draw(st.permutations(range(len(t.weights))))[:2]
    found = Rescaled(t, draw(st.sampled_from(factors)), up, down)
    odd = odd_part(found.factor)
    short = all(4 * v % 1 == 0 for row in t.weights[down] for v in row)  # a float multiplied by an integer would need more bits
    return divided(found, odd) if odd > 1 and trained is None and short and draw(st.booleans()) else found


def odd_part(factor: float) -> int:
    """The odd part of the numerator: what a number must be divisible by so that its quotient by the factor is a dyadic rational."""
    p, _ = float(factor).as_integer_ratio()
    return p // (p & -p)


def divided(r: Rescaled, by: int) -> Rescaled:
    """The same where every entry of the layer that is to be divided is multiplied by an integer."""
    layers = [tuple(tuple(by * v for v in row) for row in w) if h == r.down else w for h, w in enumerate(r.training.weights)]
    return r._replace(training=r.training._replace(weights=tuple(layers)))


class RescaledSubject(DescentSubject):
    """The network before, with the factor and the two layers."""

    def __init__(self, instance: Rescaled, place: Place) -> None:
        super().__init__(instance.training, place)
        self.factor, self.up, self.down = instance.factor, instance.up, instance.down

    @property
    def binary(self) -> bool:
        """Is the factor a power of two, with which torch multiplies and divides without rounding?"""
        p, q = float(self.factor).as_integer_ratio()
        return p & (p - 1) == 0 == q & (q - 1)

    @property
    def moves(self) -> list[fmpq]:
        """Layer by layer, what the layer is multiplied by."""
        a = rational(self.factor)
        return [a if h == self.up else 1 / a if h == self.down else a**0 for h in self.layers]

    @cached_property
    def unrounded(self) -> bool:
        """Are no ties moved by rounding? By a power of two none are; else torch must hold the quotients, and have the bits for the gradient."""
        if self.binary:
            return True
        exact = [w * a for w, a in zip(self.exact.weights, self.moves, strict=True)]
        if any((v != w).any() for v, w in zip(lifted(rescale(self)), exact, strict=True)):
            return False
        return moduli(exact, self.exact.inputs, self.exact.targets, self.loss).bits <= self.place.bits

    def rounding(self, size: Any) -> Scale:
        """The scale of a result of modulus `size`: exact where nothing is rounded and the budget of bits is kept."""
        scale = self.scale(size)
        return scale._replace(exact=scale.exact and self.unrounded)


def rescaled_at(instance: Rescaled, place: Place) -> RescaledSubject:
    """The builder of claims about rescaled layers."""
    return RescaledSubject(instance, place)


def rescale(s: RescaledSubject) -> Weights:
    """Layer `up` multiplied by the factor and layer `down` divided by it, by torch at the place."""
    return moved(s, s.factor, s.factor)


def moved(s: RescaledSubject, multiplier: float, divisor: float) -> Weights:
    """Layer `up` multiplied and layer `down` divided, each by a number of its own."""
    weights = [w.detach() for w in s.weights]
    weights[s.up] = weights[s.up] * multiplier
    weights[s.down] = weights[s.down] / divisor
    return weights


def only_weights(s: RescaledSubject) -> Weights:
    """Of a network with biases, written as a bias-free one, the weights rescaled and the biases left."""
    found = []
    for h, (before, after) in enumerate(zip(s.weights, rescale(s), strict=True)):
        rows = before.shape[0] - (h < len(s.weights) - 1)
        w = before.detach().clone()
        w[:rows, :-1] = after[:rows, :-1]
        found.append(w)
    return found


def outputs(s: RescaledSubject, weights: Weights) -> torch.Tensor:
    """Route: the predictions for all samples by torch's forward pass at the place."""
    return descent.predictions(weights, s.inputs)


def with_tanh(s: RescaledSubject, weights: Weights) -> torch.Tensor:
    """The predictions with tanh for the activation."""
    return networks.output(descent.shared(weights), s.inputs, activation=torch.tanh)[0]


def plain(s: RescaledSubject) -> np.ndarray:
    """Route: the predictions of the network before, in rationals."""
    return s.exact.preactivations[-1][0]


def gradients_there(s: RescaledSubject, weights: Weights) -> list[torch.Tensor]:
    """Route: grad L at other weights by torch autograd at the place."""
    return s.torch_gradient(weights, 0)


def gradients_here(s: RescaledSubject) -> list[np.ndarray]:
    """Route: grad L at the weights before, by the product formula in rationals."""
    return judged_gradients(s, [w.detach() for w in s.weights], 0)


def stepped(s: RescaledSubject, weights: Weights) -> torch.Tensor:
    """The predictions after one step of gradient descent from other weights."""
    return outputs(s, descent.step(weights, s.torch_gradient(weights, 0), s.instance.steps[0][0]))


def plainly_stepped(s: RescaledSubject) -> np.ndarray:
    """The predictions after one step of gradient descent from the weights before, in rationals."""
    return descent.predictions(descent.step(s.exact.weights, gradients_here(s), s.rates[0]), s.exact.inputs)
