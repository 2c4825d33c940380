"""What rounding may do when torch evaluates a piecewise affine function: nothing within the bit budget, gamma_n times the moduli beyond.

If every number on the way is a multiple of 2^-e and every partial sum is below 2^p in modulus, p + e <= the format's bits, then each of
them is a float and no operation rounds, in whatever order. Otherwise the error of the value is at most gamma_n M, n the number of
operations on the longest path and M the value with all moduli [Higham 2002, Lemma 3.1]; a maximum rounds nothing and is nonexpansive.
"""

from __future__ import annotations

from collections.abc import Iterable

from flint import fmpq

from claims.core.check import EXACT, Scale
from impl.expressions import Affine, Extremum, Input, Node
from impl.piecewise import Graph
from impl.place import Place
from impl.rationals import ZERO, Vector


def evaluation(graph: Graph, where: Iterable[Vector], place: Place) -> Scale:
    """The scale of the values of the function, as `as_torch` computes them at `place`, at any of the points."""
    scales = [_at(graph, x, place) for x in where]
    inexact = [scale for scale in scales if not scale.exact]
    return max(inexact, key=lambda scale: scale.size) if inexact else EXACT


def _at(graph: Graph, x: Vector, place: Place) -> Scale:
    size: dict[Node, fmpq] = {}
    fine: dict[Node, int] = {}
    roundings: dict[Node, int] = {}
    exact = True
    for node in graph.order:
        if isinstance(node, Affine):
            size[node] = sum((abs(c) * size[a] for a, c in node.terms), abs(node.constant))
            fine[node] = max([fineness(node.constant), *(fineness(c) + fine[a] for a, c in node.terms)])
            roundings[node] = 1 + len(node.terms) + max((roundings[a] for a, _ in node.terms), default=0)
        elif isinstance(node, Extremum):
            size[node] = max(size[a] for a in node.arguments)
            fine[node] = max(fine[a] for a in node.arguments)
            roundings[node] = max(roundings[a] for a in node.arguments)
        else:
            assert isinstance(node, Input)
            v = x[node.index]
            size[node], fine[node], roundings[node] = abs(v), fineness(v), 0
        exact = exact and int(size[node]).bit_length() + fine[node] <= place.bits
    return Scale(size.get(graph.root, ZERO), roundings[graph.root], place.unit_roundoff, exact)


def fineness(c: fmpq) -> int:
    """The least e such that c is a multiple of 2^-e. Raises ValueError where there is none: no format holds c exactly."""
    q = int(c.q)
    if q & (q - 1):
        raise ValueError(f"a dyadic rational was asked for, found {c}; allowed: denominators that are powers of two")
    return q.bit_length() - 1
