"""Limiting gradients of a batch loss L(W) = sum_n l(f(x_n; W), y_n) of a bias-free ReLU network with respect to all weights.

With r_n = l'(f(x_n; W0), y_n) the limiting gradients are { sum_n r_n grad P_{a_n}(W0) } over the families (a_n) of
patterns that the samples take *jointly* at weights arbitrarily near W0. Samples with r_n = 0 or x_n = 0 contribute nothing,
and samples on one positive ray share their pattern (f is positively homogeneous in x), so they are merged first.

Exact cases (statements and proofs in `impl/weights.md`, section 6):
* one positive ray: a multiple of the single-sample set, any depth;
* one hidden layer: z_kn = <w_k, x_n>, so the families are the products over the neurons k of the sign vectors of the open
  cells that the hyperplanes x_n^perp of the samples tied at k cut out of R^d;
* more layers, where at every neuron above the first layer the activations below of the samples tied there are linearly
  independent: then the rows of that layer make these ties free.
Otherwise two bounds are given: `outer`, the families that are reachable sample by sample and jointly in the first layer, and
`inner`, families found by sampling with an independent scale for every row (one scale a layer misses cusps).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

from flint import fmpq

from impl.batch_bounds import bounds
from impl.cells import cells
from impl.loss_gradients import LossGradients
from impl.rationals import ZERO, Matrix, Vector, dot, matrix, rational, vector
from impl.weight_network import Gradient, Network, combined, masked_gradient, network, scaled, weighted_sum
from impl.weight_patterns import TooManyPatterns, limits


def quadratic(prediction: fmpq, target: fmpq) -> fmpq:
    """l'(f, y) = f - y for l(f, y) = (f - y)^2 / 2."""
    return prediction - target


def loss_limiting_gradients(
    weights: Iterable[Any],
    X: Iterable[Any],
    y: Iterable[Any],
    *,
    derivative: Callable[[fmpq, fmpq], Any] = quadratic,
    max_patterns: int = 100_000,
    samples: int = 2_000,
) -> LossGradients:
    """Limiting gradients in all weights, jointly, of W -> sum_n l(f(x_n; W), y_n), by default l(f, y) = (f - y)^2 / 2.

    weights: shapes (m_1, d), ..., (1, m_H); X: (N, d); y: (N,); derivative: l' of a loss that is C^1 in f, exact on rationals.
    `samples` bounds the search for the inner set where theory does not decide; it is deterministic.
    Raises ShapeMismatch, and TooManyPatterns past `max_patterns` gradients or patterns. Same hypotheses as
    `weight_limiting_gradients`: no biases, no frozen and no shared weights.
    """
    layers, inputs, targets = tuple(matrix(w) for w in weights), matrix(X), vector(y)
    if len(inputs) != len(targets) or not inputs:
        raise ValueError(f"a batch was asked for, found {len(inputs)} inputs and {len(targets)} targets; allowed: equally many, at least one")
    rays = _rays(layers, inputs, targets, derivative)
    nets = [network(layers, x) for x in rays]
    factors = list(rays.values())
    if not nets:
        zero = tuple(tuple((ZERO,) * len(row) for row in w) for w in layers)
        return LossGradients((zero,), (zero,))
    if len(nets) == 1:
        found: Iterable[Gradient] = {scaled(factors[0], limit.gradient) for limit in limits(nets[0], max_patterns)}
    elif len(layers) == 1:
        found = {combined(factors, [masked_gradient(net, ()) for net in nets])}
    elif len(layers) == 2:
        found = _one_hidden_layer(nets, factors, max_patterns)
    else:
        return bounds(nets, factors, max_patterns, samples)
    exact = tuple(sorted(found))
    return LossGradients(exact, exact)


def _rays(layers: tuple[Matrix, ...], inputs: Matrix, targets: Vector, derivative: Callable[[fmpq, fmpq], Any]) -> dict[Vector, fmpq]:
    """One representative a positive ray of inputs, with sum_n r_n |x_n|_1 over the samples on it; rays of factor 0 are left out."""
    factors: dict[Vector, fmpq] = {}
    for x, target in zip(inputs, targets, strict=True):
        net = network(layers, x)
        size = sum((abs(v) for v in x), ZERO)
        if size:
            ray = tuple(v / size for v in x)
            factors[ray] = factors.get(ray, ZERO) + rational(derivative(dot(layers[-1][0], net.activations[-1]), target)) * size
    return {x: factor for x, factor in factors.items() if factor}


# ---- one hidden layer ------------------------------------------------------------------------------------------------------


def _one_hidden_layer(nets: list[Network], factors: list[fmpq], budget: int) -> list[Gradient]:
    inputs = [net.activations[0] for net in nets]
    outer = tuple(sum((c * net.activations[1][k] for net, c in zip(nets, factors, strict=True)), ZERO) for k in range(len(nets[0].weights[0])))
    rows: list[list[Vector]] = []
    total = 1
    for k, v in enumerate(nets[0].weights[1][0]):
        z = [net.preactivations[0][k] for net in nets]
        scales = [c * v for c in factors]
        fixed = weighted_sum([(c, x) for c, x, value in zip(scales, inputs, z, strict=True) if value > 0], len(inputs[0]))
        tied = [(c, x) for c, x, value in zip(scales, inputs, z, strict=True) if value == 0] if v else []
        choices = {
            tuple(a + b for a, b in zip(fixed, weighted_sum([t for t, sign in zip(tied, signs, strict=True) if sign > 0], len(fixed)), strict=True))
            for signs in cells([x for _, x in tied], n=len(fixed))
        }
        total *= len(choices)
        if total > budget:
            raise TooManyPatterns(
                f"all limiting gradients of the batch loss were asked for, reached {total} at neuron {k} of {len(outer)}; "
                f"allowed: max_patterns={budget}"
            )
        rows.append(sorted(choices))
    return [(w, (outer,)) for w in product(*rows)]
