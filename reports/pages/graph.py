"""The graph of claims: what rests on what, what repairs what, and how a failure travels from its origin to all that rests on it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import NamedTuple

from reports.graph_layout import HEIGHT, WIDTH, Edge, Layout, Way, layout
from reports.prose import plain
from reports.site import Page, Site
from reports.tables import Board, Line
from reports.text import visible

BAD = ("amber", "red")
LETTERS, LINES = 19, 2  # of a title in its box


class Arrow(NamedTuple):
    """An edge as it is drawn: the classes of its line, and its path."""

    kind: str
    carries: bool  # a failure
    path: str


class Node(NamedTuple):
    """A claim as it is drawn."""

    line: Line
    x: float
    y: float
    title: tuple[str, ...]


class Branch(NamedTuple):
    """A claim that a failure reaches, and those that it reaches from there."""

    line: Line
    branches: tuple[Branch, ...]


class Origin(NamedTuple):
    """A claim that is not green for a reason of its own while others rest on it: the reason, and how far it reaches."""

    line: Line
    reason: str
    branches: tuple[Branch, ...]


def make(site: Site) -> dict[str, bytes]:
    """`graph.html`."""
    board, by_id = site.board, site.by_id
    edges = edges_of(board)
    drawn = layout([line.id for line in board.lines], edges)
    nodes = [Node(by_id[box.id], box.x, box.y, _in_lines(by_id[box.id].entry["title"])) for box in drawn.boxes]
    touched = {box.id for box in drawn.boxes}
    facts = {
        "drawn": drawn,
        "nodes": nodes,
        "arrows": arrows(drawn, by_id),
        "alone": [line for line in board.lines if line.id not in touched],
        "origins": origins(board),
        "carries": {line.id: [other for other in board.lines if line.id in other.entry["uses"]] for line in board.lines},
        "mends": {line.id: [other for other in board.lines if other.entry["repair"] == line.id] for line in board.lines},
        "BOX": (WIDTH, HEIGHT),
    }
    return {"graph.html": site.render("graph.html", "graph.html", **facts)}


def edges_of(board: Board) -> list[Edge]:
    """An edge from each claim to those that rest on it, and from each statement that does not stand to its repair."""
    uses = [Edge(ground, line.id, "uses") for line in board.lines for ground in line.entry["uses"]]
    return uses + [Edge(line.id, line.entry["repair"], "repairs") for line in board.lines if line.entry["repair"]]


def arrows(drawn: Layout, by_id: Mapping[str, Line]) -> list[Arrow]:
    """The edges as curves; those that carry a failure last, so that they are on top."""
    made = [Arrow(way.edge.kind, carries(way.edge, by_id), _curve(way)) for way in drawn.ways]
    return sorted(made, key=lambda arrow: arrow.carries)


def carries(edge: Edge, by_id: Mapping[str, Line]) -> bool:
    """Whether the end is not green for the reason, among others, that it rests on the start."""
    return edge.kind == "uses" and edge.start in _faulty_grounds(by_id[edge.end], by_id)


def origins(board: Board) -> list[Origin]:
    """Where failures begin that travel, in the order of the slides; each claim stands once below its origin, as near to it as it can."""
    by_id = {line.id: line for line in board.lines}
    above: dict[str, list[Line]] = {}
    for line in board.lines:
        for ground in _faulty_grounds(line, by_id):
            above.setdefault(ground, []).append(line)
    found = []
    for ident in (line.id for line in board.lines if line.id in above):
        own = [reason for reason in by_id[ident].standing.reasons if not reason.startswith("rests on ")]
        if own:
            found.append(Origin(by_id[ident], own[0], _tree(by_id[ident], above)))
    return found


def _tree(root: Line, above: Mapping[str, list[Line]]) -> tuple[Branch, ...]:
    below: dict[str, list[Line]] = {}
    seen, waiting = {root.id}, [root]
    for line in waiting:  # grows while it is read: the nearest first
        for other in above.get(line.id, []):
            if other.id not in seen:
                seen.add(other.id)
                below.setdefault(line.id, []).append(other)
                waiting.append(other)

    def grown(line: Line) -> tuple[Branch, ...]:
        return tuple(Branch(other, grown(other)) for other in below.get(line.id, []))

    return grown(root)


def _faulty_grounds(line: Line, by_id: Mapping[str, Line]) -> list[str]:
    """Those of its `uses` that the standing of the claim names as its reason."""
    grounds = [ground for ground in line.entry["uses"] if ground in by_id and by_id[ground].standing.colour in BAD]
    return [ground for ground in dict.fromkeys(grounds) if any(reason.startswith(f"rests on {ground}, ") for reason in line.standing.reasons)]


def _in_lines(title: str) -> tuple[str, ...]:
    return tuple(textwrap.wrap(visible(plain(title)), LETTERS, max_lines=LINES, placeholder="…")) or ("",)


def _curve(way: Way) -> str:
    (x, y), *rest = way.points
    path = [f"M{x:g} {y:g}"]
    for k, (a, b) in enumerate(rest):
        if k % 2:
            path.append(f"L{a:g} {b:g}")  # through a column
        else:
            path.append(f"C{(x + a) / 2:g} {y:g} {(x + a) / 2:g} {b:g} {a:g} {b:g}")
        x, y = a, b
    return "".join(path)


PAGE = Page("graph.html", "Graph", make)
