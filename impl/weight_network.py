"""A bias-free ReLU network with one output at an input, evaluated exactly; masked products and their gradients in all weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from impl.rationals import ONE, ZERO, Matrix, Vector, dot, matrix, vector

Gradient = tuple[Matrix, ...]
Pattern = tuple[tuple[bool, ...], ...]


class ShapeMismatch(ValueError):
    """The weights do not form a bias-free network with one output that takes the input."""


@dataclass(frozen=True)
class Network:
    """Bias-free ReLU network at an input: weights W_1..W_{H+1}, z_l = W_l h_{l-1} and h_l = relu(z_l), with h_0 = x."""

    weights: tuple[Matrix, ...]
    preactivations: tuple[Vector, ...]
    activations: tuple[Vector, ...]

    @property
    def depth(self) -> int:
        """The number H of hidden layers."""
        return len(self.weights) - 1

    @property
    def vanishing(self) -> int:
        """The first l with h_l = 0 (0 where x = 0), H + 1 where there is none."""
        return next((layer for layer, h in enumerate(self.activations) if not any(h)), self.depth + 1)


def network(weights: Iterable[Any], x: Any) -> Network:
    """Weights of shapes (m_1, d), (m_2, m_1), ..., (1, m_H) and an input of shape (d,), evaluated exactly.

    Raises ShapeMismatch where the shapes do not chain, where a layer is empty, or where the last one has not exactly one row.
    """
    layers, point = tuple(matrix(w) for w in weights), vector(x)
    shapes = [(len(w), len(w[0]) if w else 0) for w in layers]
    inputs = [len(point), *(rows for rows, _ in shapes)]
    chained = all(columns == given for (_, columns), given in zip(shapes, inputs, strict=False))
    if not layers or not chained or 0 in inputs or inputs[-1] != 1:
        raise ShapeMismatch(
            f"a bias-free network was asked for, found weights of shapes {shapes} for an input of shape ({len(point)},); allowed: "
            "(m_1, d), (m_2, m_1), ..., (1, m_H) for an input of shape (d,), no layer empty, no biases; an output of several "
            "components is to be taken one row at a time"
        )
    z: list[Vector] = []
    h: list[Vector] = [point]
    for w in layers[:-1]:
        z.append(tuple(dot(row, h[-1]) for row in w))
        h.append(tuple(v if v > 0 else ZERO for v in z[-1]))
    return Network(layers, tuple(z), tuple(h))


def masked_gradient(net: Network, pattern: Pattern) -> Gradient:
    """grad P_a(W0) for one pattern a: backpropagation through the masks of the pattern; 0 where it ends in a dead layer."""
    if len(pattern) < net.depth or not all(any(active) for active in pattern):
        return zero_gradient(net)
    h = [net.activations[0]]
    for w, active in zip(net.weights, pattern, strict=False):
        h.append(masked(tuple(dot(row, h[-1]) for row in w), active))
    delta: Vector = (ONE,)
    found = [outer_product(delta, h[-1])]
    for layer in range(net.depth, 0, -1):
        delta = masked(times(delta, net.weights[layer]), pattern[layer - 1])
        found.append(outer_product(delta, h[layer - 1]))
    return tuple(reversed(found))


def first_cotangent(net: Network, pattern: Pattern) -> Vector:
    """The gradient of the masked product in h_1, from the masks of the layers above the first; 0 where one of these is dead."""
    g = times((ONE,), net.weights[-1])
    for layer in range(net.depth, 1, -1):
        active = pattern[layer - 1] if layer <= len(pattern) else (False,) * len(g)
        g = times(masked(g, active), net.weights[layer - 1])
    return g


def zero_gradient(net: Network) -> Gradient:
    """Zeros of the shapes of the weights."""
    return tuple(tuple((ZERO,) * len(row) for row in w) for w in net.weights)


def masked(row: Vector, active: Sequence[bool]) -> Vector:
    """The row with 0 where `active` is False."""
    return tuple(v if on else ZERO for v, on in zip(row, active, strict=True))


def times(row: Vector, w: Matrix) -> Vector:
    """row w, shapes (m,) and (m, n)."""
    total = [ZERO] * len(w[0])
    for scale, line in zip(row, w, strict=True):
        if scale:
            total = [t + scale * v for t, v in zip(total, line, strict=True)]
    return tuple(total)


def outer_product(column: Vector, row: Vector) -> Matrix:
    """The matrix column row^T."""
    nothing: Vector = (ZERO,) * len(row)
    return tuple(tuple(c * v for v in row) if c else nothing for c in column)


def scaled(factor: fmpq, gradient: Gradient) -> Gradient:
    """factor times the gradient."""
    return tuple(tuple(tuple(factor * v for v in row) for row in w) for w in gradient)


def combined(factors: Sequence[fmpq], gradients: Sequence[Gradient]) -> Gradient:
    """sum_n factors[n] gradients[n]."""
    layers = zip(*gradients, strict=True)
    return tuple(tuple(weighted_sum(list(zip(factors, rows, strict=True)), len(rows[0])) for rows in zip(*ws, strict=True)) for ws in layers)


def weighted_sum(terms: Sequence[tuple[fmpq, Vector]], size: int) -> Vector:
    """The sum of c v over the terms (c, v), v of shape (size,)."""
    return tuple(sum((c * v[i] for c, v in terms), ZERO) for i in range(size))
