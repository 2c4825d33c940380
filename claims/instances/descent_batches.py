"""Gradient descent in batches: one to three steps, each at a rate of its own, on all samples. Torch takes them; whole numbers judge them.

Rates are powers of two, so every weight that torch meets is a dyadic rational. How many bits it may need follows from the sizes, the bound
and the rates alone (`bits_of_descent`); the judge holds it as an integer over a power of two (`Dyadic`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import torch
from hypothesis import strategies as st

from claims.core.batches import Arrays, Distribution, Family
from claims.instances import network_batches as nets
from claims.instances import training_batches as b
from claims.instances.dyadic_batches import Dyadic
from claims.instances.integer_networks import IntegerNetwork
from claims.instances.training import Training
from impl.place import Place

RATES = (1, 0.5, 0.25, 2)  # the rates of a distribution are the first so many of them that keep to its budget of bits
BUDGET = nets.BUDGET - 2  # the rest is for rules that are not descent, and for the sums of squares: 2 * 24 + 4 bits are below 53
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


class Growth(NamedTuple):
    """What bounds the weights after some steps: a modulus for each layer's entries, and the k with which all are multiples of 2^-k."""

    moduli: list[Fraction]
    fineness: int


def bits_of_descent(sizes: Sequence[int], bound: int, samples: int, rates: Sequence[float]) -> int:
    """Bits that hold every partial sum of descent at these rates, on layers of these sizes (inputs first, 1 last) with entries up to `bound`."""
    layers = len(sizes) - 1
    growth, needed = Growth([Fraction(bound)] * layers, 0), 0
    for rate in map(Fraction, rates):
        reaching, back = [Fraction(bound)], [Fraction(1)]
        for n, m in zip(sizes, growth.moduli, strict=False):
            reaching.append(n * m * reaching[-1])
        for h in range(layers - 1, 0, -1):
            back.insert(0, sizes[h + 1] * growth.moduli[h] * back[0])
        residual = reaching[-1] + bound
        gradient = [samples * residual * u * v for u, v in zip(back, reaching, strict=False)]
        fine = growth.fineness * (2 * layers - 1)
        needed = max(needed, _bits(2 * residual, fine), *(_bits(g, fine) for g in gradient))  # torch halves the square before it differentiates
        fine += rate.denominator.bit_length() - 1
        growth = Growth([m + rate * g for m, g in zip(growth.moduli, gradient, strict=True)], fine)
        needed = max(needed, *(_bits(m, fine) for m in growth.moduli))
    return needed


def _bits(modulus: Fraction, fineness: int) -> int:
    return int(modulus * 2**fineness).bit_length()


@lru_cache(maxsize=4096)
def fitting(sizes: tuple[int, ...], bound: int, samples: int, steps: int) -> int:
    """How many of the RATES, from the first on, may be mixed in so many steps within the budget of bits."""
    for count in range(len(RATES), 0, -1):
        if all(bits_of_descent(sizes, bound, samples, rates) <= BUDGET for rates in product(RATES[:count], repeat=steps)):
            return count
    return 0


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
