"""Networks that are not the lecture's: what mutants put in its place, written for torch tensors and for rationals alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from impl.networks import apply, relu

Net = Callable[[Sequence[Any], Any], Any]  # (weights, x) to the output, shape (1,)


def both(variant: Net) -> dict[str, Any]:
    """The parts of a mutant that replaces the network in both routes: `net` by torch, `output` in rationals."""
    return {"net": variant, "output": lambda s: variant(s.exact.weights, s.exact.x)[0]}


def _hidden(step: Callable[[int, Any, Any], Any]) -> Net:
    """The network whose h-th hidden activation is step(h, W_h, the one before)."""

    def net(weights: Sequence[Any], x: Any) -> Any:
        reaching = x
        for h, w in enumerate(weights[:-1], 1):
            reaching = step(h, w, reaching)
        return apply(weights[-1], reaching)

    return net


def biased(factor: Any = 1) -> Net:
    """A bias factor**h in every neuron of hidden layer h: what scales along when all layers are multiplied by the factor."""
    return _hidden(lambda h, w, before: relu(apply(w, before) + factor**h))


net_with_biases = biased()
leaky_net = _hidden(lambda _h, w, before: relu(apply(w, before)) - relu(-apply(w, before)) / 4)
hard_tanh_net = _hidden(lambda _h, w, before: _clamped(apply(w, before)))
linear_net = _hidden(lambda _h, w, before: apply(w, before))


def residual_net(weights: Sequence[Any], x: Any) -> Any:
    """s(W h) + h wherever a layer has as many neurons as inputs, s(W h) elsewhere."""
    return _hidden(lambda _h, w, before: relu(apply(w, before)) + (before if w.shape[0] == w.shape[1] else 0))(weights, x)


def _clamped(z: Any) -> Any:
    return torch.clamp(z, -1, 1) if isinstance(z, torch.Tensor) else np.minimum(np.maximum(z, -1), 1)


def the_last(s: Any) -> Any:
    """The output layer alone."""
    return s.layers[-1:]


SCALED_ALONG = both(net_with_biases) | {"scaled_net": lambda s: biased(s.factor)(s.scaled(s.layers), s.x)}  # b_h -> alpha^h b_h
