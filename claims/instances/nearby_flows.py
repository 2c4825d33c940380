"""Runs that are not the flow of the loss: what a statement about the flow must tell apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from claims.instances.flows import FlowSubject, Path, flow_runs, gains, weights_along
from impl import flow


def other_slopes(chosen: Callable[[Sequence[torch.Tensor], torch.Tensor], flow.Pattern]) -> Callable[[FlowSubject], Path]:
    """The run with other slopes frozen in each step than those of the live weights."""
    return lambda s: weights_along(s.run(pattern=chosen))


def descended(s: FlowSubject) -> Path:
    """Gradient descent with the flow's own steps for rates."""
    path = [s.weights]
    for step in s.steps:
        gradient = flow.frozen_gradient(path[-1], flow.live_pattern(path[-1], s.inputs), s.inputs, s.targets, s.loss)
        path.append([w - step.h * g for w, g in zip(path[-1], gradient, strict=True)])
    return path


def shrinking(s: FlowSubject) -> Path:
    """Each step also shrinks every layer by the factor 1 - h."""
    return [[w * (1 - s.instance.h) ** t for w in weights] for t, weights in enumerate(s.path)]


def last_layer_mirrored(s: FlowSubject) -> Path:
    """The last layer moves by the same amounts the other way."""
    return [[*weights[:-1], 2 * s.weights[-1] - weights[-1]] for weights in s.path]


def all_on(weights: Sequence[torch.Tensor], inputs: torch.Tensor) -> flow.Pattern:
    """All slopes 1."""
    return [torch.ones_like(a) for a in flow.live_pattern(weights, inputs)]


def rolled(weights: Sequence[torch.Tensor], inputs: torch.Tensor) -> flow.Pattern:
    """To every sample the slopes of the one before it."""
    return [a.roll(1, dims=1) for a in flow.live_pattern(weights, inputs)]


def uphill(s: FlowSubject) -> Path:
    """The flow of -L."""
    return weights_along(s.run(loss=s.loss._replace(derivative=lambda f, y: y - f)))


def biased_runs() -> Any:
    """One hidden layer with biases: the last column of W_1, for an input that is always 1."""
    return flow_runs(depths=(1, 1)).map(lambda run: run._replace(inputs=tuple((*x[:-1], 1) for x in run.inputs)))


def gains_without_bias(before: Sequence[torch.Tensor], after: Sequence[torch.Tensor]) -> list[Any]:
    """The gains, the biases of the first layer (its last column) left out."""
    return gains([before[0][:, :-1], *before[1:]], [after[0][:, :-1], *after[1:]])


def on_at_ties(weights: Sequence[torch.Tensor], inputs: torch.Tensor) -> flow.Pattern:
    """The slopes of the hidden layers at the weights, 1 at a tie."""
    found, ahead = [], inputs
    for w in weights[:-1]:
        z = w @ ahead
        found.append((z >= 0).to(z.dtype))
        ahead = z * found[-1]
    return found


def two_solutions(s: FlowSubject) -> list[tuple[float, float]]:
    """Where neurons that are tied at the start may wait or leave, 0 and how far the two have come apart after a step; else nothing.

    Both must be solutions: what waits stays where its slope is 0, what leaves is where its slope is 1, at the middle of the step.
    """
    waits, leaves = s.steps[0], s.run(pattern=on_at_ties)[0]
    for step in (waits, leaves):
        if not all(map(torch.equal, (flow.live_pattern if step is waits else on_at_ties)(step.midpoint, s.inputs), step.pattern)):
            return []
    return [(0, max(float(abs(a - b).max()) for a, b in zip(waits.after, leaves.after, strict=True)))]
