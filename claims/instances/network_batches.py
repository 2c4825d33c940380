"""Networks at points in batches: the family of the sweeps over networks, its torch leaves and its integer judge."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from claims.core.batches import Arrays, Distribution, Family
from claims.core.check import EXACT, Scale
from claims.core.swarm import LARGEST
from claims.core.swarm import plain as plain_ones
from claims.instances.integer_networks import IntegerNetwork, bits_of
from claims.instances.network_ties import clear, tie, turn, turn_orthogonal
from claims.instances.networks import NetworkAtPoint
from impl.place import BITS, Place

BUDGET = min(BITS.values())  # bits: every number on the way is exact at every place
USUAL = 4  # the bound most often drawn; smaller ones and zeros are in the swarm
PLANS = ("generic", "ties", "ties", "degenerate")
SHARE = 16  # of 256 values of a byte: how many instances a plan gives each kind of tie


def shapes(distribution: Distribution) -> list[tuple[int, ...]]:
    """The layers (m, n) of sizes (n_0, ..., n_H, k), then the input (n_0,)."""
    return [*((m, n) for n, m in pairwise(distribution.shape)), (distribution.shape[0],)]


@st.composite
def distributions(
    draw: Any, *, depths: tuple[int, int] = (1, 3), widths: tuple[int, ...] = (1, 2, 3, 4, 8), outputs: int = 1, budget: int = BUDGET, degree: int = 1
) -> Distribution:
    """Sizes, bound, density and plan such that `degree` times the bits of a pairing stay within the budget."""
    hidden = draw(st.integers(*depths))
    one = draw(st.sampled_from(widths))
    alike = draw(st.booleans())  # as many inputs as neurons in every hidden layer
    sizes = (*(one if alike else draw(st.sampled_from(widths)) for _ in range(hidden + 1)), outputs)
    while degree * bits_of(sizes, 1) > budget:
        sizes = (*(max(n // 2, 1) for n in sizes[:-1]), outputs)
    fitting = [b for b in (1, 2, 4, 8) if degree * bits_of(sizes, b) <= budget]
    usual = max(b for b in fitting if b <= USUAL)
    return Distribution(sizes, draw(st.sampled_from((usual, usual, usual, *fitting))), draw(st.integers(0, 3)), draw(st.sampled_from(PLANS)))


def corner(*, depths: tuple[int, int] = (1, 3), outputs: int = 1, budget: int = BUDGET, degree: int = 1, **_: Any) -> Distribution:
    """The distribution that every run has: as deep as two hidden layers, all of width 2, with ties; only there may layers change places."""
    sizes = (*(2 for _ in range(min(depths[1], 2) + 1)), outputs)
    return Distribution(sizes, max(b for b in (1, 2, 4) if degree * bits_of(sizes, b) <= budget), 1, "ties")


def arrange(header: np.ndarray, arrays: Arrays, distribution: Distribution) -> None:
    """Ties on purpose, in some instances: a row that is 0, another's copy or negative, or orthogonal to x; layers or an x that vanish."""
    *layers, x = arrays
    made = ~plain_ones(header)
    alive = (header[3] & 1 == 0) & made
    for rows in (x, *(w[0] for w in layers[:-1])):  # no negative input, a neuron in every hidden layer without negative weights:
        turn(rows, alive)  # something reaches the output
    if distribution.plan == "generic":
        return
    for h, w in enumerate(layers[:-1]):
        tie(w, ((header[2] >> (h % 3)) & 7) * made)
    if len(x) > 1:
        turn_orthogonal(layers[0][0], x, ((header[2] & 3) == 2) & made)
    if distribution.plan == "degenerate":
        for h, w in enumerate(layers[:-1]):
            for rows in w:
                clear(rows, ~((header[3] // SHARE == h) & made))
        clear(x, ~((header[3] >= 256 - SHARE) & made))


class NetworkBatch:
    """Networks at points, lifted to a place: torch leaves (m, n, B) and x (n, B), made when asked for, beside the judge's integers
    `exact`; `small` holds all entries as they were made, int8.

    It answers what the claims' checkers ask of a network at a point; every scale is exact, since the bit budget was kept.
    """

    def __init__(self, layers: Arrays, x: np.ndarray, place: Place, factor: np.ndarray | int = 1) -> None:
        self.place, self.count = place, x.shape[-1]
        sizes = [x.shape[0], *(len(w) for w in layers)]
        self.exact = IntegerNetwork(layers, x, np.int32 if bits_of(sizes, LARGEST) < 31 else np.int64)
        self.small: Arrays = (*layers, x)
        self.factor: Any = factor if isinstance(factor, int) else lifted(factor, place)
        self.alpha: Any = factor if isinstance(factor, int) else factor.astype(np.int64)
        self.only_shifts = False

    @cached_property
    def weights(self) -> list[torch.Tensor]:
        """The layers as torch leaves, shapes (m, n, B)."""
        return [lifted(w, self.place).requires_grad_() for w in self.small[:-1]]

    @cached_property
    def x(self) -> torch.Tensor:
        """The inputs by torch, shape (n, B)."""
        return lifted(self.small[-1], self.place)

    @property
    def ties(self) -> list[np.ndarray]:
        """Which preactivations are 0, hidden layer by hidden layer, shape (m, B)."""
        return [z == 0 for z in self.exact.preactivations[:-1]]

    @property
    def layers(self) -> range:
        return range(len(self.small) - 1)

    def scaled(self, layers: Any) -> list[torch.Tensor]:
        """The weights with those of `layers` multiplied by the factor, by torch at the place."""
        return [self.factor * w if h in layers else w for h, w in enumerate(self.weights)]

    def scaled_scale(self, _layers: Any) -> Scale:
        return EXACT

    def pairing_scale(self, _h: int) -> Scale:
        return EXACT

    gradient_scale = activation_scale = pairing_scale
    scale = product_scale = EXACT


def lifted(array: np.ndarray, place: Place) -> torch.Tensor:
    """Small integers as floats at a place, exactly."""
    return torch.from_numpy(array).to(place.dtype) if place.device == "cpu" else torch.from_numpy(array).to(place.device).to(place.dtype)


def networks_lifted(arrays: Arrays, place: Place) -> NetworkBatch:
    """The builder of sweeps over networks at points."""
    return NetworkBatch(arrays[:-1], arrays[-1], place)


def plain(array: np.ndarray) -> tuple[Any, ...]:
    """An array as nested tuples of Python integers."""
    return tuple(plain(row) if row.ndim else int(row) for row in array)


def network_instance(arrays: Arrays) -> NetworkAtPoint:
    """One network at a point as the search's own instance."""
    return NetworkAtPoint(tuple(map(plain, arrays[:-1])), plain(arrays[-1]))


def fewer_neurons(arrays: Arrays) -> Iterator[Arrays]:
    """Without one neuron of a hidden layer, or one input; without a hidden layer, where the layer before has the right form."""
    *layers, x = arrays
    for k in range(len(x) if len(x) > 1 else 0):
        yield (np.delete(layers[0], k, 1), *layers[1:], np.delete(x, k))
    for h in range(len(layers) - 1):
        for k in range(len(layers[h]) if len(layers[h]) > 1 else 0):
            changed = list(layers)
            changed[h], changed[h + 1] = np.delete(layers[h], k, 0), np.delete(layers[h + 1], k, 1)
            yield (*changed, x)
    for h in range(1, len(layers) - 1):
        if layers[h].shape[0] == layers[h].shape[1]:
            yield (*layers[:h], *layers[h + 1 :], x)


def family(**options: Any) -> Family:
    """Networks at points."""
    always = (corner(**options),)
    return Family("networks at points", distributions(**options), shapes, arrange, networks_lifted, network_instance, fewer_neurons, always)
