"""The germ of a piecewise affine function at a point: the nodes of its graph that matter nearby.

Near x a max (min) node is the max (min) of the arguments that attain its value at x, by continuity of the others. So near x
only these arguments are looked at, and what they alone are built from; f(x + v) = f(x) + f'(x; v) for v near 0, where
f'(x; .) is the same graph over linear forms [Scholtes 2012, chapter 2].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mat

from impl.expressions import Affine, Extremum, Input, Node, arguments, topological
from impl.piecewise import Graph, values
from impl.rationals import ONE, ZERO, Vector


@dataclass
class Statistics:
    """How the branches were decided."""

    leaves: int = 0
    independent: int = 0  # ties whose hyperplane is independent of the cone's rows: both sides are open, nothing to decide
    split: int = 0  # other ties with both sides nonempty
    decided: int = 0  # ties that the cone decides: one side empty
    cells: int = 0  # cells listed for one level of ties


class Germ(NamedTuple):
    """f near x: the nodes that matter there, arguments first, tied levels one after another, and their active arguments."""

    n: int
    order: tuple[Node, ...]
    active: dict[Node, tuple[Node, ...]]


def germ(graph: Graph, x: Any) -> Germ:
    """The part of the graph that f near x, shape (n,), is made of. Raises ValueError for a point of another shape."""
    value = values(graph, x)
    active: dict[Node, tuple[Node, ...]] = {}

    def attaining(node: Node) -> tuple[Node, ...]:
        if node not in active:
            active[node] = tuple(a for a in arguments(node) if not isinstance(node, Extremum) or value[a] == value[node])
        return active[node]

    level: dict[Node, int] = {}
    for node in topological(graph.root, attaining):
        tied = isinstance(node, Extremum) and len(active[node]) > 1
        level[node] = max((level[a] for a in active[node]), default=0) + tied
    return Germ(graph.n, tuple(sorted(level, key=level.__getitem__)), active)


def unit(i: int, n: int) -> Vector:
    """e_i, shape (n,): the linear form of the input x_i."""
    return (ZERO,) * i + (ONE,) + (ZERO,) * (n - i - 1)


def combined(node: Affine, forms: Mapping[Node, Vector], n: int) -> Vector:
    """The linear form of an affine node, shape (n,), from those of its arguments; an input x_i has the form e_i."""
    form = [ZERO] * n
    inner: list[tuple[fmpq, Vector]] = []
    for a, c in node.terms:
        if isinstance(a, Input):
            form[a.index] = c
        elif any(forms[a]):
            inner.append((c, forms[a]))
    if not inner:
        return tuple(form)
    product = (fmpq_mat([[c for c, _ in inner]]) * fmpq_mat([f for _, f in inner])).entries()
    return tuple(product) if len(inner) == len(node.terms) else tuple(a + b for a, b in zip(form, product, strict=True))
