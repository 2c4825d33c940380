"""Further families of networks in batches: with a factor, with several outputs and a cotangent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from claims.core.batches import Arrays, Changed, Distribution, Family
from claims.instances import network_batches as nets
from claims.instances.networks import ScaledNetwork
from claims.instances.vector_networks import VectorNetwork
from impl import networks
from impl.place import Place


def scaled(*, negative: bool = False, **options: Any) -> Family:
    """Networks at points with a factor: whole numbers >= 0, or < 0."""

    def arrange(header: np.ndarray, arrays: Arrays, distribution: Distribution) -> None:
        nets.arrange(header, arrays[:-1], distribution)
        factor = arrays[-1]
        np.abs(factor, out=factor)
        if negative:
            np.minimum(-factor, -1, out=factor)

    return Family(
        "networks at points with a factor",
        nets.distributions(**{"degree": 2, **options}),
        lambda d: [*nets.shapes(d), ()],
        arrange,
        lambda arrays, place: nets.NetworkBatch(arrays[:-2], arrays[-2], place, arrays[-1]),
        lambda arrays: ScaledNetwork(*nets.network_instance(arrays[:-1]), int(arrays[-1])),
        lambda arrays: ((*fewer, arrays[-1]) for fewer in nets.fewer_neurons(arrays[:-1])),
        (nets.corner(**{"degree": 2, **options}),),
    )


class VectorBatch(nets.NetworkBatch):
    """Networks with k outputs and a cotangent c, shape (k, B)."""

    def __init__(self, arrays: Arrays, place: Place) -> None:
        super().__init__(arrays[:-2], arrays[-2], place)
        self.cotangent = arrays[-1].astype(self.exact.x.dtype)
        self.c = nets.lifted(arrays[-1], place)

    def along(self, k: int) -> np.ndarray:
        """Difference of <c, f(x; ..., a W_k, ...)> from a = 0 to a = 2, halved: f is linear in a >= 0. In integers."""
        return (self.cotangent * (self.exact.at(2, [k]) - self.exact.at(0, [k]))).sum(0) // 2


def with_cotangents(**options: Any) -> Family:
    """Networks with two outputs, and a cotangent."""
    return Family(
        "networks with two outputs and a cotangent",
        nets.distributions(**{"depths": (1, 2), "outputs": 2, "degree": 2, **options}),
        lambda d: [*nets.shapes(d), (d.shape[-1],)],
        lambda header, arrays, d: nets.arrange(header, arrays[:-1], d),
        VectorBatch,
        lambda arrays: VectorNetwork(*nets.network_instance(arrays[:-1]), nets.plain(arrays[-1])),
        lambda arrays: ((*fewer, arrays[-1]) for fewer in nets.fewer_neurons(arrays[:-1])),
        (nets.corner(**{"depths": (1, 2), "outputs": 2, "degree": 2, **options}),),
    )


def vector_gradients(s: VectorBatch) -> list[torch.Tensor]:
    """Route: the gradients of <c, f> layer by layer, by torch's backpropagation."""
    return list(torch.autograd.grad(networks.output(s.weights, s.x), s.weights, s.c))


def vector_by_masks(s: VectorBatch, masks: list[torch.Tensor]) -> list[torch.Tensor]:
    """The gradients of <c, f> by products with the given slopes."""
    with torch.no_grad():
        *hidden, last = s.weights
        *found, _ = networks.layer_gradients([*hidden, (s.c[:, None] * last).sum(0)[None]], masks, s.x)
        return [*found, s.c[:, None] * networks.layer_inputs(s.weights, masks, s.x)[-1][None]]


def any_pattern(s: VectorBatch) -> list[np.ndarray]:
    """A pattern that has nothing to do with the point: every other neuron is on."""
    return [np.array([[(k + h) % 2] for k in range(len(w))]) for h, w in enumerate(s.exact.weights[:-1])]


def with_any_pattern(s: VectorBatch) -> list[torch.Tensor]:
    """The gradients of the product with that pattern."""
    return vector_by_masks(s, [torch.from_numpy(np.repeat(mask, s.count, 1)).to(s.x) for mask in any_pattern(s)])


def along_with_any_pattern(s: VectorBatch) -> list[np.ndarray]:
    """The product with that pattern itself, once a layer: it is linear in each."""
    reaching = s.exact.x
    for w, mask in zip(s.exact.weights[:-1], any_pattern(s), strict=True):
        reaching = mask * (w * reaching).sum(1)
    return [(s.cotangent * (s.exact.weights[-1] * reaching).sum(1)).sum(0)] * len(s.exact.weights)


def both(variant: Callable[[Any, Any], Any]) -> Changed:
    """A mutant that replaces the network in both routes: `net` by torch, `output` by torch in float64, within its budget."""

    def output(s: nets.NetworkBatch) -> Any:
        return variant([torch.from_numpy(w).double() for w in s.exact.weights], torch.from_numpy(s.exact.x).double())[0].numpy()

    return Changed({"net": lambda w, x: variant(w, x).detach(), "output": output})
