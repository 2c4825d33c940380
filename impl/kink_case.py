"""One case of the kink ledger: a torch program, a point where it has a kink, and an independent definition of what it computes.

The definition is a formula of `impl.formula` (affine maps, maxima and minima), written from the documented meaning of the operation
and never from a trace of it, so that the exact set judges torch and not the reverse. Where the operation is curved beside its kink
(hardswish, elu) the definition is its germ there, the affine pieces that touch it to first order: the Clarke differential is the same
[Clarke 1983, Optimization and Nonsmooth Analysis, theorem 2.5.1: it is made of limits of gradients, which the two share].
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple


class Case(NamedTuple):
    """program: a Python expression in x, a tensor of shape (n,), with one value; point: n dyadic numbers; definition: its formula in x0, x1, ..."""

    operation: str
    situation: str
    program: str
    point: tuple[float, ...]
    definition: str
    germ: bool = False


def every(entries: Sequence[str], word: str) -> str:
    """The max or min (`word`) of the entries."""
    return f"{word}({', '.join(entries)})" if len(entries) > 1 else entries[0]


def smallest(k: int, entries: Sequence[str]) -> str:
    """The k-th smallest of the entries, k from 1: the minimum over the subsets of k entries of their maxima."""
    return every([every(part, "max") for part in combinations(entries, k)], "min")


def names(n: int) -> list[str]:
    """x0, x1, ..., x(n-1)."""
    return [f"x{i}" for i in range(n)]
