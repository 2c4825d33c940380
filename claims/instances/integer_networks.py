"""The judge of networks in batches: integers by numpy and numba, batch axis last. Shares no code with torch's route, nor with `impl.networks`.

Entries are small integers, so a bound on every partial sum follows from the sizes alone (`bits_of`); below 2^31 the integers are of
32 bits, else of 64. No product or sum on the way leaves that range.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numba import njit

BLOCK = 512  # instances in hand: what is added to stays in the cache


def bits_of(sizes: Sequence[int], bound: int) -> int:
    """Bits that hold every partial sum of f, of its layer gradients and of <W_h, G_h> for layers of these sizes (inputs first) and this bound."""
    return largest_sum(sizes, bound).bit_length()


def largest_sum(sizes: Sequence[int], bound: int) -> int:
    """The largest modulus that any of these sums can have: all entries at the bound and of one sign."""
    return bound ** len(sizes) * prod(sizes)


@njit(cache=True)
def times(w, v, clipped=False):
    """W v, or W max(v, 0) where `clipped`: (m, n, B) and (n, B) to (m, B), added in the type of v, which must hold every sum."""
    found = np.zeros((len(w), v.shape[1]), v.dtype)
    least = np.zeros(1, v.dtype)[0] if clipped else np.iinfo(v.dtype).min
    for a in range(0, v.shape[1], BLOCK):
        b = min(a + BLOCK, v.shape[1])
        for i in range(len(w)):
            row = found[i, a:b]
            for j in range(len(v)):
                left, right = w[i, j, a:b], v[j, a:b]
                for k in range(len(row)):
                    row[k] += left[k] * max(right[k], least)
    return found


@njit(cache=True)
def times_transposed(w, u):
    """W^T u: (m, n, B) and (m, B) to (n, B)."""
    found = np.zeros((w.shape[1], u.shape[1]), u.dtype)
    for a in range(0, u.shape[1], BLOCK):
        b = min(a + BLOCK, u.shape[1])
        for j in range(w.shape[1]):
            row = found[j, a:b]
            for i in range(len(u)):
                left, right = w[i, j, a:b], u[i, a:b]
                for k in range(len(row)):
                    row[k] += left[k] * right[k]
    return found


class IntegerNetwork:
    """A batch of networks at points: weights (m, n, B), input (n, B), integers."""

    def __init__(self, weights: Sequence[np.ndarray], x: np.ndarray, dtype: type = np.int64) -> None:
        self.given = weights  # of any integer type: products and sums are formed in that of x
        self.x: np.ndarray = x.astype(dtype)

    @cached_property
    def weights(self) -> list[np.ndarray]:
        """The layers in the judge's type."""
        return [w.astype(self.x.dtype) for w in self.given]

    @cached_property
    def preactivations(self) -> list[np.ndarray]:
        """W_1 x, W_2 s(W_1 x), ..., f."""
        found = [times(self.given[0], self.x)]
        for w in self.given[1:]:
            found.append(times(w, found[-1], True))
        return found

    @property
    def output(self) -> np.ndarray:
        """f, shape (k, B)."""
        return self.preactivations[-1]

    def at(self, factor: int, layers: Sequence[int]) -> np.ndarray:
        """f with `layers` multiplied by a factor, shape (k, B)."""
        return IntegerNetwork([factor * w if h in layers else w for h, w in enumerate(self.weights)], self.x, self.x.dtype.type).output

    def gradients(self, cotangent: Any = 1, slope: int = 0) -> list[np.ndarray]:
        """d<c, f>/dW_h by the product formula with this slope at ties, shapes as the weights'."""
        *hidden, last = self.preactivations
        reaching = [self.x, *(np.maximum(z, 0) for z in hidden)]
        back = np.broadcast_to(np.asarray(cotangent, dtype=self.x.dtype), last.shape)
        found = [back[:, None] * reaching[-1][None]]
        for h in range(len(hidden) - 1, -1, -1):
            back = times_transposed(self.given[h + 1], back) * np.where(hidden[h] > 0, 1, np.where(hidden[h] == 0, slope, 0))
            found.insert(0, back[:, None] * reaching[h][None])
        return found

    def differences(self) -> list[np.ndarray]:
        """(f(W + t E) - f(W - t E)) / t for the matrix E of every single entry of every layer, shapes as the weights': twice the central quotient.

        f is homogeneous in a layer, so t^-1 f(W + t E) = f(t^-1 W + E) in integers; t = 2^-bits is short of every kink that W is not at.
        Raises ValueError where these integers need more than 62 bits.
        """
        sizes = [len(self.x), *(len(w) for w in self.weights)]
        largest = max(int(np.abs(a).max(initial=1)) for a in (*self.weights, self.x))
        bits = bits_of(sizes, largest)
        if 2 * bits > 62:
            raise ValueError(f"differences of networks of {bits} bits were asked for; allowed: at most 31 bits, so that int64 holds their square")
        finer = 2**bits
        reaching = [self.x, *(np.maximum(z, 0) for z in self.preactivations[:-1])]
        wide = [v.astype(np.int64)[None] for v in reaching]
        return [self._moved(h, v, finer) - self._moved(h, -v, finer) for h, v in enumerate(wide)]

    def _moved(self, h: int, change: np.ndarray, finer: int) -> np.ndarray:
        """`finer` times f where neuron i of layer h gains change[., j] / finer, for every i and j by itself, shape (m, n, B); change: (1, n, B)."""
        z = [finer * layer.astype(np.int64) for layer in self.preactivations[h:]]
        if len(z) == 1:
            return z[0][:, None] + change
        gained = np.maximum(z[0][:, None] + change, 0) - np.maximum(z[0], 0)[:, None]
        found = z[1][:, None, None] + self.weights[h + 1][:, :, None] * gained[None]
        for w in self.weights[h + 2 :]:
            np.maximum(found, 0, out=found)
            found = sum(w[:, k, None, None] * found[k] for k in range(len(found)))
        return found[0]
