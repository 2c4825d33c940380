"""Piecewise affine functions R^n -> R as graphs of affine maps, maxima and minima.

A continuous function has finitely many affine pieces if and only if it is built from affine functions by finitely many
maxima and minima [Scholtes 2012, Introduction to Piecewise Differentiable Equations, section 2.2]. One graph serves all:
`evaluate` takes exact rationals, `as_torch` builds the same function from torch's own operations.
Graphs are equal when they say the same: when their formulas are the same text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from typing import Any

import torch
from flint import fmpq

from impl.expressions import (
    Affine,
    Extremum,
    Input,
    Max,
    Min,
    Node,
    Unsupported,
    absolute,
    affine,
    as_node,
    clamp,
    constant,
    leaky_relu,
    maximum,
    minimum,
    relu,
    text,
    topological,
    variables,
    written,
)
from impl.formula import expression
from impl.rationals import Vector, vector

__all__ = [
    "Affine", "Extremum", "Graph", "Input", "Max", "Min", "Node", "Unsupported", "absolute", "affine", "as_torch", "at", "clamp",
    "constant", "evaluate", "graph", "homogenise", "leaky_relu", "maximum", "minimum", "parse", "relu", "values", "variables",
]  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Graph:
    """The function of n >= 1 inputs whose value is the node `root`. `str` is its formula, `repr` re-creates it.

    Raises ValueError for n < 1 and where the root refers to an input beyond x(n-1).
    """

    n: int
    root: Node

    def __post_init__(self) -> None:
        beyond = [a.index for a in self.order if isinstance(a, Input) and not 0 <= a.index < self.n]
        if self.n < 1 or beyond:
            raise ValueError(f"a function of n = {self.n} inputs was asked for, found inputs {beyond}; allowed: n >= 1, indices below n")

    @cached_property
    def order(self) -> tuple[Node, ...]:
        """Every node once, arguments before what uses them; the root is last."""
        return topological(self.root)

    @cached_property
    def as_written(self) -> tuple[Node, ...]:
        """The same, as the formula was written: the a of relu(a), not max and min."""
        return topological(self.root, written)

    def __str__(self) -> str:
        return text(self.root)

    @cached_property
    def _spelled(self) -> str:
        return f"parse({text(self.root, spelled=True)!r}, {self.n})"

    def __repr__(self) -> str:
        return self._spelled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Graph) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


def graph(f: Graph | Node | Callable[[tuple[Input, ...]], Any], n: int) -> Graph:
    """A node, or a function of the tuple (x0, ..., x(n-1)) of nodes, as a Graph of n inputs; a Graph is returned as it is.

    Raises ValueError where a Graph of another number of inputs is given.
    """
    if isinstance(f, Graph):
        if f.n != n:
            raise ValueError(f"a function of {n} inputs was asked for, found one of {f.n}: {f}; allowed: equal numbers")
        return f
    return Graph(n, as_node(f if isinstance(f, Node) else f(variables(n))))


@lru_cache(maxsize=256)
def parse(formula: str, n: int) -> Graph:
    """The graph of n inputs that `formula` says: parse("relu(x0) - relu(-x0)", 1). Raises ValueError outside the grammar of impl.formula."""
    return Graph(n, expression(formula, n))


def values(graph: Graph, x: Any) -> dict[Node, fmpq]:
    """The exact value of every node at the point x, shape (n,). Raises ValueError where x has another shape."""
    point = at(graph, x)
    found: dict[Node, fmpq] = {}
    for node in graph.order:
        if isinstance(node, Input):
            found[node] = point[node.index]
        elif isinstance(node, Affine):
            found[node] = sum((c * found[a] for a, c in node.terms), node.constant)
        elif isinstance(node, Extremum):
            found[node] = (max if isinstance(node, Max) else min)(found[a] for a in node.arguments)
    return found


def evaluate(graph: Graph, x: Any) -> fmpq:
    """f(x), exactly, for any x of shape (n,). Raises ValueError where x has another shape."""
    return values(graph, x)[graph.root]


def at(graph: Graph, x: Any) -> Vector:
    """The point x as n rationals. Raises ValueError, naming both shapes, where x is not of shape (n,)."""
    shape = getattr(x, "shape", None)
    point = vector(x) if shape is None or len(shape) == 1 else None
    if point is None or len(point) != graph.n:
        found = tuple(shape) if point is None and shape is not None else (len(point or ()),)
        raise ValueError(f"a point of shape ({graph.n},) was asked for, found shape {found}; the function is {graph}")
    return point


def homogenise(graph: Graph) -> Graph:
    """F(x, t) with n + 1 inputs: every constant c becomes c * t, so that F(x, t) = t f(x / t) for t > 0.

    F is positively homogeneous, and the cells of F in {t > 0} are the cones over the cells of f: the pieces of f over the
    whole space become the germ of F at 0 [Rockafellar-Wets 1998, chapter 3: the ray-space model].
    """
    t, made = Input(graph.n), dict[Node, Node]()
    for node in graph.order:
        if isinstance(node, Affine):
            made[node] = affine([c for _, c in node.terms] + [node.constant], [made[a] for a, _ in node.terms] + [t])
        elif isinstance(node, Extremum):
            made[node] = type(node)(tuple(made[a] for a in node.arguments))
        else:
            made[node] = node
    return Graph(graph.n + 1, made[graph.root])


def as_torch(graph: Graph) -> Callable[[torch.Tensor], torch.Tensor]:
    """f with f(x) of shape () for x of shape (n,), and (B,) for x of shape (n, B): the batch axis is last.

    It runs in x's dtype and on x's device, through torch.relu, abs, leaky_relu, clamp, maximum and minimum as the graph
    was written. Raises ValueError for other shapes, and where a constant of the graph is not exact in x's dtype.
    """
    order = graph.as_written

    def f(x: torch.Tensor) -> torch.Tensor:
        if x.dim() not in (1, 2) or x.shape[0] != graph.n:
            raise ValueError(f"x of shape ({graph.n},) or ({graph.n}, B) was asked for, found {tuple(x.shape)}; the function is {graph}")
        found: dict[Node, torch.Tensor] = {}
        for node in order:
            if isinstance(node, Input):
                found[node] = x[node.index]
            elif isinstance(node, Affine):
                found[node] = _affine(node, found, x)
            elif isinstance(node, Extremum):
                found[node] = _extremum(node, found, x.dtype)
        return found[graph.root]

    return f


def _affine(node: Affine, found: dict[Node, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    if not node.terms:
        return 0 * x[0] + _number(node.constant, x.dtype)  # through x, so that its gradient is 0 rather than missing
    parts = [found[a] if c == 1 else -found[a] if c == -1 else _number(c, x.dtype) * found[a] for a, c in node.terms]
    total = reduce(torch.add, parts)
    return total if node.constant == 0 else total + _number(node.constant, x.dtype)


def _extremum(node: Extremum, found: dict[Node, torch.Tensor], dtype: torch.dtype) -> torch.Tensor:
    if node.spelling is None:
        return reduce(torch.maximum if isinstance(node, Max) else torch.minimum, [found[a] for a in node.arguments])
    a, parameters = found[node.spelling.arguments[0]], [_number(p, dtype) for p in node.spelling.parameters]
    match node.spelling.name:
        case "relu":
            return torch.relu(a)
        case "abs":
            return torch.abs(a)
        case "leaky_relu":
            return torch.nn.functional.leaky_relu(a, parameters[0])
        case "clamp":
            return torch.clamp(a, parameters[0], parameters[1])
    raise ValueError(f"the spelling {node.spelling.name!r} was found; allowed: relu, abs, leaky_relu, clamp")


@lru_cache(maxsize=4096)
def _number(c: fmpq, dtype: torch.dtype) -> Any:
    p, q = int(c.p), int(c.q)
    if q == 1 and not dtype.is_floating_point:
        return p
    number = torch.tensor(p / q, dtype=dtype).item()
    if dtype.is_floating_point and number.as_integer_ratio() == (p, q):
        return number
    raise ValueError(f"the constant {c} was to be lifted to {dtype}, which would round it; allowed: numbers that are exact in it")
