"""Weights arbitrarily near given ones at which a limiting gradient's pattern is taken strictly: the witness of one limiting gradient.

The construction is the sufficiency half of the proof in `impl/weights.md`: layer by layer, each row is moved along the
present activation h so that its preactivation takes a prescribed value of the right sign; the prescribed values follow the
limit directions stored with the gradient, so that the correction of a row is O(scale).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flint import fmpq

from impl.rationals import ZERO, Matrix, Vector, dot, rational
from impl.weight_network import Network, network
from impl.weight_patterns import Limit


def nearby(weights: Iterable[Any], x: Any, limit: Limit, scale: Any) -> tuple[Matrix, ...]:
    """Weights W(scale), tending to the given ones with scale -> 0, with the pattern of `limit` and every preactivation up to it nonzero.

    `limit` comes from `weight_limits(weights, x)`. The signs are exact for every small enough positive scale; evaluating the
    network there is the check, and shares no code with the enumeration. Raises ValueError for a scale that is not positive.
    """
    net, eps = network(weights, x), rational(scale)
    if eps <= 0:
        raise ValueError(f"weights nearby were asked for at scale {eps}; allowed: a positive rational")
    first, h = net.vanishing, net.activations[0]
    moved: list[Matrix] = []
    for layer, active in enumerate(limit.pattern, start=1):
        w = net.weights[layer - 1]
        wanted = _wanted(net, layer, first, active, limit, h, eps)
        length = dot(h, h)
        moved.append(tuple(_moved(row, h, None if z is None else (z - dot(row, h)) / length) for row, z in zip(w, wanted, strict=True)))
        h = tuple(max(dot(row, h), ZERO) for row in moved[-1])
    return (*moved, *net.weights[len(moved) :])


def _wanted(net: Network, layer: int, first: int, active: tuple[bool, ...], limit: Limit, h: Vector, eps: fmpq) -> list[fmpq | None]:
    """The preactivations that the moved rows of this layer are to have at the present activation h; None leaves a row alone."""
    ties = [z == 0 for z in net.preactivations[layer - 1]]
    if layer < first:
        return [(eps if on else -eps) if tie else None for on, tie in zip(active, ties, strict=True)]
    step = limit.steps[layer - first]
    aim: Vector = step.direction if step.direction is not None else (ZERO,) * len(active)
    if layer == first:
        return [(eps * (d + eps) if on else -eps) if tie else None for on, tie, d in zip(active, ties, aim, strict=True)]
    before = limit.steps[layer - first - 1].direction
    assert before is not None  # only the last step can be dead
    carried = tuple(dot(row, before) for row in net.weights[layer - 1])
    size = sum(h, ZERO)
    if any(v for v, on in zip(carried, active, strict=True) if on):
        return [size * (v + eps if on else v - eps) for v, on in zip(carried, active, strict=True)]
    return [size * (eps * (d + eps) if on else v - eps) for v, on, d in zip(carried, active, aim, strict=True)]


def _moved(row: Vector, h: Vector, amount: fmpq | None) -> Vector:
    return row if not amount else tuple(w + amount * v for w, v in zip(row, h, strict=True))
