"""Vertices of a bounded polyhedron {s : <a_i, s> <= b_i}, by clipping a box with one halfspace after another.

The double description step for polytopes: the vertices after a cut are the old ones inside and, for each edge between a
vertex strictly inside and one strictly outside, its point on the hyperplane. Two vertices span an edge exactly when no third
vertex lies on all the inequalities that are tight at both (the smallest face that holds both is given by their common tight inequalities)
[Fukuda, Prodon 1996, Double description method revisited, Lemma 8]. Degenerate and lower-dimensional polytopes are no exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from flint import fmpq

from impl.rationals import ONE, Matrix, Vector, dot


class _Vertex:
    __slots__ = ("at", "tight")

    def __init__(self, at: Vector, tight: int) -> None:
        self.at, self.tight = at, tight


def clip(lower: Sequence[fmpq], upper: Sequence[fmpq], halfspaces: Iterable[tuple[Vector, fmpq]]) -> Matrix:
    """The vertices, sorted, of {s : lower <= s <= upper, <a, s> <= b for all halfspaces (a, b)}; none where it is empty."""
    vertices = _box(lower, upper)
    bit = 1 << (2 * len(lower))
    for a, b in halfspaces:
        vertices = _cut(vertices, a, b, bit)
        bit <<= 1
    return tuple(sorted(v.at for v in vertices))


def _box(lower: Sequence[fmpq], upper: Sequence[fmpq]) -> list[_Vertex]:
    if any(u < low for low, u in zip(lower, upper, strict=True)):
        return []
    found: dict[Vector, int] = {}
    for sides in product((0, 1), repeat=len(lower)):
        at = tuple(u if side else low for low, u, side in zip(lower, upper, sides, strict=True))
        found[at] = found.get(at, 0) | sum(1 << (2 * i + side) for i, side in enumerate(sides))
    return [_Vertex(at, tight) for at, tight in found.items()]


def _cut(vertices: list[_Vertex], a: Vector, b: fmpq, bit: int) -> list[_Vertex]:
    values = [dot(a, v.at) - b for v in vertices]
    for v, value in zip(vertices, values, strict=True):
        if value == 0:
            v.tight |= bit
    inside = [(v, value) for v, value in zip(vertices, values, strict=True) if value < 0]
    outside = [(v, value) for v, value in zip(vertices, values, strict=True) if value > 0]
    kept = [v for v, value in zip(vertices, values, strict=True) if value <= 0]
    for v, below in inside:
        for w, above in outside:
            common = v.tight & w.tight
            if sum(u.tight & common == common for u in vertices) == 2:
                share = above / (above - below)
                at = tuple(share * p + (ONE - share) * q for p, q in zip(v.at, w.at, strict=True))
                kept.append(_Vertex(at, common | bit))
    return kept
