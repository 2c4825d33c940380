"""Elements of the Clarke differential of a batch loss in all weights, as routes; and networks with biases written as bias-free ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from claims.instances.numbers import integers
from claims.instances.premises import suppose
from claims.instances.training import Training, trainings
from claims.instances.training_runs import TrainingSubject, by_autograd, lifted
from impl import descent, networks
from impl.autograd import differentiate
from impl.polytope import Polytope
from impl.rationals import ZERO
from impl.weights import loss_limiting_gradients

Element = list[np.ndarray]  # one matrix a layer, in rationals
MOST_TIES = 6


def by_engine(s: TrainingSubject) -> list[Element]:
    """Route: the limiting gradients of the loss in all weights, exactly, cusps included.

    They contain every vertex of the Clarke differential (Clarke 1983, Theorem 2.5.1). For deeper batches, where only bounds are
    known, the outer one: a statement that holds on a superset holds on the set.
    """
    return _limiting(s.instance)


@lru_cache(maxsize=8)
def _limiting(t: Training) -> list[Element]:
    derivative = descent.LOSSES[t.loss].derivative
    found = loss_limiting_gradients(t.weights, t.inputs, t.targets, derivative=derivative, samples=0)
    return [[np.array(layer, dtype=object) for layer in gradient] for gradient in found.outer]


def clarke_of_loss(s: TrainingSubject) -> Polytope:
    """Route: the Clarke differential of the loss, flattened. Raises Undecided (a ValueError) where only bounds are known."""
    return _clarke(s.instance)


@lru_cache(maxsize=8)
def _clarke(t: Training) -> Polytope:
    return loss_limiting_gradients(t.weights, t.inputs, t.targets, derivative=descent.LOSSES[t.loss].derivative).clarke


def every_mask(s: TrainingSubject, residuals: Any = None) -> list[Element]:
    """Route: the masked gradients for every choice of slopes 0 and 1 at the ties, sample by sample, without the engine.

    Near the weights the loss is made of polynomial pieces, one a pattern that agrees with the weights' own wherever there is no
    tie; so these contain all limiting gradients, also of a network with biases (whose rows that carry 1 are no variables).
    """
    z = s.exact.preactivations
    suppose(sum(v == 0 for layer in z[:-1] for v in layer.flat) <= MOST_TIES, f"at most {MOST_TIES} ties")
    r = s.loss.derivative(z[-1][0], s.exact.targets) if residuals is None else residuals
    return [descent.masked_gradients(s.exact.weights, masks, s.exact.inputs, r) for masks in _masks(z[:-1])]


def _masks(z: Sequence[np.ndarray]) -> Iterator[list[np.ndarray]]:
    ties = [(k, index) for k, layer in enumerate(z) for index in np.argwhere(layer == 0).tolist()]
    for choice in product((ZERO, ZERO + 1), repeat=len(ties)):
        masks = [networks.step(layer) for layer in z]
        for (k, index), slope in zip(ties, choice, strict=True):
            masks[k][tuple(index)] = slope
        yield masks


def by_torch(s: TrainingSubject) -> Element:
    """Route: what torch's backpropagation of the loss returns at the place, at its exact values."""
    return lifted(by_autograd(s))


def products(weights: Sequence[np.ndarray], element: Element) -> list[np.ndarray]:
    """The entrywise products W_h * s_h: their sums are <W_h, s_h>, their row and column sums the shares of single neurons."""
    return [w * g for w, g in zip(weights, element, strict=True)]


# ---- nearby elements and pairings, which a statement about the loss must tell apart ------------------------------------------


def decayed(s: TrainingSubject) -> list[Element]:
    """Elements for L(W) + ||W||^2 / 2."""
    return [[g + w for g, w in zip(element, s.exact.weights, strict=True)] for element in by_engine(s)]


def first_halved(weights: Sequence[np.ndarray], element: Element) -> list[np.ndarray]:
    """The first layer's products halved."""
    first, *rest = products(weights, element)
    return [first / 2, *rest]


def without_biases(weights: Sequence[np.ndarray], element: Element) -> list[np.ndarray]:
    """The products of a network with biases (see `biased_trainings`), the biases left out."""
    *hidden, last = products(weights, element)
    return [*(p[:-1, :-1] for p in hidden), last[:, :-1]]


def with_tanh(s: TrainingSubject) -> Element:
    """What torch backpropagates through the same network with tanh for the activation."""
    return _of_another(s, networks.output(descent.shared(s.weights), s.inputs, activation=torch.tanh)[0])


def first_layer_squared(s: TrainingSubject) -> Element:
    """What torch backpropagates where the entries of W_1 enter as w |w|: homogeneous of degree 2 in the first layer."""
    first, *rest = s.weights
    return _of_another(s, descent.predictions([first * abs(first), *rest], s.inputs))


def _of_another(s: TrainingSubject, predictions: torch.Tensor) -> Element:
    return lifted(differentiate(s.loss.value(predictions, s.targets).sum(), s.weights))


@st.composite
def biased_trainings(draw: Any) -> Training:
    """Networks with a bias in every hidden layer, written as bias-free ones: W_h becomes [W_h b_h; 0 1], x becomes (x, 1).

    About half of the biases are drawn so that the first sample ties.
    """
    t = draw(trainings(depths=(1, 2), width=2, samples=2, plans=("generic", "generic", "zero layer", "opposite rows")))
    h = tuple(t.inputs[0])
    weights = []
    for layer in t.weights[:-1]:
        z = [sum(w * v for w, v in zip(row, h, strict=True)) for row in layer]
        biases = [draw(st.just(-v) | integers()) for v in z]
        weights.append((*((*row, b) for row, b in zip(layer, biases, strict=True)), (*(0,) * len(layer[0]), 1)))
        h = tuple(max(v + b, 0) for v, b in zip(z, biases, strict=True))
    last = draw(integers())
    weights.append(tuple((*row, last) for row in t.weights[-1]))
    return t._replace(weights=tuple(weights), inputs=tuple((*x, 1) for x in t.inputs))
