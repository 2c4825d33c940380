"""What torch's piecewise affine operations do to tensors whose entries are expressions.

A rule takes the arguments of the torch call, with each traced tensor replaced by a numpy array of nodes, and returns the array of
nodes of the result. Operations that only move entries about (views, indexing, cat) are never re-implemented: torch itself moves
the integer labels of the entries. A rule raises `Unsupported` where the arguments leave the piecewise affine functions, and
TypeError where it does not know an argument.

Constants take the value that torch uses: they are converted to the dtype of the result first (0.1 beside a float32 tensor is
float32's 0.1), then taken exactly. Division by a constant is exact: x / 3 has the slope 1/3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from flint import fmpq

from impl.expressions import Node, Unsupported, absolute, affine, clamp, constant, leaky_relu, maximum, minimum, relu
from impl.rationals import rational

Nodes = np.ndarray  # of dtype object, each entry a Node
Rule = Callable[..., Any]


class Call(NamedTuple):
    """The torch function that was called and what it gives on zeros: its result's dtype is `dtype`."""

    function: Callable[..., Any]
    dtype: torch.dtype


def exact(value: Any, dtype: torch.dtype) -> np.ndarray:
    """A number or a constant tensor as an array of rationals, after conversion to `dtype`."""
    as_torch = torch.as_tensor(value, dtype=dtype).detach()  # a Python float goes to dtype directly, not through torch's default
    found = np.empty(as_torch.numel(), dtype=object)
    found[:] = [rational(a) for a in as_torch.reshape(-1).tolist()]
    return found.reshape(tuple(as_torch.shape))


def _nodes(value: Any, call: Call) -> Nodes:
    return value if isinstance(value, np.ndarray) else _each(constant, exact(value, call.dtype))


def _each(function: Callable[..., Any], *arrays: Any) -> Nodes:
    """`function` entry by entry, after broadcasting."""
    return np.asarray(np.frompyfunc(function, len(arrays), 1)(*arrays), dtype=object)


def _moved(call: Call, x: Nodes, *arguments: Any, **named: Any) -> Any:
    """Views, indexing, splitting of one tensor."""
    if any(isinstance(a, np.ndarray) for a in _flat((arguments, named))):
        raise Unsupported("a traced value as an index")
    return _relabel(call.function(torch.arange(x.size).reshape(x.shape), *arguments, **named), x.reshape(-1))


def _joined(call: Call, tensors: Sequence[Any], *arguments: Any, **named: Any) -> Any:
    """cat, stack and their kin."""
    parts = [_nodes(t, call) for t in tensors]
    starts = np.cumsum([0, *(p.size for p in parts)])
    labels = [torch.arange(p.size).reshape(p.shape) + int(s) for p, s in zip(parts, starts, strict=False)]
    return _relabel(call.function(labels, *arguments, **named), np.concatenate([p.reshape(-1) for p in parts]))


def _relabel(labels: Any, entries: Nodes) -> Any:
    if isinstance(labels, (tuple, list)):
        return [_relabel(part, entries) for part in labels]
    if labels.dtype != torch.int64:
        raise Unsupported("a reinterpretation of the entries' bits")
    found = np.empty(labels.numel(), dtype=object)
    found[:] = entries[labels.reshape(-1).numpy()]
    return found.reshape(tuple(labels.shape))


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    return [b for a in value for b in _flat(a)] if isinstance(value, (tuple, list)) else [value]


def _cast(call: Call, input: Nodes, *_: Any, **__: Any) -> Nodes:
    return input


def _add(call: Call, input: Any, other: Any, *, alpha: Any = 1, sign: int = 1) -> Nodes:
    factor = sign * exact(alpha, call.dtype).item()
    return _each(lambda a, b: affine((1, factor), (a, b)), _nodes(input, call), _nodes(other, call))


def _rsub(call: Call, input: Any, other: Any, *, alpha: Any = 1) -> Nodes:
    return _add(call, other, input, alpha=alpha, sign=-1)


def _neg(call: Call, input: Nodes) -> Nodes:
    return _each(lambda a: -a, input)


def _positive(call: Call, input: Nodes) -> Nodes:
    return input


def _mul(call: Call, input: Any, other: Any) -> Nodes:
    return _each(lambda a, b: a * b, _nodes(input, call), _nodes(other, call))


def _div(call: Call, input: Any, other: Any, *, rounding_mode: None = None) -> Nodes:
    if rounding_mode is not None:
        raise Unsupported(f"rounding_mode={rounding_mode!r}, a step function")
    if isinstance(other, np.ndarray):
        raise Unsupported("a quotient by a traced value")
    divisor = exact(other, call.dtype)
    if not all(divisor.reshape(-1)):
        raise Unsupported("a division by zero")
    return _each(lambda a, b: a / b, _nodes(input, call), divisor)


def _matmul(call: Call, a: Any, b: Any) -> Nodes:
    """a @ b with one of them constant, shapes and broadcasting as numpy's and torch's matmul have them."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        raise Unsupported("a product of two traced values, which is not piecewise affine")
    left = a if isinstance(a, np.ndarray) else exact(a, call.dtype)
    right = b if isinstance(b, np.ndarray) else exact(b, call.dtype)
    rows = left if left.ndim > 1 else left[None, :]
    columns = np.swapaxes(right, -1, -2) if right.ndim > 1 else right[None, :]
    inner = (lambda u, v: affine(u, v)) if left is not a else (lambda u, v: affine(v, u))
    product = np.vectorize(inner, signature="(k),(k)->()", otypes=[object])(rows[..., :, None, :], columns[..., None, :, :])
    if left.ndim == 1:
        product = product[..., 0, :]
    return product if right.ndim > 1 else product[..., 0]


def _linear(call: Call, input: Any, weight: Any, bias: Any = None) -> Nodes:
    if isinstance(weight, np.ndarray):
        raise Unsupported("a traced value as a weight")
    product = _matmul(call, input, weight.t() if weight.dim() == 2 else weight)
    return product if bias is None else _add(call, product, bias)


def _groups(x: Nodes, dim: Any, keepdim: bool) -> tuple[np.ndarray, tuple[int, ...]]:
    """The entries to be reduced together as rows, and the shape of the result."""
    dims = range(x.ndim) if dim is None or dim == () or dim == [] else dim if isinstance(dim, (tuple, list)) else (dim,)
    reduced = sorted(d % x.ndim for d in dims) if x.ndim else []
    kept = [d for d in range(x.ndim) if d not in reduced]
    shape = tuple(1 if d in reduced else x.shape[d] for d in range(x.ndim) if keepdim or d not in reduced)
    count = int(np.prod([x.shape[d] for d in reduced], dtype=int))
    return x.transpose(*kept, *reduced).reshape(-1, count), shape


def _reduced(function: Callable[[Sequence[Node]], Node], x: Nodes, dim: Any, keepdim: bool) -> Nodes:
    rows, shape = _groups(x, dim, keepdim)
    found = np.empty(len(rows), dtype=object)
    found[:] = [function(list(row)) for row in rows]
    return found.reshape(shape)


def _sum(call: Call, input: Nodes, dim: Any = None, keepdim: bool = False, *, dtype: None = None, mean: bool = False) -> Nodes:
    if dtype is not None:
        raise Unsupported(f"dtype={dtype}, a conversion")

    def total(row: Sequence[Node]) -> Node:
        if mean and not row:
            raise Unsupported("the mean of no entries")
        return affine([fmpq(1, len(row)) if mean else 1] * len(row), row)

    return _reduced(total, input, dim, keepdim)


def _amax(call: Call, input: Nodes, dim: Any = (), keepdim: bool = False, *, kind: Callable[..., Node]) -> Nodes:
    return _reduced(lambda row: kind(*row), input, dim, keepdim)


def _max(call: Call, input: Any, *arguments: Any, kind: Callable[..., Node], **named: Any) -> Any:
    """max(x), max(x, other) and max(x, dim, keepdim): the last gives (values, None), indices are not representable."""
    if not arguments and not named:
        return _amax(call, input, kind=kind)
    other = arguments[0] if arguments else named.get("other")
    if isinstance(other, (np.ndarray, torch.Tensor)):
        return _extremum(call, input, other, kind=kind)
    return [_amax(call, input, *arguments, kind=kind, **named), None]


def _extremum(call: Call, input: Any, other: Any, *, kind: Callable[..., Node]) -> Nodes:
    return _each(kind, _nodes(input, call), _nodes(other, call))


def _relu(call: Call, input: Nodes, inplace: bool = False) -> Nodes:
    _forbid(inplace)
    return _each(relu, input)


def _abs(call: Call, input: Nodes) -> Nodes:
    return _each(absolute, input)


def _leaky_relu(call: Call, input: Nodes, negative_slope: Any = 0.01, inplace: bool = False) -> Nodes:
    _forbid(inplace)
    slope = exact(negative_slope, call.dtype).item()
    return _each(lambda a: leaky_relu(a, slope), input)


def _clamp(call: Call, input: Any, min: Any = None, max: Any = None) -> Nodes:
    if all(isinstance(bound, (int, float)) for bound in (min, max)):
        lo, hi = exact(min, call.dtype).item(), exact(max, call.dtype).item()
        return _each(lambda a: clamp(a, lo, hi), input)
    found = _nodes(input, call)
    if min is not None:
        found = _each(maximum, found, _nodes(min, call))
    return found if max is None else _each(minimum, found, _nodes(max, call))


def _hardtanh(call: Call, input: Nodes, min_val: Any = -1.0, max_val: Any = 1.0, inplace: bool = False) -> Nodes:
    _forbid(inplace)
    return _clamp(call, input, min_val, max_val)


def _relu6(call: Call, input: Nodes, inplace: bool = False) -> Nodes:
    return _hardtanh(call, input, 0, 6, inplace)


def _forbid(inplace: bool) -> None:
    if inplace:
        raise Unsupported("inplace=True, which changes a tensor that other values may be views of")


def words(text: str) -> list[str]:
    """The names in `text`, separated by spaces."""
    return text.split()


_BY_NAME: dict[str, Rule] = {
    **dict.fromkeys(
        [
            "reshape",
            "view",
            "flatten",
            "squeeze",
            "unsqueeze",
            "t",
            "transpose",
            "permute",
            "swapaxes",
            "swapdims",
            "movedim",
            "moveaxis",
            "ravel",
            "unflatten",
            "expand",
            "broadcast_to",
            "repeat",
            "tile",
            "flip",
            "fliplr",
            "flipud",
            "roll",
            "narrow",
            "select",
            "index_select",
            "unbind",
            "split",
            "tensor_split",
            "chunk",
            "diagonal",
            "contiguous",
            "clone",
            "__getitem__",
        ],
        _moved,
    ),
    **dict.fromkeys(words("cat concat concatenate stack hstack vstack dstack column_stack row_stack"), _joined),
    **dict.fromkeys(words("double float to"), _cast),
    **dict.fromkeys(words("add __add__ __radd__"), _add),
    **dict.fromkeys(words("sub subtract __sub__"), partial(_add, sign=-1)),
    **dict.fromkeys(["rsub", "__rsub__"], _rsub),
    **dict.fromkeys(words("neg negative __neg__"), _neg),
    **dict.fromkeys(["positive", "__pos__"], _positive),
    **dict.fromkeys(words("mul multiply __mul__ __rmul__"), _mul),
    **dict.fromkeys(words("div divide true_divide __truediv__"), _div),
    **dict.fromkeys(words("matmul mm mv bmm dot __matmul__"), _matmul),
    "__rmatmul__": lambda call, a, b: _matmul(call, b, a),
    "linear": _linear,
    "sum": _sum,
    "mean": partial(_sum, mean=True),
    "amax": partial(_amax, kind=maximum),
    "amin": partial(_amax, kind=minimum),
    "max": partial(_max, kind=maximum),
    "min": partial(_max, kind=minimum),
    "maximum": partial(_extremum, kind=maximum),
    "minimum": partial(_extremum, kind=minimum),
    "relu": _relu,
    "relu6": _relu6,
    **dict.fromkeys(words("abs absolute __abs__"), _abs),
    "leaky_relu": _leaky_relu,
    **dict.fromkeys(["clamp", "clip"], _clamp),
    "clamp_min": lambda call, input, min: _clamp(call, input, min, None),
    "clamp_max": lambda call, input, max: _clamp(call, input, None, max),
    "hardtanh": _hardtanh,
}

SUPPORTED = (
    "Linear, matmul with constants, + and - and sums, products and quotients with constants, sum, mean, relu, relu6, leaky_relu, abs, "
    "maximum, minimum, amax, amin, max, min (values), clamp, hardtanh, indexing and slicing, reshape, view, flatten, squeeze, "
    "transpose, permute, expand, repeat, split, unbind, cat, stack"
)

_ROOMS = (torch, torch.Tensor, torch.nn.functional)
RULES: dict[Any, Rule] = {getattr(room, name): rule for name, rule in _BY_NAME.items() for room in _ROOMS if callable(getattr(room, name, None))}
RULES |= {getattr(torch.Tensor, name).__get__: _moved for name in ("T", "mT")}
