"""Bias-free ReLU networks with a data set and a loss: instances, and strategies aimed at ties and degenerate weights.

On top of the ties of `networks_at_points` (made for the first sample) further samples are negated, doubled or repeated ones,
vanish, or are orthogonal to a row of the first layer; targets are met exactly on purpose, so that residuals vanish.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from hypothesis import strategies as st

from claims.instances.networks import PLANS, Layer, NetworkAtPoint, networks_at_points
from claims.instances.numbers import choices, dyadics, floats, halvings

Sample = tuple[float, ...]
Steps = tuple[tuple[float, tuple[int, ...]], ...]
SAMPLES = ("free", "free", "free", "negated", "negated", "doubled", "copy", "zero", "orthogonal", "orthogonal")
TARGETS = ("free", "free", "free", "met", "all met")
RATES = (0.25, 0.125, 0.0625, 0.5, 0.015625, 1)
LOSSES = ("half square", "half square", "linear", "quartic")
LIVELY = ("generic", "generic", "generic", "generic", "generic", "opposite rows", "zero layer", "floats")


class Training(NamedTuple):
    """Weights W_1..W_{H+1}, inputs x_1..x_N, targets y_1..y_N, the name of a loss, and steps: (rate, numbers of the samples used)."""

    weights: tuple[Layer, ...]
    inputs: tuple[Sample, ...]
    targets: tuple[float, ...]
    loss: str = "half square"
    steps: Steps = ()


@cache
@st.composite
def trainings(
    draw: Any,
    *,
    depths: tuple[int, int] = (1, 3),
    width: int = 3,
    samples: int = 3,
    steps: tuple[int, int] = (0, 0),
    plans: tuple[str, ...] = PLANS,
    losses: tuple[str, ...] = LOSSES,
) -> Training:
    """Networks with at most `samples` samples and with `steps` steps on minibatches; shrinks to one sample, one step and zeros.

    The `plans` say how the weights degenerate, as in `networks_at_points`; LIVELY ones leave most gradients other than 0.
    """
    net = draw(networks_at_points(depths=depths, width=width, plans=plans))
    if draw(choices((True, True, True, False))):
        net = _revived(net)
    dyadic = all(float(v).as_integer_ratio()[1] <= 4 for w in (*net.weights, (net.x,)) for row in w for v in row)
    entry = dyadics(draw(halvings())) if dyadic else floats()
    inputs = [net.x]
    for _ in range(draw(st.integers(0, samples - 1))):
        inputs.append(_sample(draw, net.weights[0], inputs, entry))
    plan = draw(choices(TARGETS)) if dyadic else "free"
    targets = [output(net.weights, x) if plan == "all met" or (plan == "met" and k == 0) else draw(entry) for k, x in enumerate(inputs)]
    taken = draw(_steps(len(inputs), steps)) if steps[1] else ()
    return Training(net.weights, tuple(inputs), tuple(targets), draw(st.sampled_from(losses)), taken)


@cache
@st.composite
def _steps(draw: Any, samples: int, steps: tuple[int, int]) -> Steps:
    whole = tuple(range(samples))
    batches = st.just(whole) | st.lists(st.sampled_from(whole), min_size=1, max_size=samples, unique=True).map(tuple)
    return tuple((draw(choices(RATES)), draw(batches)) for _ in range(draw(st.integers(*steps))))


def _revived(net: NetworkAtPoint) -> NetworkAtPoint:
    """Where the first sample is cut off by a hidden layer, one row of it is negated: a thin network drawn at random is mostly dead."""
    h: tuple[Any, ...] = net.x
    weights = []
    for layer in net.weights[:-1]:
        z = [sum(w * v for w, v in zip(row, h, strict=True)) for row in layer]
        if min(z) < 0 == max(max(z), 0):
            k = z.index(min(z))
            layer = (*layer[:k], tuple(-w for w in layer[k]), *layer[k + 1 :])
            z[k] = -z[k]
        weights.append(layer)
        h = tuple(max(v, 0) for v in z)
    return NetworkAtPoint((*weights, net.weights[-1]), net.x)


def _sample(draw: Any, first: Layer, above: list[Sample], entry: Any) -> Sample:
    kind = draw(choices(SAMPLES))
    n = len(above[0])
    if kind in ("copy", "negated", "doubled"):
        factor = {"copy": 1, "negated": -1, "doubled": 2}[kind]
        return tuple(factor * v for v in above[-1])
    if kind == "zero":
        return (0,) * n
    if kind == "orthogonal" and n > 1:
        row = draw(st.sampled_from(first))
        return (row[1], -row[0], *(0,) * (n - 2))
    return tuple(draw(st.tuples(*[entry] * n)))


def output(weights: Sequence[Layer], x: Sample) -> float:
    """f(x; W) on plain dyadic numbers, exactly: used to meet a target on purpose."""
    h: tuple[Any, ...] = x
    for k, layer in enumerate(weights):
        z = tuple(sum(w * v for w, v in zip(row, h, strict=True)) for row in layer)
        h = z if k == len(weights) - 1 else tuple(max(v, 0) for v in z)
    return h[0]


DYADIC = tuple(plan for plan in LIVELY if plan != "floats")
