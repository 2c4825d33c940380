"""What exact arithmetic knows of a graph at a point, for an audit: once for both formats where they compute the same function."""

from __future__ import annotations

from typing import Any, NamedTuple

from impl.audit_kinks import exact_ties, nearest
from impl.audit_report import Facts
from impl.cells import TooManyCells
from impl.expressions import Affine, Node, text
from impl.limiting import limiting_gradients
from impl.piecewise import Graph, evaluate
from impl.polytope import Polytope
from impl.rationals import Vector
from impl.steps import TooManySteps

READABLE = 400  # nodes; formulas of larger graphs are not printed


class Most(NamedTuple):
    """What the exact set may take."""

    cells: int
    steps: int


def facts_of(graph: Graph, x: Vector, most: Most, known: dict[Any, Any]) -> Facts:
    """The facts, found once for each graph and point: `known` keeps them, or why there are none. Raises `TooManyCells`, `TooManySteps`."""
    key = (repr(graph), x)
    if key not in known:
        try:
            known[key] = _examined(graph, x, most)
        except (TooManyCells, TooManySteps) as reason:
            known[key] = reason
    found = known[key]
    if isinstance(found, Exception):
        raise found
    return found


def _examined(graph: Graph, x: Vector, most: Most) -> Facts:
    limiting = limiting_gradients(graph, x, max_cells=most.cells, max_steps=most.steps)
    near = nearest(graph, x)
    return Facts(
        evaluate(graph, x),
        limiting,
        Polytope(limiting).vertices,
        tuple(named(graph, a) for a in exact_ties(graph, x)),
        None if near is None else tuple((at.squared, named(graph, at.node)) for at in near[:6]),
    )


def named(graph: Graph, node: Node) -> str:
    """The formula of a node, or its number where that would be long."""
    if len(graph.order) <= READABLE and len(said := text(node, spelled=True)) <= 60:
        return said
    return f"{type(node).__name__.lower()} (node {graph.order.index(node)} of {len(graph.order)})"


def roundings_of(graph: Graph) -> int:
    """The largest number of roundings along a path: a term of a sum costs a product and an addition, forwards or backwards."""
    depth: dict[Node, int] = {}
    for node in graph.order:
        below = [depth[a] for a in (dict(node.terms) if isinstance(node, Affine) else getattr(node, "arguments", ()))]
        depth[node] = max(below, default=0) + (2 * len(node.terms) + 1 if isinstance(node, Affine) else len(below))
    return 1 + max(depth.values())
