"""What the board says of each claim in a line, and of all claims together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from claims.core.evidence import Evidence, Verdict
from reports.tables import Board, Line
from reports.view import cases

TRUTHS = {"false": "false as stated", "incomplete": "incomplete as stated", "cannot be typed": "cannot be typed as stated"}


class Score(NamedTuple):
    """How many mutants were killed in this evidence, of how many that can be, and how many were declared equivalent."""

    killed: int
    killable: int
    equivalent: int


class Cell(NamedTuple):
    """One cell of the board: what was found with one method at one place; `evidence` is None where there is none."""

    word: str
    method: str
    evidence: Evidence | None
    stale: bool


def cells(line: Line, place: str) -> list[Cell]:
    """What the board says of the claim at `place`: one cell a method, or one that says why there is none."""
    found = [
        Cell(str(row.evidence.verdict), row.evidence.method, row.evidence, bool(row.stale) and not row.silent)
        for row in line.rows
        if row.evidence.place == place
    ]
    if found:
        return found
    if (place == "exact") != line.entry["exact"]:
        return [Cell(str(Verdict.NOT_APPLICABLE), "", None, False)]
    return [Cell(str(line.standing.colour) if not line.examined else str(Verdict.NOT_RUN), "", None, False)]


def instances(line: Line) -> int:
    """The most instances examined with one method at one place: places share their instances, so a sum would count them twice."""
    return max((row.evidence.instances for row in line.fresh), default=0)


def least_on_kink(line: Line) -> tuple[int, int] | None:
    """Instances on a kink and instances, where the share of the first is least; None without instances."""
    pairs = [(row.evidence.on_kink, row.evidence.instances) for row in line.fresh if row.evidence.instances]
    return min(pairs, key=lambda pair: pair[0] / pair[1], default=None)


def worst(line: Line) -> float | None:
    """The largest gap/allowed among all bounded comparisons; None where there was none."""
    return max((row.evidence.worst for row in line.fresh if row.evidence.worst is not None), default=None)


def score(line: Line) -> Score:
    """Mutants killed wherever they were tried, of those that are not declared equivalent."""
    mutants = cases(line, "mutants")
    killable = [case for case in mutants if not case.equivalent]
    killed = sum(case.outcomes == ("killed",) for case in killable) if line.fresh else 0
    return Score(killed, len(killable), len(mutants) - len(killable))


def totals(board: Board) -> dict[str, Any]:
    """What the index says of all claims together."""
    rows = [row.evidence for line in board.lines for row in line.fresh]
    scores = [score(line) for line in board.lines]
    return {
        "claims": len(board.lines),
        "colours": Counter(str(line.standing.colour) for line in board.lines),
        "instances": sum(instances(line) for line in board.lines),
        "checks": sum(e.checks for e in rows),
        "exact": sum(e.exact for e in rows),
        "killed": sum(s.killed for s in scores),
        "killable": sum(s.killable for s in scores),
        "equivalent": sum(s.equivalent for s in scores),
        "stale": [line for line in board.lines if line.stale],
        "silent": _silent(board),
    }


def _silent(board: Board) -> list[tuple[str, str]]:
    """Why places were not run: the places and the reason, for each reason."""
    places: dict[str, list[str]] = {}
    for row in sorted((row for line in board.lines for row in line.rows if row.silent), key=lambda row: board.places.index(row.evidence.place)):
        if row.evidence.place not in places.setdefault(row.evidence.note or "no reason is given", []):
            places[row.evidence.note or "no reason is given"].append(row.evidence.place)
    return [(", ".join(names), note) for note, names in sorted(places.items())]


def truth(entry: Mapping[str, Any]) -> str:
    """The truth of what the slide has in a few words; empty where it is simply true."""
    return "" if entry["truth"] == "true" else TRUTHS.get(entry["truth"], entry["truth"])


def chapters(board: Board) -> list[tuple[str, list[Line]]]:
    """The claims in the order of the slides, neighbours of one chapter together."""
    made: list[tuple[str, list[Line]]] = []
    for line in board.lines:
        if not made or made[-1][0] != line.entry["chapter"]:
            made.append((line.entry["chapter"], []))
        made[-1][1].append(line)
    return made
