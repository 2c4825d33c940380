"""Which velocities of the weights the gradient inclusion admits: the Clarke differential of a loss as a polytope, and what torch returns."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq
from hypothesis import strategies as st

from claims.instances.loss_elements import Element, by_engine, by_torch, without_biases
from claims.instances.numbers import choices
from claims.instances.premises import suppose
from claims.instances.training import Training, output, trainings
from claims.instances.training_runs import TrainingSubject, judged
from impl import descent, networks
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import Vector

LOSSES = ("half square", "half square", "linear")
TIED = ("kink", "kink", "kink", "zero layer", "opposite rows", "alive")


def _small(samples: int, plans: tuple[str, ...]) -> Any:
    return trainings(depths=(1, 2), width=2, losses=LOSSES, samples=samples, plans=plans)


@st.composite
def opposite_samples(draw: Any) -> Training:
    """A sample and its negative, often with a neuron at 0 for both: backpropagation takes the slope 0 twice, a limit never does.

    Mostly the derivatives of the loss have opposite signs, and then 0 is not between the two limits.
    """
    t = draw(_small(1, TIED))
    (x,) = t.inputs
    inputs = (x, tuple(-v for v in x))
    values = tuple(output(t.weights, v) for v in inputs)
    ups = (draw(st.integers(1, 4)), draw(choices((-1, -2, -3, 1))))
    return t._replace(inputs=inputs, targets=ups if t.loss == "linear" else tuple(v + up for v, up in zip(values, ups, strict=True)))


def single_samples() -> Any:
    """One sample, mostly at a kink."""
    return _small(1, TIED)


def untied_trainings() -> Any:
    """Up to two samples, no preactivation 0: the loss is differentiable."""
    return _small(2, ("alive",)).filter(_untied)


def _untied(t: Training) -> bool:
    return all(v for z in judged(t).preactivations[:-1] for v in z.flat)


def exactly_at(instance: Training, place: Place) -> TrainingSubject:
    """A network with a data set at a place that holds its gradient without rounding; other instances are discarded."""
    s = TrainingSubject(instance, place)
    suppose(s.exact.moduli.bits <= place.bits, "the gradient fits the place")
    return s


def flat(element: Element) -> Vector:
    """All entries of an element, layer by layer."""
    return tuple(v for w in element for v in w.flat)


def backpropagated(s: TrainingSubject) -> Vector:
    """Route: dL/dW as torch's backpropagation at the place returns it, flattened."""
    return flat(by_torch(s))


def differential(s: TrainingSubject) -> Polytope:
    """Route: the Clarke differential of the loss in all weights, by the exact engine (for deeper batches a set that contains it)."""
    return Polytope.hull(sorted({flat(e) for e in by_engine(s)}))


def slope_17(s: TrainingSubject) -> Element:
    """What backpropagation would return with s'(0) = 17."""
    return _with_slopes(s, [networks.step(z) + 17 * (z == 0) for z in s.exact.preactivations[:-1]])


def without_slopes(s: TrainingSubject) -> Element:
    """What backpropagation would return with the slope 1 everywhere, backwards only."""
    return _with_slopes(s, [z * 0 + 1 for z in s.exact.preactivations[:-1]])


def _with_slopes(s: TrainingSubject, masks: list[np.ndarray]) -> Element:
    """The gradients for given slopes backwards, the true network forwards."""
    weights, z = descent.shared(s.exact.weights), s.exact.preactivations
    ahead = [s.exact.inputs, *(networks.relu(v) for v in z[:-1])]
    residuals = s.loss.derivative(z[-1][0], s.exact.targets)
    return [(residuals * back[:, None] * h[None]).sum(-1) for back, h in zip(networks.cotangents(weights, masks), ahead, strict=True)]


def shares_without_biases(weights: list[np.ndarray], element: Element) -> list[fmpq]:
    """<W_i, s_i> for every layer of a network with biases (see `biased_trainings`), the biases left out."""
    return [p.sum() for p in without_biases(weights, element)]


def speeds_without_biases(s: TrainingSubject, element: Element) -> list[fmpq]:
    """-2 <W_i, s_i> for every layer, the biases left out."""
    return [-2 * v for v in shares_without_biases(s.exact.weights, element)]
