"""The page that sets two runs side by side, and the same in JSON for a machine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from reports.compare import Comparison
from reports.differences import KINDS, Change, Level
from reports.site import Page, Site
from reports.tables import Board, Line

FILE = "compare.html"
SCHEMA = 1


def page(comparison: Comparison) -> Page:
    """The page of this comparison: `compare.html`, with `compare.json` beside it."""

    def make(site: Site) -> dict[str, bytes]:
        facts = {"levels": levels(comparison), "sections": sections(comparison), "sides": sides(comparison)}
        failures = [site.by_id[change.claim] for change in comparison.changes if change.kind == "new failure" and change.claim in site.by_id]
        shown = site.render("compare.html", FILE, comparison=comparison, failures=failures, **facts)
        return {FILE: shown, "compare.json": machine(comparison)}

    def texts(board: Board) -> Iterable[tuple[str, str]]:
        return ((f"claim {line.id} of the old run, {name}", line.entry[name]) for line in comparison.old.lines for name in ("title", "statement"))

    return Page(FILE, "Compare", make, texts=texts)


def sections(comparison: Comparison) -> list[tuple[str, str, list[tuple[Change, Line | None, tuple[Line, Line] | None]]]]:
    """The changes by kind: the kind, its heading, and each change with its claim and, where the statement changed, both claims."""
    old, new = ({line.id: line for line in board.lines} for board in (comparison.old, comparison.new))
    made = []
    for kind, heading in KINDS.items():
        changes = [change for change in comparison.changes if change.kind == kind]
        told = [
            (c, new.get(c.claim) or old.get(c.claim), (old[c.claim], new[c.claim]) if c.what == "statement" and c.kind == "text" else None)
            for c in changes
        ]
        if told:
            made.append((kind, heading, told))
    return made


def levels(comparison: Comparison) -> list[tuple[str, int]]:
    """How many changes there are of each level."""
    return [(str(level), comparison.counts[level]) for level in Level]


def sides(comparison: Comparison) -> list[tuple[str, Board, list[tuple[str, int]]]]:
    """Both runs: a name, the board, and how many of the claims compared have which standing."""
    made = []
    for name, board in (("Before", comparison.old), ("Now", comparison.new)):
        colours = [str(line.standing.colour) for line in board.lines if line.id in comparison.compared]
        made.append((name, board, [(word, colours.count(word)) for word in dict.fromkeys(("green", "amber", "red", *colours))]))
    return made


def machine(comparison: Comparison) -> bytes:
    """The comparison as JSON, as `reports/schema/compare.schema.json` describes it."""
    facts = {
        "schema": SCHEMA,
        "worse": comparison.counts[Level.WORSE],
        "counts": {str(level): comparison.counts[level] for level in Level},
        "compared": list(comparison.compared),
        "pace": comparison.pace,
        "notices": list(comparison.notices),
        "changes": [asdict(change) | {"level": str(change.level)} for change in comparison.changes],
    }
    return (json.dumps(facts, indent=1, sort_keys=True) + "\n").encode()
