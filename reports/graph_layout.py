"""Where the claims of the graph stand: Sugiyama's layout by igraph, left to right, from what is rested on to what rests on it.

Each connected part is laid out by itself [Sugiyama, Tagawa and Toda 1981, Methods for visual understanding of hierarchical system
structures, IEEE Transactions on Systems, Man and Cybernetics 11], the parts are then packed: the large ones one below the other,
the small ones side by side. The same claims and edges give the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

WIDTH, HEIGHT, ACROSS, DOWN = 124, 52, 158, 62  # of a box, and from box to box, in pixels
MARGIN, WIDEST = 8, 1264


class Edge(NamedTuple):
    """From a claim to one that rests on it (`uses`), or that repairs it (`repairs`)."""

    start: str
    end: str
    kind: str


class Box(NamedTuple):
    """A claim and the left upper corner of its box."""

    id: str
    x: float
    y: float


class Way(NamedTuple):
    """An edge and the points that it goes through: from the right side of one box, past others, to the left side of another."""

    edge: Edge
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Layout:
    """Boxes in the order of the claims, ways in the order of the edges, and the size of it all."""

    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
    width: float
    height: float


def layout(ids: Sequence[str], edges: Sequence[Edge]) -> Layout:
    """The layout of those `ids` that an edge touches. `edges` between other ids, or from an id to itself, are left out."""
    known = {ident: k for k, ident in enumerate(ids)}
    edges = [edge for edge in dict.fromkeys(edges) if edge.start in known and edge.end in known and edge.start != edge.end]
    parts = [_one(part, [edge for edge in edges if edge.start in set(part)]) for part in _parts(ids, edges)]
    placed, x, y, row = [], 0.0, 0.0, 0.0
    for part in parts:
        if x and x + part.width > WIDEST:
            x, y, row = 0.0, y + row, 0.0
        placed.append(_moved(part, x + MARGIN, y + MARGIN))
        x, row = x + part.width + (ACROSS - WIDTH), max(row, part.height + (DOWN - HEIGHT))
    boxes = sorted((box for part in placed for box in part.boxes), key=lambda box: known[box.id])
    ways = {way.edge: way for part in placed for way in part.ways}
    width = max((box.x + WIDTH for box in boxes), default=0.0) + MARGIN
    return Layout(tuple(boxes), tuple(ways[edge] for edge in edges), width, max((box.y + HEIGHT for box in boxes), default=0.0) + MARGIN)


def _parts(ids: Sequence[str], edges: Sequence[Edge]) -> list[list[str]]:
    """The connected parts, the largest first, equal ones in the order of their first claim."""
    found = [component for component in _graph(ids, edges).connected_components(mode="weak") if len(component) > 1]
    return [[ids[k] for k in sorted(part)] for part in sorted(found, key=lambda part: (-len(part), min(part)))]


def _graph(ids: Sequence[str], edges: Sequence[Edge]) -> Any:
    import igraph  # here and not above: only this page needs it

    number = {ident: k for k, ident in enumerate(ids)}
    return igraph.Graph(n=len(ids), edges=[(number[edge.start], number[edge.end]) for edge in edges], directed=True)


def _one(ids: Sequence[str], edges: Sequence[Edge]) -> Layout:
    """One connected part, its left upper corner at 0. An edge over several layers gets a joint in each of them."""
    graph = _graph(ids, edges)
    back = set(graph.feedback_arc_set(None, "eades"))  # edges to turn round, where there is a circle
    arcs = [tuple(reversed(arc)) if k in back else arc for k, arc in enumerate(graph.get_edgelist())]
    layers = _layers(len(ids), arcs)
    chains: list[list[int]] = []
    for start, end in arcs:
        joints = list(range(len(layers), len(layers) + layers[end] - layers[start] - 1))
        layers += range(layers[start] + 1, layers[end])
        chains.append([start, *joints, end])
    whole = type(graph)(n=len(layers), edges=[pair for chain in chains for pair in pairwise(chain)], directed=True)
    places = whole.layout_sugiyama(layers=layers, hgap=DOWN, vgap=ACROSS, maxiter=1000)
    points = [(float(ACROSS * layer), round(down, 1)) for layer, (down, _) in zip(layers, list(places), strict=False)]  # turned: layers are columns
    top = min(y for _, y in points)
    points = [(x, y - top) for x, y in points]
    ways = [Way(edge, _through(chain[::-1] if k in back else chain, points)) for k, (edge, chain) in enumerate(zip(edges, chains, strict=True))]
    boxes = tuple(Box(ident, *points[k]) for k, ident in enumerate(ids))
    return Layout(boxes, tuple(ways), max(x for x, _ in points) + WIDTH, max(y for _, y in points) + HEIGHT)


def _layers(size: int, arcs: Sequence[tuple[int, int]]) -> list[int]:
    """The layer of each vertex: the longest path that leads to it; what nothing leads to stands just before what it leads to."""
    layers = [0] * size
    for _ in range(size):
        for start, end in arcs:
            layers[end] = max(layers[end], layers[start] + 1)
    entered = {end for _, end in arcs}
    for k in range(size):
        if k not in entered:
            layers[k] = min(layers[end] for start, end in arcs if start == k) - 1
    return layers


def _through(chain: Sequence[int], points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """From the side of one box to the side of the other; at a joint, straight through the column."""
    first, *joints, last = (points[k] for k in chain)
    forward = first[0] < last[0]
    near, far = (WIDTH, 0) if forward else (0, WIDTH)
    way = [(first[0] + near, first[1] + HEIGHT / 2)]
    for x, y in joints:
        way += [(x + far, y + HEIGHT / 2), (x + near, y + HEIGHT / 2)]
    return (*way, (last[0] + far, last[1] + HEIGHT / 2))


def _moved(part: Layout, x: float, y: float) -> Layout:
    boxes = tuple(Box(box.id, box.x + x, box.y + y) for box in part.boxes)
    return replace(part, boxes=boxes, ways=tuple(Way(way.edge, tuple((a + x, b + y) for a, b in way.points)) for way in part.ways))
