"""The slide's three layers with quadratic loss: one step of gradient descent, and the derivatives of the loss on either side of the weights."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import torch
from flint import fmpq

from claims.core.check import Scale
from claims.instances.premises import suppose
from claims.instances.training import Training, trainings
from claims.instances.training_runs import DescentSubject, judged, judged_gradients
from impl import descent, networks


def three_layers(**options: Any) -> Any:
    """Networks W_3 s(W_2 s(W_1 x)) with loss sum (f - y)^2 / 2 and one step on all samples."""
    return trainings(depths=(2, 2), losses=("half square",), steps=(1, 1), **options).map(_on_all_samples)


def _on_all_samples(t: Training) -> Training:
    return t._replace(steps=tuple((rate, tuple(range(len(t.inputs)))) for rate, _ in t.steps))


def off_kinks(**options: Any) -> Any:
    """The same with inputs > 0, and with rows of one sign, the first one positive: no neuron is at 0."""
    return three_layers(plans=("generic", "opposite rows"), **options).map(_off_kinks)


def _off_kinks(t: Training) -> Training:
    def signed(k: int, row: tuple[float, ...]) -> tuple[float, ...]:
        sign = -1 if k and row[0] < 0 else 1
        return tuple(sign * (abs(w) or 1) for w in row)

    hidden = tuple(tuple(signed(k, row) for k, row in enumerate(layer)) for layer in t.weights[:-1])
    return t._replace(weights=(*hidden, t.weights[-1]), inputs=tuple(tuple(abs(v) or 1 for v in x) for x in t.inputs))


def on_the_right(s: DescentSubject) -> list[np.ndarray]:
    """Route: lim (L(W + tE) - L(W)) / t for t -> 0+, for every entry E of every layer, in rationals; shapes as the weights."""
    return _one_sided(s.instance, 1)


def on_the_left(s: DescentSubject) -> list[np.ndarray]:
    """Route: lim (L(W) - L(W - tE)) / t for t -> 0+, for every entry E of every layer, in rationals; shapes as the weights."""
    return [-d for d in _one_sided(s.instance, -1)]


@lru_cache(maxsize=8)
def _one_sided(t: Training, sign: int) -> list[np.ndarray]:
    found = []
    for h, w in enumerate(judged(t).weights):
        along = np.zeros(w.shape, dtype=object)
        for entry in np.ndindex(*w.shape):
            along[entry] = one_sided_derivative(t, h, entry, sign)
        found.append(along)
    return found


def one_sided_derivative(t: Training, layer: int, entry: tuple[int, ...], sign: int) -> fmpq:
    """L'(W; V), V the matrix with `sign` at one entry of one layer: forward mode with s'(z; v) = s'(z) v, and max(v, 0) at z = 0.

    The chain rule of directional derivatives holds for these functions (Scholtes 2012, Section 4.1): they are piecewise polynomial.
    """
    exact, loss = judged(t), descent.LOSSES[t.loss]
    reaching, moving = exact.inputs, exact.inputs * 0
    for h, w in enumerate(exact.weights):
        z, v = w @ reaching, w @ moving
        if h == layer:
            v[entry[0]] = v[entry[0]] + sign * reaching[entry[1]]
        last = h == len(exact.weights) - 1
        reaching = z if last else z * networks.step(z)
        moving = v if last else v * networks.step(z) + (z == 0) * v * networks.step(v)
    return (loss.derivative(reaching[0], exact.targets) * moving[0]).sum()


def off_ties(s: DescentSubject) -> None:
    """Suppose that no neuron is at 0, so that the loss is differentiable, and that torch sees the same slopes."""
    suppose("o" not in "".join(s.ties), "no ties")
    suppose(s.exact.moduli.bits <= s.place.bits, "torch is exact")


def backpropagated(s: DescentSubject) -> list[torch.Tensor]:
    """Route: what torch backpropagates, at the place."""
    return s.torch_gradient([w.detach() for w in s.weights], 0)


def by_optimizer(s: DescentSubject, **options: Any) -> list[torch.Tensor]:
    """Route: the weights after one step of torch.optim.SGD on (f - y)^2 / 2 at the place."""
    leaves = [w.detach().clone().requires_grad_() for w in s.weights]
    optimizer = torch.optim.SGD(leaves, lr=s.instance.steps[0][0], **options)
    w1, w2, w3 = leaves
    predictions = w3 @ torch.relu(w2 @ torch.relu(w1 @ s.inputs))
    (((predictions - s.targets) ** 2).sum() / 2).backward()
    optimizer.step()
    return [w.detach() for w in leaves]


def by_momentum(s: DescentSubject) -> list[torch.Tensor]:
    """One step of the heavy ball, with half of the step before."""
    return by_optimizer(s, momentum=0.5)


def by_adam(s: DescentSubject) -> list[torch.Tensor]:
    """The weights after one step of torch.optim.Adam at the place."""
    leaves = [w.detach().clone() for w in s.weights]
    for leaf, g in zip(leaves, backpropagated(s), strict=True):
        leaf.grad = g
    torch.optim.Adam(leaves, lr=s.instance.steps[0][0]).step()
    return leaves


def in_rationals(s: DescentSubject, factor: Any = 1, slope: int = 0) -> list[np.ndarray]:
    """Route: W - eta G in rationals, G by the product formula, slopes 0 at ties. Another `factor` of eta, another `slope` at ties."""
    g = judged_gradients(s, [w.detach() for w in s.weights], 0)
    if slope:
        z = s.exact.preactivations
        masks = [networks.step(v) + slope * (v == 0) for v in z[:-1]]
        g = descent.masked_gradients(s.exact.weights, masks, s.exact.inputs, s.loss.derivative(z[-1][0], s.exact.targets))
    return descent.step(s.exact.weights, g, factor * s.rates[0])


def update_scale(s: DescentSubject, h: int, rate: fmpq) -> Scale:
    """Rounding in the entries of W_h - rate G_h, the gradient's included."""
    return s.scale(abs(s.exact.weights[h]).sum() + 2 * rate * s.exact.moduli.gradients[h].sum(), s.sizes(s.path[0], 0).moduli.bits)
