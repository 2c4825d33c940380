"""Claims about torch, on no slide: the report counts them apart from the lecture and never says that a slide has them."""

from __future__ import annotations

import re

from claims.core.evidence import Verdict
from reports import markdown, render, tables
from tests.reports import logs
from tests.reports.logs import entry, found
from tests.reports.strict import Page

ABOUT = {"chapter": "devices", "slide": ""}


def site(tmp_path, rows, manifest):
    return render.pages(tables.board(tables.load([logs.write(tmp_path / "run.jsonl", rows, manifest=manifest)])))


def text(page):
    return re.sub(r"\s+", " ", Page(page.decode()).text)


def texts(tmp_path, **changes):
    manifest = [entry("L05"), entry("T01", **ABOUT)]
    made = site(tmp_path, [found("L05"), found("T01", **changes)], manifest)
    return {name: text(page) for name, page in made.items() if name.endswith(".html")}


def test_the_index_counts_them_apart_under_a_heading_of_their_own(tmp_path):
    index = texts(tmp_path)["index.html"]
    assert "Claims of the lecture: 1. About torch: 1." in index
    assert index.index("The lecture") < index.index("Torch, device by device") < index.index("The board")


def test_a_lecture_alone_has_no_such_heading(tmp_path):
    index = text(site(tmp_path, [found("L05")], [entry("L05")])["index.html"])
    assert "device by device" not in index
    assert "about torch" not in index


def test_the_summary_counts_them_apart(tmp_path):
    for manifest, told in (([entry("L05"), entry("T01", **ABOUT)], True), ([entry("L05")], False)):
        board = tables.board(tables.load([logs.write(tmp_path / "run.jsonl", [], manifest=manifest)]))
        assert ("Claims of the lecture: 1. About torch: 1." in markdown.summary(board, None, 10**6).decode()) is told


def test_its_page_names_no_slide(tmp_path):
    made = texts(tmp_path)
    assert "about torch, on no slide" in made["T01.html"]
    assert "The statement is" in made["T01.html"]
    assert "slide “" not in made["T01.html"]
    assert "mathlib" in made["L05.html"]
    assert "mathlib" not in made["T01.html"]
    assert "slide “" in made["L05.html"]


def test_one_that_falls_is_no_erratum_of_a_slide(tmp_path):
    fallen = texts(tmp_path, verdict=Verdict.REFUTED, as_expected=False)["errata.html"]
    assert "About torch, on no slide" in fallen
    assert "As the slide has it" not in fallen
