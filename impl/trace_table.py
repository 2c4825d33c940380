"""Which rule each torch function has, in all its forms: torch.relu, Tensor.relu, torch.nn.functional.relu.

The table is by function object, so that an unknown function of a known name has no rule.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from impl.expressions import maximum, minimum
from impl.trace_affine import add, cast, divide, linear, matmul, multiply, negative, positive, subtract_from, total
from impl.trace_arrays import Rule, joined, moved
from impl.trace_extrema import any_extremum, clamped, extremum, hardtanh, leaky, modulus, rectified, rectified6, reduced_extremum


def words(text: str) -> list[str]:
    """The names in `text`, separated by spaces."""
    return text.split()


_BY_NAME: dict[str, Rule] = {
    **dict.fromkeys(
        words(
            "reshape view flatten squeeze unsqueeze t transpose permute swapaxes swapdims movedim moveaxis ravel unflatten expand "
            "broadcast_to repeat tile flip fliplr flipud roll narrow select index_select unbind split tensor_split chunk diagonal "
            "contiguous clone __getitem__"
        ),
        moved,
    ),
    **dict.fromkeys(words("cat concat concatenate stack hstack vstack dstack column_stack row_stack"), joined),
    **dict.fromkeys(words("double float to"), cast),
    **dict.fromkeys(words("add __add__ __radd__"), add),
    **dict.fromkeys(words("sub subtract __sub__"), partial(add, sign=-1)),
    **dict.fromkeys(["rsub", "__rsub__"], subtract_from),
    **dict.fromkeys(words("neg negative __neg__"), negative),
    **dict.fromkeys(["positive", "__pos__"], positive),
    **dict.fromkeys(words("mul multiply __mul__ __rmul__"), multiply),
    **dict.fromkeys(words("div divide true_divide __truediv__"), divide),
    **dict.fromkeys(words("matmul mm mv bmm dot __matmul__"), matmul),
    "__rmatmul__": lambda call, a, b: matmul(call, b, a),
    "linear": linear,
    "sum": total,
    "mean": partial(total, mean=True),
    "amax": partial(reduced_extremum, kind=maximum),
    "amin": partial(reduced_extremum, kind=minimum),
    "max": partial(any_extremum, kind=maximum),
    "min": partial(any_extremum, kind=minimum),
    "maximum": partial(extremum, kind=maximum),
    "minimum": partial(extremum, kind=minimum),
    "relu": rectified,
    "relu6": rectified6,
    **dict.fromkeys(words("abs absolute __abs__"), modulus),
    "leaky_relu": leaky,
    **dict.fromkeys(["clamp", "clip"], clamped),
    "clamp_min": lambda call, input, min: clamped(call, input, min, None),
    "clamp_max": lambda call, input, max: clamped(call, input, None, max),
    "hardtanh": hardtanh,
}

SUPPORTED = (
    "Linear, matmul with constants, + and - and sums, products and quotients with constants, sum, mean, relu, relu6, leaky_relu, abs, "
    "maximum, minimum, amax, amin, max, min (values), clamp, hardtanh, indexing and slicing, reshape, view, flatten, squeeze, "
    "transpose, permute, expand, repeat, split, unbind, cat, stack"
)

_ROOMS = (torch, torch.Tensor, torch.nn.functional)
RULES: dict[Any, Rule] = {getattr(room, name): rule for name, rule in _BY_NAME.items() for room in _ROOMS if callable(getattr(room, name, None))}
RULES |= {getattr(torch.Tensor, name).__get__: moved for name in ("T", "mT")}
