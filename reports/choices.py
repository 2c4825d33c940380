"""What each place chose where a claim leaves the choice to it, place beside place, and whether devices agree.

The same format is compared on all devices: float32 and float64 have other bits anyway. Devices without evidence are "not run".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from claims.core.choices import made
from claims.core.evidence import Verdict
from reports.tables import Board, Line, Row

SAME, DIFFERS = "same", "differs"


class Choice(NamedTuple):
    """One situation: what was chosen at each place of the table, and whether devices agree: same, differs, or not run on a second one."""

    situation: str
    at: tuple[str, ...]
    agreement: str


class Table(NamedTuple):
    """The choices of one claim: the places in their order, a row for each situation, and how many of them devices agree on."""

    line: Line
    places: tuple[str, ...]
    choices: tuple[Choice, ...]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many situations are the same, differ, or were not run on a second device."""
        tally = Counter(choice.agreement for choice in self.choices)
        return [(word, tally[word]) for word in (SAME, DIFFERS, str(Verdict.NOT_RUN)) if tally[word]]


def table(line: Line, places: Sequence[str]) -> Table | None:
    """The choices of the claim at those of `places` that have a device and a format; None where nothing was recorded."""
    shown = tuple(place for place in places if " " in place)
    told = {place: made(row.evidence.detail) if (row := _row(line.shown, place)) else {} for place in shown}
    silent = {place: "stale" if _row(line.examined, place) else str(Verdict.NOT_RUN) for place in shown}
    situations = dict.fromkeys(situation for choices in told.values() for situation in choices)
    found = [Choice(s, tuple(told[p].get(s, silent[p]) for p in shown), agreement({p: c[s] for p, c in told.items() if s in c})) for s in situations]
    return Table(line, shown, tuple(found)) if found else None


def tables(board: Board) -> list[Table]:
    """The tables of all claims that have one."""
    return [found for line in board.lines if (found := table(line, board.places))]


def agreement(chosen: dict[str, str]) -> str:
    """Whether the devices of each format chose alike; `chosen`: by place ("cpu float64"). "not run" where no format ran on two devices."""
    by_format: dict[str, list[str]] = {}
    for place, choice in chosen.items():
        by_format.setdefault(place.partition(" ")[2], []).append(choice)
    if any(len(set(choices)) > 1 for choices in by_format.values()):
        return DIFFERS
    return SAME if any(len(choices) > 1 for choices in by_format.values()) else str(Verdict.NOT_RUN)


def _row(rows: Sequence[Row], place: str) -> Row | None:
    return next((row for row in rows if row.evidence.place == place and row.evidence.method == "search"), None)
