"""Networks with symbolic slopes, for identities: one identity over them speaks for every pattern and every slope at 0 at once.

With the slopes of the hidden layers given, f(x; W) = W_{H+1} A_H W_H ... A_1 W_1 x is a polynomial [the lecture, item L40].
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

from claims.instances.symbols import vector, weights
from impl.networks import layer_gradients, masked_product


class Masked(NamedTuple):
    """Weights W_h (m, n), slopes (the diagonals of A_h, one for each hidden layer) and one input x (d,)."""

    weights: list[Any]
    slopes: list[Any]
    x: Any

    @property
    def output(self) -> Any:
        """f(x; W), a number."""
        return masked_product(self.weights, self.slopes, self.x)[0]

    @property
    def gradients(self) -> list[Any]:
        """df/dW_h by the slide's product formula."""
        return layer_gradients(self.weights, self.slopes, self.x)


def masked(r: Any, *widths: int, sample: str = "", layers: Any = None) -> Masked:
    """The network of these widths (d, m_1, ..., 1); a second `sample` has slopes and an input of its own and shares the `layers`."""
    slopes = [vector(r, f"a{h + 1}{sample}_", m) for h, m in enumerate(widths[1:-1])]
    return Masked(weights(r, *widths) if layers is None else layers, slopes, vector(r, f"x{sample}_", widths[0]))


class Batch(NamedTuple):
    """Two samples of one network, and the derivatives r_n of the loss at its outputs: symbols, so that the loss may be any."""

    samples: tuple[Masked, Masked]
    residuals: Any  # (2,)

    @property
    def weights(self) -> list[Any]:
        return self.samples[0].weights

    @property
    def gradients(self) -> list[Any]:
        """The gradient of the loss in every layer: the sum over samples of r_n times the sample's."""
        found = [s.gradients for s in self.samples]
        return [self.residuals[0] * g + self.residuals[1] * k for g, k in zip(*found, strict=True)]

    def each(self, change: Callable[[Masked], Masked]) -> Batch:
        """The batch with both samples changed alike."""
        return self._replace(samples=(change(self.samples[0]), change(self.samples[1])))

    @property
    def weighted_outputs(self) -> Any:
        """r_1 f(x_1; W) + r_2 f(x_2; W), a number."""
        return self.residuals[0] * self.samples[0].output + self.residuals[1] * self.samples[1].output


def batch(r: Any, *widths: int) -> Batch:
    """Two samples of the network of these widths."""
    first = masked(r, *widths, sample="1")
    return Batch((first, masked(r, *widths, sample="2", layers=first.weights)), vector(r, "r", 2))


def pairs(batch_or_net: Any) -> list[Any]:
    """<W_h, G_h> for every layer h."""
    return [(w * g).sum() for w, g in zip(batch_or_net.weights, batch_or_net.gradients, strict=True)]


def consecutive(values: list[Any], what: str = "layers") -> list[tuple[str, Any, Any]]:
    """All neighbours are equal: the sides of an identity."""
    return [(f"{what} {h + 1} and {h + 2}", a, b) for h, (a, b) in enumerate(itertools.pairwise(values))]
