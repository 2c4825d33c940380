"""Update rules that are not gradient descent: paths of training by torch that a statement about descent must tell apart."""

from __future__ import annotations

from typing import Any

import torch

from claims.instances.premises import suppose
from claims.instances.training_runs import DescentSubject, descended, too_large
from impl import descent

Path = list[list[torch.Tensor]]


def weight_decay(s: DescentSubject) -> Path:
    """Gradient descent on L(W) + ||W||^2 / 2."""
    return descended(s, lambda weights, g, rate: descent.step(weights, [v + w for v, w in zip(g, weights, strict=True)], rate))


def momentum(s: DescentSubject) -> Path:
    """Heavy ball: each step goes on with half of the one before."""
    speed = [0 * w.detach() for w in s.weights]

    def rule(weights: Any, gradient: Any, rate: Any) -> list[torch.Tensor]:
        speed[:] = [v / 2 + g for v, g in zip(speed, gradient, strict=True)]
        return descent.step(weights, speed, rate)

    return descended(s, rule)


def signs(s: DescentSubject) -> Path:
    """The sign of every entry of the gradient: what Adam's first step takes."""
    return descended(s, lambda weights, g, rate: descent.step(weights, [torch.sign(v) for v in g], rate))


def last_layer_twice_as_fast(s: DescentSubject) -> Path:
    """Not one rate for all layers."""
    return descended(s, lambda weights, g, rate: descent.step(weights, [*g[:-1], 2 * g[-1]], rate))


def one_layer_after_another(s: DescentSubject) -> Path:
    """The last layer moves first, and the others see where it went; ends early where a step is too large, as descent does."""
    path = [[w.detach() for w in s.weights]]
    for t, (rate, _) in enumerate(s.instance.steps):
        weights = path[-1]
        if too_large(s, weights, t):
            break
        last = descent.step(weights[-1:], s.torch_gradient(weights, t)[-1:], rate)
        if too_large(s, [*weights[:-1], *last], t):
            break
        path.append(descent.step(weights[:-1], s.torch_gradient([*weights[:-1], *last], t)[:-1], rate) + last)
    return path


def midpoint(s: DescentSubject) -> Path:
    """One step that has the gradient at its middle: from M + (rate/2) G(M) to M - (rate/2) G(M), where M are the weights of the instance."""
    middle, rate = [w.detach() for w in s.weights], s.instance.steps[0][0] / 2
    suppose(s.sizes(middle, 0).moduli.bits < s.place.bits, "torch is exact")
    g = s.torch_gradient(middle, 0)
    return [descent.step(middle, g, -rate), descent.step(middle, g, rate)]
