"""The graph: laid out the same each time, every edge drawn, failures led from where they begin, and all of it in words as well."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from claims.core.evidence import Verdict
from reports import render, tables
from reports.graph_layout import HEIGHT, WIDTH, Edge, layout
from reports.pages import graph
from tests.reports import logs
from tests.reports.logs import entry, found, witness
from tests.reports.strict import Page

ROOT = Path(__file__).parents[2]
CHAIN = [Edge("a", "b", "uses"), Edge("b", "c", "uses"), Edge("a", "c", "uses"), Edge("c", "d", "repairs"), Edge("x", "y", "uses")]


def board_of(tmp_path, rows, manifest):
    return tables.board(tables.load([logs.write(tmp_path / "a.jsonl", rows, manifest=manifest)]))


def overlapping(boxes):
    return [(a.id, b.id) for k, a in enumerate(boxes) for b in boxes[:k] if abs(a.x - b.x) < WIDTH and abs(a.y - b.y) < HEIGHT]


def test_what_is_rested_on_stands_left_of_what_rests_on_it_and_no_two_boxes_meet():
    made = layout("abcdxyz", CHAIN)
    at = {box.id: box for box in made.boxes}
    assert list(at) == list("abcdxy")
    assert [way.edge for way in made.ways] == CHAIN
    assert all(at[edge.start].x + WIDTH < at[edge.end].x for edge in CHAIN)
    assert not overlapping(made.boxes)
    assert all(0 <= box.x <= made.width - WIDTH and 0 <= box.y <= made.height - HEIGHT for box in made.boxes)


def test_a_way_begins_and_ends_at_its_boxes_and_passes_the_boxes_between():
    made = layout("abcd", CHAIN[:4])
    at = {box.id: box for box in made.boxes}
    for way in made.ways:
        start, end = at[way.edge.start], at[way.edge.end]
        assert way.points[0] == (start.x + WIDTH, start.y + HEIGHT / 2)
        assert way.points[-1] == (end.x, end.y + HEIGHT / 2)
    (long,) = (way for way in made.ways if way.edge == Edge("a", "c", "uses"))
    assert len(long.points) == 4
    assert abs(long.points[1][1] - (at["b"].y + HEIGHT / 2)) >= HEIGHT / 2


@pytest.mark.parametrize("edges", [[], [Edge("a", "a", "uses")], [Edge("a", "nobody", "uses")]])
def test_without_edges_nothing_is_drawn(edges):
    assert layout("ab", edges).boxes == ()


def test_a_circle_is_drawn_all_the_same():
    edges = [Edge("a", "b", "uses"), Edge("b", "c", "uses"), Edge("c", "a", "uses")]
    made = layout("abc", edges)
    assert [way.edge for way in made.ways] == edges
    assert not overlapping(made.boxes)


def test_the_layout_of_the_lecture_is_the_same_in_another_process_and_has_no_two_boxes_on_each_other():
    code = (
        "from claims.lecture import CLAIMS; from reports.graph_layout import Edge, layout;"
        "print(repr(layout([c.id for c in CLAIMS], [Edge(u, c.id, 'uses') for c in CLAIMS for u in c.uses]"
        " + [Edge(c.id, c.repair, 'repairs') for c in CLAIMS if c.repair])))"
    )
    seen = {
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
    from claims.lecture import CLAIMS

    edges = [Edge(u, c.id, "uses") for c in CLAIMS for u in c.uses] + [Edge(c.id, c.repair, "repairs") for c in CLAIMS if c.repair]
    made = layout([c.id for c in CLAIMS], edges)
    assert repr(made).strip() == seen.pop().strip()
    assert len(made.ways) == len(edges)
    assert not overlapping(made.boxes)


@pytest.fixture
def failing(tmp_path):
    """L1 is red by itself; L2 and L3 rest on it, L3 through L2; L4 rests on L9, which is green; L5 is repaired by L6."""
    entries = [
        entry("L1"),
        entry("L2", uses=["L1"]),
        entry("L3", uses=["L2", "L1"]),
        entry("L4", uses=["L9"]),
        entry("L5", repair="L6", expect="fails", controls=[{"name": "c", "why": ""}]),
        entry("L6"),
        entry("L9"),
        entry("L99"),
    ]
    rows = [found(e["id"]) for e in entries if e["id"] not in ("L1", "L5")]
    refuted = found("L1", verdict=Verdict.REFUTED, as_expected=False, witness=witness())
    fell = replace(refuted, claim="L5", as_expected=True, controls=[logs.Trial("c", "", "supported", instances=3)])
    return board_of(tmp_path, [*rows, refuted, fell], entries)


def test_a_failure_is_led_from_where_it_begins_to_all_that_rests_on_it(failing):
    (origin,) = graph.origins(failing)
    assert origin.line.id == "L1"
    assert "refuted, although the statement is expected to be supported" in origin.reason
    assert [(b.line.id, [c.line.id for c in b.branches]) for b in origin.branches] == [("L2", []), ("L3", [])]
    by_id = {line.id: line for line in failing.lines}
    assert graph.carries(Edge("L1", "L2", "uses"), by_id)
    assert not graph.carries(Edge("L9", "L4", "uses"), by_id)
    assert not graph.carries(Edge("L5", "L6", "repairs"), by_id)


def test_the_page_draws_signs_and_links_and_says_the_same_in_words(failing):
    site = render.pages(failing)
    text = site["graph.html"].decode()
    page = Page(text)
    for ident, colour, sign in (("L1", "red", "✗"), ("L2", "amber", "△"), ("L4", "green", "✓")):
        assert f'<a class="node {colour}" href="{ident}.html" aria-label="{ident}, Claim {ident}: {colour}">' in text
        assert f">{sign} {ident}</text>" in text
    assert text.count('class="way uses carries"') == 3 + 1  # and the one in the key
    assert text.count('class="way repairs"') == 1 + 1
    assert 'style="' not in text
    table = text.split('<table class="edges">')[1].split("</table>")[0]
    assert 'repaired by <a href="L6.html">L6</a>' in table
    assert 'repairs <a href="L5.html">L5</a>' in table
    assert "Claims that no edge touches" in page.text
    assert "L99.html" in page.links
    assert render.pages(failing)["graph.html"] == site["graph.html"]


def test_a_lecture_without_edges_has_a_page_that_says_so(tmp_path):
    text = render.pages(board_of(tmp_path, [found("L05")], [entry("L05")]))["graph.html"].decode()
    assert "No claim of this lecture rests on another, or repairs one." in text
    assert "No claim lost its standing" in text


def test_formulas_and_markup_in_titles_are_plain_in_the_drawing(tmp_path):
    entries = [entry("L1", r"<b>$\partial f$ & more</b>"), entry("L2", uses=["L1", "L404"])]
    text = render.pages(board_of(tmp_path, [found("L1"), found("L2")], entries))["graph.html"].decode()
    Page(text)
    assert "<b>" not in text
    assert "L404 (not in the lecture)" in text
