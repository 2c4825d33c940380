"""Routes to the convex subdifferential: the inequality that defines it, with f evaluated by torch, and two points that empty it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import fmpq

from claims.instances.polyhedral_functions import FunctionSubject
from impl.certificates import Infeasible, Jensen
from impl.exact_lp import maximise
from impl.rationals import ZERO, dot, rational, vector

Points = tuple[tuple[Any, ...], ...]


def excess(s: FunctionSubject, slope: Sequence[Any], where: Points) -> list[fmpq]:
    """f(x') - f(x) - <slope, x' - x> at every x' in `where`; f as torch evaluates it at the place, all else exactly."""
    g = vector(slope)
    return [rise - dot(g, step) for step, rise in rises(s, where)]


def satisfies(s: FunctionSubject, slope: Sequence[Any], where: Points) -> bool:
    """Whether f(x') >= f(x) + <slope, x' - x> for every x' in `where`."""
    return min(excess(s, slope, where)) >= 0


def rises(s: FunctionSubject, where: Points) -> list[tuple[tuple[fmpq, ...], fmpq]]:
    """The pairs (x' - x, f(x') - f(x)) for x' in `where`."""
    here, *there = s.many((tuple(s.x), *where))
    return [(tuple(rational(q) - p for p, q in zip(s.point, other, strict=True)), value - here) for value, other in zip(there, where, strict=True)]


def system(s: FunctionSubject, where: Points) -> Any:
    """The inequalities f(x') >= f(x) + <slope, x' - x>, x' in `where`, in the unknown slope: `Optimal` (true) or `Infeasible` (false)."""
    return maximise((ZERO,) * s.n, rises(s, where))


def jensen(s: FunctionSubject, where: Points, infeasible: Infeasible) -> Jensen:
    """The multipliers of an infeasible `system` as weights of a violated Jensen inequality at the same points."""
    here, *there = s.many((tuple(s.x), *where))
    total = sum(infeasible.multipliers, ZERO)
    terms = [(w / total, vector(other), value) for w, other, value in zip(infeasible.multipliers, where, there, strict=True) if w != 0]
    return Jensen(s.point, here, tuple(terms))
