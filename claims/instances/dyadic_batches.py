"""Dyadic rationals in batches: integers over a power of two that belongs to the instance. What torch returned, at its exact value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

MANTISSA = 53  # bits of float64
LARGEST = 2.0**62  # an int64 holds what is smaller, and twice of it


class Dyadic(NamedTuple):
    """Arrays of numerators, int64, and the exponent k (B,) of each instance: its entries are numerators over 2^k."""

    numerators: list[np.ndarray]
    exponent: np.ndarray

    def over(self, exponent: np.ndarray) -> list[np.ndarray]:
        """The numerators over 2^exponent. Raises ValueError where that is not as fine as the entries are."""
        more = exponent - self.exponent
        if (more < 0).any():
            raise ValueError(f"numerators over 2^k were asked for, found entries finer than that by up to {-more.min()} bits; allowed: a larger k")
        return [np.left_shift(a, more) for a in self.numerators]


def dyadic(tensors: Sequence[torch.Tensor]) -> Dyadic:
    """Tensors of floats (..., B) at their exact values, over the least power of two that makes all entries of an instance whole.

    Raises ValueError for nan, infinities, and entries whose numerators an int64 does not hold.
    """
    arrays = [t.detach().double().cpu().numpy() for t in tensors]
    if not all(np.isfinite(a).all() for a in arrays):
        raise ValueError("finite numbers were asked for, found others; allowed: floats that are dyadic rationals")
    exponent = np.maximum.reduce([fineness(a) for a in arrays])
    scaled = [np.ldexp(a, exponent.astype(np.int32)) for a in arrays]
    if (largest := max(abs(a).max(initial=0) for a in scaled)) >= LARGEST:
        raise ValueError(f"numerators below 2^62 were asked for, found {largest:g} over the instance's power of two; allowed: entries nearer in size")
    return Dyadic([a.astype(np.int64) for a in scaled], exponent)


def fineness(array: np.ndarray) -> np.ndarray:
    """For each instance the least k >= 0 such that all entries are multiples of 2^-k, shape (B,), int64."""
    flat = array.reshape(-1, array.shape[-1])
    mantissas, exponents = np.frexp(flat)
    whole = np.ldexp(mantissas, MANTISSA).astype(np.int64)
    zeros = np.frexp((whole & -whole).astype(np.float64))[1] - 1  # at the end of the binary numeral; of 0 it is -1
    return np.where(whole == 0, 0, MANTISSA - exponents - zeros).max(0, initial=0).astype(np.int64)
