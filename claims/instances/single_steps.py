"""One step of the subgradient method: the step by torch, and squared distances before and after it in rationals."""

from __future__ import annotations

from typing import Any

import torch
from flint import fmpq

from claims.instances.function_subjects import FunctionSubject
from impl.piecewise import evaluate
from impl.rationals import ZERO, Vector, dot, rational, vector
from impl.subdifferential import subdifferential


def by_torch(s: FunctionSubject, g: Vector) -> torch.Tensor:
    """Route: x - eta g in torch at the place named."""
    return s.place.tensor(s.x) - s.instance.eta * s.place.tensor(g)


def squared_distance(s: FunctionSubject, after: Any) -> fmpq:
    """|after - z|^2 in rationals."""
    return sum(((a - b) ** 2 for a, b in zip(vector(after), vector(s.instance.z), strict=True)), ZERO)


def in_rationals(s: FunctionSubject) -> tuple[fmpq, fmpq]:
    """Route: f(x) and f(z), exactly."""
    return s.value, evaluate(s.graph, s.instance.z)


def promised(s: FunctionSubject, g: Vector, values: tuple[fmpq, fmpq], square: int = 1) -> fmpq:
    """|x - z|^2 - 2 eta (f(x) - f(z)) + eta^2 |g|^2."""
    eta, (here, at_z) = rational(s.instance.eta), values
    return squared_distance(s, s.x) - 2 * eta * (here - at_z) + square * eta**2 * dot(g, g)


def value(s: FunctionSubject, x: Any) -> fmpq:
    """f(x) in rationals."""
    return evaluate(s.graph, x)


def subgradients_at_z(s: FunctionSubject) -> Any:
    """The vertices of the subdifferential at z, in place of that at x."""
    return subdifferential(s.graph, s.instance.z).vertices
