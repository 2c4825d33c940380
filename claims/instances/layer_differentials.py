"""The two sets that the derivative in one layer can mean at a kink: the Clarke differential of f in W_h alone, all else fixed,
and the W_h-components of the Clarke differential in all weights together. They differ: in the second the other layers move too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch

from claims.instances import patterns
from claims.instances.layer_gradients import backpropagated, by_einsum
from claims.instances.network_graphs import in_layer
from claims.instances.network_subjects import NetworkSubject, composed
from claims.instances.network_variants import net_with_biases
from impl import networks
from impl.limiting import limiting_gradients
from impl.rationals import Vector, vector
from impl.weights import weight_limiting_gradients


def in_the_layer_alone(s: NetworkSubject, h: int) -> tuple[Vector, ...]:
    """Route: the limiting gradients of W_h -> f, a piecewise linear function, from the engine for piecewise affine functions."""
    return _alone(*plain(s), h)


def in_all_weights(s: NetworkSubject, h: int) -> tuple[Vector, ...]:
    """Route: the W_h-components of the limiting gradients in all weights, from the engine for weights."""
    found = _jointly(*plain(s))
    return tuple(dict.fromkeys(tuple(v for row in gradient[h] for v in row) for gradient in found))


def by_torch(s: NetworkSubject, h: int) -> Vector:
    """Route: what torch's backpropagation returns for W_h at the place, row by row."""
    return vector(backpropagated(s)[h].flatten())


def with_slope_17(s: NetworkSubject, h: int) -> Vector:
    """What backpropagation with s'(0) = 17 would return, by the product formula."""
    return vector(by_einsum(s, patterns.slope_17_at_0(s))[h].flatten())


def value_by_torch(s: NetworkSubject) -> torch.Tensor:
    """Route: f(x; W) by torch at the place."""
    return composed(s.weights, s.x)


def with_biases_in_the_layer_alone(s: NetworkSubject, h: int) -> tuple[Vector, ...]:
    """The same for the network with a 1 added in every hidden neuron, which is not homogeneous in W_h."""
    weights, x = plain(s)
    reaching = networks.exact(x)
    for w in s.exact.weights[:h]:
        reaching = networks.relu(networks.apply(w, reaching) + 1)
    return limiting_gradients(in_layer(weights, tuple(reaching), h, bias=1), _row_by_row(weights[h]))


def value_with_biases(s: NetworkSubject) -> torch.Tensor:
    """That network by torch."""
    return net_with_biases(s.weights, s.x)


def plain(s: NetworkSubject) -> tuple[Any, Any]:
    """The weights and the input in rationals, as nested tuples."""
    return tuple(tuple(map(tuple, w)) for w in s.exact.weights), tuple(s.exact.x)


@lru_cache(maxsize=16)
def _alone(weights: Any, x: Any, h: int) -> tuple[Vector, ...]:
    reaching = networks.exact(x)
    for layer in weights[:h]:
        reaching = networks.relu(networks.apply(networks.exact(layer), reaching))
    return limiting_gradients(in_layer(weights, tuple(reaching), h), _row_by_row(weights[h]))


@lru_cache(maxsize=4)
def _jointly(weights: Any, x: Any) -> Any:
    return weight_limiting_gradients(weights, x)


def _row_by_row(layer: Any) -> Vector:
    return tuple(v for row in layer for v in row)


def row_by_row(w: Any) -> Vector:
    """The entries of W_h."""
    return vector(w.flatten())


def column_by_column(w: Any) -> Vector:
    """The entries of W_h^T."""
    return vector(w.T.flatten())
