"""A function at a point, lifted to a place: the builder of claims about piecewise affine functions, and a route that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import torch
from flint import fmpq

from impl.autograd import backpropagated
from impl.expressions import Extremum, Node, arguments
from impl.piecewise import Graph, as_torch, parse, values
from impl.place import Place
from impl.rationals import Vector, vector


class FunctionSubject:
    """A function at a point, lifted to a place: torch evaluates it there; the graph and the point are exact."""

    def __init__(self, instance: Any, place: Place) -> None:
        self.instance, self.place, self.x = instance, place, instance.x
        self.graph, self.point, self.value, self.ties = judged(instance.formula, tuple(instance.x))
        self.n = self.graph.n
        self.evaluated: dict[tuple[tuple[Any, ...], ...], tuple[fmpq, ...]] = {}

    @cached_property
    def f(self) -> Any:
        """The function in torch's own operations: x of shape (n,) or (n, B) to shape () or (B,)."""
        return as_torch(self.graph)

    def __call__(self, point: Sequence[Any]) -> torch.Tensor:
        """f(point) as torch evaluates it at the place, shape (); point: n plain numbers that are exact there."""
        return self.f(self.place.tensor(list(point)))

    def many(self, where: tuple[tuple[Any, ...], ...]) -> tuple[fmpq, ...]:
        """f at B points at once as torch evaluates it at the place: its B values, taken exactly; once for all who ask."""
        if where not in self.evaluated:
            found = self.f(self.place.tensor([list(column) for column in zip(*where, strict=True)]))
            self.evaluated[where] = vector(found)
        return self.evaluated[where]


@lru_cache(maxsize=64)
def judged(formula: str, x: tuple[float, ...]) -> tuple[Graph, Vector, fmpq, tuple[str, ...]]:
    """The graph of a formula, the exact point and value, and what ties there; once for all places.

    Ties, level by level: one letter a maximum or minimum of two, one an argument where there are more.
    """
    graph = parse(formula, len(x))
    value = values(graph, x)
    level: dict[Node, int] = {}
    ties: list[str] = []
    for node in graph.order:
        below = arguments(node)
        level[node] = max((level[a] for a in below), default=-1) + isinstance(node, Extremum)
        if isinstance(node, Extremum):
            attaining = [value[a] == value[node] for a in below]
            tied = sum(attaining) > 1
            letters = [tied] if len(below) == 2 else [tied and here for here in attaining]
            ties += [""] * (level[node] + 1 - len(ties))
            ties[level[node]] += "".join("o" if letter else "." for letter in letters)
    return graph, vector(x), value[graph.root], tuple(ties)


def function_at(instance: Any, place: Place) -> FunctionSubject:
    """The builder of claims about a function at a point; the instance has a `formula` and a point `x`."""
    return FunctionSubject(instance, place)


def by_backpropagation(s: FunctionSubject) -> torch.Tensor:
    """Route: what torch's backpropagation returns for f at the point, shape (n,)."""
    return backpropagated(s.f, s.x, s.place)


@lru_cache(maxsize=64)
def lattice(x: tuple[float, ...], steps: tuple[float, ...] = (-3, -1, -0.5, 0, 0.5, 1, 3)) -> tuple[tuple[float, ...], ...]:
    """The points x + t, where every coordinate of t is one of the steps: len(steps)**n points of shape (n,)."""
    return tuple(tuple(a + t for a, t in zip(x, step, strict=True)) for step in product(steps, repeat=len(x)))
