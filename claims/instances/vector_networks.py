"""Networks with several outputs and a cotangent c: f is <c, W_{H+1} s(...)>, a number whose last layer is still a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.layer_gradients import STEP
from claims.instances.network_subjects import composed, judged
from claims.instances.networks import Layer, networks_at_points
from claims.instances.numbers import dyadics
from impl import networks
from impl.autograd import differentiate
from impl.place import Place


class VectorNetwork(NamedTuple):
    """Weights W_1..W_{H+1}, the last of shape (k, m), an input x and a cotangent c of shape (k,)."""

    weights: tuple[Layer, ...]
    x: tuple[float, ...]
    c: tuple[float, ...]


@st.composite
def vector_networks(draw: Any) -> VectorNetwork:
    """Networks at points as ever, with one to three outputs; shrinks to one output."""
    net = draw(networks_at_points(depths=(1, 2)))
    more = draw(st.lists(st.tuples(*[dyadics()] * len(net.weights[-1][0])), max_size=2))
    c = draw(st.tuples(*[st.sampled_from((1, -1, 2, 0))] * (1 + len(more))))
    return VectorNetwork((*net.weights[:-1], (*net.weights[-1], *more)), net.x, c)


class VectorSubject:
    """A network with a cotangent, lifted to a place."""

    def __init__(self, instance: VectorNetwork, place: Place) -> None:
        self.place = place
        self.weights = [place.tensor(layer).requires_grad_() for layer in instance.weights]
        self.x, self.c = place.tensor(instance.x), place.tensor(instance.c)
        self.exact, self.cotangent = [networks.exact(layer) for layer in instance.weights], networks.exact(instance.c)
        self.point = networks.exact(instance.x)
        moduli = zip(*[[abs(Fraction(a) * Fraction(w)) for w in row] for a, row in zip(instance.c, instance.weights[-1], strict=True)], strict=True)
        self._sizes = judged((*instance.weights[:-1], (tuple(map(sum, moduli)),)), instance.x)
        self.ties = tuple("".join("o" if z == 0 else "." for z in layer) for layer in self._sizes.preactivations[:-1])

    @property
    def layers(self) -> range:
        """The numbers of the layers, from 0."""
        return range(len(self.weights))

    def pairing_scale(self, h: int) -> Scale:
        """Rounding in <W_h, G_h>: a forward and a backward pass, and the sum over the entries of the layer."""
        passes = sum(sum(w.shape) for w in self.exact) + len(self.cotangent) + 1
        return Scale(self._sizes.modulus, passes + self.exact[h].size, self.place.unit_roundoff, self._sizes.bits <= self.place.bits)


def vector_network_at(instance: VectorNetwork, place: Place) -> VectorSubject:
    """The builder of claims about networks with several outputs."""
    return VectorSubject(instance, place)


def by_autograd(s: VectorSubject) -> list[torch.Tensor]:
    """Route: the gradients of <c, f> layer by layer, by torch's backpropagation at the place."""
    return differentiate(s.c @ composed(s.weights, s.x), s.weights)


def by_formula(s: VectorSubject, masks: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """The gradients of <c, f> by the product formula with the given slopes."""
    *hidden, last = s.weights
    *found, _ = networks.layer_gradients([*hidden, (s.c @ last)[None]], masks, s.x)
    return [*found, s.c[:, None] * networks.layer_inputs(s.weights, masks, s.x)[-1][None]]


def along_layers(s: VectorSubject, masks: Sequence[Any] | None = None) -> list[fmpq]:
    """Route: exact central differences of <c, f(x; ..., a W_h, ...)> at a = 1 in rationals; with `masks`, of the masked product."""
    found = []
    for h in s.layers:
        ends = [[factor * w if k == h else w for k, w in enumerate(s.exact)] for factor in (1 + STEP, 1 - STEP)]
        values = [networks.output(w, s.point) if masks is None else networks.masked_product(w, masks, s.point) for w in ends]
        up, down = ((s.cotangent * value).sum() for value in values)
        found.append((up - down) / (2 * STEP))
    return found


def last_slopes_dropped(s: VectorSubject) -> list[torch.Tensor]:
    """The gradients with A_H replaced by the identity."""
    *masks, last = networks.slopes(s.weights, s.x)
    return by_formula(s, [*masks, last * 0 + 1])


def any_pattern(s: VectorSubject) -> list[list[int]]:
    """A pattern that has nothing to do with the point: every other neuron is on."""
    return [[(k + h) % 2 for k in range(len(w))] for h, w in enumerate(s.exact[:-1])]


def with_any_pattern(s: VectorSubject) -> list[torch.Tensor]:
    """The gradients of the product with that pattern."""
    return by_formula(s, [s.place.tensor(mask) for mask in any_pattern(s)])


def along_with_any_pattern(s: VectorSubject) -> list[fmpq]:
    """The differences of the product with that pattern."""
    return along_layers(s, [networks.exact(mask) for mask in any_pattern(s)])


ANY_PATTERN = {"gradients": with_any_pattern, "quotients": along_with_any_pattern}
LINEAR = "the product with any slopes is linear in every layer, so all pairings are that product: this claim cannot see the pattern"
