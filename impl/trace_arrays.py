"""Tensors of expressions as numpy arrays of nodes: constants, entries moved about, reductions along axes.

Operations that only move entries (views, indexing, cat) are never re-implemented: torch itself moves integer labels of the
entries, and the entries follow. Constants take the value that torch uses: they are converted to the dtype of the result first
(0.1 beside a float32 tensor is float32's 0.1), then taken exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from impl.expressions import Node, Unsupported, constant
from impl.rationals import rational

Nodes = np.ndarray  # of dtype object, each entry a Node
Rule = Callable[..., Any]


class Call(NamedTuple):
    """The torch function that was called, and the dtype and device of its result (found by calling it on zeros)."""

    function: Callable[..., Any]
    dtype: torch.dtype
    device: torch.device


def exact(value: Any, dtype: torch.dtype) -> np.ndarray:
    """A number or a constant tensor as an array of rationals, after conversion to `dtype`."""
    as_torch = torch.as_tensor(value, dtype=dtype).detach()  # a Python float goes to dtype directly, not through torch's default
    found = np.empty(as_torch.numel(), dtype=object)
    found[:] = [rational(a) for a in as_torch.reshape(-1).tolist()]
    return found.reshape(tuple(as_torch.shape))


def is_nodes(value: Any) -> bool:
    """Whether `value` stands for a traced tensor: a numpy array that a user passes has numbers."""
    return isinstance(value, np.ndarray) and value.dtype == object


def nodes(value: Any, call: Call) -> Nodes:
    """An array of nodes as it is; numbers and constant tensors as constant nodes."""
    return value if is_nodes(value) else each(constant, exact(value, call.dtype))


def each(function: Callable[..., Any], *arrays: Any) -> Nodes:
    """`function` entry by entry, after broadcasting."""
    return np.asarray(np.frompyfunc(function, len(arrays), 1)(*arrays), dtype=object)


def _groups(x: Nodes, dim: Any, keepdim: bool) -> tuple[np.ndarray, tuple[int, ...]]:
    """The entries to be reduced together as rows, and the shape of the result."""
    dims = range(x.ndim) if dim is None or dim == () or dim == [] else dim if isinstance(dim, (tuple, list)) else (dim,)
    reduced = sorted(d % x.ndim for d in dims) if x.ndim else []
    kept = [d for d in range(x.ndim) if d not in reduced]
    shape = tuple(1 if d in reduced else x.shape[d] for d in range(x.ndim) if keepdim or d not in reduced)
    count = int(np.prod([x.shape[d] for d in reduced], dtype=int))
    return x.transpose(*kept, *reduced).reshape(-1, count), shape


def reduced(function: Callable[[Sequence[Node]], Node], x: Nodes, dim: Any, keepdim: bool) -> Nodes:
    """`function` over the entries along the axes `dim` (None or (): all of them)."""
    rows, shape = _groups(x, dim, keepdim)
    found = np.empty(len(rows), dtype=object)
    found[:] = [function(list(row)) for row in rows]
    return found.reshape(shape)


def moved(call: Call, x: Nodes, *arguments: Any, **named: Any) -> Any:
    """Views, indexing, splitting of one tensor."""
    if any(is_nodes(a) for a in flat((arguments, named))):
        raise Unsupported("a traced value as an index")
    return _relabel(call.function(torch.arange(x.size, device=call.device).reshape(x.shape), *arguments, **named), x.reshape(-1))


def joined(call: Call, tensors: Sequence[Any], *arguments: Any, **named: Any) -> Any:
    """cat, stack and their kin."""
    parts = [nodes(t, call) for t in tensors]
    starts = np.cumsum([0, *(p.size for p in parts)])
    labels = [torch.arange(p.size, device=call.device).reshape(p.shape) + int(s) for p, s in zip(parts, starts, strict=False)]
    return _relabel(call.function(labels, *arguments, **named), np.concatenate([p.reshape(-1) for p in parts]))


def _relabel(labels: Any, entries: Nodes) -> Any:
    if isinstance(labels, (tuple, list)):
        return [_relabel(part, entries) for part in labels]
    if labels.dtype != torch.int64:
        raise Unsupported("a reinterpretation of the entries' bits")
    found = np.empty(labels.numel(), dtype=object)
    found[:] = entries[labels.reshape(-1).cpu().numpy()]
    return found.reshape(tuple(labels.shape))


def flat(value: Any) -> list[Any]:
    """The leaves of nested tuples, lists and dictionaries."""
    if isinstance(value, dict):
        value = list(value.values())
    return [b for a in value for b in flat(a)] if isinstance(value, (tuple, list)) else [value]
