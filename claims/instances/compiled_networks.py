"""Torch's route over batches of networks compiled by inductor, one pairing a layer out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from claims.instances.inductor import compiled
from claims.instances.network_batches import NetworkBatch
from impl import networks


def pairings(s: NetworkBatch) -> torch.Tensor:
    """Route: <W_h, df/dW_h> for every h by torch.func.grad at the place's format, compiled, shape (H + 1, B)."""
    return compiled(_pairings)(s.place.dtype, *given((s.small[-1], *s.small[:-1]), s.place.dtype))


def given(arrays: Sequence[Any], dtype: torch.dtype) -> list[torch.Tensor]:
    """What compiled code is given: small integers where it converts them well, else floats. On AVX2, int8 was measured to make it 5 times slower."""
    found = [array if isinstance(array, torch.Tensor) else torch.from_numpy(array) for array in arrays]
    converts = found[0].device.type != "cpu" or torch.backends.cpu.get_cpu_capability() == "AVX512"
    return found if converts else [array.to(dtype) for array in found]


def picked(_s: NetworkBatch, found: torch.Tensor, h: int) -> torch.Tensor:
    """The pairing of one layer, shape (B,)."""
    return found[h]


def _pairings(dtype: torch.dtype, x: torch.Tensor, *weights: torch.Tensor) -> torch.Tensor:
    inputs, layers = x.to(dtype), [w.to(dtype) for w in weights]

    def total(layers: Sequence[torch.Tensor]) -> torch.Tensor:
        return networks.output(layers, inputs).sum()

    gradients = torch.func.grad(total)(layers)
    return torch.stack([(w * g).sum((0, 1)) for w, g in zip(layers, gradients, strict=True)])
