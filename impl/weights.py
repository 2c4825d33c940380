"""Limiting gradients and Clarke differential of a bias-free ReLU network with respect to all of its weights.

f(W) = W_{H+1} relu(W_H ... relu(W_1 x)), one sample x, any depth. f is piecewise polynomial in W, and its pieces are curved:
where a hidden activation vanishes, pieces can be cusps that no open cone of directions enters. The exact set of limiting
gradients, its hypotheses (every row of every layer an independent variable: no biases, no frozen and no shared weights) and
the proof are in `impl/weights.md`. Sources: Scholtes 2012, Introduction to Piecewise Differentiable Equations, section 4.1
(piecewise differentiable functions, essentially active selections); Clarke 1983, Theorem 2.5.1 (the Clarke differential is
the hull of the limiting gradients).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from impl.batch_loss import loss_limiting_gradients
from impl.loss_gradients import LossGradients, Undecided
from impl.polytope import Polytope
from impl.rationals import Matrix, Vector, vector
from impl.weight_approach import nearby
from impl.weight_network import Gradient, Pattern, ShapeMismatch, network
from impl.weight_patterns import Limit, Step, TooManyPatterns, limits
from impl.weight_reachability import Unreachable, reachable

__all__ = [
    "Gradient",
    "Limit",
    "LossGradients",
    "Pattern",
    "ShapeMismatch",
    "Step",
    "TooManyPatterns",
    "Undecided",
    "Unreachable",
    "flatten",
    "loss_limiting_gradients",
    "nearby",
    "reachable",
    "unflatten",
    "weight_clarke",
    "weight_limiting_gradients",
    "weight_limits",
]

MAX_PATTERNS = 100_000


def weight_limiting_gradients(weights: Iterable[Any], x: Any, *, max_patterns: int = MAX_PATTERNS) -> tuple[Gradient, ...]:
    """The exact limiting gradients (B-subdifferential) of W -> f(W; x) jointly in all weights, sorted, without duplicates.

    `weights`: matrices of shapes (m_1, d), (m_2, m_1), ..., (1, m_H); `x`: shape (d,). Each gradient is a tuple of matrices of
    the shapes of the weights. Where x = 0 only the zero gradient.

    Biases, frozen and shared weights are outside the hypotheses, and not expressible here: freezing a layer of a network and
    keeping the other components of these gradients gives in general a larger set than the limiting gradients in the rest
    alone (`impl/weights.md`, section 5).

    Raises ShapeMismatch for weights that do not chain, and TooManyPatterns (with the number reached) past `max_patterns`.
    """
    return tuple(limit.gradient for limit in weight_limits(weights, x, max_patterns=max_patterns))


def weight_limits(weights: Iterable[Any], x: Any, *, max_patterns: int = MAX_PATTERNS) -> tuple[Limit, ...]:
    """The limiting gradients, each with an activation pattern and the limit directions that realise it (see `nearby`)."""
    return limits(network(weights, x), max_patterns)


def weight_clarke(weights: Iterable[Any], x: Any, *, max_patterns: int = MAX_PATTERNS) -> Polytope:
    """The Clarke differential of W -> f(W; x): the hull of the limiting gradients, flattened (Clarke 1983, Theorem 2.5.1)."""
    return Polytope.hull([flatten(g) for g in weight_limiting_gradients(weights, x, max_patterns=max_patterns)])


def flatten(gradient: Sequence[Matrix]) -> Vector:
    """All entries, layer by layer and row by row, as one vector: the order of torch's `parameters_to_vector`."""
    return tuple(v for w in gradient for row in w for v in row)


def unflatten(values: Iterable[Any], weights: Sequence[Any]) -> Gradient:
    """The inverse of `flatten`: a vector cut into matrices of the shapes of `weights`. Raises ValueError where the sizes differ."""
    flat = vector(values)
    shapes = [(len(w), len(w[0])) for w in weights]
    if len(flat) != sum(rows * columns for rows, columns in shapes):
        raise ValueError(f"a vector was to be cut into matrices of shapes {shapes}, found {len(flat)} entries; allowed: as many as the matrices have")
    found, at = [], 0
    for rows, columns in shapes:
        found.append(tuple(flat[at + r * columns : at + (r + 1) * columns] for r in range(rows)))
        at += rows * columns
    return tuple(found)
