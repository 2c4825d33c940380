"""Routes to the gradients of a network layer by layer, and to the products they enter.

Three means that share no code: torch's autograd; the slide's product formula by torch's einsum, without autograd; exact central
differences in rationals, by plain forward passes. f is piecewise affine in every single entry of a layer, so a difference over
a step that meets no kink is the derivative itself, not an approximation.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import torch
from flint import fmpq

from claims.instances.network_subjects import NetworkSubject, composed
from claims.instances.patterns import by_torch
from impl.autograd import differentiate
from impl.rationals import ZERO, Matrix, Vector, dot, matrix, vector

STEP = fmpq(1, 2**40)


def first_factor(s: NetworkSubject, h: int, masks: Sequence[torch.Tensor]) -> torch.Tensor:
    """W_{H+1} A_H ... W_{h+1} A_h by torch's matrix products, shape (1, m_h); for the last layer the number 1. Layers count from 0."""
    found = torch.ones(1, 1, dtype=s.x.dtype, device=s.x.device)
    for w, mask in zip(reversed(s.weights[h + 1 :]), reversed(masks[h:]), strict=True):
        found = found @ w.detach() @ torch.diag(mask)
    return found


def second_factor(s: NetworkSubject, h: int, masks: Sequence[torch.Tensor]) -> torch.Tensor:
    """A_{h-1} W_{h-1} ... A_1 W_1 x by torch's matrix products, shape (m_{h-1}, 1); for the first layer x."""
    found = s.x[:, None]
    for w, mask in zip(s.weights[:h], masks, strict=False):
        found = torch.diag(mask) @ w.detach() @ found
    return found


def by_einsum(s: NetworkSubject, masks: Sequence[torch.Tensor] | None = None) -> list[torch.Tensor]:
    """Route: df/dW_h = (W_{H+1} A_H ... W_{h+1} A_h)^T (A_{h-1} W_{h-1} ... W_1 x)^T for every h, without autograd."""
    found = by_torch(s) if masks is None else masks
    return [torch.einsum("ki,jk->ij", first_factor(s, h, found), second_factor(s, h, found)) for h in s.layers]


def product(s: NetworkSubject, masks: Sequence[torch.Tensor]) -> torch.Tensor:
    """W_{H+1} A_H W_H ... A_1 W_1 x by torch, from the left, shape (1, 1)."""
    return first_factor(s, 0, masks) @ s.weights[0].detach() @ s.x[:, None]


def backpropagated(s: NetworkSubject) -> list[torch.Tensor]:
    """Route: df/dW_h for every h by torch's backpropagation through the matrix products of `composed`, which show the pattern of `by_torch`."""
    return differentiate(composed(s.weights, s.x), s.weights)


def transposed(s: NetworkSubject) -> list[torch.Tensor]:
    """The product formula with one transpose more, for square layers."""
    return [g.T if g.shape[0] == g.shape[1] else g for g in by_einsum(s)]


def without_last_slopes(s: NetworkSubject) -> list[torch.Tensor]:
    """The product formula without A_{h-1}: the second factor stops at W_{h-1}."""
    masks = by_torch(s)
    seconds = [second_factor(s, h, [*masks[: h - 1], torch.ones_like(masks[h - 1])] if h else masks) for h in s.layers]
    return [first_factor(s, h, masks).T @ second.T for h, second in enumerate(seconds)]


def with_the_layer(s: NetworkSubject) -> list[torch.Tensor]:
    """The product formula with W_h in the first factor, for square layers."""
    masks = by_torch(s)
    firsts = [first_factor(s, h, masks) for h in s.layers]
    found = [u @ w.detach() if w.shape[0] == w.shape[1] else u for u, w in zip(firsts, s.weights, strict=True)]
    return [u.T @ second_factor(s, h, masks).T for h, u in enumerate(found)]


def off_kinks(s: NetworkSubject) -> bool:
    """Whether no preactivation is 0, and rounding at the place has not put one on the other side of its kink."""
    seen = [mask.tolist() for mask in by_torch(s)]
    return differences(s).smooth and seen == [[float(v > 0) for v in z] for z in s.exact.preactivations[:-1]]


class Differences(NamedTuple):
    """Central differences of f in every entry of every layer, and along every layer as a whole; whether no neuron is at a kink."""

    entries: tuple[Matrix, ...]
    along: Vector
    smooth: bool


def differences(s: NetworkSubject) -> Differences:
    """Route: exact central differences in rationals. At a kink they are the means of the derivatives from the two sides."""
    return _differences(tuple(tuple(map(tuple, w)) for w in s.exact.weights), tuple(s.exact.x))


@lru_cache(maxsize=4)
def _differences(weights: tuple[Matrix, ...], x: Vector) -> Differences:
    _, signs = _forward(weights, x)
    smooth = all(sign for layer in signs for sign in layer)
    entries, reaching = [], x
    for h, layer in enumerate(weights):
        moved = [[_difference(weights[h:], reaching, i, j, signs[h:], smooth) for j in range(len(row))] for i, row in enumerate(layer)]
        entries.append(matrix(moved))
        reaching = tuple(max(dot(row, reaching), ZERO) for row in layer)
    along = [
        (_forward(_scaled(weights, h, 1 + STEP), x)[0] - _forward(_scaled(weights, h, 1 - STEP), x)[0]) / (2 * STEP) for h in range(len(weights))
    ]
    return Differences(tuple(entries), vector(along), smooth)


def _difference(weights: Sequence[Matrix], x: Vector, i: int, j: int, signs: Any, smooth: bool) -> fmpq:
    """In entry (i, j) of the first of these layers; the step is made smaller until it meets no kink, where there is none at the start."""
    step = STEP
    while True:
        (up, above), (down, below) = (_forward((_moved(weights[0], i, j, by), *weights[1:]), x) for by in (step, -step))
        if not smooth or above == below == signs:
            return (up - down) / (2 * step)
        step *= step


def _moved(layer: Matrix, i: int, j: int, by: fmpq) -> Matrix:
    return tuple(tuple(w + by if (k, n) == (i, j) else w for n, w in enumerate(row)) if k == i else row for k, row in enumerate(layer))


def _scaled(weights: tuple[Matrix, ...], h: int, factor: fmpq) -> tuple[Matrix, ...]:
    return tuple(tuple(tuple(factor * w for w in row) for row in layer) if k == h else layer for k, layer in enumerate(weights))


def _forward(weights: Sequence[Matrix], x: Vector) -> tuple[fmpq, list[list[int]]]:
    """f(x; W) and the signs of the preactivations of the hidden layers."""
    signs = []
    for layer in weights[:-1]:
        z = [dot(row, x) for row in layer]
        signs.append([(v > 0) - (v < 0) for v in z])
        x = tuple(v if v > 0 else ZERO for v in z)
    return dot(weights[-1][0], x), signs


def as_printed(s: NetworkSubject, h: int) -> torch.Tensor:
    """Route: (W_{H+1} A_H ... W_{h+1} A_h)^T (A_{h-1} W_{h-1} ... W_1 x)."""
    masks = by_torch(s)
    return first_factor(s, h, masks).T @ second_factor(s, h, masks)
