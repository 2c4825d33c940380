"""Differences of the layers' squared norms along paths: starts that are balanced or that grow, and what rounding adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from flint import fmpq, fmpz
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.midpoint_flows import small_starts
from claims.instances.numbers import choices, integers
from claims.instances.training import RATES, Training
from claims.instances.training_runs import DescentSubject
from impl import descent
from impl.rationals import ZERO

Path = Sequence[Sequence[torch.Tensor]]


@st.composite
def chains(draw: Any, *, hidden: tuple[int, int] = (1, 2), steps: tuple[int, int] = (1, 3), sizes: tuple[float, ...] = (1, 0.5, 2)) -> Training:
    """One neuron a layer, all weights of one modulus: balanced, and gradient descent keeps it so, as |G_h| |w_h| does not depend on h."""
    size = draw(st.sampled_from(sizes))
    weights = tuple(((draw(choices((size, -size))),),) for _ in range(draw(st.integers(*hidden)) + 1))
    inputs = draw(st.lists(st.tuples(integers()), min_size=1, max_size=2))
    targets = draw(st.tuples(*[integers()] * len(inputs)))
    step = (draw(choices(RATES)), tuple(range(len(inputs))))
    return Training(weights, tuple(inputs), targets, "half square", (step,) * draw(st.integers(*steps)))


def initial(s: DescentSubject) -> list[fmpq]:
    """Route: the squared norms of the layers at the start, in rationals."""
    return descent.squared_norms(s.exact.weights)


def rounding_of_descent(s: DescentSubject, path: Path, t: int, i: int, j: int) -> Scale:
    """What rounding may add to D_ij in the first `t` steps of descent by torch at the place."""
    return together(s, [s.step_scale(path[k], k, i, j) for k in range(t)])


def together(s: DescentSubject, scales: Sequence[Scale]) -> Scale:
    """The scale of a sum."""
    size = sum((v.size for v in scales if not v.exact), ZERO)
    return Scale(size, s.roundings, s.place.unit_roundoff, all(v.exact for v in scales))


@st.composite
def growing(draw: Any) -> Training:
    """Small starts in which the layers grow: linear loss, weights >= 0, inputs > 0 and targets < 0."""
    t = draw(small_starts(divisors=(2, 4), steps=(2, 3), plans=("generic", "zero layer")))
    weights = tuple(tuple(tuple(abs(w) for w in row) for row in layer) for layer in t.weights)
    inputs = tuple(tuple(abs(v) or 1 for v in x) for x in t.inputs)
    return t._replace(weights=weights, inputs=inputs, targets=tuple(-abs(y) or -2 for y in t.targets), loss="linear")


def whole_multiples(now: fmpq, most: fmpq) -> fmpz:
    """The largest integer K with K most <= now."""
    return (now / most).floor()
