"""The identity of the layers at full speed, for what a rate is compared with: without a judge, compiled, and with shared weights.

Every function returns how many equations failed. Sums stay within float32's 24 bits, so `!=` decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from claims.core.batches import Arrays, Distribution, make
from claims.core.counter import random_bytes
from claims.core.draws import seed_of
from claims.core.swarm import small_integers
from claims.instances import inductor
from claims.instances import network_batches as nets
from claims.instances.compiled_networks import given
from claims.instances.integer_networks import largest_sum
from impl import networks

SHARED_BOUND, COEFFICIENTS = 2, 16  # entries within -2..2, and for each input a coefficient within -8..7


def unjudged(arrays: Arrays) -> int:
    """Torch against itself: <W_h, G_h> by autograd against f by the same forward pass, in float32. Instances x layers that differ."""
    weights = [torch.from_numpy(w).float().requires_grad_() for w in arrays[:-1]]
    f = networks.output(weights, torch.from_numpy(arrays[-1]).float())
    gradients = torch.autograd.grad(f, weights, torch.ones_like(f))
    with torch.no_grad():
        paired = [g.mul_(w).sum((0, 1)) for w, g in zip(weights, gradients, strict=True)]
        return sum(0 if torch.equal(p, f[0]) else int((p != f[0]).sum()) for p in paired)


def _broken(x: torch.Tensor, *weights: torch.Tensor) -> torch.Tensor:
    inputs = x.float()

    def total(layers: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        f = networks.output(layers, inputs)
        return f.sum(), f[0]

    layers = [w.float() for w in weights]
    gradients, f = torch.func.grad(total, has_aux=True)(layers)
    return torch.stack([((w * g).sum((0, 1)) != f).sum() for w, g in zip(layers, gradients, strict=True)]).sum()


def compiled(arrays: Arrays) -> int:
    """The same through torch.func.grad, compiled by inductor."""
    return int(inductor.compiled(_broken)(*given((arrays[-1], *arrays[:-1]), torch.float32)))


def shared(distribution: Distribution, first: int, count: int, inputs: int, *, judged: bool = False) -> tuple[int, int]:
    """Networks first..first+count-1, each at the same `inputs` points: one equation a network and layer, (equations, failed).

    The equation is a random combination sum_n c_n (<W_h, df_n/dW_h> - f_n) = 0 with whole c_n, uniform among COEFFICIENTS values. Where some
    input's own equation fails, the combination misses it with probability at most 1 / COEFFICIENTS: given the other coefficients, at
    most one value of its own makes the sum 0 [Freivalds 1977; Schwartz 1980, Lemma 1]. The judge is numpy's float64, exact below 2^53.
    """
    shapes = nets.shapes(distribution)
    arrays = make(nets.family(), distribution, first, count)
    key = seed_of("inputs", *distribution, first)
    points = small_integers(key, shapes[-1][0], 0, inputs, distribution.bound, 0)[1]
    chosen = (random_bytes(key + 1, count, 0, inputs) % COEFFICIENTS).astype(np.int8) - np.int8(COEFFICIENTS // 2)
    layers = [torch.from_numpy(np.ascontiguousarray(np.moveaxis(w, -1, 0))).float().requires_grad_() for w in arrays[:-1]]
    coefficients = torch.from_numpy(chosen).float()
    h: Any = torch.from_numpy(points).float()
    for w in layers[:-1]:
        h = torch.relu(torch.matmul(w, h))
    f = torch.matmul(layers[-1], h)[:, 0]
    combined = (coefficients * f).sum(1)
    gradients = torch.autograd.grad(combined.sum(), layers)
    claimed = torch.from_numpy(_combined(arrays[:-1], points, chosen)) if judged else combined.detach()
    with torch.no_grad():
        failed = sum(int(((w * g).sum((1, 2)) != claimed).sum()) for w, g in zip(layers, gradients, strict=True))
    return len(layers) * count, failed


def _combined(layers: Sequence[np.ndarray], points: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    h: Any = points.astype(np.float64)
    for w in layers[:-1]:
        h = np.maximum(np.matmul(np.moveaxis(w, -1, 0).astype(np.float64), h), 0)
    f = np.matmul(np.moveaxis(layers[-1], -1, 0).astype(np.float64), h)[:, 0]
    return (coefficients * f).sum(1).astype(np.float32)


def fits(distribution: Distribution, inputs: int) -> bool:
    """Whether every partial sum of a shared equation is exact in float32."""
    return largest_sum(distribution.shape, distribution.bound) * COEFFICIENTS // 2 * inputs <= 2**nets.BUDGET
