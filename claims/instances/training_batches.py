"""Networks with a few samples each, in batches: torch's loss and its gradients beside integers. The loss is the half square."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from claims.core.batches import Arrays, Distribution, Family
from claims.instances import network_batches as nets
from claims.instances.integer_networks import IntegerNetwork
from claims.instances.training import Training
from impl import networks
from impl.place import Place

RATE = 1


class TrainingBatch:
    """Weights (m, n, B), N inputs (n, B) and targets (N, B) as torch leaves at a place and as the judge's integers."""

    def __init__(self, arrays: Arrays, place: Place) -> None:
        *layers, inputs, targets = arrays
        self.place, self.count, self.samples = place, targets.shape[-1], len(inputs)
        self.weights = [nets.lifted(w, place).requires_grad_() for w in layers]
        self.inputs, self.targets = nets.lifted(inputs, place), nets.lifted(targets, place)
        self.whole = [w.astype(np.int64) for w in layers]
        self.exact = [IntegerNetwork(layers, x) for x in inputs]
        self.goals: np.ndarray = targets.astype(np.int64)

    @property
    def layers(self) -> range:
        return range(len(self.weights))

    @property
    def ties(self) -> list[np.ndarray]:
        """Which preactivations are 0, hidden layer by hidden layer, all samples together, shape (N m, B)."""
        hidden = zip(*(net.preactivations[:-1] for net in self.exact), strict=True)
        return [np.concatenate([z == 0 for z in layer]) for layer in hidden]

    @property
    def outputs(self) -> np.ndarray:
        """f(x_n; W) in integers, shape (N, B)."""
        return np.stack([net.output[0] for net in self.exact])


Residuals = Callable[[TrainingBatch], np.ndarray]


def residuals(s: TrainingBatch) -> np.ndarray:
    """l'(f_n, y_n) = f_n - y_n in integers, shape (N, B)."""
    return s.outputs - s.goals


def predictions(s: TrainingBatch, weights: list[torch.Tensor], activation: Any = torch.relu) -> list[torch.Tensor]:
    """f(x_n; W) by torch for every sample, shape (B,) each."""
    return [networks.output(weights, x, activation)[0] for x in s.inputs]


def loss_gradient(s: TrainingBatch, weights: list[torch.Tensor] | None = None, activation: Any = torch.relu) -> list[torch.Tensor]:
    """Route: grad L of every instance by torch's backpropagation (of weights computed from the leaves, if given)."""
    return list(torch.autograd.grad(loss(s, s.weights if weights is None else weights, activation), s.weights))


def loss(s: TrainingBatch, weights: list[torch.Tensor], activation: Any = torch.relu) -> torch.Tensor:
    """The sum of all instances' losses by torch: its gradient in one instance's weights is that instance's own."""
    total = sum((v - y) * (v - y) for v, y in zip(predictions(s, weights, activation), s.targets, strict=True)) / 2
    return total.sum()


def in_integers(s: TrainingBatch, given: Residuals = residuals, slope: int = 0) -> list[np.ndarray]:
    """sum_n r_n df_n/dW_h by the product formula in integers, with this slope at ties."""
    r = given(s)
    found = [net.gradients(r[n], slope) for n, net in enumerate(s.exact)]
    return [np.add.reduce(layer) for layer in zip(*found, strict=True)]


def returned(gradients: list[torch.Tensor]) -> list[np.ndarray]:
    """What torch returned, whole numbers, as int64. Raises ValueError for anything else."""
    found = [g.detach().cpu().numpy() for g in gradients]
    whole = [g.astype(np.int64) for g in found]
    if any((a != b).any() for a, b in zip(found, whole, strict=True)):
        raise ValueError("whole numbers were asked for, found others among the gradients: the bit budget was not kept")
    return whole


def training_instance(arrays: Arrays) -> Training:
    """One network with its samples and one step at rate 1 on all of them."""
    *layers, inputs, targets = arrays
    return Training(tuple(map(nets.plain, layers)), nets.plain(inputs), nets.plain(targets), "half square", ((RATE, tuple(range(len(inputs)))),))


def shapes(distribution: Distribution) -> list[tuple[int, ...]]:
    """The layers, N inputs, N targets; the last of the distribution's sizes is N."""
    *sizes, samples = distribution.shape
    return [*nets.shapes(distribution._replace(shape=tuple(sizes)))[:-1], (samples, sizes[0]), (samples,)]


def arrange(header: np.ndarray, arrays: Arrays, distribution: Distribution) -> None:
    """The ties of networks, for the first sample; in some instances the second is its negative, or its target is met by 0."""
    *layers, inputs, targets = arrays
    nets.arrange(header, (*layers, inputs[0]), distribution._replace(shape=distribution.shape[:-1]))
    if len(inputs) > 1:
        np.copyto(inputs[1], -inputs[0], where=header[2] < 64)
    np.copyto(targets, 0, where=header[2] >= 224)


def smaller(arrays: Arrays) -> Iterator[Arrays]:
    """Without a neuron, an input, or a sample."""
    *layers, inputs, targets = arrays
    for k in range(len(inputs) if len(inputs) > 1 else 0):
        yield (*layers, np.delete(inputs, k, 0), np.delete(targets, k))
    for k in range(inputs.shape[1] if inputs.shape[1] > 1 else 0):
        yield (np.delete(layers[0], k, 1), *layers[1:], np.delete(inputs, k, 1), targets)
    for fewer in nets.fewer_neurons((*layers, np.zeros(1, np.int8))):
        yield (*fewer[:-1], inputs, targets)


def budget(samples: int) -> int:
    """Bits for twice those of an output, so that the sum of the samples' gradients fits the smallest format."""
    return nets.BUDGET - samples - 1


def trainings(samples: int = 2) -> Family:
    """Networks with samples; gradients of the loss fit the smallest budget of bits."""
    made = nets.distributions(depths=(1, 2), widths=(1, 2, 3), degree=2, budget=budget(samples))
    with_samples = made.map(lambda d: d._replace(shape=(*d.shape, samples)))
    return Family(f"networks with {samples} samples", with_samples, shapes, arrange, TrainingBatch, training_instance, smaller)
