"""Slow, obvious twins of the limiting gradients: in Fractions, with Fourier-Motzkin elimination; no code of the engine.

Only the nodes of the graph are shared. Nothing here knows about cones, rays, germs or levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from impl.expressions import Affine, Extremum, Input, Max, Node
from impl.piecewise import Graph
from impl.rationals import fraction

Form = tuple[Fraction, ...]


def exact_values(graph: Graph, x: Sequence[Any]) -> dict[Node, Fraction]:
    at: dict[Node, Fraction] = {}
    for node in graph.order:
        if isinstance(node, Input):
            at[node] = Fraction(x[node.index])
        elif isinstance(node, Affine):
            at[node] = sum((fraction(c) * at[a] for a, c in node.terms), fraction(node.constant))
        elif isinstance(node, Extremum):
            at[node] = (max if isinstance(node, Max) else min)(at[a] for a in node.arguments)
    return at


def attaining(graph: Graph, x: Sequence[Any]) -> dict[Node, list[Node]]:
    """For every maximum and minimum the arguments that attain its value at x."""
    at = exact_values(graph, x)
    return {a: [b for b in a.arguments if at[b] == at[a]] for a in graph.order if isinstance(a, Extremum)}


def gradient_along(graph: Graph, tied: Mapping[Node, list[Node]], choice: Mapping[Node, Node]) -> tuple[Form, list[Form]]:
    """The gradient where every maximum and minimum is the chosen argument, and the differences form(chosen) - form(other) over all
    attaining arguments (turned for minima) that make it so where they are positive."""
    form: dict[Node, Form] = {}
    differences: list[Form] = []
    for node in graph.order:
        if isinstance(node, Input):
            form[node] = tuple(Fraction(i == node.index) for i in range(graph.n))
        elif isinstance(node, Affine):
            terms = [(form[a], fraction(c)) for a, c in node.terms]
            form[node] = tuple(sum((c * a[i] for a, c in terms), Fraction(0)) for i in range(graph.n))
        else:
            form[node] = form[choice[node]]
            sign = 1 if isinstance(node, Max) else -1
            differences += [tuple(sign * (p - q) for p, q in zip(form[node], form[a], strict=True)) for a in tied[node]]
    return form[graph.root], differences


def choices(tied: Mapping[Node, list[Node]]) -> Iterator[dict[Node, Node]]:
    """Every full pattern: one attaining argument for each maximum and minimum."""
    for chosen in product(*tied.values()):
        yield dict(zip(tied, chosen, strict=True))


def feasible(rows: Sequence[Form], n: int) -> bool:
    """Whether <row, v> > 0 for all rows has a solution v in R^n, by Fourier-Motzkin elimination of one variable after another."""
    for i in range(n):
        up, down = [r for r in rows if r[i] > 0], [r for r in rows if r[i] < 0]
        both = {tuple(p[i] * b - q[i] * a for a, b in zip(p, q, strict=True)) for p in up for q in down}
        rows = [*(r for r in rows if r[i] == 0), *both]
    return not rows  # what is left reads 0 > 0


def by_patterns(graph: Graph, x: Sequence[Any]) -> set[Form]:
    """The limiting gradients: one feasibility question for every full pattern; a difference that vanishes identically asks nothing."""
    found, tied = set(), attaining(graph, x)
    for choice in choices(tied):
        gradient, differences = gradient_along(graph, tied, choice)
        if gradient not in found and feasible([d for d in set(differences) if any(d)], graph.n):
            found.add(gradient)
    return found


def naive_product(graph: Graph, x: Sequence[Any]) -> set[Form]:
    """What independent choices at every kink give: an outer bound, and not the limiting gradients."""
    tied = attaining(graph, x)
    return {gradient_along(graph, tied, choice)[0] for choice in choices(tied)}


def gradient_at(graph: Graph, x: Sequence[Any]) -> Form | None:
    """The gradient where every tie is between equal forms, else None: nothing is said about such points."""
    tied = attaining(graph, x)
    gradient, differences = gradient_along(graph, tied, {a: options[0] for a, options in tied.items()})
    return None if any(any(d) for d in differences) else gradient
