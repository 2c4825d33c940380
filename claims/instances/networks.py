"""Bias-free ReLU networks at a point: strategies aimed at ties and degenerate layers (the builder: network_subjects.py).

Gaussian weights never tie, and without ties no mutant of a statement about kinks can be seen. So entries are small dyadic
rationals, and rows are drawn on purpose orthogonal to what reaches them; layers vanish, repeat and cancel on purpose.
About one instance in ten has arbitrary floats instead: these test the rounding bound, not the statement.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from hypothesis import strategies as st

from claims.instances.network_subjects import (
    NetworkSubject,
    by_autograd,
    by_formula,
    composed,
    in_rationals,
    judged,
    network_at,
    sequential,
    untyped_network_at,
)
from claims.instances.numbers import choices, dyadics, floats, halvings

__all__ = [
    "NetworkAtPoint",
    "NetworkSubject",
    "ScaledNetwork",
    "by_autograd",
    "by_formula",
    "composed",
    "equal_widths",
    "in_rationals",
    "judged",
    "network_at",
    "networks_at_points",
    "scaled_networks",
    "sequential",
    "square_networks",
    "untyped_network_at",
]

Layer = tuple[tuple[float, ...], ...]
ROWS = ("free", "free", "free", "orthogonal", "zero", "copy", "negated", "doubled")
PLANS = (*["generic"] * 4, *["alive"] * 3, "zero input", "zero layer", "opposite rows", "dead layer", "floats", "all zero")
KINKS = ("kink", "kink", "kink", "alive", "zero layer", "opposite rows", "generic")  # many limiting gradients, and mostly an output
THROUGHOUT = ("all zero", "floats", "alive", "kink")  # plans for all layers; the others are for one, chosen at random


class NetworkAtPoint(NamedTuple):
    """Weights W_1..W_{H+1} (rows of plain numbers) and an input x."""

    weights: tuple[Layer, ...]
    x: tuple[float, ...]


class ScaledNetwork(NamedTuple):
    """A network at a point and a factor >= 0."""

    weights: tuple[Layer, ...]
    x: tuple[float, ...]
    factor: float


@cache
@st.composite
def networks_at_points(
    draw: Any, *, depths: tuple[int, int] = (1, 3), width: int = 3, narrowest: int = 1, plans: tuple[str, ...] = PLANS
) -> NetworkAtPoint:
    """Networks with `depths` hidden layers, `narrowest` to `width` neurons and inputs; shrinks to fewer and shorter layers, then to zeros."""
    hidden = draw(st.integers(*depths))
    sizes = [draw(st.integers(narrowest, width)) for _ in range(hidden + 1)] + [1]
    plan = draw(st.sampled_from(plans))
    chosen = draw(st.integers(0, hidden - 1))
    entry = floats() if plan == "floats" else dyadics(draw(halvings()))
    x = tuple(draw(st.tuples(*[entry] * sizes[0])))
    if plan in ("zero input", "all zero"):
        x = (0,) * len(x)
    if plan in ("alive", "kink") and not any(x):
        x = (1, *x[1:])
    weights: list[Layer] = []
    reaching: tuple[Any, ...] = x
    for k, (n, m) in enumerate(pairwise(sizes)):
        layer = _layer(draw, n, m, entry, reaching, plan if k == chosen or plan in THROUGHOUT else "generic", last=k == hidden)
        weights.append(layer)
        reaching = tuple(max(sum(w * h for w, h in zip(row, reaching, strict=True)), 0) for row in layer)
    return NetworkAtPoint(tuple(weights), x)


def _layer(draw: Any, n: int, m: int, entry: Any, reaching: tuple[Any, ...], plan: str, *, last: bool) -> Layer:
    rows: list[tuple[float, ...]] = []
    for _ in range(m):
        kind = "zero" if plan in ("zero layer", "all zero") else "free" if last or plan == "floats" else draw(choices(ROWS))
        if plan == "opposite rows" and len(rows) % 2:
            kind = "negated"
        if plan in ("alive", "kink") and not rows:
            kind = "aligned"
        elif plan == "kink":
            kind = "orthogonal"
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
    row = tuple(draw(st.tuples(*[entry] * n)))
    if kind == "aligned":  # the neuron is on, so that something reaches the output
        return tuple((abs(w) or 1) * (-1 if r < 0 else 1) for w, r in zip(row, reaching, strict=True))
    return row


@st.composite
def square_networks(draw: Any, *, square_input: bool = False) -> NetworkAtPoint:
    """The slide's typing: all layers, the last one too, of shape (m, m), m >= 2, integer entries; x of m or other many entries."""
    m, layers = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    d = m if square_input else draw(st.integers(1, 3))
    weights = draw(st.tuples(*[st.tuples(*[st.tuples(*[dyadics()] * m)] * m)] * layers))
    return NetworkAtPoint(weights, draw(st.tuples(*[dyadics()] * d)))


@cache
@st.composite
def equal_widths(draw: Any, *, hidden: tuple[int, int] = (2, 3), narrowest: int = 1, plans: tuple[str, ...] = PLANS) -> NetworkAtPoint:
    """Networks with as many inputs as neurons in every hidden layer, and one row last."""
    m = draw(st.integers(narrowest, 3))
    return draw(networks_at_points(depths=hidden, width=m, narrowest=m, plans=plans))


@st.composite
def scaled_networks(draw: Any, *, factors: tuple[float, ...] = (2, 3, 0, 0.5, 1, 4, 0.75), **options: Any) -> ScaledNetwork:
    """Networks at points with a factor, by default >= 0: 0 and 1, powers of two, and 3, without which doubling alone would pass."""
    network = draw(networks_at_points(**options))
    return ScaledNetwork(network.weights, network.x, draw(st.sampled_from(factors)))
