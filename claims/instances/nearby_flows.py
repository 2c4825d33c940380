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
