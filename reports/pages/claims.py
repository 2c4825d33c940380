"""The pages of the claims: one each, named by its id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from claims.core.choices import KEY as CHOICES
from reports import choices, obligations, training, view
from reports.figures import figures, pictures
from reports.site import Page, Site
from reports.sweeps import sweeps
from reports.tables import Board, Line
from reports.unchecked import unchecked

OWN = ("pictures", "obligations", "sweep", training.KEY, CHOICES)  # what of `Evidence.detail` has a place of its own on the page


def make(site: Site) -> dict[str, bytes]:
    """`L36.html` and its like, each with links to its neighbours, their figures, and the files that solvers were asked with."""
    lines = site.board.lines
    made: dict[str, bytes] = {}
    for before, line, after in zip((None, *lines), lines, (*lines[1:], None), strict=False):
        drawn = figures(line)
        made[f"{line.id}.html"] = site.render("claim.html", f"{line.id}.html", **_about(line, site), drawn=drawn, before=before, after=after)
        made |= drawn.files
    return made | obligations.files(site.board)


def texts(board: Board) -> Iterator[tuple[str, str]]:
    """The words of the evidence that may hold formulas: obligations, and mutants and controls that only a proof has."""
    yield from obligations.texts(board)
    for line in board.lines:
        for case in (*view.cases(line, "mutants"), *view.cases(line, "controls")):
            if not case.declared:
                yield from ((f"claim {line.id}, {case.name[:40]!r}", words) for words in (case.name, case.why))


def _about(line: Line, site: Site) -> dict[str, Any]:
    board = site.board
    facts: dict[str, Any] = {
        "line": line,
        "entry": line.entry,
        "mutants": _beside(line, "mutants"),
        "controls": _beside(line, "controls"),
        "pictured": bool(pictures(line)),
        "tried": view.tried(line.shown),
        "ties": view.together(line.shown, lambda row: (row.evidence.ties, row.evidence.tie_patterns) if row.evidence.ties else None),
        "layers": view.together(line.shown, lambda row: row.evidence.layers),
        "gaps": view.together(line.shown, lambda row: row.evidence.gaps),
        "witnesses": view.witnesses(line.shown),
        "sweeps": sweeps(line),
        "proofs": obligations.obligations(line),
        "choices": choices.table(line, board.places),
        "details": view.together(line.shown, lambda row: {key: value for key, value in row.evidence.detail.items() if key not in OWN}),
        "trainings": view.together(line.shown, lambda row: training.told(row.evidence.detail)),
        "certificates": view.together(line.shown, lambda row: row.evidence.certificate),
        "findings": view.together(line.shown, view.finding),
        "notes": view.together(line.shown, lambda row: row.evidence.note),
        "beside": [one for one in line.entry.get("beside", ()) if isinstance(one.get("file"), str) and isinstance(one.get("source"), str)],
        "carries": [other for other in board.lines if line.id in other.entry["uses"]],
        "repairs": [other for other in board.lines if other.entry["repair"] == line.id],
    }
    return facts | {"unchecked": unchecked(line, facts["proofs"], site.prose), "contents": list(_contents(facts))}


def _beside(line: Line, kind: str) -> list[view.Case]:
    """The cases but for those of obligations, which stand with their obligation."""
    return [case for case in view.cases(line, kind) if case.declared or case.methods != ("proof",)]


def _contents(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The sections of the page that this claim has: their ids and what the list at its head calls them."""
    if facts["pictured"]:
        yield "pictures", "Pictures"
    yield "evidence", "How do you know?"
    if facts["sweeps"]:
        yield "sweep", "The sweep"
    if facts["proofs"]:
        yield "obligations", "The proof"
    if facts["choices"]:
        yield "choices", "What each place chose"
    yield "unchecked", "What was not checked"
    yield "refute", "What would have refuted it"
    if facts["witnesses"]:
        yield "witness", "The witness"
    yield "rests", "What it rests on"
    yield "again", "Run it again"
    yield "checker", "The checker"


PAGE = Page("", "", make, texts=texts)
