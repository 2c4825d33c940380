"""Norms of a point by torch and in rationals, and what is homogeneous like a norm without being one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from flint import fmpq

from claims.instances import norms as n

NORMS: tuple[tuple[Any, int], ...] = ((1, 1), (2, 2), (math.inf, 1), ("Frobenius", 2))  # p, and the power that is rational


def by_torch(x: torch.Tensor, p: Any) -> torch.Tensor:
    """Route: the p-norm (p = 1, 2, inf), or the Frobenius norm of the column x, by torch.linalg."""
    return torch.linalg.matrix_norm(x[:, None]) if p == "Frobenius" else torch.linalg.vector_norm(x, p)


def in_rationals(x: np.ndarray, p: Any) -> fmpq:
    """Route: the norm, or its square where it is a root, by sums and maxima of rationals."""
    return max(abs(x)) if p == math.inf else sum(abs(x)) if p == 1 else sum(x * x)


def squared_by_torch(x: torch.Tensor, p: Any) -> torch.Tensor:
    """The square of the norm."""
    return by_torch(x, p) ** 2


def squared_in_rationals(x: np.ndarray, p: Any) -> fmpq:
    """The square of `in_rationals`."""
    return in_rationals(x, p) ** 2


def nonzeros_by_torch(x: torch.Tensor, _p: Any) -> torch.Tensor:
    """How many entries are not 0."""
    return (x != 0).sum()


def nonzeros_in_rationals(x: np.ndarray, _p: Any) -> fmpq:
    """The same, or its square, which is compared where norms are roots."""
    return fmpq(int(sum(x != 0))) ** (2 if _p in (2, "Frobenius") else 1)


def sum_of_roots_by_torch(x: torch.Tensor, _p: Any) -> torch.Tensor:
    """The quasi-norm (sum of the roots of |x_i|)^2."""
    return torch.sqrt(abs(x)).sum() ** 2


def sum_of_roots_in_rationals(x: np.ndarray, p: Any) -> fmpq:
    """The same for squares of integers, or its square. Raises ValueError for other numbers."""
    if any(v.q != 1 or math.isqrt(int(abs(v).p)) ** 2 != abs(v) for v in x):
        raise ValueError(f"roots of {list(x)} were asked for in rationals; allowed: squares of integers and their negatives")
    return fmpq(sum(math.isqrt(int(abs(v).p)) for v in x)) ** (4 if p in (2, "Frobenius") else 2)


OF_SQUARES = {"norm": n.squared_by_torch, "exact": n.squared_in_rationals}
OF_NONZEROS = {"norm": n.nonzeros_by_torch, "exact": n.nonzeros_in_rationals}
OF_ROOTS = {"norm": n.sum_of_roots_by_torch, "exact": n.sum_of_roots_in_rationals}
