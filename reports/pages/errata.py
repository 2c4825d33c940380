"""The errata: each entry made from a line of evidence that refutes what a slide has, or that shows that it cannot be typed."""

from __future__ import annotations

from typing import NamedTuple

from claims.core.evidence import Verdict
from reports import view
from reports.site import Page, Site
from reports.tables import Board, Line, Row

BROKEN = (Verdict.REFUTED, Verdict.UNTYPED)


class Entry(NamedTuple):
    """A statement that does not stand: the rows that say so, their witnesses once each, and the claim that repairs it."""

    line: Line
    rows: tuple[Row, ...]
    witnesses: tuple[view.Found, ...]
    findings: tuple[view.Found, ...]
    repair: Line | None


def entries(board: Board) -> list[Entry]:
    """An entry for each claim with a refuted or untyped row among those shown, in the order of the slides."""
    by_id = {line.id: line for line in board.lines}
    made = []
    for line in board.lines:
        rows = tuple(row for row in line.shown if row.evidence.verdict in BROKEN)
        if rows:
            made.append(Entry(line, rows, view.witnesses(rows), view.together(rows, view.finding), by_id.get(line.entry["repair"])))
    return made


def make(site: Site) -> dict[str, bytes]:
    """`errata.html`: what was expected to fall first, then what fell unexpectedly, then what is called false without such a row."""
    all_of_them = entries(site.board)
    found = {entry.line.id for entry in all_of_them}
    silent = [line for line in site.board.lines if line.entry["truth"] in ("false", "incomplete", "cannot be typed") and line.id not in found]
    groups = {
        "expected": [entry for entry in all_of_them if all(row.evidence.as_expected for row in entry.rows)],
        "unexpected": [entry for entry in all_of_them if not all(row.evidence.as_expected for row in entry.rows)],
    }
    return {"errata.html": site.render("errata.html", "errata.html", **groups, silent=silent)}


PAGE = Page("errata.html", "Errata", make)
