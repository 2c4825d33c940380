r"""Bias-free ReLU networks f(x; W_1..W_{H+1}) = W_{H+1} s(W_H ... s(W_1 x)), written once for every kind of number.

Weights have shape (m, n) or (m, n, B), inputs (n,) or (n, B): the batch axis is last, so that `(W * x).sum(1)` means the
same with and without it. Entries may be torch tensors, or numpy object arrays of rationals, Python integers or symbols.
The activation is an argument, `relu` by default; a masked product takes the slopes instead of computing them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from impl.rationals import ONE, ZERO, matrix, vector


def exact(values: Any) -> np.ndarray:
    """Plain numbers of shape (n,) or (m, n) as a numpy object array of rationals at their exact values."""
    rows = values.tolist() if hasattr(values, "tolist") else values
    nested = bool(len(rows)) and (hasattr(rows[0], "__len__") or hasattr(rows[0], "tolist"))
    plain: Any = matrix(rows) if nested else vector(rows)
    found = np.empty((len(plain), len(plain[0])) if nested else len(plain), dtype=object)
    for index in np.ndindex(found.shape):
        found[index] = plain[index[0]][index[1]] if nested else plain[index[0]]
    return found


def relu(z: Any) -> Any:
    """max(z, 0), entry by entry."""
    return torch.relu(z) if isinstance(z, torch.Tensor) else _where(z > 0, z, ZERO)


def step(z: Any) -> Any:
    """The slope that backpropagation uses: 1 where z > 0, else 0 (also at z = 0)."""
    return (z > 0).to(z.dtype) if isinstance(z, torch.Tensor) else _where(z > 0, ONE, ZERO)


def _where(condition: Any, yes: Any, no: Any) -> Any:
    return np.where(condition, np.asarray(yes, dtype=object), np.asarray(no, dtype=object))


def apply(weights: Any, x: Any) -> Any:
    """The product W x: (m, n[, B]) and (n[, B]) to (m[, B])."""
    return (weights * x).sum(1)


def preactivations(weights: Sequence[Any], x: Any, activation: Callable[[Any], Any] = relu) -> list[Any]:
    """[W_1 x, W_2 s(W_1 x), ..., f]: the last one is the output, of shape (1[, B]) for a scalar net."""
    found, h = [], x
    for w in weights:
        found.append(apply(w, h))
        h = activation(found[-1])
    return found


def output(weights: Sequence[Any], x: Any, activation: Callable[[Any], Any] = relu) -> Any:
    """f(x; W), shape (1[, B])."""
    return preactivations(weights, x, activation)[-1]


def slopes(weights: Sequence[Any], x: Any) -> list[Any]:
    """The diagonals of A_1, ..., A_H: the slopes s'(z_h) of the hidden layers, 0 at a tie."""
    return [step(z) for z in preactivations(weights, x)[:-1]]


def layer_inputs(weights: Sequence[Any], masks: Sequence[Any], x: Any) -> list[Any]:
    """[x, A_1 W_1 x, ..., A_H W_H ... A_1 W_1 x]: what each layer is applied to under given slopes."""
    found = [x]
    for w, a in zip(weights[:-1], masks, strict=True):
        found.append(a * apply(w, found[-1]))
    return found


def masked_product(weights: Sequence[Any], masks: Sequence[Any], x: Any) -> Any:
    """W_{H+1} A_H W_H ... A_1 W_1 x for given diagonals A_h, shape (1[, B])."""
    return apply(weights[-1], layer_inputs(weights, masks, x)[-1])


def cotangents(weights: Sequence[Any], masks: Sequence[Any]) -> list[Any]:
    """For h = 1..H+1 the row (W_{H+1} A_H ... W_{h+1} A_h), shape (m_h[, B]); for h = H+1 a single 1."""
    found = [weights[-1][0] * 0 + 1]  # a one of the right kind, made below into shape (1[, B])
    found[0] = found[0][:1]
    for w, a in zip(reversed(weights[1:]), reversed(masks), strict=True):
        back = found[0]
        found.insert(0, a * (w * back[:, None]).sum(0))
    return found


def layer_gradients(weights: Sequence[Any], masks: Sequence[Any], x: Any) -> list[Any]:
    r"""df/dW_h = (W_{H+1} A_H ... W_{h+1} A_h)^T (A_{h-1} W_{h-1} ... W_1 x)^T for every h, without autograd.

    Shapes as the weights'. With the slopes of `slopes` this is what backpropagation computes, also at a tie.
    """
    ahead = layer_inputs(weights, masks, x)
    return [back[:, None] * h[None] for back, h in zip(cotangents(weights, masks), ahead, strict=True)]


def modulus(weights: Sequence[Any], x: Any) -> tuple[Any, list[Any]]:
    """|W_{H+1}| ... |W_1| |x|, shape (1[, B]), and the layer gradients with all moduli: what rounding errors are measured by."""
    moduli, start = [abs(w) for w in weights], abs(x)
    ones = [w[:, 0] * 0 + 1 for w in moduli[:-1]]
    return masked_product(moduli, ones, start), layer_gradients(moduli, ones, start)


def inner(u: Any, v: Any) -> Any:
    """The Frobenius inner product of two matrices (m, n[, B]): a number, or shape (B,)."""
    return (u * v).sum(0).sum(0)


def squared_norm(w: Any) -> Any:
    """The squared Frobenius norm of (m, n[, B])."""
    return inner(w, w)
