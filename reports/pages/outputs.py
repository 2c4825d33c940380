"""What a machine reads of the report: `report.json`, as `reports/schema/report.schema.json` describes it, and `badge.svg`."""

from __future__ import annotations

import json
from typing import Any

from claims.core.evidence import Evidence, Trial
from claims.core.log import Log
from claims.core.standing import Colour
from reports import summary
from reports.environment import environment
from reports.site import Page, Site
from reports.tables import Board, Line, Row
from reports.text import short

SCHEMA = 1
COUNTS = ("instances", "examples", "discarded", "checks", "exact", "bounded", "on_kink", "tie_patterns", "worst", "seconds")
TELLING = (Colour.RED, Colour.AMBER, Colour.NOT_RUN, Colour.GREEN)  # the first of these that some claim has gives the badge its colour
GROUND = {Colour.RED: "#9d1f27", Colour.AMBER: "#7d5000", Colour.NOT_RUN: "#5a5a63", Colour.GREEN: "#17603a"}
LETTER = 6.6  # of the badge's font at 11 px, on average; the text is set to exactly the width that follows


def make(site: Site) -> dict[str, bytes]:
    """`report.json` and `badge.svg`."""
    return {"report.json": report(site.board), "badge.svg": badge(site.board)}


def report(board: Board) -> bytes:
    """The board as JSON: runs, totals, and each claim with its standing and its evidence; texts shortened as on the pages."""
    totals = {name: value for name, value in summary.totals(board).items() if name not in ("stale", "silent")}
    facts = {
        "schema": SCHEMA,
        "runs": [_run(log) for log in board.logs],
        "places": list(board.places),
        "totals": totals | {"colours": {str(colour): totals["colours"][colour] for colour in Colour}},
        "claims": [_claim(line) for line in board.lines],
    }
    return (json.dumps(facts, indent=1, sort_keys=True) + "\n").encode()


def badge(board: Board) -> bytes:
    """A badge: how many of the claims asked for are green, in the colour of the worst standing among them."""
    colours = [line.standing.colour for line in board.lines if line.standing.colour is not Colour.NOT_SELECTED]
    worst = next((colour for colour in TELLING if colour in colours), Colour.NOT_RUN)
    words = f"{colours.count(Colour.GREEN)} of {len(colours)} claims green"
    widths = [round(LETTER * len(part)) + 12 for part in ("lecture", words)]
    svg = environment().get_template("badge.svg").render(label="lecture", words=words, widths=widths, ground=GROUND[worst])
    return svg.encode()


def _run(log: Log) -> dict[str, Any]:
    head = log.header
    kept = {name: getattr(head, name) for name in ("commit", "dirty", "started", "profile", "seed", "partial", "places", "devices", "versions")}
    return kept | {"log": log.path.replace("\\", "/").split("/")[-1], "selected": len(head.selected), "cut": log.cut}


def _claim(line: Line) -> dict[str, Any]:
    words = ("id", "title", "chapter", "slide", "statement", "reading", "truth", "expect", "repair", "file")
    return {name: short(line.entry[name]) for name in words} | {
        "page": f"{line.id}.html",
        "uses": line.entry["uses"],
        "hashes": line.entry["hashes"],
        "standing": {"colour": str(line.standing.colour), "reasons": [short(reason) for reason in line.standing.reasons]},
        "evidence": [_row(row) for row in line.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    found: Evidence = row.evidence
    return {name: getattr(found, name) for name in ("method", "place", "as_expected", "profile", "seed", *COUNTS)} | {
        "verdict": str(found.verdict),
        "note": short(found.note),
        "witness": short(str(found.witness.get("instance", ""))) if found.witness else None,
        "mutants": [_trial(trial) for trial in found.mutants],
        "controls": [_trial(trial) for trial in found.controls],
        "stale": list(row.stale),
        "log": row.log,
    }


def _trial(trial: Trial) -> dict[str, Any]:
    kept = {name: getattr(trial, name) for name in ("outcome", "known", "killed", "instances")}
    return kept | {"name": short(trial.name), "declared_equivalent": bool(trial.equivalent)}


PAGE = Page("", "", make)
