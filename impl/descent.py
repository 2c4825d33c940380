r"""Gradient descent on the loss of a bias-free ReLU network over a batch, and the exact ledger of its layers' norms.

L(W) = sum_n l(f(x_n; W), y_n). The batch axis is last: inputs (d, B), targets (B,), weights (m, n) without it. Entries may
be torch tensors or numpy object arrays of rationals. Slopes at a tie are 0, as backpropagation takes them.

The ledger. With G = grad L(W), every layer has <W_i, G_i> = sum_n l'_n f_n (each layer is homogeneous of degree 1), so for
one step W+ = W - eta G, with one rate for all layers,

    ||W_i+||^2 - ||W_i||^2 = -2 eta <W_i, G_i> + eta^2 ||G_i||^2,

and the first term drops out of every difference of two layers: D_ij+ - D_ij = eta^2 (||G_i||^2 - ||G_j||^2), exactly, for
any rate, any differentiable l, any minibatch and any slope at a tie. (The continuous case is Du, Hu and Lee 2018,
Algorithmic Regularization in Learning Deep Homogeneous Models, Theorem 2.1 and Corollary 2.1.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from impl import networks


class Loss(NamedTuple):
    """l(f, y), its derivative in f, and the degree of that derivative as a polynomial; for tensors and rationals alike."""

    value: Callable[[Any, Any], Any]
    derivative: Callable[[Any, Any], Any]
    degree: int


def _quartic(f: Any, y: Any) -> Any:
    square = (f - y) * (f - y)
    return square * square / 4


LOSSES = {
    "half square": Loss(lambda f, y: (f - y) * (f - y) / 2, lambda f, y: f - y, 1),
    "quartic": Loss(_quartic, lambda f, y: (f - y) * (f - y) * (f - y), 3),
    "linear": Loss(lambda f, y: f * y, lambda f, y: y + 0 * f, 0),
}


def predictions(weights: Sequence[Any], inputs: Any) -> Any:
    """f(x_n; W) for every sample, shape (B,)."""
    return networks.output(shared(weights), inputs)[0]


def loss(weights: Sequence[Any], inputs: Any, targets: Any, l: Loss) -> Any:  # noqa: E741 - the lecture's letter
    """L(W) = sum_n l(f(x_n; W), y_n), a number."""
    return l.value(predictions(weights, inputs), targets).sum()


def gradients(weights: Sequence[Any], inputs: Any, targets: Any, l: Loss) -> list[Any]:  # noqa: E741
    """grad L, layer by layer, shapes as the weights: sum_n l'_n df_n/dW_h by the product formula, slopes 0 at ties, no autograd."""
    residuals = l.derivative(predictions(weights, inputs), targets)
    return masked_gradients(weights, networks.slopes(shared(weights), inputs), inputs, residuals)


def masked_gradients(weights: Sequence[Any], masks: Sequence[Any], inputs: Any, residuals: Any) -> list[Any]:
    """sum_n r_n d/dW_h of the masked product of sample n, for given slopes (m_h, B) and numbers r_n (B,); shapes as the weights."""
    return [(residuals * g).sum(-1) for g in networks.layer_gradients(shared(weights), masks, inputs)]


def shared(weights: Sequence[Any]) -> list[Any]:
    """The same weights for every sample: shape (m, n) becomes (m, n, 1)."""
    return [w[..., None] for w in weights]


def step(weights: Sequence[Any], gradient: Sequence[Any], rate: Any) -> list[Any]:
    """One step of gradient descent: all layers at once, with one rate."""
    return [w - rate * g for w, g in zip(weights, gradient, strict=True)]


def squared_norms(weights: Sequence[Any]) -> list[Any]:
    """||W_i||_F^2 of every layer."""
    return [(w * w).sum() for w in weights]


def difference(weights: Sequence[Any], i: int, j: int) -> Any:
    """D_ij = ||W_i||_F^2 - ||W_j||_F^2."""
    return (weights[i] * weights[i]).sum() - (weights[j] * weights[j]).sum()


def ledger(gradient: Sequence[Any], rate: Any, i: int, j: int) -> Any:
    """What one step of gradient descent adds to D_ij: eta^2 (||G_i||^2 - ||G_j||^2)."""
    return rate * rate * difference(gradient, i, j)
