"""Rules for torch's affine operations: sums, products with constants, matrix products, means.

A rule takes the arguments of the torch call, each traced tensor replaced by its array of nodes, and returns the array of the
result. It raises `Unsupported` where the arguments leave the piecewise affine functions, TypeError for arguments it does not know.
Division by a constant is exact: x / 3 has the slope 1/3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from flint import fmpq

from impl.expressions import Node, Unsupported, affine
from impl.trace_arrays import Call, Nodes, each, exact, is_nodes, nodes, reduced


def cast(call: Call, input: Nodes, *_: Any, **__: Any) -> Nodes:
    """A conversion of dtype; `impl.traced` refuses those that round."""
    return input


def add(call: Call, input: Any, other: Any, *, alpha: Any = 1, sign: int = 1) -> Nodes:
    """input + sign * alpha * other."""
    factor = sign * exact(alpha, call.dtype).item()
    return each(lambda a, b: affine((1, factor), (a, b)), nodes(input, call), nodes(other, call))


def subtract_from(call: Call, input: Any, other: Any, *, alpha: Any = 1) -> Nodes:
    """other - alpha * input."""
    return add(call, other, input, alpha=alpha, sign=-1)


def negative(call: Call, input: Nodes) -> Nodes:
    """-input."""
    return each(lambda a: -a, input)


def positive(call: Call, input: Nodes) -> Nodes:
    """+input."""
    return input


def multiply(call: Call, input: Any, other: Any) -> Nodes:
    """input * other, entry by entry; Unsupported where neither is constant."""
    return each(lambda a, b: a * b, nodes(input, call), nodes(other, call))


def divide(call: Call, input: Any, other: Any, *, rounding_mode: None = None) -> Nodes:
    """input / other by constants that are not 0."""
    if rounding_mode is not None:
        raise Unsupported(f"rounding_mode={rounding_mode!r}, a step function")
    if is_nodes(other):
        raise Unsupported("a quotient by a traced value")
    divisor = exact(other, call.dtype)
    if not all(divisor.reshape(-1)):
        raise Unsupported("a division by zero")
    return each(lambda a, b: a / b, nodes(input, call), divisor)


def matmul(call: Call, a: Any, b: Any) -> Nodes:
    """a @ b with one of them constant, shapes and broadcasting as numpy's and torch's matmul have them."""
    if is_nodes(a) and is_nodes(b):
        raise Unsupported("a product of two traced values, which is not piecewise affine")
    left = a if is_nodes(a) else exact(a, call.dtype)
    right = b if is_nodes(b) else exact(b, call.dtype)
    rows = left if left.ndim > 1 else left[None, :]
    columns = np.swapaxes(right, -1, -2) if right.ndim > 1 else right[None, :]
    inner = (lambda u, v: affine(u, v)) if left is not a else (lambda u, v: affine(v, u))
    product = np.vectorize(inner, signature="(k),(k)->()", otypes=[object])(rows[..., :, None, :], columns[..., None, :, :])
    if left.ndim == 1:
        product = product[..., 0, :]
    return product if right.ndim > 1 else product[..., 0]


def linear(call: Call, input: Any, weight: Any, bias: Any = None) -> Nodes:
    """input @ weight.T + bias, with constant weights."""
    if is_nodes(weight):
        raise Unsupported("a traced value as a weight")
    product = matmul(call, input, weight.t() if weight.dim() == 2 else weight)
    return product if bias is None else add(call, product, bias)


def total(call: Call, input: Nodes, dim: Any = None, keepdim: bool = False, *, dtype: None = None, mean: bool = False) -> Nodes:
    """Sums and means over axes."""
    if dtype is not None:
        raise Unsupported(f"dtype={dtype}, a conversion")

    def total(row: Sequence[Node]) -> Node:
        if mean and not row:
            raise Unsupported("the mean of no entries")
        return affine([fmpq(1, len(row)) if mean else 1] * len(row), row)

    return reduced(total, input, dim, keepdim)
