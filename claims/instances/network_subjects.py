"""A network at a point, lifted to a place: the route under test (torch) beside the judge's own values (rationals).

Whether a format holds every number on the way exactly is decided here, from a bit budget of the exact values, and so is what
rounding may do where it does not [Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.1].
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from flint import fmpq

from claims.core.check import Scale
from impl import networks
from impl.autograd import differentiate
from impl.place import Place
from impl.rationals import rational


class Exact(NamedTuple):
    """The judge's own values: rationals throughout."""

    weights: tuple[np.ndarray, ...]
    x: np.ndarray
    preactivations: tuple[np.ndarray, ...]
    moduli: tuple[np.ndarray, ...]  # of the gradients, layer by layer
    modulus: fmpq  # |W_{H+1}| ... |W_1| |x|
    bits: int  # how many bits a format needs for every partial sum of the forward pass, the gradients and <W_h, G_h>


@lru_cache(maxsize=8)
def judged(weights: tuple[Any, ...], x: tuple[float, ...]) -> Exact:
    """The exact values of a network (layers: rows of plain numbers) at a point, computed once for all places."""
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


def _odd_part(factor: fmpq) -> int:
    p = int(factor.p)
    return p // (p & -p) if p else 0


class NetworkSubject:
    """A network at a point, lifted to a place: torch leaves (the route under test) beside the judge's rationals."""

    def __init__(self, instance: Any, place: Place) -> None:
        self.place, self.exact = place, judged(instance.weights, instance.x)
        self.factor = getattr(instance, "factor", 1)  # a plain number, for torch
        self.alpha = rational(self.factor)  # the same, for the judge
        self.weights = [place.tensor(layer).requires_grad_() for layer in instance.weights]
        self.x = place.tensor(instance.x)
        self.ties = tuple("".join("o" if z == 0 else "." for z in layer) for layer in self.exact.preactivations[:-1])

    @cached_property
    def output(self) -> torch.Tensor:
        """f(x; W) by torch, shape (1,)."""
        return networks.output(self.weights, self.x)

    @property
    def layers(self) -> range:
        """The numbers of the layers, from 0."""
        return range(len(self.weights))

    @property
    def scale(self) -> Scale:
        """Rounding in f(x; W): gamma_N |W_{H+1}|...|W_1||x| with N the sum of the fan-ins."""
        return self._scale(self.exact.modulus, self._fan_in)

    def pairing_scale(self, h: int) -> Scale:
        r"""Rounding in <W_h, G_h> against f: twice that of f, the products around layer h, and the sum over its entries."""
        w = self.exact.weights
        passes = sum(v.shape[1] for v in w[:h]) + sum(v.shape[0] for v in w[h + 1 :]) + 1
        return self._scale(self.exact.modulus, 2 * self._fan_in + passes + w[h].size)

    def gradient_scale(self, h: int) -> Scale:
        """Rounding in two computations of df/dW_h with one pattern, entry by entry: a forward and a backward pass each."""
        passes = sum(sum(w.shape) for w in self.exact.weights)
        return self._scale(max(self.exact.moduli[h].flat), 2 * passes)

    @property
    def product_scale(self) -> Scale:
        """Rounding in the masked product against f: a forward pass for the pattern and the product itself, in any order."""
        return self._scale(self.exact.modulus, 3 * self._fan_in + len(self.weights))

    def activation_scale(self, h: int) -> Scale:
        """Rounding in the preactivations of layer h, entry by entry."""
        w = [abs(v) for v in self.exact.weights[: h + 1]]
        return self._scale(max(networks.preactivations(w, abs(self.exact.x))[-1]), sum(v.shape[1] for v in w))

    def scaled(self, layers: Collection[int]) -> list[torch.Tensor]:
        """The weights with those of `layers` multiplied by the factor, by torch at the place."""
        return [self.factor * w if h in layers else w for h, w in enumerate(self.weights)]

    def scaled_scale(self, layers: Collection[int]) -> Scale:
        """Rounding in f with those layers scaled: one more a layer. The factor's odd part of b > 1 bits costs b bits a layer."""
        k, alpha = len(layers), abs(self.alpha)
        bits = self.exact.bits + (0 if self.only_shifts else k * _odd_part(alpha).bit_length())
        return Scale(alpha**k * self.exact.modulus, self._fan_in + k, self.place.unit_roundoff, bits <= self.place.bits)

    @property
    def only_shifts(self) -> bool:
        """Whether the factor is 0 or a power of two: then it commutes with every rounding, within the range of the format."""
        return _odd_part(abs(self.alpha)) <= 1

    @property
    def _fan_in(self) -> int:
        return sum(w.shape[1] for w in self.exact.weights)

    def _scale(self, size: fmpq, roundings: int) -> Scale:
        return Scale(size, roundings, self.place.unit_roundoff, self.exact.bits <= self.place.bits)


def network_at(instance: Any, place: Place) -> NetworkSubject:
    """The builder of claims about networks at a point (an instance has `weights` and `x`, and perhaps a `factor`)."""
    return NetworkSubject(instance, place)


class Untyped(NamedTuple):
    """Weights and an input at a place that need not fit together."""

    place: Place
    weights: list[torch.Tensor]
    x: torch.Tensor


def untyped_network_at(instance: Any, place: Place) -> Any:
    """The builder of claims about networks that may not be typed: where the output is a number, the same as `network_at`."""
    sizes = [(len(layer), len(layer[0])) for layer in instance.weights]
    chained = len(instance.x) == sizes[0][1] and all(m == n for (m, _), (_, n) in pairwise(sizes))
    if chained and sizes[-1][0] == 1:
        return network_at(instance, place)
    return Untyped(place, [place.tensor(layer).requires_grad_() for layer in instance.weights], place.tensor(instance.x))


def sequential(weights: Sequence[Any], x: torch.Tensor) -> torch.Tensor:
    """Route: f(x; W) as torch.nn.Sequential of linear layers without bias and ReLUs."""
    layers: list[torch.nn.Module] = []
    for w in weights:
        m, n = w.shape
        layers += [torch.nn.Linear(n, m, bias=False, dtype=w.dtype, device=w.device), torch.nn.ReLU()]
        layers[-2].weight = torch.nn.Parameter(w.detach())  # type: ignore[assignment]
    return torch.nn.Sequential(*layers[:-1])(x)


def composed(weights: Sequence[Any], x: Any) -> Any:
    """Route: f(x; W) as a user writes it in torch, with matrix products, shape (1,)."""
    h = x
    for w in weights[:-1]:
        h = torch.relu(w @ h)
    return weights[-1] @ h


def by_autograd(s: NetworkSubject) -> list[torch.Tensor]:
    """Route: df/dW_h for every h, by torch's backpropagation at the place."""
    return differentiate(s.output, s.weights)


def by_formula(s: NetworkSubject, masks: list[torch.Tensor]) -> list[torch.Tensor]:
    """Route: df/dW_h for every h by the product formula at the place, with the given slopes and without autograd."""
    return networks.layer_gradients(s.weights, masks, s.x)


def in_rationals(s: NetworkSubject) -> fmpq:
    """Route: f(x; W) by a forward pass in rationals."""
    return s.exact.preactivations[-1][0]
