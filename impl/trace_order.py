"""Rules for order statistics: sort, topk, kthvalue, median. Their values are continuous; their indices are not representable.

The k-th smallest of m entries comes from insertion: with the first entries in order, a new one goes up through comparators
(min(a, b), max(a, b)), m (m - 1) / 2 in all [Knuth 1998, The Art of Computer Programming 3, section 5.3.4].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from impl.expressions import Node, Unsupported, maximum, minimum
from impl.trace_arrays import Call, Nodes, reduced

LONGEST = 256


def ordered(row: Sequence[Node]) -> list[Node]:
    """The entries in ascending order. Raises `Unsupported` for none and for more than `LONGEST`."""
    if not 1 <= len(row) <= LONGEST:
        raise Unsupported(f"{len(row)} entries to be put in order; allowed: 1 to {LONGEST}")
    found: list[Node] = []
    for new in row:
        rising, kept = new, []
        for a in found:
            kept.append(minimum(a, rising))
            rising = maximum(a, rising)
        found = [*kept, rising]
    return found


def sorted_values(call: Call, input: Nodes, dim: Any = -1, descending: bool = False, stable: Any = None) -> list[Any]:
    """sort: (values, None)."""
    return [_along(input, dim, lambda row: ordered(row)[:: -1 if descending else 1]), None]


def msort(call: Call, input: Nodes) -> Nodes:
    """msort: ascending along the first axis."""
    return sorted_values(call, input, 0)[0]


def topk(call: Call, input: Nodes, k: int, dim: Any = -1, largest: bool = True, sorted: bool = True) -> list[Any]:
    """topk: (values, None)."""
    if not sorted:
        raise Unsupported("sorted=False, an order that torch does not specify")
    return [_along(input, dim, lambda row: ordered(row)[:: -1 if largest else 1][:k]), None]


def kthvalue(call: Call, input: Nodes, k: int, dim: Any = -1, keepdim: bool = False) -> list[Any]:
    """kthvalue: (values, None); the k-th smallest, from 1."""
    return [reduced(lambda row: ordered(row)[k - 1], input, dim, keepdim), None]


def median(call: Call, input: Nodes, dim: Any = None, keepdim: bool = False) -> Any:
    """median: the lower one of two; over one axis (values, None)."""
    found = reduced(lambda row: ordered(row)[(len(row) - 1) // 2], input, dim, keepdim)
    return found if dim is None else [found, None]


def _along(x: Nodes, dim: int, function: Callable[[list[Node]], list[Node]]) -> Nodes:
    if not x.ndim:
        raise Unsupported("a tensor without axes to put in order")
    rows = np.moveaxis(x, dim, -1)
    found = [function(list(row)) for row in rows.reshape(-1, x.shape[dim])]
    array = np.empty((len(found), len(found[0]) if found else 0), dtype=object)
    for i, row in enumerate(found):
        array[i, :] = row
    return np.moveaxis(array.reshape(*rows.shape[:-1], array.shape[1]), -1, dim)
