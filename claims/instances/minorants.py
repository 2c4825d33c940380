"""The term s^T (x' - x) under the brace, by torch and in rationals, and maxima of affine functions to see it on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from flint import fmpq

from claims.instances.function_subjects import FunctionSubject, lattice
from claims.instances.polyhedral_functions import MaxAffine
from impl.rationals import dot, vector

RELU_AT_1 = MaxAffine((((0,), 0), ((1,), 0)), (1,))
L1_NORM = MaxAffine((((1, 1), 0), ((1, -1), 0), ((-1, 1), 0), ((-1, -1), 0)), (0, 0))


def by_torch(s: FunctionSubject, slope: Sequence[Any], there: Sequence[Any]) -> torch.Tensor:
    """Route: <slope, there - x> in torch at the place named."""
    return (s.place.tensor(slope) * (s.place.tensor(there) - s.place.tensor(s.x))).sum()


def in_rationals(s: FunctionSubject, slope: Sequence[Any], there: Sequence[Any]) -> fmpq:
    """Route: <slope, there - x> in rationals."""
    return dot(slope, tuple(a - b for a, b in zip(vector(there), s.point, strict=True)))


def around(s: FunctionSubject) -> tuple[tuple[float, ...], ...]:
    """A few points around x."""
    return lattice(s.x, (-1, 0, 2))


def without_x(s: FunctionSubject, slope: Sequence[Any], there: Sequence[Any]) -> torch.Tensor:
    """<slope, there> in torch at the place named."""
    return (s.place.tensor(slope) * s.place.tensor(there)).sum()
