"""Routes to the convex subdifferential: the inequality that defines it, with f evaluated by torch, and the exact engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import product
from typing import Any, NamedTuple

from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import Unverified
from claims.instances.function_subjects import FunctionSubject, lattice
from claims.instances.numbers import integers
from impl.certificates import Infeasible, Jensen
from impl.clarke import clarke
from impl.exact_lp import maximise
from impl.piecewise import Graph, evaluate
from impl.rationals import ZERO, Vector, dot, rational, vector
from impl.subdifferential import Subdifferential, subdifferential
from impl.subgradient_certificates import confirms

ETAS = st.sampled_from((1, 0.5, 0.25, 2))
Points = tuple[tuple[Any, ...], ...]


def excess(s: FunctionSubject, slope: Sequence[Any], where: Points) -> list[fmpq]:
    """f(x') - f(x) - <slope, x' - x> at every x' in `where`; f as torch evaluates it at the place, all else exactly."""
    g = vector(slope)
    return [rise - dot(g, step) for step, rise in rises(s, where)]


def satisfies(s: FunctionSubject, slope: Sequence[Any], where: Points) -> bool:
    """Whether f(x') >= f(x) + <slope, x' - x> for every x' in `where`."""
    return min(excess(s, slope, where)) >= 0


def supports(s: FunctionSubject, slope: Sequence[Any]) -> bool:
    """Route: the inequality of the definition on a lattice around x, f evaluated by torch at the place."""
    return satisfies(s, slope, lattice(s.x))


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


class SubgradientStep(NamedTuple):
    """A function at a point, a step length, and another point z."""

    formula: str
    x: tuple[float, ...]
    eta: float
    z: tuple[float, ...]


@st.composite
def subgradient_steps(draw: Any, functions: Any) -> SubgradientStep:
    """Functions at points, drawn from `functions`, with a dyadic step length and a second point z, sometimes the same."""
    f = draw(functions)
    return SubgradientStep(f.formula, f.x, draw(ETAS), tuple(a + draw(integers(3)) for a in f.x))


@lru_cache(maxsize=64)
def _subdifferential(graph: Graph, x: Vector) -> Subdifferential:
    return subdifferential(graph, x)


@lru_cache(maxsize=512)
def _contains(graph: Graph, x: Vector, slope: Vector) -> bool:
    certificate = _subdifferential(graph, x).contains(slope)
    if not confirms(certificate, partial(evaluate, graph)):
        raise Unverified(f"the independent checker rejects {certificate!r}")
    return bool(certificate)


def engine(s: FunctionSubject) -> Subdifferential:
    """The exact convex subdifferential at the point, from the cells of the graph; once for all places."""
    return _subdifferential(s.graph, s.point)


def is_subgradient(s: FunctionSubject, slope: Sequence[Any]) -> bool:
    """Route: whether the exact engine finds slope, shape (n,), in the subdifferential at the point; its certificate is re-verified."""
    return _contains(s.graph, s.point, vector(slope))


def nonempty(s: FunctionSubject) -> bool:
    """Route: whether the exact engine finds a subgradient at the point."""
    return not engine(s).is_empty


def emptiness(s: FunctionSubject) -> Jensen | None:
    """The Jensen certificate of an empty subdifferential."""
    certificate = engine(s).certificate
    return certificate if isinstance(certificate, Jensen) else None


def subgradients(s: FunctionSubject) -> tuple[Vector, ...]:
    """Route: elements of the exact subdifferential at the point, shape (n,) each: its vertices and their mean; none where it is empty."""
    return with_mean(engine(s).vertices)


def clarke_elements(s: FunctionSubject) -> tuple[Vector, ...]:
    """Elements of the Clarke differential at the point, shape (n,) each: its vertices and their mean."""
    return with_mean(clarke(s.graph, s.point).vertices)


def with_mean(points: Sequence[Vector]) -> tuple[Vector, ...]:
    """The points, shape (n,) each, and where there are several their mean, too."""
    if len(points) < 2:
        return tuple(points)
    return (*points, tuple(sum(column, ZERO) / len(points) for column in zip(*points, strict=True)))


def decisive(s: FunctionSubject) -> Points:
    """Points x' to ask. On the line they decide the inequality for every x': the knots, and two points far out; else a lattice and far points."""
    knots = [(t,) for t, _ in getattr(s.instance, "knots", ())]
    return tuple(p for p in (*knots, *lattice(s.x), *lattice(s.x, (-(2**14), 0, 2**14))) if p != tuple(s.x))


def candidates(s: FunctionSubject) -> list[Vector]:
    """Slopes to ask: difference quotients along the axes, forwards and backwards, their means, and slopes a little beyond them."""
    steps = tuple(tuple(v + h * (i == k) for i, v in enumerate(s.x)) for k in range(s.n) for h in (-1, 1))
    found = [rise for _, rise in rises(s, steps)]
    sides = [(-found[2 * k], found[2 * k + 1]) for k in range(s.n)]
    return [tuple(g) for g in product(*((a, (a + b) / 2, b, b + fmpq(1, 8)) for a, b in sides))]


def by_inequality(s: FunctionSubject, slope: Sequence[Any]) -> bool:
    """Route: the inequality of the definition at the decisive points, with f evaluated by torch."""
    return satisfies(s, slope, decisive(s))


def by_strict_inequality(s: FunctionSubject, slope: Sequence[Any]) -> bool:
    """The same with > instead of >=, for x' != x."""
    return min(excess(s, slope, decisive(s))) > 0


def by_inequality_nearby(s: FunctionSubject, slope: Sequence[Any]) -> bool:
    """The same, but only for x' within 1/8 of x."""
    return satisfies(s, slope, lattice(s.x, (-0.125, 0, 0.125)))


def contradiction(s: FunctionSubject) -> tuple[fmpq, ...]:
    """Route: how the inequalities at x - 1, x + 1, ... contradict each other (zeros where they do not), with f evaluated by torch."""
    return balance(s, lattice(s.x))


def rises_nearby(s: FunctionSubject) -> list[tuple[Vector, fmpq]]:
    """Route: the pairs (x' - x, f(x') - f(x)) on a lattice around x, with f evaluated by torch."""
    return rises(s, lattice(s.x))
