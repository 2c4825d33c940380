"""Vectors, matrices and small networks over any kind of number `r` (z3 terms, rationals, torch tensors), for obligations."""

from __future__ import annotations

import itertools
from typing import Any

from impl.networks import output


def reals(r: Any, names: str) -> list[Any]:
    """The real numbers with these names, which blanks separate."""
    return [r.real(name) for name in names.split()]


def vector(r: Any, name: str, n: int) -> Any:
    """(name_1, ..., name_n), shape (n,)."""
    return r.array([r.real(f"{name}{k + 1}") for k in range(n)])


def matrix(r: Any, name: str, m: int, n: int) -> Any:
    """The matrix of the variables name_ij, shape (m, n)."""
    return r.array([[r.real(f"{name}{i + 1}{j + 1}") for j in range(n)] for i in range(m)])


def weights(r: Any, *widths: int) -> list[Any]:
    """W_1, ..., W_{H+1} of a network with these widths: weights(r, d, m, 1) has one hidden layer of m neurons."""
    return [matrix(r, f"W{h + 1}_", m, n) for h, (n, m) in enumerate(itertools.pairwise(widths))]


def network(r: Any, layers: Any, x: Any) -> Any:
    """f(x; W), the one output of the network: a number."""
    return output(layers, x, r.relu)[0]


def equal(r: Any, left: Any, right: Any) -> Any:
    """Two arrays of one shape are equal, entry by entry."""
    return r.every(*(a == b for a, b in zip(left.reshape(-1), right.reshape(-1), strict=True)))


def dot(u: Any, v: Any) -> Any:
    """The inner product of two vectors, shape (n,)."""
    return (u * v).sum()


def absolute(r: Any, z: Any) -> Any:
    """|z| of a number."""
    return r.relu(z) + r.relu(-z)


def largest(r: Any, *numbers: Any) -> Any:
    """The maximum of some numbers."""
    found = numbers[0]
    for n in numbers[1:]:
        found = found + r.relu(n - found)
    return found


def between(r: Any, low: Any, s: Any, high: Any) -> Any:
    """low <= s <= high."""
    return r.every(low <= s, s <= high)


def implies(r: Any, condition: Any, conclusion: Any) -> Any:
    """The conclusion holds where the condition does."""
    return r.some(r.no(condition), conclusion)


def m_function(r: Any, x: Any) -> Any:
    """The M function of the slides as a network: slopes 1, -1, 1, -1 with kinks at -1, 0, 1."""
    return x + 2 - 2 * r.relu(x + 1) + 2 * r.relu(x) - 2 * r.relu(x - 1)
