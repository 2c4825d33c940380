"""Networks of which one layer is multiplied by a number and another divided by it, in batches. No quotient is rounded.

The factor is p/q: its odd part divides every entry of the layer that is to be divided, since the builder multiplies that layer by it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from claims.core.batches import Arrays, Distribution, Family, single, together
from claims.instances import biased_batches as biased
from claims.instances import network_batches as nets
from claims.instances import training_batches as b
from claims.instances.integer_networks import IntegerNetwork, largest_sum
from claims.instances.rescalings import Rescaled
from impl.place import Place

FACTORS = np.array([(2, 1), (4, 1), (8, 1), (1, 2), (3, 1), (3, 2), (10, 1)], np.int8)  # p and q; what comes later needs as many bits or more
ODD = np.array([p // (p & -p) for p, _ in FACTORS.tolist()], np.int8)
BINARY = int((ODD == 1).sum())  # so many powers of two come first
Ratio = tuple[Any, Any]


class RescaledBatch(b.TrainingBatch):
    """Networks with one sample each, a factor p/q > 0 and two layers, one to be multiplied by it and one to be divided: shape (B,) each."""

    def __init__(self, arrays: Arrays, place: Place) -> None:
        super().__init__(divisible(arrays), place)
        self.up, self.down, which = chosen(arrays[-1], len(self.weights))
        self.factor: Ratio = tuple(FACTORS[which].T)

    @property
    def moves(self) -> list[Ratio]:
        """Layer by layer, numerator and denominator of what the layer is multiplied by."""
        return self.moved(self.factor, self.factor)

    def moved(self, multiplier: Ratio, divisor: Ratio) -> list[Ratio]:
        """The same where layer `up` is multiplied by one ratio, layer `down` divided by another."""
        (p, q), (over, under) = multiplier, divisor
        return [(self._at(h, p, under), self._at(h, q, over)) for h in self.layers]

    def _at(self, h: int, up: Any, down: Any) -> np.ndarray:
        return np.where(self.up == h, up, np.where(self.down == h, down, np.int8(1)))

    def rescaled(self, moves: list[Ratio]) -> list[torch.Tensor]:
        """The layers multiplied by numerators and divided by denominators, by torch at the place; new leaves."""
        pairs = zip(self.weights, moves, strict=True)
        return [(w.detach() * self.tensor(p) / self.tensor(q)).requires_grad_() for w, (p, q) in pairs]

    def tensor(self, numbers: np.ndarray) -> torch.Tensor:
        """Integers, one an instance, at the place."""
        return nets.lifted(np.ascontiguousarray(numbers), self.place)


def chosen(code: np.ndarray, layers: int) -> tuple[Any, Any, Any]:
    """Three integers as two different layers and the number of a factor, shapes as the code's last axes."""
    up = code[0].astype(int) % layers
    return up, (up + 1 + code[1].astype(int) % (layers - 1)) % layers, code[2].astype(int) % len(FACTORS)


def divisible(arrays: Arrays) -> Arrays:
    """The networks of a batch, or of one instance: the layer that is to be divided is multiplied by the odd part of the factor."""
    *layers, inputs, targets, code = arrays
    _, down, which = chosen(code, len(layers))
    return (*(w * np.where(down == h, ODD[which], np.int8(1)) for h, w in enumerate(layers)), inputs, targets)


def fitting(distribution: Distribution) -> int:
    """How many of the factors, from the first on, keep the networks of a distribution within the budget of bits, on both sides."""
    largest = largest_sum(distribution.shape[:-1], distribution.bound)
    return sum(2 * (largest * odd).bit_length() <= b.budget(samples=1) for odd in ODD.tolist())


def rescaled() -> Family:
    """Networks with one sample, a factor, and two layers."""
    return _family("networks with a sample, a factor and two layers", b.trainings(1), fitting, lambda arrays: arrays)


def rescaled_with_biases() -> Family:
    """The same of networks with biases, written as bias-free ones: no row that carries 1 is divisible, so the factors are powers of two.

    Every target is met, so that all gradients are 0 as long as the function stays the same: what tells is the function, not a row that carries 1.
    """
    name = "networks with biases, a sample whose target is met, a power of two and two layers"
    return _family(name, biased.trainings(), lambda _: BINARY, lambda arrays: met(biased.with_biases(arrays)))


def met(arrays: Arrays) -> Arrays:
    """The same layers and inputs of a batch, with the outputs for targets."""
    *layers, inputs, _ = arrays
    return (*layers, inputs, np.stack([IntegerNetwork(layers, x).output[0] for x in inputs]))


def _family(name: str, base: Family, factors: Any, written: Any) -> Family:
    def arrange(header: np.ndarray, arrays: Arrays, distribution: Distribution) -> None:
        base.arrange(header, arrays[:-1], distribution)
        arrays[-1][2] = (header[1] >> 2) % factors(distribution)  # bits that say little else; the lowest two say how dense

    def instance(arrays: Arrays) -> Rescaled:
        whole = (*single(written(together([arrays[:-1]])), 0), arrays[-1])
        up, down, which = chosen(arrays[-1], len(arrays) - 3)
        p, q = FACTORS[which].tolist()
        return Rescaled(b.training_instance(divisible(whole)), p / q, int(up), int(down))

    return Family(
        name,
        base.distributions,
        lambda d: [*base.shapes(d), (3,)],
        arrange,
        lambda arrays, place: RescaledBatch((*written(arrays[:-1]), arrays[-1]), place),
        instance,
        lambda arrays: ((*fewer, arrays[-1]) for fewer in base.smaller(arrays[:-1]) if len(fewer) == len(arrays) - 1),
    )
