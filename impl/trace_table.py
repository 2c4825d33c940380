"""Which rule each torch function has, in all its forms: torch.relu, Tensor.relu, torch.nn.functional.relu.

The table is by function object, so that an unknown function of a known name has no rule.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from impl.expressions import maximum, minimum
from impl.trace_affine import add, cast, divide, linear, matmul, negative, positive, subtract_from, total
from impl.trace_arrays import Rule, joined, moved
from impl.trace_extrema import any_extremum, clamped, extremum, hardtanh, leaky, modulus, rectified, rectified6, reduced_extremum
from impl.trace_layers import batch_norm, dropout, hardsigmoid, norm, prelu, rrelu, softshrink, threshold, vector_norm
from impl.trace_losses import (
    dist,
    hinge_embedding_loss,
    l1_loss,
    margin_ranking_loss,
    multi_margin_loss,
    multilabel_margin_loss,
    pairwise_distance,
    triplet_margin_loss,
)
from impl.trace_order import kthvalue, median, msort, sorted_values, topk
from impl.trace_where import compared, masked_fill, negated, product, where
from impl.trace_windows import adaptive, avg_pool, convolution, max_pool, padded


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
    **dict.fromkeys(words("mul multiply __mul__ __rmul__"), product),
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
    **dict.fromkeys(words("maximum fmax"), partial(extremum, kind=maximum)),
    **dict.fromkeys(words("minimum fmin"), partial(extremum, kind=minimum)),
    **dict.fromkeys(words("gt greater __gt__"), partial(compared, sign=1)),
    **dict.fromkeys(words("ge greater_equal __ge__"), partial(compared, sign=1, closed=True)),
    **dict.fromkeys(words("lt less __lt__"), partial(compared, sign=-1)),
    **dict.fromkeys(words("le less_equal __le__"), partial(compared, sign=-1, closed=True)),
    **dict.fromkeys(words("logical_not bitwise_not __invert__"), negated),
    "where": where,
    "masked_fill": masked_fill,
    "relu": rectified,
    "relu6": rectified6,
    **dict.fromkeys(words("abs absolute __abs__"), modulus),
    "leaky_relu": leaky,
    **dict.fromkeys(["clamp", "clip"], clamped),
    "clamp_min": lambda call, input, min: clamped(call, input, min, None),
    "clamp_max": lambda call, input, max: clamped(call, input, None, max),
    "hardtanh": hardtanh,
    "conv1d": partial(convolution, dims=1),
    "conv2d": partial(convolution, dims=2),
    **dict.fromkeys(["max_pool1d", "_max_pool1d"], partial(max_pool, dims=1)),
    **dict.fromkeys(["max_pool2d", "_max_pool2d"], partial(max_pool, dims=2)),
    "avg_pool1d": partial(avg_pool, dims=1),
    "avg_pool2d": partial(avg_pool, dims=2),
    "adaptive_max_pool1d": partial(adaptive, dims=1, largest=True),
    "adaptive_max_pool2d": partial(adaptive, dims=2, largest=True),
    "adaptive_avg_pool1d": partial(adaptive, dims=1, largest=False),
    "adaptive_avg_pool2d": partial(adaptive, dims=2, largest=False),
    "pad": padded,
    **dict.fromkeys(words("dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout"), dropout),
    "batch_norm": batch_norm,
    "prelu": prelu,
    "rrelu": rrelu,
    "hardsigmoid": hardsigmoid,
    **dict.fromkeys(["threshold", "_threshold"], threshold),
    "softshrink": softshrink,
    "sort": sorted_values,
    "msort": msort,
    "topk": topk,
    "kthvalue": kthvalue,
    "median": median,
    "norm": norm,
    "l1_loss": l1_loss,
    "margin_ranking_loss": margin_ranking_loss,
    "hinge_embedding_loss": hinge_embedding_loss,
    "multi_margin_loss": multi_margin_loss,
    "multilabel_margin_loss": multilabel_margin_loss,
    "triplet_margin_loss": triplet_margin_loss,
    "pairwise_distance": pairwise_distance,
    "dist": dist,
}

SUPPORTED = (
    "Linear, matmul with constants, + and - and sums, products and quotients with constants, sum, mean, relu, relu6, leaky_relu, abs, "
    "maximum, minimum, fmax, fmin, amax, amin, max, min, sort, topk, kthvalue, median (values), clamp, hardtanh, hardsigmoid, prelu, softshrink, "
    "threshold, where and products with a comparison (these three where continuous), conv1d, conv2d, avg_pool, max_pool, adaptive pools, "
    "pad, BatchNorm, Dropout and rrelu in eval mode, norms and distances of order 1 and inf, l1_loss, margin_ranking_loss, "
    "hinge_embedding_loss, multi_margin_loss, multilabel_margin_loss, triplet_margin_loss, indexing and slicing, reshape, view, flatten, squeeze, "
    "transpose, permute, expand, repeat, split, unbind, cat, stack"
)

_ROOMS = (torch, torch.Tensor, torch.nn.functional)
RULES: dict[Any, Rule] = {getattr(room, name): rule for name, rule in _BY_NAME.items() for room in _ROOMS if callable(getattr(room, name, None))}
RULES[torch.linalg.vector_norm] = vector_norm
RULES[torch.Tensor.where] = lambda call, input, condition, other: where(call, condition, input, other)
for other in words(
    "batch_norm margin_ranking_loss hinge_embedding_loss triplet_margin_loss rrelu"
):  # in torch itself they take other arguments than in torch.nn.functional
    RULES.pop(getattr(torch, other), None)
RULES |= {getattr(torch.Tensor, name).__get__: moved for name in ("T", "mT")}
