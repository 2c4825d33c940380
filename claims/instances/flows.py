"""Runs of the gradient flow of small ReLU networks: strategies, the builder, and what can be asked of a run.

Steps are short enough for the loss not to be stiff; about a third of the runs cross kinks, and half of them begin at one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import torch
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.networks import Layer
from claims.instances.premises import suppose
from claims.instances.training import Sample
from claims.instances.training_runs import lifted
from impl import flow, networks
from impl.autograd import differentiate
from impl.descent import LOSSES, Loss, shared, squared_norms
from impl.place import Place
from impl.rationals import rational

Path = list[list[torch.Tensor]]


class FlowRun(NamedTuple):
    """Weights W_1(0)..W_{H+1}(0), data, and how the flow of sum_n (f(x_n) - y_n)^2 / 2 is followed: `steps` steps of length h.

    A `refined` run is also to be compared with gradient descent by steps 16 times as short, both at h and at h / 4.
    """

    weights: tuple[Layer, ...]
    inputs: tuple[Sample, ...]
    targets: tuple[float, ...]
    h: float
    steps: int
    refined: bool = False


@st.composite
def flow_runs(draw: Any, *, scale: float = 0.25, h: float = 1 / 64, steps: int = 6, depths: tuple[int, int] = (1, 2)) -> FlowRun:
    """Networks of 1 or 2 hidden layers of 1 to 4 neurons and up to 5 samples; weights are multiples of `scale` up to 6 times it."""
    sizes = [draw(st.integers(1, 2)), *(draw(st.integers(1, 4)) for _ in range(draw(st.integers(*depths)))), 1]
    entry = st.integers(-6, 6)
    weights = tuple(tuple(tuple(scale * v for v in row) for row in draw(st.tuples(*[st.tuples(*[entry] * n)] * m))) for n, m in pairwise(sizes))
    samples = draw(st.integers(1, 5))
    inputs = draw(st.tuples(*[st.tuples(*[entry] * sizes[0])] * samples))
    targets = draw(st.tuples(*[entry] * samples))
    return FlowRun(weights, tuple(tuple(v / 4 for v in x) for x in inputs), tuple(v / 4 for v in targets), h, steps)


class FlowSubject:
    """A run of the flow at a place."""

    loss: Loss = LOSSES["half square"]

    def __init__(self, instance: FlowRun, place: Place) -> None:
        self.instance, self.place = instance, place
        self.weights = [place.tensor(w) for w in instance.weights]
        self.inputs, self.targets = place.tensor(instance.inputs).T, place.tensor(instance.targets)
        z = networks.preactivations(shared([networks.exact(w) for w in instance.weights]), networks.exact(instance.inputs).T)
        self.ties = tuple("".join("o" if v == 0 else "." for v in layer.flat) for layer in z[:-1])

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The pairs i < j of layers."""
        return [(i, j) for j in range(len(self.weights)) for i in range(j)]

    def run(self, *, pattern: Any = flow.live_pattern, loss: Loss | None = None) -> list[flow.FlowStep]:
        """The steps of the flow; discarded where the loss is too stiff for them."""
        try:
            return flow.flow(self.weights, self.inputs, self.targets, loss or self.loss, self.instance.h, self.instance.steps, pattern=pattern)
        except flow.NoConvergence as stiff:
            suppose(False, str(stiff))
            raise

    @cached_property
    def steps(self) -> list[flow.FlowStep]:
        """The steps of the flow of this loss."""
        return self.run()

    @cached_property
    def path(self) -> Path:
        """W_0, W_1, ..., W_T."""
        return weights_along(self.steps)

    @property
    def roundings(self) -> int:
        """At least as many as lie on the longest path of an entry of the gradient or of the loss."""
        return 2 * sum(m + n for m, n in (w.shape for w in self.weights)) + len(self.targets) + 16

    def scale(self, size: Any) -> Scale:
        """Rounding in a result of modulus `size`."""
        return Scale(rational(size), self.roundings, self.place.unit_roundoff, exact=False)

    @cached_property
    def _drifts(self) -> list[float]:
        bounds = [flow.drift_bounds(step, self.inputs, self.targets, self.loss, self.roundings) for step in self.steps]
        return [sum(layer) for layer in zip(*bounds, strict=True)]

    def drift_scale(self, i: int, j: int) -> Scale:
        """What the residuals of the solves, and rounding, may add to D_ij over the whole run."""
        return self.scale((self._drifts[i] + self._drifts[j]) / (self.roundings * float(self.place.unit_roundoff)))

    def live_loss(self, weights: Sequence[torch.Tensor]) -> torch.Tensor:
        """L(W), shape (), with the slopes of W itself."""
        return flow.frozen_loss(weights, flow.live_pattern(weights, self.inputs), self.inputs, self.targets, self.loss)

    def loss_scale(self, weights: Sequence[torch.Tensor]) -> Scale:
        """Rounding in a loss at `weights`, and in the difference of two."""
        ones = [torch.ones_like(a) for a in self.steps[0].pattern]
        moduli = [abs(w) for w in weights]
        return self.scale(4 * float(flow.frozen_loss(moduli, ones, abs(self.inputs), -abs(self.targets), self.loss)))


@lru_cache(maxsize=4)
def flow_at(instance: FlowRun, place: Place) -> FlowSubject:
    """The builder of claims about the flow."""
    return FlowSubject(instance, place)


def weights_along(steps: Sequence[flow.FlowStep]) -> Path:
    """W_0, W_1, ..., W_T."""
    return [steps[0].weights, *(step.after for step in steps)]


def by_midpoints(s: FlowSubject) -> Path:
    """Route: the weights along the run, by the frozen-pattern implicit midpoint rule in torch at the place."""
    return s.path


def by_autograd(s: FlowSubject, weights: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Route: the gradient of the live loss at `weights` by torch's backpropagation at the place."""
    leaves = [w.clone().requires_grad_() for w in weights]
    ahead = s.inputs
    for w in leaves[:-1]:
        ahead = torch.relu(w @ ahead)
    return differentiate(s.loss.value((leaves[-1] @ ahead)[0], s.targets).sum(), leaves)


def norms(weights: Sequence[torch.Tensor]) -> list[Any]:
    """The layers' squared norms in rationals."""
    return squared_norms(lifted(weights))


def gains(before: Sequence[torch.Tensor], after: Sequence[torch.Tensor]) -> list[Any]:
    """||W_i||^2 after, less before, layer by layer."""
    return [b - a for a, b in zip(norms(before), norms(after), strict=True)]


def gains_by_products(before: Sequence[torch.Tensor], after: Sequence[torch.Tensor]) -> list[Any]:
    """The same as <W+ + W, W+ - W>: twice the middle times the step."""
    return [((b + a) * (b - a)).sum() for a, b in zip(lifted(before), lifted(after), strict=True)]
