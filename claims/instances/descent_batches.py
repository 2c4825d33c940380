"""Gradient descent in batches: one to three steps, each at a rate of its own, on all samples. Torch takes them; whole numbers judge them.

Rates are powers of two, so every weight that torch meets is a dyadic rational. How many bits it may need follows from the sizes, the bound
and the rates alone (`descent_bits`); the judge holds it as an integer over a power of two (`Dyadic`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from claims.core.batches import Arrays, Distribution, Family
from claims.instances import network_batches as nets
from claims.instances import training_batches as b
from claims.instances.descent_bits import RATES, fitting
from claims.instances.dyadic_batches import Dyadic
from claims.instances.integer_networks import IntegerNetwork
from claims.instances.training import Training
from impl.place import Place

STEPS = (1, 1, 2, 2, 3)
Path = list[list[torch.Tensor]]
Rule = Callable[[list[torch.Tensor], list[torch.Tensor], torch.Tensor], list[torch.Tensor]]  # weights, gradient, rate (B,)


class DescentBatch(b.TrainingBatch):
    """Networks with samples, and steps at `rates`, powers of two, shape (B,) each."""

    def __init__(self, arrays: Arrays, place: Place) -> None:
        super().__init__(arrays[:-1], place)
        self.rates: list[np.ndarray] = [np.array(RATES)[code] for code in arrays[-1]]


def descent(weights: list[torch.Tensor], gradient: list[torch.Tensor], rate: torch.Tensor) -> list[torch.Tensor]:
    """One step of gradient descent: all layers at once, with one rate."""
    return [w - rate * g for w, g in zip(weights, gradient, strict=True)]


def gradient_at(s: DescentBatch, weights: list[torch.Tensor]) -> list[torch.Tensor]:
    """grad L at other weights than those of the batch, by torch's backpropagation."""
    leaves = [w.detach().requires_grad_() for w in weights]
    return list(torch.autograd.grad(b.loss(s, leaves), leaves))


def path(s: DescentBatch, rule: Rule = descent, steps: int = max(STEPS)) -> Path:
    """The weights before the first step and after each, by torch at the place; at most `steps` steps of a rule that soon leaves the budget."""
    found = [[w.detach() for w in s.weights]]
    for rate in s.rates[:steps]:
        found.append(rule(found[-1], gradient_at(s, found[-1]), at_place(s, rate)))
    return found


def at_place(s: DescentBatch, rate: np.ndarray) -> torch.Tensor:
    """Rates, one an instance, as a tensor at the place."""
    return nets.lifted(rate, s.place)


def halvings(rate: np.ndarray) -> np.ndarray:
    """By how many bits a number times the rate, a power of two, is finer than the number; int64."""
    return np.maximum(1 - np.frexp(rate)[1], 0).astype(np.int64)


def momentum(s: DescentBatch) -> Path:
    """Heavy ball: the second step goes on with half of the first."""
    speed = [torch.zeros_like(w) for w in s.weights]

    def rule(weights: list[torch.Tensor], gradient: list[torch.Tensor], rate: torch.Tensor) -> list[torch.Tensor]:
        speed[:] = [v / 2 + g for v, g in zip(speed, gradient, strict=True)]
        return descent(weights, speed, rate)

    return path(s, rule, 2)


def one_layer_after_another(s: DescentBatch) -> Path:
    """One step: the last layer moves first, and the others see where it went."""

    def rule(weights: list[torch.Tensor], gradient: list[torch.Tensor], rate: torch.Tensor) -> list[torch.Tensor]:
        last = descent(weights[-1:], gradient[-1:], rate)
        return descent(weights[:-1], gradient_at(s, [*weights[:-1], *last])[:-1], rate) + last

    return path(s, rule, 1)


def in_integers(s: DescentBatch, weights: Dyadic) -> Dyadic:
    """Route: grad L at dyadic weights by the product formula in integers, slopes 0 at ties.

    With weights over 2^k the output of L layers is a number over 2^(k L), and a gradient one over 2^(k (2 L - 1)).
    """
    layers = len(weights.numerators)
    one = np.left_shift(1, weights.exponent * layers)
    found = []
    for net, goal in zip(s.exact, s.goals, strict=True):
        here = IntegerNetwork(weights.numerators, net.x)
        found.append(here.gradients(here.output[0] - one * goal))
    return Dyadic([np.add.reduce(layer) for layer in zip(*found, strict=True)], weights.exponent * (2 * layers - 1))


def read(distribution: Distribution) -> tuple[tuple[int, ...], int, int]:
    """The sizes of the network, the number of samples and that of steps: what the shape of a distribution holds."""
    *sizes, samples, steps = distribution.shape
    return tuple(sizes), samples, steps


@st.composite
def distributions(draw: Any, room: int) -> Distribution:
    """Sizes, samples and steps with at least two rates that keep to the budget, with `room` further steps; else a smaller bound, then sizes."""
    d = draw(nets.distributions(depths=(1, 2), widths=(1, 2, 3), degree=2, budget=b.budget(samples=2)))
    sizes, bound, samples, steps = d.shape, d.bound, 2, draw(st.sampled_from([n for n in STEPS if n + room <= max(STEPS)]))
    while fitting(sizes, bound, samples, steps + room) < 2:
        if bound > 1:
            bound //= 2
        elif samples > 1 and draw(st.booleans()):
            samples -= 1
        elif max(sizes) > 1:
            sizes = tuple(max(n // 2, 1) for n in sizes)
        elif samples > 1:
            samples -= 1
        else:
            steps -= 1
    return d._replace(shape=(*sizes, samples, steps), bound=bound)


def arrange(header: np.ndarray, arrays: Arrays, distribution: Distribution, room: int) -> None:
    """The ties of networks with samples; the rates follow from bits of the header that say little else."""
    sizes, samples, steps = read(distribution)
    b.arrange(header, arrays[:-1], distribution._replace(shape=(*sizes, samples)))
    for t in range(steps):
        arrays[-1][t] = ((header[1] >> (6 - 2 * t)) & 3) % fitting(sizes, distribution.bound, samples, steps + room)


def instance(arrays: Arrays) -> Training:
    """One network with its samples, and its steps on all of them."""
    found = b.training_instance(arrays[:-1])
    (_, batch), *_ = found.steps
    return found._replace(steps=tuple((RATES[code], batch) for code in arrays[-1].tolist()))


def smaller(arrays: Arrays) -> Iterator[Arrays]:
    """Without the first step or the last, a neuron, an input, or a sample."""
    *others, codes = arrays
    if len(codes) > 1:
        yield from ((*others, codes[:-1]), (*others, codes[1:]))
    yield from ((*fewer, codes) for fewer in b.smaller(tuple(others)))


def descents(room: int = 0) -> Family:
    """Networks with one or two samples and one to three steps on all of them; the budget of bits has room for `room` further steps."""
    tied = Distribution((2, 2, 1, 2, 1 if room else 2), 1, 1, "ties")  # as many steps as a mutant needs
    return Family(
        "networks with samples and steps" + f", with room for {room} more" * bool(room),
        distributions(room),
        lambda d: [*b.shapes(d._replace(shape=d.shape[:-1])), (d.shape[-1],)],
        lambda header, arrays, d: arrange(header, arrays, d, room),
        DescentBatch,
        instance,
        smaller,
        (tied,),
    )
