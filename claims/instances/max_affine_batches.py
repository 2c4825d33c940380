"""Maxima of affine functions in batches, at generic points and at points where several pieces tie.

f(y) = max_k (<a_k, y - x> - s_k) with slacks s_k >= 0, one of them 0: the pieces of slack 0 are active at x, where f is 0. The Clarke
differential and the convex subdifferential at x both are the hull of the active a_k; they are swept through their support function, the
directional derivative, and through the inequality of the definition at points near x.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from claims.core.batches import Arrays, Distribution, Family
from claims.instances.network_batches import lifted, plain
from claims.instances.polyhedral_functions import FunctionAtPoint, MaxAffine
from impl.expressions import affine, maximum, text, variables
from impl.place import Place

STEP = 2.0**-8  # a step along small directions: short of every inactive piece, whose slack is at least 1


Vectors = tuple[np.ndarray, np.ndarray]  # candidates (k, n, B), and which of them count, or their slacks (k, B)


class MaxAffineBatch:
    """Gradients (k, n, B) and slacks (k, B) of each of the maxima, and points x (n, B) at a place; f is their sum with these `signs`.

    `a` and `slack` are the pieces of f: one of each maximum added, so that a piece is active where its slack, the sum of theirs, is 0.
    """

    def __init__(self, arrays: Arrays, place: Place, signs: tuple[int, ...] = (1,)) -> None:
        *maxima, x = arrays
        self.place, self.count, self.n, self.signs = place, x.shape[-1], len(x), signs
        self.maxima: list[Vectors] = [(a.astype(np.int64), slack.astype(np.int64)) for a, slack in zip(maxima[::2], maxima[1::2], strict=True)]
        offsets = [-slack - (a * x[None]).sum(1) for a, slack in self.maxima]
        self.pieces, self.x = [lifted(a, place) for a in maxima[::2]], lifted(x, place)
        self.offsets = [torch.from_numpy(o).to(place.dtype).to(place.device) for o in offsets]
        self.a, self.slack = self.maxima[0]
        for (a, slack), sign in zip(self.maxima[1:], signs[1:], strict=True):
            self.a = (self.a[:, None] + sign * a[None]).reshape(-1, self.n, self.count)
            self.slack = (self.slack[:, None] + slack[None]).reshape(-1, self.count)
        self.active: np.ndarray = self.slack == 0
        self.ties = [(slack == 0) & ((slack == 0).sum(0) > 1) for _, slack in self.maxima]

    def terms(self, y: torch.Tensor) -> list[torch.Tensor]:
        """<a_k, y> + b_k by torch for the pieces of each maximum, y of shape (n, B), shape (k, B) each."""
        return [(a * y[None]).sum(1) + b for a, b in zip(self.pieces, self.offsets, strict=True)]

    def at(self, y: torch.Tensor) -> torch.Tensor:
        """f(y) by torch as a sum of maxima of <a_k, y> + b_k, y of shape (n, B), shape (B,)."""
        return sum(sign * torch.amax(t, 0) for sign, t in zip(self.signs, self.terms(y), strict=True))  # type: ignore[return-value]

    @cached_property
    def here(self) -> torch.Tensor:
        """f(x) by torch, shape (B,)."""
        return self.at(self.x)

    def moved(self, direction: tuple[int, ...], step: float = STEP) -> torch.Tensor:
        """x + step direction, shape (n, B)."""
        return self.x + step * torch.tensor(direction, dtype=self.place.dtype, device=self.place.device)[:, None]

    def rise(self, direction: tuple[int, ...], step: float = STEP) -> np.ndarray:
        """(f(x + step v) - f(x)) / step by torch, exactly, shape (B,)."""
        return (self.at(self.moved(direction, step)) - self.here).double().cpu().numpy() / step

    def gradient(self, y: torch.Tensor) -> torch.Tensor:
        """What torch's backpropagation returns at y, shape (n, B)."""
        leaf = y.detach().requires_grad_()
        return torch.autograd.grad(self.at(leaf).sum(), [leaf])[0]

    def gradient_of_one(self, y: torch.Tensor) -> torch.Tensor:
        """The same through maxima that pick one of equal pieces: amax gives each its share, and a fifth is no float. Shape (n, B)."""
        leaf = y.detach().requires_grad_()
        values = sum(sign * t.max(0).values for sign, t in zip(self.signs, self.terms(leaf), strict=True))
        return torch.autograd.grad(values.sum(), [leaf])[0]  # type: ignore[union-attr]


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
    """Without one of the pieces of a maximum but the first."""
    *maxima, x = arrays
    for m in range(0, len(maxima), 2):
        for k in range(1, len(maxima[m])):
            yield (*maxima[:m], *(np.delete(v, k, 0) for v in maxima[m : m + 2]), *maxima[m + 2 :], x)


def max_affine_functions() -> Family:
    """Maxima of affine functions at points."""
    shapes = lambda d: [d.shape, d.shape[:1], d.shape[1:]]  # noqa: E731
    corner = Distribution((5, 2), 2, 1, "tied")  # by itself it has up to 15 tie patterns
    return Family("maxima of affine functions", distributions(), shapes, arrange, MaxAffineBatch, instance, fewer_pieces, (corner,))


@st.composite
def two_maxima(draw: Any, plans: tuple[str, ...]) -> Distribution:
    """A maximum of one to three pieces and one of two or three, in one or two variables."""
    shape = (draw(st.integers(1, 3)), draw(st.integers(2, 3)), draw(st.integers(1, 2)))
    return Distribution(shape, draw(st.sampled_from((1, 2, 4))), draw(st.integers(0, 2)), draw(st.sampled_from(plans)))


def one_alone(arrays: Arrays) -> Arrays:
    """Two maxima of which the second has a single active piece where the first has more, by slacks of at least 1."""
    a, first, b, second, x = arrays
    tied = (first == 0).sum(0) > 1
    return a, first, b, np.concatenate([second[:1], np.maximum(second[1:], tied)]), x


def of_two(sign: int) -> Family:
    """Sums (sign 1) or differences (-1) of two maxima of affine functions; the plan "first alone": of the first a single piece is active.

    In a difference one of the two always has a single active piece: then the Clarke differential is the hull of the differences of active
    gradients, which where both are tied it need not be.
    """
    kept = one_alone if sign < 0 else lambda arrays: arrays  # here, not in `arranged`, so that it holds of what is made smaller, too

    def arranged(header: np.ndarray, arrays: Arrays, distribution: Distribution) -> None:
        *maxima, x = arrays
        for m, plan in enumerate(("generic" if distribution.plan == "first alone" else "tied", "tied")):
            arrange(header, (*maxima[2 * m : 2 * m + 2], x), distribution._replace(plan=plan))

    def as_formula(arrays: Arrays) -> FunctionAtPoint:
        *maxima, x = kept(arrays)
        g, h = (maximum(*(affine(a, variables(len(x)), b) for a, b in instance((*maxima[m : m + 2], x)).pieces)) for m in (0, 2))
        return FunctionAtPoint(text(g + sign * h, spelled=True), plain(x))

    return Family(
        f"{'sums' if sign > 0 else 'differences'} of two maxima of affine functions",
        two_maxima(("tied",) if sign > 0 else ("first alone", "tied")),
        lambda d: [(d.shape[0], d.shape[2]), d.shape[:1], d.shape[1:], d.shape[1:2], d.shape[2:]],
        arranged,
        lambda arrays, place: MaxAffineBatch(kept(arrays), place, (1, sign)),
        as_formula,
        fewer_pieces,
    )


def active(s: MaxAffineBatch) -> Vectors:
    """Route: the gradients of the pieces that attain the maximum at x, in integers."""
    return s.a, s.active


def choices(s: MaxAffineBatch) -> Vectors:
    """What comes out when each maximum picks an active piece by itself."""
    found, counted = np.zeros((1, s.n, s.count), dtype=np.int64), np.ones((1, s.count), dtype=bool)
    for (a, slack), sign in zip(s.maxima, s.signs, strict=True):
        found = np.concatenate([found + sign * piece for piece in a])
        counted = np.concatenate([counted & (one == 0) for one in slack])
    return found, counted


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
