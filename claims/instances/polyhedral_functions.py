"""Piecewise affine functions at a point: strategies aimed at ties (`claims.instances.function_subjects` lifts them).

A function is written as a formula, which `impl.piecewise.parse` reads; a maximum of affine functions also as its pieces.
At a random point nothing ties, so the point is drawn first and the constants are chosen after it: most maxima tie there.
Coefficients are small integers and dyadic rationals, so that torch evaluates these functions exactly on small dyadic points.
On the line, functions with prescribed values are in `claims.instances.breakpoint_functions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from hypothesis import strategies as st

from claims.instances.function_subjects import FunctionSubject, by_backpropagation, function_at, judged, lattice
from claims.instances.numbers import choices, dyadics, halvings, integers
from impl.expressions import Node, text
from impl.piecewise import absolute, affine, clamp, leaky_relu, maximum, minimum, parse, relu, variables

__all__ = [
    "OPERATIONS",
    "TIED",
    "FunctionAtPoint",
    "FunctionSubject",
    "MaxAffine",
    "by_backpropagation",
    "convex_functions",
    "differences",
    "equal_near",
    "function_at",
    "judged",
    "lattice",
    "max_affine_functions",
    "negated",
    "piecewise_affine_functions",
    "points",
    "vectors",
    "ways_of_writing_relu",
]

TIED = st.sampled_from((True, True, True, False))
OPERATIONS = ("relu", "abs", "max", "min", "max", "relu", "cancelling", "leaky", "clamp", "three")


@cache
def vectors(n: int, largest: int) -> Any:
    """n integers of modulus at most `largest`; shrinks to 0."""
    return st.tuples(*[integers(largest)] * n)


class FunctionAtPoint(NamedTuple):
    """A piecewise affine function, written as a formula in x0, x1, ..., and a point."""

    formula: str
    x: tuple[float, ...]


class MaxAffine(NamedTuple):
    """f(x) = max over the pieces (a, b) of <a, x> + b, and a point x."""

    pieces: tuple[tuple[tuple[float, ...], float], ...]
    x: tuple[float, ...]

    @property
    def formula(self) -> str:
        """The same function as a formula."""
        return text(maximum(*(affine(a, variables(len(self.x)), b) for a, b in self.pieces)), spelled=True)


@cache
@st.composite
def points(draw: Any, dimensions: tuple[int, int] = (1, 2)) -> tuple[float, ...]:
    """A point with as many dyadic coordinates as `dimensions` allows; shrinks to the origin of the line."""
    n = draw(st.integers(*dimensions))
    return tuple(draw(st.tuples(*[dyadics(draw(halvings()), 2)] * n)))


@st.composite
def max_affine_functions(draw: Any, *, at: Any = None, pieces: tuple[int, int] = (1, 4), tied: Any = TIED) -> MaxAffine:
    """Maxima of affine functions, most of whose pieces attain the maximum at the point, drawn from `at`; shrinks to max(0) at 0."""
    x = draw(points() if at is None else at)
    top = draw(integers(2))
    found = []
    for k in range(draw(st.integers(*pieces))):
        a = draw(vectors(len(x), 3))
        below = 0 if k == 0 or draw(tied) else draw(st.integers(1, 3))
        found.append((a, top - below - sum(c * t for c, t in zip(a, x, strict=True))))
    return MaxAffine(tuple(found), x)


@st.composite
def convex_functions(draw: Any, *, dimensions: tuple[int, int] = (1, 2)) -> FunctionAtPoint:
    """Convex functions: maxima of affine functions, maxima of maxima, ReLU networks with outer weights >= 0, sums with norms."""
    x = draw(points(dimensions))
    kind = draw(choices(("pieces", "maxima", "network", "norm", "deep")))
    return FunctionAtPoint(text(_convex(draw, x, kind), spelled=True), x)


@st.composite
def differences(draw: Any, *, dimensions: tuple[int, int] = (1, 2)) -> FunctionAtPoint:
    """g - h with g and h convex: every piecewise affine function is one, and few of them are convex."""
    x = draw(points(dimensions))
    g, h = (_convex(draw, x, draw(choices(("pieces", "network", "norm")))) for _ in range(2))
    return FunctionAtPoint(text(g - h, spelled=True), x)


@st.composite
def piecewise_affine_functions(draw: Any, *, dimensions: tuple[int, int] = (1, 2), size: tuple[int, int] = (1, 3)) -> FunctionAtPoint:
    """Compositions of relu, abs, max, min, clamp and leaky relu, most of them at a tie; some cancel; shrinks to relu(0) at 0."""
    x = draw(points(dimensions))
    pool = _inputs(x)
    for _ in range(draw(st.integers(*size))):
        pool.append(_operation(draw, pool))
    return FunctionAtPoint(text(_combined(draw, pool[len(x) :], pool[: len(x)]), spelled=True), x)


@st.composite
def equal_near(draw: Any, formula: str, x: Sequence[float], *, terms: tuple[int, int] = (0, 3)) -> FunctionAtPoint:
    """Functions equal to `formula` near x, and to anything far from it: terms c relu(<a, y - x> - r) with r > 0 are added."""
    n = len(x)
    far: list[Node] = []
    for _ in range(draw(st.integers(*terms))):
        a = draw(vectors(n, 2))
        offset = -sum(c * t for c, t in zip(a, x, strict=True)) - draw(choices((1, 2, 0.5, 0.25)))
        far.append(draw(integers(3)) * relu(affine(a, variables(n), offset)))
    return FunctionAtPoint(text(sum(far, parse(formula, n).root), spelled=True), tuple(x))


@st.composite
def ways_of_writing_relu(draw: Any) -> FunctionAtPoint:
    """max(x, 0) at 0, written in many ways, with terms that are zero everywhere but hide further kinks; shrinks to relu(x0)."""
    (x,) = variables(1)
    a = draw(choices((1, 2, 4, 0.5)))
    ways = (
        relu(x),
        maximum(x, 0),
        (x + absolute(x)) / 2,
        x - minimum(x, 0),
        x + relu(-x),
        relu(a * x) / a,
        maximum(0, x / 2, x),
        2 * leaky_relu(x, 0.5) - x,
        maximum(minimum(x, 2 * x), 0),
        relu(relu(x) + minimum(x, 0)),
        relu(x + a) - relu(-x - a) - a - minimum(x, 0),
    )
    nothing = (relu(x) - relu(-x) - x, absolute(x) - relu(x) - relu(-x), maximum(x, 2 * x) - x - relu(x), minimum(x, 0) + relu(-x))
    terms = draw(st.lists(st.tuples(st.sampled_from((1, -1, 2, -3)), st.sampled_from(nothing)), max_size=2))
    return FunctionAtPoint(text(sum((c * z for c, z in terms), draw(st.sampled_from(ways))), spelled=True), (0,))


def negated(f: FunctionAtPoint) -> FunctionAtPoint:
    """-f at the same point."""
    return f._replace(formula=text(-parse(f.formula, len(f.x)).root, spelled=True))


def _inputs(x: Sequence[float]) -> list[tuple[Node, Any]]:
    return list(zip(variables(len(x)), x, strict=True))


def _affine(draw: Any, pool: Sequence[tuple[Node, Any]], value: Any, largest: int = 2) -> Node:
    """A combination of the pool's nodes with small coefficients, and the constant that gives it `value` at the point."""
    coefficients = draw(vectors(len(pool), largest))
    return affine(coefficients, [node for node, _ in pool], value - sum(c * v for c, (_, v) in zip(coefficients, pool, strict=True)))


def _convex(draw: Any, x: Sequence[float], kind: str) -> Node:
    inputs = _inputs(x)
    if kind == "pieces":
        return maximum(*(_affine(draw, inputs, 0 if draw(TIED) else -1, 3) for _ in range(draw(st.integers(2, 4)))))
    if kind == "maxima":
        groups = [[_affine(draw, inputs, 0 if draw(TIED) else -1, 3) for _ in range(2)] for _ in range(2)]
        return maximum(*(maximum(*group) for group in groups), _affine(draw, inputs, 0))
    if kind == "norm":
        norm = sum(absolute(node - v) for node, v in inputs) if draw(st.booleans()) else maximum(*(absolute(node - v) for node, v in inputs))
        return draw(st.integers(1, 2)) * norm + _affine(draw, inputs, 0)
    hidden = [(relu(_affine(draw, inputs, v)), max(v, 0)) for v in draw(st.lists(st.sampled_from((0, 0, 1, -1)), min_size=1, max_size=3))]
    outer = draw(st.tuples(*[st.integers(0, 3)] * len(hidden)))
    if kind == "network":
        return affine(outer, [node for node, _ in hidden]) + _affine(draw, inputs, 0)
    value = sum(c * v for c, (_, v) in zip(outer, hidden, strict=True))
    return relu(affine(outer, [node for node, _ in hidden], -value) + _affine(draw, inputs, 0)) + _affine(draw, inputs, 0)


def _operation(draw: Any, pool: Sequence[tuple[Node, Any]]) -> tuple[Node, Any]:
    """An operation on combinations of the pool, at its tie more often than not, and its value at the point."""
    kind = draw(choices(OPERATIONS))
    if kind in ("relu", "abs", "leaky", "cancelling", "clamp"):
        v = 0 if draw(TIED) else draw(integers(2))
        a = _affine(draw, pool, v)
        if kind == "leaky":
            slope = draw(choices((0.5, 0.25, 2, -1)))
            return leaky_relu(a, slope), v if v >= 0 else slope * v
        if kind == "clamp":
            return clamp(a, 0, 1), min(max(v, 0), 1)
        if kind == "cancelling":
            return relu(a) - relu(-a), v
        return (relu(a), max(v, 0)) if kind == "relu" else (absolute(a), abs(v))
    v = draw(integers(1))
    parts = [(_affine(draw, pool, w), w) for w in [v] + [v if draw(TIED) else v - 1 for _ in range(2 if kind == "three" else 1)]]
    choose = min if kind == "min" else max
    return (minimum if kind == "min" else maximum)(*(node for node, _ in parts)), choose(w for _, w in parts)


def _combined(draw: Any, made: Sequence[tuple[Node, Any]], inputs: Sequence[tuple[Node, Any]]) -> Node:
    outer = [draw(choices((1, -1, 2, -2))) for _ in made]
    return affine(outer, [node for node, _ in made]) + (_affine(draw, inputs, 0) if draw(st.booleans()) else 0)
