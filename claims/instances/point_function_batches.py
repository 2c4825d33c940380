"""Functions of a point in batches, affine beside it on either side: sums of ReLUs, without and with biases, and jumps across a line.

They answer what Euler's identity in batches asks (homogeneous_batches.py); a vector is a list of one tensor, of the shape of the point.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from claims.core.batches import Arrays, Distribution, Family
from claims.instances.homogeneous_functions import Jump, PiecewiseLinear
from claims.instances.network_batches import lifted, plain
from impl.expressions import affine, relu, text, variables
from impl.place import Place

STEP = 2.0**-8  # short of every kink that is not at a point of small integers
SIDEWAYS = (1, 101 / 256)  # is on no line a x + b y = 0 with integers |a| < 101
Vector = list[torch.Tensor]


class PointBatch(ABC):
    """Functions of a point x (n, B) that are affine beside it on either side: `at` by torch, `value_at` in integers."""

    shares: Any = (1, 1)

    def __init__(self, arrays: Arrays, place: Place) -> None:
        self.place, self.count = place, arrays[-1].shape[-1]
        self.whole: list[np.ndarray] = [array.astype(np.int64) for array in arrays]
        self.torch = [lifted(array, place) for array in arrays]
        self.leaves = [self.torch[-1]]

    @abstractmethod
    def at(self, y: torch.Tensor) -> torch.Tensor:
        """f(y) by torch, y of shape (n, B), shape (B,)."""

    @abstractmethod
    def value_at(self, y: np.ndarray) -> np.ndarray:
        """f(y) in integers, y of shape (n, B), shape (B,)."""

    def elements(self) -> list[Vector]:
        """Torch's gradients at two points beside x, opposite each other and on no kink: limits of gradients, for they are constant up to x."""
        (x,) = self.leaves
        beside = STEP * torch.tensor(SIDEWAYS[: len(x)], dtype=x.dtype, device=x.device)[:, None]
        leaves = [(x + sign * beside).requires_grad_() for sign in (1, -1)]
        return [list(torch.autograd.grad(self.at(leaf).sum(), [leaf])) for leaf in leaves]

    def value(self) -> np.ndarray:
        """f(x) in integers, shape (B,)."""
        return self.value_at(self.whole[-1])

    def degree(self) -> np.ndarray:
        """1; 0 where f is 0."""
        return (self.value() != 0).astype(np.int64)


class ReluSumBatch(PointBatch):
    """f(x) = sum_k c_k relu(<a_k, x> + b_k) with c (K, B), a (K, n, B), b (K, B)."""

    def at(self, y: torch.Tensor) -> torch.Tensor:
        c, a, b, _ = self.torch
        return (c * torch.relu((a * y[None]).sum(1) + b)).sum(0)

    def value_at(self, y: np.ndarray) -> np.ndarray:
        c, a, b, _ = self.whole
        return (c * np.maximum((a * y[None]).sum(1) + b, 0)).sum(0)

    @property
    def ties(self) -> list[np.ndarray]:
        """Which terms bend at x, shape (K, B)."""
        c, a, b, x = self.whole
        return [((a * x[None]).sum(1) + b == 0) & (c != 0) & (a != 0).any(1)]

    def differences(self) -> list[Vector]:
        """No element of the Clarke differential: f(x + e_i) - f(x) for every i, in integers."""
        x = self.whole[-1]
        steps = [self.value_at(x + (np.arange(len(x)) == i)[:, None]) - self.value() for i in range(len(x))]
        return [[torch.from_numpy(np.stack(steps)).to(self.place.dtype).to(self.place.device)]]


class JumpBatch(PointBatch):
    """<above, x> where x_2 > 0 and <below, x> elsewhere, all of shape (2, B)."""

    def at(self, y: torch.Tensor) -> torch.Tensor:
        above, below, _ = self.torch
        return torch.where(y[1] > 0, (above * y).sum(0), (below * y).sum(0))

    def value_at(self, y: np.ndarray) -> np.ndarray:
        above, below, _ = self.whole
        return np.where(y[1] > 0, (above * y).sum(0), (below * y).sum(0))

    @property
    def ties(self) -> list[np.ndarray]:
        """Whether the point is on the line, shape (1, B)."""
        return [self.whole[-1][1:] == 0]


@st.composite
def distributions(draw: Any, *, dimensions: tuple[int, ...]) -> Distribution:
    """One to four terms in one or two variables."""
    shape = (draw(st.integers(1, 4)), draw(st.sampled_from(dimensions)))
    return Distribution(shape, draw(st.sampled_from((1, 2, 4))), draw(st.integers(0, 2)), "")


def with_a_bias(arrays: Arrays) -> Arrays:
    """Of the first term and the first coordinate no entry is 0."""
    found = tuple(v.copy() for v in arrays)
    c, a, b, x = found
    for one in (c[:1], a[:1, :1], b[:1], x[:1]):
        one += one == 0
    return found


def relu_sums(*, biases: bool = False) -> Family:
    """Sums of ReLUs of linear functions in two variables, every other one at a tie; or of affine ones, where one bias and its terms are not 0."""
    kept = with_a_bias if biases else lambda arrays: arrays  # here, not in `arrange`, so that it holds of what is made smaller, too

    def arrange(header: np.ndarray, arrays: Arrays, _distribution: Distribution) -> None:
        _, a, b, x = arrays
        if not biases:
            b *= 0
            tied = header[3] & 1 == 0
            a[0, :, tied] = np.stack([x[1], -x[0]])[:, tied].T

    def instance(arrays: Arrays) -> PiecewiseLinear:
        c, a, b, x = (plain(v) for v in kept(arrays))
        terms = [k * relu(affine(row, variables(len(x)), offset)) for k, row, offset in zip(c, a, b, strict=True)]
        return PiecewiseLinear(text(affine([1] * len(terms), terms), spelled=True), x, PointBatch.shares)

    def fewer_terms(arrays: Arrays) -> Iterator[Arrays]:
        *terms, x = arrays
        for k in range(1, len(terms[0])):
            yield (*(np.delete(v, k, 0) for v in terms), x)

    return Family(
        f"sums of ReLUs of {'affine' if biases else 'linear'} functions",
        distributions(dimensions=(1, 2) if biases else (2,)),
        lambda d: [d.shape[:1], d.shape, d.shape[:1], d.shape[1:]],
        arrange,
        lambda arrays, place: ReluSumBatch(kept(arrays), place),
        instance,
        fewer_terms,
    )


def jumps() -> Family:
    """Two linear functions on two half planes, three times in four at a point of the line between them."""

    def arrange(header: np.ndarray, arrays: Arrays, _distribution: Distribution) -> None:
        arrays[-1][1] *= header[2] & 3 == 0

    shapes: Callable[[Distribution], Sequence[tuple[int, ...]]] = lambda _d: [(2,)] * 3  # noqa: E731

    def instance(arrays: Arrays) -> Jump:
        above, below, x = map(plain, arrays)
        return Jump(above, below, x, PointBatch.shares)

    return Family("jumps across a line", distributions(dimensions=(2,)), shapes, arrange, JumpBatch, instance)
