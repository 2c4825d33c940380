"""The places: devices, formats and versions of the runs, what was found at each place, and how long it took."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from reports import choices
from reports.evidence_pictures import all_gaps
from reports.figures import whole
from reports.site import Page, Site
from reports.tables import Board, Line, Row

FORMATS = {  # IEEE 754-2019 and bfloat16: bits of the significand, and the unit roundoff of rounding to nearest
    "float64": (53, "2⁻⁵³"),
    "float32": (24, "2⁻²⁴"),
    "float16": (11, "2⁻¹¹"),
    "bfloat16": (8, "2⁻⁸"),
}


class Place(NamedTuple):
    """One place: its device's names and its logs, how many rows of each verdict it has, and the seconds they took."""

    name: str
    devices: tuple[str, ...]
    precision: tuple[int, str] | None
    verdicts: tuple[tuple[str, int], ...]
    seconds: float
    notes: tuple[str, ...]


class Time(NamedTuple):
    """The seconds of one claim at each place; None where nothing was examined."""

    line: Line
    at: tuple[float | None, ...]
    total: float


def places(board: Board) -> list[Place]:
    """Every place of the board in its order."""
    return [_place(board, name) for name in board.places]


def _place(board: Board, name: str) -> Place:
    rows = [row for line in board.lines for row in line.rows if row.evidence.place == name]
    device, _, dtype = name.partition(" ")
    names = [log.header.devices[device] for log in board.logs if _ran(log.evidence, name) and isinstance(log.header.devices.get(device), str)]
    verdicts = Counter(str(row.evidence.verdict) for row in rows)
    notes = tuple(dict.fromkeys(row.evidence.note for row in rows if row.silent and row.evidence.note))
    return Place(name, tuple(dict.fromkeys(names)), FORMATS.get(dtype), tuple(sorted(verdicts.items())), _seconds(rows), notes[:5])


def _ran(evidence: Any, name: str) -> bool:
    return any(row.place == name and row.verdict.value not in ("not run", "not selected", "not applicable") for row in evidence)


def _seconds(rows: list[Row]) -> float:
    return sum(row.evidence.seconds for row in rows if not row.silent)


def times(board: Board) -> list[Time]:
    """The claims that were examined, the slowest first: seconds at each place, all methods together."""
    made = []
    for line in board.lines:
        if line.examined:
            here = [[row for row in line.examined if row.evidence.place == name] for name in board.places]
            made.append(Time(line, tuple(_seconds(rows) if rows else None for rows in here), _seconds(list(line.examined))))
    return sorted(made, key=lambda time: -time.total)


def make(site: Site) -> dict[str, bytes]:
    """`places.html`."""
    found = times(site.board)
    facts: dict[str, Any] = {"choices": choices.tables(site.board)}
    facts |= {"places": places(site.board), "times": found, "total": sum(time.total for time in found), "benchmarks": site.benchmarks}
    shown, files = whole("places", all_gaps(site.board))
    return {"places.html": site.render("places.html", "places.html", **facts, shown=shown)} | files


PAGE = Page("places.html", "Places", make)
