"""Functions on the line in batches: sums of hinges at a point p with given slopes on its two sides, for claims about sets.

f(x) = value + c t + sum_k a_k relu(b_k t) + r relu(t) + l relu(-t) + sum_k d_k relu(e_k t - o_k) with t = x - p, where r and l are such that
the slopes at p are `left` and `right`, however the other terms are drawn, and the last terms (o_k >= 1) vanish near p. Torch evaluates and
differentiates the sum as it is written; the judge adds the slopes of the terms. So a set is swept through its closed form: on the
line the limiting gradients at p are the two one-sided slopes, and their hull is the interval between.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from hypothesis import strategies as st

from claims.core.batches import Arrays, Distribution, Family
from claims.instances.network_batches import lifted
from claims.instances.polyhedral_functions import FunctionAtPoint
from impl.place import Place

HALVINGS = 5  # points are multiples of 2^-5 away from p
BEYOND = 2 ** (HALVINGS + 4)  # so many steps from p, at distance 16, there is no further breakpoint


class Shape(NamedTuple):
    """What all functions of a family have at p: the slopes on its sides and the value; and how steep the hinges beside it may be."""

    p: int
    left: int
    right: int
    value: int
    far: int = 0  # largest |e_k| of the terms that vanish near p; 0 where there are none


class HingeBatch:
    """Functions (c (B,), a and b (K, B), d, e and o (M, B)) at a place, of one shape."""

    def __init__(self, arrays: Arrays, place: Place, shape: Shape) -> None:
        self.place, self.count, self.shape = place, arrays[0].shape[-1], shape
        arrays = (*arrays[:-1], np.maximum(np.abs(arrays[-1]), 1))  # here, so that no instance made smaller bends at p by its last terms
        self.whole: list[np.ndarray] = [array.astype(np.int64) for array in arrays]
        c, a, b = self.whole[:3]
        at_p = a * b
        self.r: np.ndarray = shape.right - c - np.where(b > 0, at_p, 0).sum(0)
        self.l: np.ndarray = c + np.where(b < 0, at_p, 0).sum(0) - shape.left
        self.torch = [lifted(array, place) for array in arrays]
        self.fixed = [torch.from_numpy(v).to(place.dtype).to(place.device) for v in (self.r, self.l)]
        self.ties = [np.concatenate([(at_p != 0), (self.r != 0)[None], (self.l != 0)[None]])]

    def at(self, t: torch.Tensor) -> torch.Tensor:
        """f(p + t) by torch as it is written, t of shape (B,), shape (B,)."""
        (c, a, b, d, e, o), (r, l) = self.torch, self.fixed  # noqa: E741 - l for left
        near = (a * torch.relu(b * t)).sum(0) + r * torch.relu(t) + l * torch.relu(-t)
        return self.shape.value + c * t + near + (d * torch.relu(e * t - o)).sum(0)

    def value_at(self, t: int) -> np.ndarray:
        """f(p + t) for a whole number t in integers, shape (B,)."""
        c, a, b, d, e, o = self.whole
        near = (a * np.maximum(b * t, 0)).sum(0) + self.r * max(t, 0) + self.l * max(-t, 0)
        return self.shape.value + c * t + near + (d * np.maximum(e * t - o, 0)).sum(0)

    def slopes_at(self, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """The slopes on the two sides of p + steps 2^-HALVINGS in integers, shape (B,) each: the sums of the terms' slopes."""
        c, a, b, d, e, o = self.whole
        found = []
        for side in (-1, 1):
            sign = np.sign(2 * steps + side)  # of t just there
            near = np.where(b * sign > 0, a * b, 0).sum(0) + np.where(sign > 0, self.r, -self.l)
            beyond = 2 * (e * steps - o * 2**HALVINGS) + side * np.sign(e)
            found.append(c + near + np.where(beyond > 0, d * e, 0).sum(0))
        return found[0], found[1]

    def gradient(self, t: float) -> torch.Tensor:
        """What torch's backpropagation returns at p + t, shape (B,)."""
        leaf = torch.full((self.count,), t, dtype=self.place.dtype, device=self.place.device).requires_grad_()
        return torch.autograd.grad(self.at(leaf).sum(), [leaf])[0]


@st.composite
def distributions(draw: Any, *, far: bool) -> Distribution:
    """One to four hinges at p, and up to two elsewhere."""
    return Distribution(
        (draw(st.integers(1, 4)), draw(st.integers(1, 2)) if far else 1), draw(st.sampled_from((1, 2, 4))), draw(st.integers(0, 3)), ""
    )


def shapes(distribution: Distribution) -> list[tuple[int, ...]]:
    """c, then a and b, then d, e and o."""
    near, far = distribution.shape
    return [(), (near,), (near,), (far,), (far,), (far,)]


def hinges(shape: Shape) -> Family:
    """Functions of one shape at its point."""

    def arrange(_header: np.ndarray, arrays: Arrays, _distribution: Distribution) -> None:
        *_, d, e, _ = arrays
        np.clip(e, -shape.far, shape.far, out=e)
        if not shape.far:
            d *= 0

    def instance(arrays: Arrays) -> FunctionAtPoint:
        return FunctionAtPoint(formula(HingeBatch(tuple(a[..., None] for a in arrays), Place("cpu", "float64"), shape)), (shape.p,))

    made = distributions(far=bool(shape.far))
    return Family(f"sums of hinges, {shape}", made, shapes, arrange, lambda arrays, place: HingeBatch(arrays, place, shape), instance, fewer_hinges)


def fewer_hinges(arrays: Arrays) -> Iterator[Arrays]:
    """Without one of the hinges."""
    c, a, b, *far = arrays
    for k in range(len(a) if len(a) > 1 else 0):
        yield (c, np.delete(a, k), np.delete(b, k), *far)
    for k in range(len(far[0]) if len(far[0]) > 1 else 0):
        yield (c, a, b, *(np.delete(v, k) for v in far))


def formula(s: HingeBatch) -> str:
    """The function of a batch of one as a formula in x0."""
    c, a, b, d, e, o = [v[..., 0].tolist() for v in s.whole]
    p = s.shape.p
    t = "x0" if not p else f"(x0 - {p})" if p > 0 else f"(x0 + {-p})"
    terms = [str(s.shape.value)] if s.shape.value else []
    terms += [f"{c}*{t}"] if c else []
    terms += [f"{k}*relu({m}*{t})" for k, m in [*zip(a, b, strict=True), (int(s.r[0]), 1), (int(s.l[0]), -1)] if k and m]
    terms += [f"{k}*relu({m}*{t} - {n})" for k, m, n in zip(d, e, o, strict=True) if k and m]
    return " + ".join(terms) or "0*x0"


def sides(s: HingeBatch) -> tuple[torch.Tensor, torch.Tensor]:
    """Route: torch's gradients at p - 2^-k and at p + 2^-k for k = 4, 5, shape (2, B) each."""
    found = [torch.stack([s.gradient(sign * 2.0**-k) for k in (4, HALVINGS)]) for sign in (-1, 1)]
    return found[0], found[1]


def limits(s: HingeBatch) -> list[np.ndarray]:
    """Route: the limiting gradients at p, which on the line are the slopes on its two sides, in increasing order, in integers."""
    return in_order(*s.slopes_at(0))


def in_order(u: Any, v: Any) -> list[Any]:
    """Two numbers an instance in increasing order."""
    return [np.minimum(u, v), np.maximum(u, v)]


def contains(s: HingeBatch, point: Any) -> np.ndarray:
    """Route: whether a number lies between the limiting gradients, shape (B,)."""
    low, high = limits(s)
    k, q = int(point[0].p), int(point[0].q)
    return (q * low <= k) & (k <= q * high)


def one_of(s: HingeBatch, point: Any) -> np.ndarray:
    """Whether a number is a limiting gradient."""
    low, high = limits(s)
    k, q = int(point[0].p), int(point[0].q)
    return (q * low == k) | (k == q * high)


def independent(s: HingeBatch) -> list[np.ndarray]:
    """The least and the largest sum of slopes when each hinge at p picks a side by itself."""
    c, a, b, *_ = s.whole
    terms = np.concatenate([a * b, s.r[None], -s.l[None]])
    return [c + np.minimum(terms, 0).sum(0), c + np.maximum(terms, 0).sum(0)]


def subdifferential(s: HingeBatch) -> list[np.ndarray]:
    """The bounds of the convex subdifferential at p, from all of the line: the largest slope of a chord to the left and the least to the right.

    Where the first is larger the set is empty. Between breakpoints the slope of a chord is monotone, so those to the breakpoints, the slopes
    beside p and those at infinity are all there is to compare. They are quotients of small integers, which float64 orders as they are.
    """
    c, a, b, d, e, o = s.whole
    low, high = np.maximum(s.slopes_at(0)[0], s.slopes_at(-BEYOND)[0]), np.minimum(s.slopes_at(0)[1], s.slopes_at(BEYOND)[1])
    for k in range(len(o)):
        m, n = np.maximum(abs(e[k]), 1), np.where(e[k] < 0, -o[k], o[k])  # the breakpoint is p + n / m
        rise = (
            c * n + (a * np.maximum(b * n, 0)).sum(0) + s.r * np.maximum(n, 0) + s.l * np.maximum(-n, 0) + (d * np.maximum(e * n - o * m, 0)).sum(0)
        )
        low = np.where(e[k] < 0, np.maximum(low, rise / n), low)
        high = np.where(e[k] > 0, np.minimum(high, rise / n), high)
    return [low, high]


def returned(s: HingeBatch) -> list[Any]:
    """What torch returns at p itself, twice."""
    return [s.gradient(0.0).cpu().numpy()] * 2
