"""Bias-free ReLU networks at a point: strategies aimed at ties and degenerate layers, and the builder that lifts them.

Gaussian weights never tie, and without ties no mutant of a statement about kinks can be seen. So entries are small dyadic
rationals, and rows are drawn on purpose orthogonal to what reaches them; layers vanish, repeat and cancel on purpose.
About one instance in ten has arbitrary floats instead: these test the rounding bound, not the statement.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.numbers import dyadics, floats, halvings
from impl import networks
from impl.autograd import differentiate
from impl.place import Place

Layer = tuple[tuple[float, ...], ...]
ROWS = ("free", "free", "free", "orthogonal", "zero", "copy", "negated", "doubled")
PLANS = ("generic", "generic", "generic", "generic", "zero input", "zero layer", "opposite rows", "dead layer", "floats", "all zero")


class NetworkAtPoint(NamedTuple):
    """Weights W_1..W_{H+1} (rows of plain numbers) and an input x."""

    weights: tuple[Layer, ...]
    x: tuple[float, ...]


class ScaledNetwork(NamedTuple):
    """A network at a point and a factor >= 0."""

    weights: tuple[Layer, ...]
    x: tuple[float, ...]
    factor: float


@st.composite
def networks_at_points(draw: Any, *, depths: tuple[int, int] = (1, 3), width: int = 3, plans: tuple[str, ...] = PLANS) -> NetworkAtPoint:
    """Networks with `depths` hidden layers, at most `width` neurons and inputs; shrinks to fewer and shorter layers, then to zeros."""
    hidden = draw(st.integers(*depths))
    sizes = [draw(st.integers(1, width)) for _ in range(hidden + 1)] + [1]
    plan = draw(st.sampled_from(plans))
    chosen = draw(st.integers(0, hidden - 1))
    entry = floats() if plan == "floats" else dyadics(draw(halvings()))
    x = tuple(draw(st.tuples(*[entry] * sizes[0])))
    if plan in ("zero input", "all zero"):
        x = (0,) * len(x)
    weights: list[Layer] = []
    reaching: tuple[Any, ...] = x
    for k, (n, m) in enumerate(pairwise(sizes)):
        layer = _layer(draw, n, m, entry, reaching, plan if k == chosen or plan in ("all zero", "floats") else "generic", last=k == hidden)
        weights.append(layer)
        reaching = tuple(max(sum(w * h for w, h in zip(row, reaching, strict=True)), 0) for row in layer)
    return NetworkAtPoint(tuple(weights), x)


def _layer(draw: Any, n: int, m: int, entry: Any, reaching: tuple[Any, ...], plan: str, *, last: bool) -> Layer:
    rows: list[tuple[float, ...]] = []
    for _ in range(m):
        kind = "zero" if plan in ("zero layer", "all zero") else "free" if last or plan == "floats" else draw(st.sampled_from(ROWS))
        if plan == "opposite rows" and len(rows) % 2:
            kind = "negated"
        row = _row(draw, kind, n, entry, reaching, rows)
        rows.append(tuple(-abs(w) for w in row) if plan == "dead layer" else row)
    return tuple(rows)


def _row(draw: Any, kind: str, n: int, entry: Any, reaching: tuple[Any, ...], above: list[tuple[float, ...]]) -> tuple[float, ...]:
    if kind == "zero":
        return (0,) * n
    if kind in ("copy", "negated", "doubled") and above:
        factor = {"copy": 1, "negated": -1, "doubled": 2}[kind]
        return tuple(factor * w for w in above[-1])
    if kind == "orthogonal" and n > 1:
        i = draw(st.integers(0, n - 2))
        a, b = reaching[i], reaching[i + 1]
        if max(abs(a), abs(b)) <= 8:
            return tuple(b if k == i else -a if k == i + 1 else 0 for k in range(n))
        return (0,) * n
    return tuple(draw(st.tuples(*[entry] * n)))


@st.composite
def scaled_networks(draw: Any, **options: Any) -> ScaledNetwork:
    """Networks at points with a factor >= 0: 0 and 1, powers of two, and 3, without which doubling alone would pass."""
    network = draw(networks_at_points(**options))
    return ScaledNetwork(*network, draw(st.sampled_from((2, 3, 0, 0.5, 1, 4, 0.75))))


class Exact(NamedTuple):
    """The judge's own values: rationals throughout."""

    weights: tuple[np.ndarray, ...]
    x: np.ndarray
    preactivations: tuple[np.ndarray, ...]
    moduli: tuple[np.ndarray, ...]  # of the gradients, layer by layer
    modulus: fmpq  # |W_{H+1}| ... |W_1| |x|
    bits: int  # how many bits a format needs for every partial sum of the forward pass, the gradients and <W_h, G_h>


@lru_cache(maxsize=8)
def judged(weights: tuple[Layer, ...], x: tuple[float, ...]) -> Exact:
    """The exact values of a network at a point, computed once for all places."""
    w, point = tuple(networks.exact(layer) for layer in weights), networks.exact(x)
    modulus, moduli = networks.modulus(w, point)
    finest = max(_fineness(entry) for array in (*w, point) for entry in array.flat)
    degree = len(w) + 1  # factors in <W_h, G_h>: every layer and the input
    largest = max([modulus[0], *(entry for array in moduli for entry in array.flat), *_inside(w, point)])
    return Exact(w, point, tuple(networks.preactivations(w, point)), tuple(moduli), modulus[0], int(largest).bit_length() + 1 + finest * degree)


def _inside(weights: tuple[np.ndarray, ...], x: np.ndarray) -> list[fmpq]:
    """Every modulus that occurs on the way, forward and backward: none of them bounds the others when a layer vanishes."""
    moduli = [abs(w) for w in weights]
    ones = [w[:, 0] * 0 + 1 for w in moduli[:-1]]
    met = [*networks.layer_inputs(moduli, ones, abs(x)), *networks.cotangents(moduli, ones)]
    return [entry for array in met for entry in array.flat]


def _fineness(entry: fmpq) -> int:
    return int(entry.q).bit_length() - 1


class NetworkSubject:
    """A network at a point, lifted to a place: torch leaves (the route under test) beside the judge's rationals."""

    def __init__(self, instance: NetworkAtPoint | ScaledNetwork, place: Place) -> None:
        self.place, self.exact = place, judged(instance.weights, instance.x)
        self.factor = getattr(instance, "factor", 1)
        self.weights = [place.tensor(layer).requires_grad_() for layer in instance.weights]
        self.x = place.tensor(instance.x)
        self.ties = tuple("".join("o" if z == 0 else "." for z in layer) for layer in self.exact.preactivations[:-1])

    @cached_property
    def output(self) -> torch.Tensor:
        """f(x; W) by torch, shape (1,)."""
        return networks.output(self.weights, self.x)

    @property
    def layers(self) -> range:
        return range(len(self.weights))

    @property
    def scale(self) -> Scale:
        """Rounding in f(x; W): gamma_N |W_{H+1}|...|W_1||x| with N the sum of the fan-ins."""
        fan_in = sum(w.shape[1] for w in self.exact.weights)
        return self._scale(self.exact.modulus, fan_in)

    def pairing_scale(self, h: int) -> Scale:
        r"""Rounding in <W_h, G_h> against f: twice that of f, the products around layer h, and the sum over its entries."""
        w = self.exact.weights
        passes = sum(v.shape[1] for v in w[:h]) + sum(v.shape[0] for v in w[h + 1 :]) + 1
        return self._scale(self.exact.modulus, 2 * sum(v.shape[1] for v in w) + passes + w[h].size)

    def _scale(self, size: fmpq, roundings: int) -> Scale:
        return Scale(size, roundings, self.place.unit_roundoff, self.exact.bits <= self.place.bits)


def network_at(instance: NetworkAtPoint | ScaledNetwork, place: Place) -> NetworkSubject:
    """The builder of claims about networks at a point."""
    return NetworkSubject(instance, place)


def by_autograd(s: NetworkSubject) -> list[torch.Tensor]:
    """Route: df/dW_h for every h, by torch's backpropagation at the place."""
    return differentiate(s.output, s.weights)


def by_formula(s: NetworkSubject, masks: list[torch.Tensor]) -> list[torch.Tensor]:
    """Route: df/dW_h for every h by the product formula at the place, with the given slopes and without autograd."""
    return networks.layer_gradients(s.weights, masks, s.x)


def in_rationals(s: NetworkSubject) -> fmpq:
    """Route: f(x; W) by a forward pass in rationals."""
    return s.exact.preactivations[-1][0]
