"""How a layer is paired with its gradient: the inner product and the trace, and what mutants put in their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from claims.instances import patterns
from claims.instances.layer_gradients import by_einsum, first_factor, second_factor
from claims.instances.network_subjects import NetworkSubject
from impl import networks

Gradients = Sequence[torch.Tensor]


def paired(s: NetworkSubject, gradients: Gradients, h: int) -> Any:
    """<W_h, df/dW_h>."""
    return networks.inner(s.weights[h], gradients[h])


def transposed(w: torch.Tensor, g: torch.Tensor) -> torch.Tensor:
    """<W^T, G>, entry by entry in the order of the rows."""
    return (w.T.reshape(g.shape) * g).sum()


def transpose_paired(s: NetworkSubject, gradients: Gradients, h: int) -> torch.Tensor:
    """<W_h^T, df/dW_h>."""
    return transposed(s.weights[h], gradients[h])


def summed(s: NetworkSubject, gradients: Gradients, _h: int) -> Any:
    """The sum of <W_h, df/dW_h> over all layers."""
    return sum(paired(s, gradients, h) for h in s.layers)


def trace(w: torch.Tensor, g: torch.Tensor) -> torch.Tensor:
    """Route: tr(W^T G) by torch."""
    return torch.trace(w.T @ g)


def trace_without_transpose(w: torch.Tensor, g: torch.Tensor) -> torch.Tensor:
    """tr(W G) where it can be formed, tr(W^T G) elsewhere."""
    return torch.trace(w @ g if w.shape[0] == w.shape[1] else w.T @ g)


def trace_in_the_other_order(w: torch.Tensor, g: torch.Tensor) -> torch.Tensor:
    """tr(G W^T)."""
    return torch.trace(g @ w.T)


def put_back(s: NetworkSubject, h: int, masks: Sequence[torch.Tensor]) -> torch.Tensor:
    """Route: (W_{H+1} A_H ... W_{h+1} A_h) W_h (A_{h-1} W_{h-1} ... W_1 x) by torch's matrix products."""
    return first_factor(s, h, masks) @ s.weights[h].detach() @ second_factor(s, h, masks)


def left_out(s: NetworkSubject, h: int, masks: Sequence[torch.Tensor]) -> torch.Tensor:
    """The sums of the two factors multiplied, without the layer between them."""
    return first_factor(s, h, masks).sum() * second_factor(s, h, masks).sum()


def with_masks(masks: Any) -> Any:
    """The layer gradients by the product formula with the slopes that `masks` gives."""
    return lambda s: by_einsum(s, masks(s))


slope_17_at_0 = with_masks(patterns.slope_17_at_0)
last_slopes_dropped = with_masks(patterns.last_dropped)
