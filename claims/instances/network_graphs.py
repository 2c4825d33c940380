"""A bias-free ReLU network as a piecewise linear function of its input, or of one of its layers with the others fixed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from impl.expressions import Node, affine, relu, variables
from impl.piecewise import Graph


def in_input(weights: Sequence[Any]) -> Graph:
    """x -> f(x; W): a graph of as many inputs as the network has."""
    n = len(weights[0][0])
    return Graph(n, _onwards(weights, variables(n)))


def in_layer(weights: Sequence[Any], reaching: Sequence[Any], h: int, bias: Any = 0) -> Graph:
    """W_h -> f(x; W) with the other layers and x fixed, row by row; `reaching`: the activation that layer h is applied to.

    `bias` is added in every hidden neuron from this layer on. Layers count from 0.
    """
    rows, columns = len(weights[h]), len(weights[h][0])
    entries = variables(rows * columns)
    z = [affine(reaching, entries[r * columns : (r + 1) * columns]) for r in range(rows)]
    last = h == len(weights) - 1
    return Graph(rows * columns, z[0] if last else _onwards(weights[h + 1 :], [relu(v + bias) for v in z], bias))


def _onwards(weights: Sequence[Any], nodes: Sequence[Node], bias: Any = 0) -> Node:
    for layer in weights[:-1]:
        nodes = [relu(affine(row, nodes) + bias) for row in layer]
    return affine(weights[-1][0], nodes)
