"""Routes to the convex subdifferential: the inequality that defines it, with f evaluated by torch, and the exact engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flint import fmpq

from claims.instances.polyhedral_functions import FunctionSubject
from impl.certificates import Infeasible
from impl.exact_lp import maximise
from impl.piecewise import Graph
from impl.rationals import ZERO, Vector, dot, rational, vector
from impl.subdifferential import Subdifferential, subdifferential

Points = tuple[tuple[Any, ...], ...]


def excess(s: FunctionSubject, slope: Sequence[Any], where: Points) -> list[fmpq]:
    """f(x') - f(x) - <slope, x' - x> at every x' in `where`; f as torch evaluates it at the place, all else exactly."""
    g = vector(slope)
    return [rise - dot(g, step) for step, rise in rises(s, where)]


def satisfies(s: FunctionSubject, slope: Sequence[Any], where: Points) -> bool:
    """Whether f(x') >= f(x) + <slope, x' - x> for every x' in `where`."""
    return min(excess(s, slope, where)) >= 0


def rises(s: FunctionSubject, where: Points) -> list[tuple[Vector, fmpq]]:
    """The pairs (x' - x, f(x') - f(x)) for x' in `where`."""
    here, *there = s.many((tuple(s.x), *where))
    return [(tuple(rational(q) - p for p, q in zip(s.point, other, strict=True)), value - here) for value, other in zip(there, where, strict=True)]


def balance(s: FunctionSubject, where: Points, sign: int = 1) -> tuple[fmpq, ...]:
    """How the inequalities f(x') >= f(x) + <slope, x' - x>, x' in `where`, contradict each other, by a linear program in the slope.

    Their convex weights w with sum w (x' - x) = 0, one a point, and then sum w (f(x') - f(x)) < 0; zeros where some slope meets them all.
    sign = -1 takes the differences x' - x the other way round.
    """
    asked = [(tuple(sign * c for c in step), rise) for step, rise in rises(s, where)]
    found = maximise((ZERO,) * s.n, asked)
    if not isinstance(found, Infeasible):
        return (ZERO,) * (len(where) + 1)
    total = sum(found.multipliers, ZERO)
    weights = tuple(w / total for w in found.multipliers)
    return (*weights, sum((w * rise for w, (_, rise) in zip(weights, asked, strict=True)), ZERO))


@lru_cache(maxsize=64)
def _subdifferential(graph: Graph, x: Vector) -> Subdifferential:
    return subdifferential(graph, x)


def by_engine(s: FunctionSubject) -> Subdifferential:
    """The exact convex subdifferential at the point, from the graph; once for all places."""
    return _subdifferential(s.graph, s.point)


@lru_cache(maxsize=512)
def _contains(graph: Graph, x: Vector, slope: Vector) -> bool:
    return bool(_subdifferential(graph, x).contains(slope))


def is_subgradient(s: FunctionSubject, slope: Sequence[Any]) -> bool:
    """Route: whether the exact engine finds slope, shape (n,), in the subdifferential at the point."""
    return _contains(s.graph, s.point, vector(slope))


def nonempty(s: FunctionSubject) -> bool:
    """Route: whether the exact engine finds a subgradient at the point."""
    return not by_engine(s).is_empty
