"""Rules for layers: dropout and batch norm in eval mode, prelu, rrelu in eval mode, hardsigmoid, threshold, softshrink, norms.

Constants are what torch computes with: the slope 0.01 in the dtype of the tensor, the scale of a batch norm as torch rounds it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from impl.expressions import Node, Unsupported, absolute, affine, clamp, leaky_relu, maximum, minimum, relu
from impl.trace_arrays import Call, Nodes, each, exact, is_nodes, reduced


def dropout(call: Call, input: Nodes, p: float = 0.5, training: bool | None = None, inplace: bool = False, train: bool | None = None) -> Nodes:
    """The input, in eval mode."""
    if training or train or (training is None and train is None):
        raise Unsupported("dropout in training mode, which is random; put the module in eval mode")
    _forbid(inplace)
    return input


def batch_norm(
    call: Call,
    input: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float | None = None,
) -> Nodes:
    """scale * input + shift, in eval mode; scale and shift, one each a channel, are those that torch itself rounds to."""
    if training or running_mean is None or running_var is None:
        raise Unsupported("batch norm by the statistics of the batch (training mode, or no running statistics); put the module in eval mode")
    if any(map(is_nodes, (running_mean, running_var, weight, bias))):
        raise Unsupported("a traced value as a statistic or weight")
    one = torch.ones((1, input.shape[1]), dtype=call.dtype, device=call.device)
    still = torch.zeros_like(running_mean)
    rest: dict[str, Any] = {} if eps is None else {"eps": eps}

    def norm(x: torch.Tensor, mean: torch.Tensor, offset: Any) -> np.ndarray:
        return exact(torch.nn.functional.batch_norm(x, mean, running_var, weight, offset, **rest)[0], call.dtype)

    scale, shift = norm(one, still, None), norm(torch.zeros_like(one), running_mean, bias)
    shape = (1, -1) + (1,) * (input.ndim - 2)
    return each(lambda a, s, t: affine((s,), (a,), t), input, scale.reshape(shape), shift.reshape(shape))


def prelu(call: Call, input: Nodes, weight: Any) -> Nodes:
    """input where it is >= 0, weight * input elsewhere; one weight, or one for each index of axis 1."""
    if is_nodes(weight):
        raise Unsupported("a traced value as a slope")
    slopes = exact(weight, call.dtype).reshape(-1)
    return each(leaky_relu, input, slopes if slopes.size == 1 else slopes.reshape((1, -1) + (1,) * (input.ndim - 2)))


def rrelu(call: Call, input: Nodes, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False) -> Nodes:
    """input where it is >= 0, (lower + upper) / 2 times it elsewhere, in eval mode."""
    if training:
        raise Unsupported("rrelu in training mode, which is random; put the module in eval mode")
    _forbid(inplace)
    slope = exact((lower + upper) / 2, call.dtype).item()
    return each(lambda a: leaky_relu(a, slope), input)


def hardsigmoid(call: Call, input: Nodes, inplace: bool = False) -> Nodes:
    """min(max(input + 3, 0), 6) / 6; the sixth is exact, where torch rounds."""
    _forbid(inplace)
    return each(lambda a: clamp(a + 3, 0, 6) / 6, input)


def threshold(call: Call, input: Nodes, threshold: Any, value: Any, inplace: bool = False) -> Nodes:
    """max(input, threshold), where value = threshold; else the function jumps."""
    _forbid(inplace)
    at, below = exact(threshold, call.dtype).item(), exact(value, call.dtype).item()
    if at != below:
        raise Unsupported(f"a threshold {at} with the value {below} below it: the function jumps")
    return each(lambda a: maximum(a, at), input)


def softshrink(call: Call, input: Nodes, lambd: Any = 0.5) -> Nodes:
    """relu(input - lambd) - relu(-input - lambd)."""
    gap = exact(lambd, call.dtype).item()
    return each(lambda a: relu(a - gap) - relu(-a - gap), input)


def norm(call: Call, input: Nodes, p: Any = "fro", dim: Any = None, keepdim: bool = False, out: None = None, dtype: None = None) -> Nodes:
    """Norms of vectors: the sum, the maximum (inf) and the minimum (-inf) of the moduli."""
    if dtype is not None or out is not None or isinstance(p, str) or p not in (1, math.inf, -math.inf):
        raise Unsupported(f"a norm of order {p!r}, which is not among the piecewise affine ones (1, inf, -inf)")
    sizes = each(absolute, input)
    if p == 1:
        return reduced(_sum, sizes, dim, keepdim)
    return reduced(lambda row: (maximum if p > 0 else minimum)(*row), sizes, dim, keepdim)


def vector_norm(call: Call, x: Nodes, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: None = None) -> Nodes:
    """torch.linalg.vector_norm, as `norm`."""
    return norm(call, x, ord, dim, keepdim, dtype=dtype)


def _sum(row: Any) -> Node:
    return affine([1] * len(row), row)


def _forbid(inplace: bool) -> None:
    if inplace:
        raise Unsupported("inplace=True, which changes a tensor that other values may be views of")
