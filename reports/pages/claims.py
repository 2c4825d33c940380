"""The pages of the claims: one each, named by its id."""

from __future__ import annotations

from typing import Any

from reports import view
from reports.figures import figures
from reports.site import Page, Site
from reports.tables import Board, Line


def make(site: Site) -> dict[str, bytes]:
    """`L36.html` and its like, each with links to its neighbours, and their figures."""
    lines = site.board.lines
    drawn = figures(site.board)
    around = zip((None, *lines), lines, (*lines[1:], None), strict=False)
    pages = {
        f"{line.id}.html": site.render("claim.html", f"{line.id}.html", **_about(line, site.board), drawn=drawn, before=before, after=after)
        for before, line, after in around
    }
    return pages | dict(drawn.files)


def _about(line: Line, board: Board) -> dict[str, Any]:
    return {
        "line": line,
        "entry": line.entry,
        "mutants": view.cases(line, "mutants"),
        "controls": view.cases(line, "controls"),
        "ties": view.together(line.shown, lambda row: (row.evidence.ties, row.evidence.tie_patterns) if row.evidence.ties else None),
        "layers": view.together(line.shown, lambda row: row.evidence.layers),
        "gaps": view.together(line.shown, lambda row: row.evidence.gaps),
        "witnesses": view.witnesses(line.shown),
        "details": view.together(line.shown, lambda row: {key: value for key, value in row.evidence.detail.items() if key != "pictures"}),
        "certificates": view.together(line.shown, lambda row: row.evidence.certificate),
        "findings": view.together(line.shown, view.finding),
        "notes": view.together(line.shown, lambda row: row.evidence.note),
        "silent": view.together(line.rows, lambda row: (str(row.evidence.verdict), row.evidence.note or "no reason is given") if row.silent else ()),
        "carries": [other for other in board.lines if line.id in other.entry["uses"]],
        "repairs": [other for other in board.lines if other.entry["repair"] == line.id],
    }


PAGE = Page("", "", make)
