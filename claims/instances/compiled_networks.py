"""Torch's route over batches of networks compiled by inductor, one pairing a layer out.

Torch's limits on compiled forms are set for the whole process: beyond them compiling is an error, not a silent return to the eager route.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import torch

from claims.instances.network_batches import NetworkBatch
from impl import networks

FORMS = 256  # sizes of networks that one process may compile: torch's own limit of 8 would go on without compiling, and not say so


def available() -> bool:
    """Whether there is a C++ compiler, which inductor needs on a CPU."""
    return shutil.which(os.environ.get("CXX") or "g++") is not None


def pairings(s: NetworkBatch) -> torch.Tensor:
    """Route: <W_h, df/dW_h> for every h by torch.func.grad at the place's format, compiled, shape (H + 1, B)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # inductor's own use of torch.jit, when it is loaded
        return _compiled()(s.place.dtype, *given((s.small[-1], *s.small[:-1]), s.place.dtype))


def given(arrays: Sequence[np.ndarray], dtype: torch.dtype) -> list[torch.Tensor]:
    """What compiled code is given: small integers where it converts them well, else floats. On AVX2, int8 was measured to make it 5 times slower."""
    found = [torch.from_numpy(array) for array in arrays]
    return found if torch.backends.cpu.get_cpu_capability() == "AVX512" else [array.to(dtype) for array in found]


def picked(_s: NetworkBatch, found: torch.Tensor, h: int) -> torch.Tensor:
    """The pairing of one layer, shape (B,)."""
    return found[h]


@cache
def _compiled() -> Callable[..., torch.Tensor]:
    limits = torch._dynamo.config
    limits.recompile_limit = limits.accumulated_recompile_limit = FORMS
    limits.fail_on_recompile_limit_hit = True
    return torch.compile(_pairings, dynamic=False, fullgraph=True)


def _pairings(dtype: torch.dtype, x: torch.Tensor, *weights: torch.Tensor) -> torch.Tensor:
    inputs, layers = x.to(dtype), [w.to(dtype) for w in weights]

    def total(layers: Sequence[torch.Tensor]) -> torch.Tensor:
        return networks.output(layers, inputs).sum()

    gradients = torch.func.grad(total)(layers)
    return torch.stack([(w * g).sum((0, 1)) for w, g in zip(layers, gradients, strict=True)])
