"""Training as on the slide's four panels, small: balanced and unbalanced starts, and what is plotted over the steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise, takewhile
from typing import Any, NamedTuple

import numpy as np
import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.norm_changes import together
from claims.instances.numbers import choices, integers
from claims.instances.training import Training
from claims.instances.training_runs import DescentSubject, descended, lifted
from impl import descent, networks
from impl.autograd import differentiate
from impl.rationals import ZERO

Path = list[list[torch.Tensor]]
LARGE = 2**30  # a run is followed until a weight is larger: its square must fit the place
RATES = (0.0625, 0.125, 0.03125, 0.25, 0.5)


@st.composite
def panels(draw: Any, *, factors: tuple[float, ...] = (1,), biased: bool = False) -> Training:
    """Two or three layers that hold the same numbers in other cells, hence of one norm; one of them times a factor; up to four steps.

    `biased`: the last input is 1, and so is, in every hidden layer, the last neuron: a network with biases.
    """
    m, hidden = draw(choices((2, 2, 1))) + biased, draw(st.integers(1, 2))
    numbers = draw(st.tuples(*[st.sampled_from((1, 2, 0.5, 1, -1))] * m))
    weights: list[list[list[float]]] = []
    for h in range(hidden + 1):
        rows = m if h < hidden else 1
        cells = draw(st.permutations(range(rows * m)))[:m]
        entries = [0.0] * (rows * m)
        for cell, v in zip(cells, numbers, strict=True):
            entries[cell] = v * draw(choices((1, 1, 1, -1)))
        weights.append([entries[k * m : (k + 1) * m] for k in range(rows)])
    factor, chosen = draw(st.sampled_from(factors)), draw(st.integers(0, hidden))
    weights[chosen] = [[factor * v for v in row] for row in weights[chosen]]
    inputs = [draw(st.lists(st.sampled_from((1, 2, 0, 1, -1)), min_size=m, max_size=m)) for _ in range(draw(st.integers(1, 2)))]
    if biased:
        for layer in weights[:-1]:
            layer[-1] = [0.0] * (m - 1) + [1.0]
        inputs = [[*x[:-1], 1] for x in inputs]
    targets = draw(st.tuples(*[integers()] * len(inputs)))
    step = (draw(choices(RATES)), tuple(range(len(inputs))))
    fixed = tuple(tuple(tuple(row) for row in layer) for layer in weights)
    return Training(fixed, tuple(tuple(x) for x in inputs), targets, "half square", (step,) * draw(st.integers(1, 4)))


class Panel(NamedTuple):
    """What is plotted: step by step the squared norms of the layers, what the ledger adds to a difference, and the most it could."""

    path: Path
    norms: list[list[fmpq]]
    gradients: list[list[np.ndarray]]
    spread: list[fmpq]  # sum of eta^2 max_h ||G_h||^2 up to each step


def plotted(s: DescentSubject, path: Path, gradients: Callable[..., list[np.ndarray]], kept: Callable[[Any], list[Any]]) -> Panel:
    """The panel of a path until it is LARGE, with the gradients at every step; `kept` chooses what of weights and gradients counts."""
    path = list(takewhile(lambda weights: all(float(abs(w).max()) < LARGE for w in weights), path))
    found = [kept(gradients(s, weights, t)) for t, weights in enumerate(path[:-1])]
    spread = accumulate(sizes(found, s.rates), initial=ZERO)
    return Panel(path, [descent.squared_norms(kept(lifted(weights))) for weights in path], found, list(spread))


def sizes(gradients: Sequence[Sequence[Any]], rates: Sequence[fmpq]) -> list[fmpq]:
    """Step by step eta^2 max_h ||G_h||^2."""
    return [rate**2 * max(descent.squared_norms(g)) for g, rate in zip(gradients, rates, strict=False)]


def ratio(weights: Sequence[torch.Tensor], i: int, j: int) -> torch.Tensor:
    """Route: ||W_i||^2 / ||W_j||^2 by torch at the place."""
    return (weights[i] ** 2).sum() / (weights[j] ** 2).sum()


def ratio_scale(s: DescentSubject, difference: Scale, i: fmpq, j: fmpq) -> Scale:
    """Rounding in a ratio of squared norms i, j, whose difference has itself a scale."""
    return together(s, [difference.times(1 / j), Scale((i + j) / j, s.roundings, s.place.unit_roundoff, False)])


def losses(s: DescentSubject, path: Path) -> list[fmpq]:
    """The loss along a path in rationals."""
    return [descent.loss(lifted(weights), s.exact.inputs, s.exact.targets, s.loss) for weights in path]


def descends(values: Sequence[fmpq], gradients: Sequence[Sequence[Any]], rates: Sequence[fmpq]) -> bool:
    """Does every step lower the loss by at least eta/2 ||G||^2?"""
    drops = (before - after for before, after in pairwise(values))
    whole = (rate / 2 * sum(descent.squared_norms(g), ZERO) for g, rate in zip(gradients, rates, strict=False))
    return all(drop >= least for drop, least in zip(drops, whole, strict=True))


# ---- other trainings, which a statement about descent must tell apart --------------------------------------------------------


def by_adam(s: DescentSubject) -> Path:
    """Training by torch.optim.Adam."""
    leaves = [w.detach().clone() for w in s.weights]
    optimizer = torch.optim.Adam(leaves, lr=s.instance.steps[0][0])
    path = [[w.clone() for w in leaves]]
    for t in range(len(s.rates)):
        for leaf, g in zip(leaves, s.torch_gradient(path[-1], t), strict=True):
            leaf.grad = g
        optimizer.step()
        path.append([w.clone() for w in leaves])
    return path


def tanh_gradient(s: DescentSubject, weights: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """What torch backpropagates through the same network with tanh for the activation."""
    leaves = [w.detach().requires_grad_() for w in weights]
    predictions = networks.output(descent.shared(leaves), s.inputs, activation=torch.tanh)[0]
    return differentiate(s.loss.value(predictions, s.targets).sum(), leaves)


def by_tanh(s: DescentSubject) -> Path:
    """Gradient descent for the network with tanh."""
    path = [[w.detach() for w in s.weights]]
    for rate, _ in s.instance.steps:
        path.append(descent.step(path[-1], tanh_gradient(s, path[-1]), rate))
    return path


def tanh_gradients(s: DescentSubject, weights: Sequence[torch.Tensor], t: int) -> list[np.ndarray]:
    """Its gradients, at their exact values."""
    return lifted(tanh_gradient(s, weights))


def with_biases(s: DescentSubject) -> Path:
    """Gradient descent in which the last row of every hidden layer stays as it is: that carries the 1 for the biases."""

    def rule(weights: Any, gradient: Any, rate: Any) -> list[torch.Tensor]:
        return [
            *(torch.cat([a[:-1], w[-1:]]) for a, w in zip(descent.step(weights, gradient, rate)[:-1], weights, strict=False)),
            *descent.step(weights[-1:], gradient[-1:], rate),
        ]

    return descended(s, rule)


def without_biases(layers: Sequence[Any]) -> list[Any]:
    """Weights or gradients of such a network, the biases left out."""
    *hidden, last = layers
    return [*(w[:-1, :-1] for w in hidden), last[:, :-1]]


def by_difference(start: Sequence[fmpq], total: fmpq, now: fmpq) -> fmpq:
    """Route: 1 + D / ||W_j||^2, where `start` holds the squared norms of i and j at the start and their difference."""
    return 1 + (start[2] + total) / now
