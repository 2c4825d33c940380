"""Vertices of polytopes {s : <a_i, s> <= b_i}, kept up to date while one halfspace after another cuts.

The double description step for polytopes: the vertices after a cut are the old ones inside and, for each edge between a
vertex strictly inside and one strictly outside, its point on the hyperplane. Two vertices span an edge exactly when no third
vertex lies on all the inequalities that are tight at both (the smallest face that holds both is given by their common tight inequalities)
[Fukuda, Prodon 1996, Double description method revisited, Lemma 8]. Degenerate and lower-dimensional polytopes are no exception, and
inequalities that all vertices satisfy need not be remembered: the polytope and its faces are the same without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from flint import fmpq

from impl.rationals import ONE, ZERO, Matrix, Vector, dot


class Corner(NamedTuple):
    """A vertex, shape (n,), and the inequalities that are tight there, as bits."""

    at: Vector
    tight: int


class Corners(NamedTuple):
    """All vertices of a polytope (none: it is empty), and how many inequalities have a bit."""

    corners: tuple[Corner, ...]
    inequalities: int

    def cut(self, a: Vector, b: fmpq) -> Corners:
        """The part where <a, s> <= b."""
        values = [dot(a, c.at) - b for c in self.corners]
        if all(v <= 0 for v in values):
            return self
        bit = 1 << self.inequalities
        inside = [(c, v) for c, v in zip(self.corners, values, strict=True) if v < 0]
        outside = [(c, v) for c, v in zip(self.corners, values, strict=True) if v > 0]
        kept = [c for c, _ in inside] + [Corner(c.at, c.tight | bit) for c, v in zip(self.corners, values, strict=True) if v == 0]
        for c, below in inside:
            for d, above in outside:
                common = c.tight & d.tight
                if sum(e.tight & common == common for e in self.corners) == 2:
                    share = above / (above - below)
                    kept.append(Corner(tuple(share * p + (ONE - share) * q for p, q in zip(c.at, d.at, strict=True)), common | bit))
        return Corners(tuple(kept), self.inequalities + 1)


def box(lower: Sequence[fmpq], upper: Sequence[fmpq]) -> Corners:
    """{s : lower <= s <= upper}, shapes (n,)."""
    found: dict[Vector, int] = {}
    if all(low <= up for low, up in zip(lower, upper, strict=True)):
        for sides in product((0, 1), repeat=len(lower)):
            at = tuple(up if side else low for low, up, side in zip(lower, upper, sides, strict=True))
            found[at] = found.get(at, 0) | sum(1 << (2 * i + side) for i, side in enumerate(sides))
    return Corners(tuple(Corner(at, tight) for at, tight in found.items()), 2 * len(lower))


def simplex(n: int) -> Corners:
    """{s in R^n : s >= 0, sum s = 1}."""
    every = (1 << n) - 1
    return Corners(tuple(Corner(tuple(ONE if j == i else ZERO for j in range(n)), every ^ (1 << i)) for i in range(n)), n)


def clip(lower: Sequence[fmpq], upper: Sequence[fmpq], halfspaces: Iterable[tuple[Vector, fmpq]]) -> Matrix:
    """The vertices, sorted, of {s : lower <= s <= upper, <a, s> <= b for all halfspaces (a, b)}; none where it is empty."""
    found = box(lower, upper)
    for a, b in halfspaces:
        found = found.cut(a, b)
    return tuple(sorted(c.at for c in found.corners))
