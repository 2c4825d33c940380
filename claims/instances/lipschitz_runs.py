"""Convex Lipschitz functions with a known minimiser, and the hardest ones, as runs of the subgradient method."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from flint import fmpq
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from claims.instances.numbers import choices, integers
from claims.instances.polyhedral_functions import vectors
from claims.instances.rates import Run, power_above
from impl.place import Place
from impl.rationals import ONE, ZERO, Vector, dot, rational, vector
from impl.subgradient_method import lipschitz_bound

ROOTS = st.sampled_from((1, 2, 4))


class PolyhedralRun(NamedTuple):
    """T = root**2 points on f(x) = max over the pieces (a, b) of <a, x> + b, from `start`; `minimiser` is one, with f = 0 there."""

    pieces: tuple[tuple[tuple[float, ...], float], ...]
    start: tuple[float, ...]
    minimiser: tuple[float, ...]
    root: int


class HardestLipschitzRun(NamedTuple):
    """T = root**2 points on f(x) = max(max_i x_i, |x| - R (1 + 1/root)) in R^T from 0, R = `radius`."""

    root: int
    radius: float


@st.composite
def polyhedral_runs(draw: Any) -> PolyhedralRun:
    """The gradients that are active at the minimiser add up to 0, others lie below; shrinks to f = 0 and one point."""
    minimiser = draw(vectors(draw(st.integers(1, 2)), 2))
    n = len(minimiser)
    active = draw(st.lists(vectors(n, 2), min_size=1, max_size=2))
    active.append(tuple(-sum(column) for column in zip(*active, strict=True)))
    gradients = [*((a, 0) for a in active), *((a, 1) for a in draw(st.lists(vectors(n, 2), max_size=1)))]
    pieces = tuple((a, -below - sum(c * t for c, t in zip(a, minimiser, strict=True))) for a, below in gradients)
    return PolyhedralRun(pieces, tuple(a + draw(integers(3)) for a in minimiser), minimiser, draw(ROOTS))


@st.composite
def ridge_runs(draw: Any) -> PolyhedralRun:
    """max(15 |x| + 4 y + 4, 0) from the origin, moved, scaled and turned: the method zigzags on the ridge, and odd points are high."""
    scale, swapped = draw(choices((1, 2, 4))), draw(st.booleans())
    shift = draw(vectors(2, 2))
    gradients = [(15 * scale, 4 * scale), (-15 * scale, 4 * scale), (0, 0)]
    turned = [tuple(reversed(a)) if swapped else a for a in gradients]
    lowest = (shift[0] - 1, shift[1]) if swapped else (shift[0], shift[1] - 1)
    pieces = tuple((a, -sum(c * t for c, t in zip(a, lowest, strict=True))) for a in turned)
    return PolyhedralRun(pieces, shift, lowest, draw(ROOTS))


def hardest_lipschitz_runs() -> Any:
    """The functions on which the bound is attained, for T = 1, 4, 16."""
    return st.builds(HardestLipschitzRun, ROOTS, st.integers(0, 8).map(lambda k: 2**k))


def lipschitz_run_at(instance: PolyhedralRun | HardestLipschitzRun, place: Place) -> Run:
    """The builder of claims about the subgradient method."""
    return _polyhedral(instance, place) if isinstance(instance, PolyhedralRun) else _hardest(instance, place)


def _polyhedral(r: PolyhedralRun, place: Place) -> Run:
    pieces = [(vector(a), rational(b)) for a, b in r.pieces]
    rows, offsets = place.tensor([a for a, _ in r.pieces]), place.tensor([b for _, b in r.pieces])
    start = vector(r.start)
    lipschitz = power_above(max(dot(a, a) for a, _ in pieces))
    away = tuple(a - b for a, b in zip(start, vector(r.minimiser), strict=True))
    radius = power_above(dot(away, away))
    return Run(
        place,
        f=lambda x, top: top((rows * x).sum(1) + offsets),
        exactly=lambda x: max(dot(a, x) + b for a, b in pieces),
        slope=lambda x: max(pieces, key=lambda piece: dot(piece[0], x) + piece[1])[0],
        start=start,
        least=ZERO,
        squared_radius=radius**2,
        constant=lipschitz,
        step=radius / (lipschitz * r.root),
        count=r.root**2,
    )


def _hardest(r: HardestLipschitzRun, place: Place) -> Run:
    radius, n = rational(r.radius), r.root**2
    lift = radius * (1 + fmpq(1, r.root))

    def exactly(x: Vector) -> fmpq:
        top = max(x)
        if top + lift < 0 or dot(x, x) > (top + lift) ** 2:
            raise UnsatisfiedAssumption(f"f at {x} is |x| - {lift}, irrational; no honest run gets there")
        return top

    return Run(
        place,
        f=lambda x, top: torch.maximum(top(x), torch.linalg.vector_norm(x) - float(lift)),
        exactly=exactly,
        slope=lambda x: tuple(fmpq(int(i == x.index(max(x)))) for i in range(n)),
        start=(ZERO,) * n,
        least=-radius / r.root,
        squared_radius=radius**2,
        constant=ONE,
        step=radius / r.root,
        count=n,
        hardest=True,
    )


ABS = PolyhedralRun((((1,), 0), ((-1,), 0)), (1,), (0,), 4)
HARDEST = HardestLipschitzRun(2, 2)


def independent_of_T(s: Run) -> fmpq:
    """The step 2 R / G."""
    return 2 * s.radius / s.constant


def promised(s: Run) -> fmpq:
    """G R / sqrt(T)."""
    return lipschitz_bound(s.radius, s.constant, s.root)
