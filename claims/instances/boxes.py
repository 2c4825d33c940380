"""Piecewise affine functions on a box around a point: the strategy, the builder, and routes to the least Lipschitz constant there.

S is the open box of all y with |y - x| < r in the maximum norm. For that norm the least Lipschitz constant of f on S is the largest
|g|_1 over the gradients g of the cells that meet S: along a segment in S, f changes by the integral of <g, v>, at most |g|_1 |v|; and along
v = sign(g), a step that stays in the cell changes f by |g|_1 times its length, exactly.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import combinations, count
from typing import Any, NamedTuple

from flint import fmpq
from hypothesis import strategies as st

from claims.instances.breakpoint_functions import BreakpointFunction, breakpoint_functions, pieces
from claims.instances.limiting_sets import GermSubject
from claims.instances.polyhedral_functions import differences, judged, lattice, piecewise_affine_functions
from impl.limiting import leaves
from impl.piecewise import homogenise
from impl.place import Place
from impl.rationals import ONE, ZERO, Matrix, Vector, dot, rational

REACHES = st.sampled_from((1, 2, 0.5, 4))
QUARTERS = (-1, -0.5, 0, 0.5, 1)  # the lattice in the box, in parts of r; its corners are limits of points of the open box


class OnBox(NamedTuple):
    """A piecewise affine function, written as a formula; the middle x and the radius r of a box."""

    formula: str
    x: tuple[float, ...]
    r: float


class OnInterval(NamedTuple):
    """A function given by its breakpoints, see `BreakpointFunction`; the middle x and the radius r of an interval."""

    knots: tuple[tuple[float, float], ...]
    left: float
    right: float
    x: tuple[float, ...]
    r: float

    @property
    def f(self) -> BreakpointFunction:
        """The function at the middle."""
        return BreakpointFunction(*self[:-1])

    @property
    def formula(self) -> str:
        """The function's formula."""
        return self.f.formula


class Cell(NamedTuple):
    """A cell of f that meets the open box: its gradient, shape (n,), and the ends y and z = y + h sign(gradient) of a segment in both."""

    gradient: Vector
    y: Vector
    z: Vector


@st.composite
def functions_on_intervals(draw: Any) -> OnInterval:
    """Functions given by their breakpoints, on an interval around a point that is often a knot."""
    f = draw(breakpoint_functions())
    return OnInterval(f.knots, f.left, f.right, f.x, draw(REACHES))


@st.composite
def functions_on_boxes(draw: Any) -> OnBox | OnInterval:
    """Piecewise affine functions of one or two variables on a box around a point that is mostly on a kink; shrinks to relu(0) on [-1, 1]."""
    f = draw(st.one_of(piecewise_affine_functions(), differences(), functions_on_intervals()))
    return f if isinstance(f, OnInterval) else OnBox(f.formula, f.x, draw(REACHES))


class BoxSubject(GermSubject):
    """A function on a box, lifted to a place."""

    def __init__(self, instance: OnBox | OnInterval, place: Place) -> None:
        super().__init__(instance, place)
        self.r = instance.r

    @cached_property
    def lattice(self) -> tuple[tuple[Any, ...], ...]:
        """Points of the closed box."""
        return lattice(tuple(self.x), tuple(self.r * q for q in QUARTERS))

    def cells(self, times: int = 1) -> tuple[Cell, ...]:
        """The cells that meet the open box, made larger by the factor `times`; once for all places."""
        return _cells(*self.key, self.r * times)

    def quotients(self, pairs: Any) -> list[fmpq]:
        """|f(y) - f(z)| / |y - z| for the pairs (y, z), with f as torch evaluates it at the place, and all else exactly."""
        where = tuple(dict.fromkeys(p for pair in pairs for p in pair))
        value = dict(zip(where, self.many(where), strict=True))
        return [abs(value[y] - value[z]) / max(abs(rational(a) - rational(b)) for a, b in zip(y, z, strict=True)) for y, z in pairs]


def on_box(instance: OnBox | OnInterval, place: Place) -> BoxSubject:
    """The builder of claims about a function on a box."""
    return BoxSubject(instance, place)


@lru_cache(maxsize=64)
def _cells(formula: str, x: tuple[float, ...], r: float) -> tuple[Cell, ...]:
    """Homogenised, the box is the cone {(y, t) : t > 0, |y_i - x_i t| < r t}, and the cells that meet it are the leaves within."""
    graph, point, _, _ = judged(formula, x)
    box = [(*(-sign * ONE * (i == k) for i in range(graph.n)), rational(r) + sign * point[k]) for k in range(graph.n) for sign in (1, -1)]
    found = leaves(homogenise(graph), (ZERO,) * (graph.n + 1), within=[(ZERO,) * graph.n + (ONE,), *box])
    return tuple(Cell(leaf.gradient[:-1], *_segment(leaf.rows, leaf.witness, leaf.gradient[:-1])) for leaf in found)


def _segment(rows: Matrix, witness: Vector, gradient: Vector) -> tuple[Vector, Vector]:
    """Two dyadic points y, z of the open cell {y : <row, (y, 1)> > 0} with z - y = h sign(gradient), of as few bits as come first."""
    inside = [c / witness[-1] for c in witness[:-1]]
    for k in count(1):
        y = tuple(fmpq((c * 2**k + fmpq(1, 2)).floor(), 2**k) for c in inside)
        z = tuple(c + fmpq((g > 0) - (g < 0), 2**k) for c, g in zip(y, gradient, strict=True))
        if all(dot(row, (*p, ONE)) > 0 for row in rows for p in (y, z)):
            return y, z
    raise AssertionError


def steepest(s: BoxSubject) -> fmpq:
    """Route: the largest |g|_1 over the cells that meet the open box, by the exact engine."""
    return max(size(cell.gradient) for cell in s.cells())


def by_torch(s: BoxSubject) -> fmpq:
    """Route: the largest difference quotient of two points of a lattice in the box, with f as torch evaluates it at the place."""
    return max(s.quotients(list(combinations(s.lattice, 2))))


def along_the_steepest(s: BoxSubject) -> fmpq:
    """Route: the difference quotient along the signs of the gradient, inside the steepest cell, with f as torch evaluates it at the place."""
    cell = max(s.cells(), key=lambda cell: size(cell.gradient))
    return s.quotients([(cell.y, cell.z)])[0] if cell.y != cell.z else ZERO


def by_breakpoints(s: BoxSubject) -> tuple[fmpq, ...]:
    """Route, for a function given by its breakpoints: the largest modulus of the slopes of its pieces that meet the open interval."""
    if not isinstance(s.instance, OnInterval):
        return ()
    knots, slopes = pieces(s.instance.f)
    ends = [(before, after) for before, after in zip([None, *knots], [*knots, None], strict=True)]
    lo, hi = s.point[0] - rational(s.r), s.point[0] + rational(s.r)
    met = [abs(v) for v, (a, b) in zip(slopes, ends, strict=True) if (a is None or a[0] < hi) and (b is None or b[0] > lo)]
    return (max(met),)


def size(gradient: Vector) -> fmpq:
    """|g|_1: the norm that belongs to the maximum norm of points."""
    return sum((abs(c) for c in gradient), ZERO)


def calm(s: BoxSubject) -> fmpq:
    """The largest difference quotient of x and another point."""
    return max(s.quotients([(s.x, y) for y in s.lattice if y != s.x]))
