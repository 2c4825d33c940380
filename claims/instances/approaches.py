"""Sequences x + c, x + c/2, x + c/4, ... on the line: towards 0 for the ReLU, towards -1 for functions with the numbers of the slide."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import strategies as st

from claims.instances.limiting_sets import GermSubject, gradients, slope
from claims.instances.numbers import floats, integers
from claims.instances.polyhedral_functions import FunctionAtPoint
from impl.clarke import clarke
from impl.expressions import affine, relu, text, variables
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import ONE, Matrix, Vector, rational

TERMS = 12  # of a sequence, for torch
FEW = 5  # for the exact engine
STARTS = st.sampled_from((1, -1, 0.75, -0.75, 3, -5, 2.0**-120, -(2.0**-120)))  # the last ones end among float32's subnormal numbers


class Approach(NamedTuple):
    """A function of one variable as a formula, a limit x, and the first difference c of the sequence x + c, x + c/2, x + c/4, ..."""

    formula: str
    x: tuple[float, ...]
    start: float


@st.composite
def approaches(draw: Any, formula: str) -> Approach:
    """Sequences that tend to 0 from one side; shrinks to 1, 1/2, 1/4, ..."""
    return Approach(formula, (0,), draw(st.one_of(STARTS, floats())))


@st.composite
def peaks(draw: Any, *, valleys: tuple[float, ...] = (0, 0.5, 0.75), feet: tuple[float, ...] = (2, 2.5, 3)) -> FunctionAtPoint:
    """Functions with f(-2) = 0 and f(-1) = f(1) = 1 that rise to -1 and fall after it, down to a valley; they bend left of -`foot`, too.

    With the valley 0 and no other bend: 1 - ||x| - 1|. Shrinks to it.
    """
    (x,) = variables(1)
    valley, foot = draw(st.sampled_from(valleys)), draw(st.sampled_from(feet))
    coefficients = (1, -2, 2 / (1 - valley), draw(integers(4)), draw(integers(2)))
    root = affine(coefficients, (x, relu(x + 1), relu(x - valley), relu(x - 1), relu(-x - foot)), 2)
    return FunctionAtPoint(text(root, spelled=True), (-1,))


class ApproachSubject(GermSubject):
    """A sequence at a place."""

    def __init__(self, instance: Approach, place: Place) -> None:
        super().__init__(instance, place)
        self.start = rational(instance.start)


def approach_at(instance: Approach, place: Place) -> ApproachSubject:
    """The builder of claims about one sequence."""
    return ApproachSubject(instance, place)


def sequence(s: GermSubject, start: Any, terms: int = TERMS) -> list[Vector]:
    """x + start / 2^i for i = 0, ..., terms - 1."""
    return [(s.point[0] + rational(start) / 2**i,) for i in range(terms)]


def by_torch(s: GermSubject, where: list[Vector]) -> Matrix:
    """Route: the gradients along the sequence by torch's backpropagation at the place."""
    return gradients(s, where)


def by_quotients(s: GermSubject, where: list[Vector]) -> Matrix:
    """Route: difference quotients at the first terms, from each term to the limit (at the limit itself: one step ahead); in rationals."""
    steps = [s.point[0] - x or ONE for (x,) in where[:FEW]]
    return tuple((slope(s, x, (v,)) / v,) for x, v in zip(where, steps, strict=False))


def by_engine(s: GermSubject, where: list[Vector]) -> list[Polytope]:
    """Route: the Clarke differentials at the first terms, by the exact engine."""
    return [clarke(s.graph, x) for x in where[:FEW]]
