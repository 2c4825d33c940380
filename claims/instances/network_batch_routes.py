"""Routes over batches of networks, and what mutants put in their place: `layer_gradients`, `pairings` and `patterns` with a batch axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from claims.instances.network_batches import NetworkBatch
from impl import networks

Masks = list[torch.Tensor]


def by_autograd(s: NetworkBatch) -> list[torch.Tensor]:
    """Route: df/dW_h for every h and instance by torch's backpropagation, all instances at once."""
    output = networks.output(s.weights, s.x)
    return list(torch.autograd.grad(output, s.weights, torch.ones_like(output)))


def in_integers(s: NetworkBatch) -> np.ndarray:
    """Route: f by the integer judge, shape (B,)."""
    return s.exact.output[0]


def output_by_torch(s: NetworkBatch) -> torch.Tensor:
    """Route: f by torch's forward pass, shape (1, B)."""
    with torch.no_grad():
        return networks.output(s.weights, s.x)


def slopes(s: NetworkBatch, x: torch.Tensor | None = None) -> Masks:
    """The slopes that torch's forward pass shows (at another input x, if given), 0 at ties."""
    with torch.no_grad():
        return networks.slopes(s.weights, s.x if x is None else x)


def by_products(s: NetworkBatch, masks: Masks | None = None) -> list[torch.Tensor]:
    """Route: df/dW_h by torch's products with the given slopes, without autograd."""
    with torch.no_grad():
        return networks.layer_gradients(s.weights, slopes(s) if masks is None else masks, s.x)


def with_masks(masks: Callable[[NetworkBatch], Masks]) -> Callable[[NetworkBatch], list[torch.Tensor]]:
    """The layer gradients by products, with the slopes that `masks` gives."""
    return lambda s: by_products(s, masks(s))


def last_dropped(s: NetworkBatch) -> Masks:
    """A_H replaced by the identity."""
    *masks, last = slopes(s)
    return [*masks, torch.ones_like(last)]


def slopes_with(s: NetworkBatch, slope: int) -> Masks:
    """The slopes that torch's forward pass shows, with this one at ties."""
    with torch.no_grad():
        ahead = networks.preactivations(s.weights, s.x)[:-1]
        return [networks.step(z) + slope * (z == 0) for z in ahead]


def slope_17_at_0(s: NetworkBatch) -> Masks:
    """The slopes with s'(0) = 17."""
    return slopes_with(s, 17)


def at_minus_x(s: NetworkBatch) -> Masks:
    """The pattern of another sample, -x."""
    return slopes(s, -s.x)


def first_two_swapped(s: NetworkBatch) -> Masks:
    """The patterns of the first two hidden layers exchanged, where their widths agree."""
    first, *rest = slopes(s)
    return [rest[0], first, *rest[1:]] if rest and len(rest[0]) == len(first) else [first, *rest]


def masked_product(s: NetworkBatch, masks: Masks) -> torch.Tensor:
    """W_{H+1} A_H W_H ... A_1 W_1 x by torch, shape (1, B)."""
    with torch.no_grad():
        return networks.masked_product(s.weights, masks, s.x)


def paired(s: NetworkBatch, gradients: Sequence[torch.Tensor], h: int) -> torch.Tensor:
    """<W_h, df/dW_h>, shape (B,)."""
    return torch.mul(s.weights[h].detach(), gradients[h]).sum((0, 1))


def transposed(w: torch.Tensor, g: torch.Tensor) -> torch.Tensor:
    """<W^T, G>, entry by entry in the order of the rows, shape (B,)."""
    return (w.detach().transpose(0, 1).reshape(g.shape) * g).sum((0, 1))


def transpose_paired(s: NetworkBatch, gradients: Sequence[torch.Tensor], h: int) -> torch.Tensor:
    """<W_h^T, df/dW_h>."""
    return transposed(s.weights[h], gradients[h])


def trace_without_transpose(w: torch.Tensor, g: torch.Tensor) -> torch.Tensor:
    """tr(W G) where it can be formed, tr(W^T G) elsewhere."""
    w = w.detach()
    return (w.transpose(0, 1) * g).sum((0, 1)) if w.shape[0] == w.shape[1] else (w * g).sum((0, 1))


def put_back(s: NetworkBatch, h: int, masks: Masks) -> Any:
    """Route: (W_{H+1} A_H ... W_{h+1} A_h) W_h (A_{h-1} W_{h-1} ... W_1 x) by torch's products, shape (B,)."""
    with torch.no_grad():
        back, ahead = networks.cotangents(s.weights, masks)[h], networks.layer_inputs(s.weights, masks, s.x)[h]
        return (back * networks.apply(s.weights[h], ahead)).sum(0)


def left_out(s: NetworkBatch, h: int, masks: Masks) -> Any:
    """The sums of the two factors multiplied, without the layer between them."""
    with torch.no_grad():
        back, ahead = networks.cotangents(s.weights, masks)[h], networks.layer_inputs(s.weights, masks, s.x)[h]
        return back.sum(0) * ahead.sum(0)
