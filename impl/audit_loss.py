"""Is autograd right here, for a batch loss? Its pieces are curved, so it is no graph: the exact set comes from `impl.weights`.

For samples x = 1, -1 with targets -1, 2 and one neuron at w = 0, L(w) = (relu(w) + 1)^2 / 2 + (relu(-w) - 2)^2 / 2 has the Clarke
differential [1, 2] in w; torch returns 0, as if gradient descent had arrived:

    audit_loss([[[0]], [[1]]], [[1], [-1]], [-1, 2])
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

import torch
from flint import fmpq

from impl.audit_report import Facts, Reading, Report
from impl.audit_target import CannotAudit
from impl.audit_verdict import OUTSIDE, beyond, judge
from impl.autograd import differentiate
from impl.chain_rule import MOST
from impl.rationals import ZERO, Matrix, Vector, dot, matrix, vector
from impl.weight_network import combined, masked_gradient, network
from impl.weights import TooManyPatterns, Undecided, flatten, loss_limiting_gradients

FORMATS = ("float64", "float32")


def audit_loss(weights: Iterable[Any], X: Iterable[Any], y: Iterable[Any], *, max_patterns: int = 100_000) -> Report:
    """What autograd returns for L(W) = sum_n (f(x_n; W) - y_n)^2 / 2, f a bias-free ReLU net, judged by its exact Clarke differential.

    weights: shapes (m_1, d), ..., (1, m_H); X: (N, d); y: (N,); all exact in float32. The verdict is on the flattened weights, layer by
    layer and row by row. Raises `CannotAudit` where the exact set is not known (several hidden layers may be undecided) or too large,
    and for numbers that float32 would round; ValueError for shapes that do not fit.
    """
    layers, inputs, targets = tuple(matrix(w) for w in weights), matrix(X), vector(y)
    try:
        found = loss_limiting_gradients(layers, inputs, targets, max_patterns=max_patterns)
        vertices = found.clarke.vertices
    except (Undecided, TooManyPatterns) as reason:
        raise CannotAudit(f"the loss of a net of {len(layers)} layers on {len(inputs)} samples was to be audited: {reason}") from reason
    numbers = (*flatten(layers), *flatten((inputs,)), *targets)
    if vector(torch.tensor([_float(a) for a in numbers], dtype=torch.float32)) != numbers:
        raise CannotAudit("a loss was to be audited, found numbers that float32 would round; allowed: numbers of at most 24 bits; round them first")
    value = sum(((_forward(layers, x) - t) ** 2 for x, t in zip(inputs, targets, strict=True)), ZERO) / 2
    facts = Facts(value, tuple(flatten(g) for g in found.inner), vertices)
    point, scales = flatten(layers), _moduli(layers, inputs, targets)
    roundings = 4 * (sum(len(w) + len(w[0]) + 1 for w in layers) + len(inputs) + 2)
    readings = []
    for format in FORMATS:
        at, returned = _autograd(layers, inputs, targets, getattr(torch, format))
        judged = judge(returned, vertices, scales, roundings, format)
        if judged.verdict == OUTSIDE:
            judged = beyond(judged, returned, _selections(layers, inputs, targets), scales, roundings, format)
        readings.append(Reading(format, point, False, judged.verdict, at, tuple(returned), facts, judged))
    return Report("batch loss", tuple(map(_float, point)), tuple(readings))


def _selections(layers: tuple[Matrix, ...], inputs: Matrix, targets: Vector) -> Matrix | None:
    """The gradients that the chain rule gives where each neuron takes the slope 0 or 1 at each sample that ties there: see `impl.chain_rule`."""
    nets = [network(layers, x) for x in inputs]
    tied = [(n, h, k) for n, net in enumerate(nets) for h, z in enumerate(net.preactivations) for k, a in enumerate(z) if a == 0]
    if 2 ** len(tied) > MOST:
        return None
    residuals = [_forward(layers, x) - t for x, t in zip(inputs, targets, strict=True)]
    found = set()
    for chosen in product((False, True), repeat=len(tied)):
        on = {place for place, active in zip(tied, chosen, strict=True) if active}
        patterns = [
            tuple(tuple(a > 0 or (n, h, k) in on for k, a in enumerate(z)) for h, z in enumerate(net.preactivations)) for n, net in enumerate(nets)
        ]
        found.add(flatten(combined(residuals, [masked_gradient(net, p) for net, p in zip(nets, patterns, strict=True)])))
    return tuple(sorted(found))


def _float(a: fmpq) -> float:
    return int(a.p) / int(a.q)


def _tensor(rows: Any, dtype: torch.dtype) -> torch.Tensor:
    return torch.tensor([[_float(a) for a in row] for row in rows], dtype=dtype)


def _autograd(layers: tuple[Matrix, ...], inputs: Matrix, targets: Vector, dtype: torch.dtype) -> tuple[float, list[float]]:
    leaves = [_tensor(w, dtype).requires_grad_() for w in layers]
    with torch.enable_grad():
        h = _tensor(inputs, dtype)
        for w in leaves[:-1]:
            h = torch.relu(h @ w.T)
        loss = ((h @ leaves[-1].T)[:, 0] - _tensor([targets], dtype)[0]).square().sum() / 2
    return loss.item(), torch.cat([g.reshape(-1) for g in differentiate(loss, leaves)]).tolist()


def _forward(layers: tuple[Matrix, ...], x: Vector) -> fmpq:
    h = x
    for w in layers[:-1]:
        h = tuple(max(dot(row, h), ZERO) for row in w)
    return dot(layers[-1][0], h)


def _moduli(layers: tuple[Matrix, ...], inputs: Matrix, targets: Vector) -> Vector:
    """Sums of the moduli of all products that backpropagation adds: its result where weights, inputs and targets are made >= 0, -y for y."""
    positive = tuple(tuple(tuple(abs(a) for a in row) for row in w) for w in layers)
    total = [ZERO] * len(flatten(layers))
    for x, t in zip(inputs, targets, strict=True):
        heights = [tuple(abs(a) for a in x)]
        for w in positive:
            heights.append(tuple(dot(row, heights[-1]) for row in w))
        back: Vector = (heights[-1][0] + abs(t),)
        gradients: list[Matrix] = []
        for w, h in zip(reversed(positive), reversed(heights[:-1]), strict=True):
            gradients.append(tuple(tuple(b * a for a in h) for b in back))
            back = tuple(dot(back, column) for column in zip(*w, strict=True))
        total = [a + b for a, b in zip(total, flatten(gradients[::-1]), strict=True)]
    return tuple(total)
