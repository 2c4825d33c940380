"""Rules for torch's maxima and minima: max, amax, relu, abs, leaky_relu, clamp, hardtanh and their kin.

As in `impl.trace_affine` a rule takes arrays of nodes and returns one; `kind` is `maximum` or `minimum` of `impl.expressions`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from impl.expressions import Node, Unsupported, absolute, clamp, leaky_relu, maximum, minimum, relu
from impl.trace_arrays import Call, Nodes, each, exact, is_nodes, nodes, reduced


def reduced_extremum(call: Call, input: Nodes, dim: Any = (), keepdim: bool = False, *, kind: Callable[..., Node]) -> Nodes:
    """The maximum or minimum over axes (all of them by default)."""
    return reduced(lambda row: kind(*row), input, dim, keepdim)


def any_extremum(call: Call, input: Any, *arguments: Any, kind: Callable[..., Node], **named: Any) -> Any:
    """max(x), max(x, other) and max(x, dim, keepdim): the last gives (values, None), indices are not representable."""
    if not arguments and not named:
        return reduced_extremum(call, input, kind=kind)
    other = arguments[0] if arguments else named.get("other")
    if is_nodes(other) or isinstance(other, torch.Tensor):
        return extremum(call, input, other, kind=kind)
    return [reduced_extremum(call, input, *arguments, kind=kind, **named), None]


def extremum(call: Call, input: Any, other: Any, *, kind: Callable[..., Node]) -> Nodes:
    """The maximum or minimum of two tensors, entry by entry."""
    return each(kind, nodes(input, call), nodes(other, call))


def rectified(call: Call, input: Nodes, inplace: bool = False) -> Nodes:
    """max(0, input)."""
    _forbid(inplace)
    return each(relu, input)


def rectified6(call: Call, input: Nodes, inplace: bool = False) -> Nodes:
    """min(max(0, input), 6)."""
    return hardtanh(call, input, 0, 6, inplace)


def modulus(call: Call, input: Nodes) -> Nodes:
    """|input|."""
    return each(absolute, input)


def leaky(call: Call, input: Nodes, negative_slope: Any = 0.01, inplace: bool = False) -> Nodes:
    """input where it is >= 0, negative_slope * input elsewhere."""
    _forbid(inplace)
    slope = exact(negative_slope, call.dtype).item()
    return each(lambda a: leaky_relu(a, slope), input)


def clamped(call: Call, input: Any, min: Any = None, max: Any = None) -> Nodes:
    """min(max(input, min), max): numbers, tensors or traced values as bounds, each may be missing."""
    if all(isinstance(bound, (int, float)) for bound in (min, max)):
        lo, hi = exact(min, call.dtype).item(), exact(max, call.dtype).item()
        return each(lambda a: clamp(a, lo, hi), input)
    found = nodes(input, call)
    if min is not None:
        found = each(maximum, found, nodes(min, call))
    return found if max is None else each(minimum, found, nodes(max, call))


def hardtanh(call: Call, input: Nodes, min_val: Any = -1.0, max_val: Any = 1.0, inplace: bool = False) -> Nodes:
    """min(max(input, min_val), max_val)."""
    _forbid(inplace)
    return clamped(call, input, min_val, max_val)


def _forbid(inplace: bool) -> None:
    if inplace:
        raise Unsupported("inplace=True, which changes a tensor that other values may be views of")
