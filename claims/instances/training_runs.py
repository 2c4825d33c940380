"""Networks with data sets lifted to a place: at a point, and along runs of gradient descent. The builders of claims about training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import torch
from flint import fmpq

from claims.core.check import Scale
from claims.instances.bit_budgets import Moduli, moduli
from claims.instances.premises import suppose
from claims.instances.training import Training
from impl import descent, networks
from impl.autograd import differentiate
from impl.place import Place
from impl.rationals import rational

HUGE = 2**100  # a step that could leave this range is not taken: float32 ends at 2**128


class Judged(NamedTuple):
    """The judge's own values: rationals throughout, the batch axis last."""

    weights: list[np.ndarray]
    inputs: np.ndarray
    targets: np.ndarray
    preactivations: list[np.ndarray]
    moduli: Moduli


@lru_cache(maxsize=8)
def judged(instance: Training) -> Judged:
    """The exact values of a network on its data set, computed once for all places."""
    weights = [networks.exact(w) for w in instance.weights]
    inputs, targets = networks.exact(instance.inputs).T, networks.exact(instance.targets)
    z = networks.preactivations(descent.shared(weights), inputs)
    return Judged(weights, inputs, targets, z, moduli(weights, inputs, targets, descent.LOSSES[instance.loss]))


def lifted(weights: Sequence[torch.Tensor]) -> list[np.ndarray]:
    """Matrices of floats at their exact values."""
    return [np.array([[fmpq(*v.as_integer_ratio()) for v in row] for row in w.tolist()], dtype=object) for w in weights]


class TrainingSubject:
    """A network with a data set, lifted to a place: torch leaves (the route under test) beside the judge's rationals."""

    def __init__(self, instance: Training, place: Place) -> None:
        self.place, self.exact, self.instance = place, judged(instance), instance
        self.loss = descent.LOSSES[instance.loss]
        self.weights = [place.tensor(w).requires_grad_() for w in instance.weights]
        self.inputs, self.targets = place.tensor(instance.inputs).T, place.tensor(instance.targets)
        hidden = self.exact.preactivations[:-1]
        self.ties = tuple("".join("o" if v == 0 else "." for v in z.flat) for z in hidden)

    @property
    def layers(self) -> range:
        """The numbers of the layers, from 0."""
        return range(len(self.weights))

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The pairs i < j of layers."""
        return [(i, j) for j in self.layers for i in range(j)]

    @property
    def roundings(self) -> int:
        """At least as many as lie on the longest path of <W_h, G_h> or of a loss, and of a step."""
        shapes = [w.shape for w in self.weights]
        path = sum(n + m for m, n in shapes) + len(self.targets) + 4 * self.loss.degree
        return 2 * path + max(m * n for m, n in shapes) + 8

    def scale(self, size: Any, bits: int | None = None) -> Scale:
        """Rounding in a result of modulus `size`; none where the gradient's budget of bits is kept."""
        needed = self.exact.moduli.bits if bits is None else bits
        return Scale(rational(size), self.roundings, self.place.unit_roundoff, needed <= self.place.bits)


def training_at(instance: Training, place: Place) -> TrainingSubject:
    """The builder of claims about a network with a data set at a point."""
    return TrainingSubject(instance, place)


def by_autograd(s: TrainingSubject) -> list[torch.Tensor]:
    """Route: grad L by torch's backpropagation at the place."""
    return differentiate(descent.loss(s.weights, s.inputs, s.targets, s.loss), s.weights)


def by_formula(s: TrainingSubject) -> list[np.ndarray]:
    """Route: grad L by the product formula in rationals, slopes 0 at ties, without autograd."""
    return descent.gradients(s.exact.weights, s.exact.inputs, s.exact.targets, s.loss)


class StepSizes(NamedTuple):
    """One step of a run as the judge sees it: the weights before it in rationals, its moduli, and layer by layer sum (|W| + 2 rate |G|)^2."""

    weights: list[np.ndarray]
    moduli: Moduli
    updates: list[fmpq]


class DescentSubject(TrainingSubject):
    """A network with a data set, and steps of gradient descent on minibatches of it."""

    def __init__(self, instance: Training, place: Place) -> None:
        super().__init__(instance, place)
        self.rates = [rational(rate) for rate, _ in instance.steps]
        self.batches = [list(chosen) for _, chosen in instance.steps]
        self._sizes: dict[int, tuple[Any, StepSizes]] = {}

    def sizes(self, weights: Sequence[torch.Tensor], t: int) -> StepSizes:
        """The sizes of step `t` taken at torch's `weights`; kept for the weights asked for last."""
        kept = self._sizes.get(t)
        if kept is None or kept[0] is not weights:
            exact, batch, rate = lifted(weights), self.batches[t], self.rates[t]
            found = moduli(exact, self.exact.inputs[:, batch], self.exact.targets[batch], self.loss, rate)
            updates = [((abs(w) + 2 * rate * g) ** 2).sum() for w, g in zip(exact, found.gradients, strict=True)]
            kept = self._sizes[t] = (weights, StepSizes(exact, found, updates))
        return kept[1]

    def torch_gradient(self, weights: Sequence[torch.Tensor], t: int) -> list[torch.Tensor]:
        """What backpropagation returns for step `t` at `weights`, shapes as the layers."""
        leaves = [w.detach().requires_grad_() for w in weights]
        batch = self.batches[t]
        return differentiate(descent.loss(leaves, self.inputs[:, batch], self.targets[batch], self.loss), leaves)

    @cached_property
    def path(self) -> list[list[torch.Tensor]]:
        """The weights before the first step of descent and after each."""
        return descended(self)

    def step_scale(self, weights: Sequence[torch.Tensor], t: int, i: int, j: int) -> Scale:
        """Rounding in the change of D_ij by step `t`: of the two inner products <W_h, G_h>, and of the update of the two layers."""
        found = self.sizes(weights, t)
        return self.scale(4 * self.rates[t] * found.moduli.pairing + found.updates[i] + found.updates[j], found.moduli.bits)


def descent_at(instance: Training, place: Place) -> DescentSubject:
    """The builder of claims about training runs."""
    return DescentSubject(instance, place)


def descended(s: DescentSubject, rule: Callable[..., list[torch.Tensor]] = descent.step) -> list[list[torch.Tensor]]:
    """The weights after each step of torch at the place: autograd, and `rule(weights, gradient, rate)`; ends early where a step is HUGE."""
    path = [[w.detach() for w in s.weights]]
    for t, (rate, _) in enumerate(s.instance.steps):
        if too_large(s, path[-1], t):
            break
        path.append(rule(path[-1], s.torch_gradient(path[-1], t), rate))
    return path


def too_large(s: DescentSubject, weights: Sequence[torch.Tensor], t: int) -> bool:
    """Whether step `t` from `weights` could leave the range of the place."""
    return s.sizes(weights, t).moduli.largest > HUGE


def by_descent(s: DescentSubject) -> list[list[torch.Tensor]]:
    """Route: the weights after each step of gradient descent, by torch at the place."""
    return s.path


def judged_gradients(s: DescentSubject, weights: Sequence[torch.Tensor], t: int) -> list[np.ndarray]:
    """Route: the gradient of step `t` by the product formula in rationals; where it does not fit the place, torch's own at its exact value.

    (Beyond the budget of bits torch may round a preactivation across 0, and then descends along another slope.)
    """
    found = s.sizes(weights, t)
    if found.moduli.bits <= s.place.bits:
        return descent.gradients(found.weights, s.exact.inputs[:, s.batches[t]], s.exact.targets[s.batches[t]], s.loss)
    return lifted(s.torch_gradient(weights, t))


def exact_descent_at(instance: Training, place: Place) -> DescentSubject:
    """The builder of claims about steps of descent that torch takes without rounding; others do not meet the premise."""
    s = DescentSubject(instance, place)
    suppose(s.sizes(s.path[0], 0).moduli.bits <= place.bits, "torch is exact")
    return s


def speed(s: DescentSubject, path: Sequence[Sequence[torch.Tensor]]) -> list[fmpq]:
    """(W_1 - W_0) / rate, all entries in one vector."""
    before, after = lifted(path[0]), lifted(path[1])
    return [(b - a) / s.rates[0] for w, v in zip(before, after, strict=True) for a, b in zip(w.flat, v.flat, strict=True)]
