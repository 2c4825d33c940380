"""Maxima of affine functions in batches, at generic points and at points where several pieces tie.

f(y) = max_k (<a_k, y - x> - s_k) with slacks s_k >= 0, one of them 0: the pieces of slack 0 are active at x, where f is 0. The Clarke
differential and the convex subdifferential at x both are the hull of the active a_k; they are swept through their support function, the
directional derivative, and through the inequality of the definition at points near x.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from claims.core.batches import Arrays, Distribution, Family
from claims.instances.network_batches import lifted, plain
from claims.instances.polyhedral_functions import MaxAffine
from impl.place import Place

STEP = 2.0**-8  # a step along small directions: short of every inactive piece, whose slack is at least 1


class MaxAffineBatch:
    """Gradients a (k, n, B), slacks s (k, B) and points x (n, B) at a place."""

    def __init__(self, arrays: Arrays, place: Place) -> None:
        a, slack, x = arrays
        self.place, self.count, self.n = place, x.shape[-1], len(x)
        self.a, self.slack = a.astype(np.int64), slack.astype(np.int64)
        offsets = -self.slack - (self.a * x[None]).sum(1)
        self.pieces, self.x = lifted(a, place), lifted(x, place)
        self.offsets = torch.from_numpy(offsets).to(place.dtype).to(place.device)
        self.active: np.ndarray = self.slack == 0
        self.ties = [self.active & (self.active.sum(0) > 1)]

    def at(self, y: torch.Tensor) -> torch.Tensor:
        """f(y) by torch as a maximum of <a_k, y> + b_k, y of shape (n, B)."""
        return torch.amax((self.pieces * y[None]).sum(1) + self.offsets, 0)

    def moved(self, direction: tuple[int, ...]) -> torch.Tensor:
        """x + STEP direction, shape (n, B)."""
        return self.x + STEP * torch.tensor(direction, dtype=self.place.dtype, device=self.place.device)[:, None]

    def gradient(self, y: torch.Tensor) -> torch.Tensor:
        """What torch's backpropagation returns at y, shape (n, B)."""
        leaf = y.detach().requires_grad_()
        return torch.autograd.grad(self.at(leaf).sum(), [leaf])[0]

    def gradient_of_one(self, y: torch.Tensor) -> torch.Tensor:
        """The same through the maximum that picks one of equal pieces: amax gives each its share, and a fifth is no float. Shape (n, B)."""
        leaf = y.detach().requires_grad_()
        values = ((self.pieces * leaf[None]).sum(1) + self.offsets).max(0).values
        return torch.autograd.grad(values.sum(), [leaf])[0]


def directions(n: int) -> list[tuple[int, ...]]:
    """Directions with entries within -2..2, none of them 0."""
    return [v for v in product(range(-2, 3), repeat=n) if any(v)]


@st.composite
def distributions(draw: Any) -> Distribution:
    """One to five pieces in one or two variables; bound 1 to 4; plan "generic": one piece is active."""
    shape = (draw(st.integers(1, 5)), draw(st.integers(1, 2)))
    return Distribution(shape, draw(st.sampled_from((1, 2, 4))), draw(st.integers(0, 2)), draw(st.sampled_from(("generic", "tied", "tied"))))


def arrange(_header: np.ndarray, arrays: Arrays, distribution: Distribution) -> None:
    """Slacks >= 0, of the first piece 0, of the others at generic points at least 1."""
    _, slack, _ = arrays
    np.maximum(slack, 0, out=slack)
    if distribution.plan == "generic":
        np.maximum(slack, 1, out=slack)
    slack[0] = 0


def instance(arrays: Arrays) -> MaxAffine:
    """The function by its pieces, and the point."""
    a, slack, x = (v.astype(int) for v in arrays)
    return MaxAffine(tuple((plain(row), -int(s) - int(row @ x)) for row, s in zip(a, slack, strict=True)), plain(x))


def fewer_pieces(arrays: Arrays) -> Iterator[Arrays]:
    """Without one of the pieces but the first."""
    a, slack, x = arrays
    for k in range(1, len(a)):
        yield np.delete(a, k, 0), np.delete(slack, k), x


def max_affine_functions() -> Family:
    """Maxima of affine functions at points."""
    shapes = lambda d: [d.shape, d.shape[:1], d.shape[1:]]  # noqa: E731
    corner = Distribution((5, 2), 2, 1, "tied")  # by itself it has up to 15 tie patterns
    return Family("maxima of affine functions", distributions(), shapes, arrange, MaxAffineBatch, instance, fewer_pieces, (corner,))


Vectors = tuple[np.ndarray, np.ndarray]  # candidates (k, n, B), and which of them count (k, B)


def active(s: MaxAffineBatch) -> Vectors:
    """Route: the gradients of the pieces that attain the maximum at x, in integers."""
    return s.a, s.active


def every_piece(s: MaxAffineBatch) -> Vectors:
    """The gradients of all pieces."""
    return s.a, np.ones_like(s.active)


def returned(s: MaxAffineBatch) -> Vectors:
    """What torch returns at x and nothing else."""
    return s.gradient(s.x).double().cpu().numpy()[None], np.ones((1, s.count), dtype=bool)


def support(vectors: Vectors, direction: tuple[int, ...]) -> np.ndarray:
    """max <a, v> over the vectors that count, shape (B,)."""
    a, counted = vectors
    inner = (a * np.array(direction)[:, None]).sum(1).astype(float)
    return np.where(counted, inner, -np.inf).max(0)
