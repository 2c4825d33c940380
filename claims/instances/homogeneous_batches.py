"""Euler's identity in batches: networks in all their weights, vectors paired with a point, and combinations of them.

A subject has `leaves`, the point in parts; a vector is a list of tensors of their shapes. Its `elements` are vectors that stand for the Clarke
differential, its `shares` the coefficients of a combination of them, before it is normalised; `value` and `degree` are the judge's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from claims.core.batches import Arrays, Family
from claims.instances import network_batch_routes as r
from claims.instances import network_batches as nets
from claims.instances.homogeneous_functions import NetworkInWeights
from claims.instances.point_function_batches import PointBatch, Vector
from impl.place import Place

DEPTH = 2  # hidden layers, at most
Coefficients = tuple[Sequence[Any], Any]  # one a vector, and what they are to be divided by


def shares_of(array: np.ndarray) -> np.ndarray:
    """Two shares from any integers, shape (2, ...): the first is at least 2, so they add up to 1 neither for one vector nor for any more."""
    return np.abs(array.astype(np.int64)) + np.array([2, 0]).reshape(2, *[1] * (array.ndim - 1))


class WeightBatch(nets.NetworkBatch):
    """Networks as functions of all their weights: product formulas with slope 0 (torch's autograd) and 1 at every tie stand for the set."""

    def __init__(self, arrays: Arrays, place: Place) -> None:
        super().__init__(arrays[:-2], arrays[-2], place)
        self.leaves = [w.detach() for w in self.weights]
        self.shares: Any = shares_of(arrays[-1])

    def elements(self) -> list[Vector]:
        """What backpropagation returns, and the gradients by torch's products with slope 1 at ties."""
        return [r.by_autograd(self), r.by_products(self, r.slopes_with(self, 1))]

    def value(self) -> np.ndarray:
        """f in integers, shape (B,)."""
        return r.in_integers(self)

    def degree(self) -> np.ndarray:
        """The number of layers; 0 where f is 0, as the claim has it, for there every degree is one."""
        return len(self.weights) * (self.value() != 0)


Subject = WeightBatch | PointBatch


def along(s: Subject, vector: Vector) -> torch.Tensor:
    """<vector, point>, all parts together, shape (B,)."""
    return sum((p * v).sum(tuple(range(v.dim() - 1))) for p, v in zip(s.leaves, vector, strict=True))  # type: ignore[return-value]


def combination(s: Subject, vectors: Sequence[Vector], coefficients: Sequence[Any]) -> Vector:
    """The sum of coefficient times vector, in float64."""
    c = [torch.as_tensor(v, dtype=torch.float64, device=s.place.device) for v in coefficients]
    found = []
    for first, *others in zip(*vectors, strict=True):
        found.append(first * c[0])
        for k, other in zip(c[1:], others, strict=True):
            found[-1] += other * k
    return found


def normalised(s: Subject, count: int) -> Coefficients:
    """The shares, over their sum."""
    return s.shares[:count], sum(s.shares[:count])


def repeated(s: Subject, count: int) -> Coefficients:
    """The shares as they are."""
    return s.shares[:count], 1


def in_weights(room: int = 0) -> Family:
    """Networks as functions of all their weights, with the shares of a convex combination.

    Pairings of up to DEPTH + 1 layers are added up, so that they, too, keep to the smallest format's bits; `room`: bits that are left free.
    """
    made = nets.family(depths=(1, DEPTH), budget=nets.BUDGET - (DEPTH + 1).bit_length() - room)
    return Family(
        "networks in all their weights",
        made.distributions,
        lambda d: [*made.shapes(d), (2,)],
        lambda header, arrays, distribution: made.arrange(header, arrays[:-1], distribution),
        WeightBatch,
        lambda arrays: NetworkInWeights(*nets.network_instance(arrays[:-1]), nets.plain(shares_of(arrays[-1]))),
        lambda arrays: ((*fewer, arrays[-1]) for fewer in made.smaller(arrays[:-1])),
        made.always,
    )
