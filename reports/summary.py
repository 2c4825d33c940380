"""What the board says of each claim in a line, and of all claims together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from claims.core.evidence import Evidence, Verdict
from claims.core.standing import Colour
from reports.tables import METHODS, Board, Line
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


def methods(line: Line) -> tuple[str, ...]:
    """The methods that the claim has by its manifest entry or by its evidence, in the order of METHODS."""
    known = {*line.entry.get("methods", ("search",)), *(row.evidence.method for row in line.rows)}
    return tuple(sorted(known, key=lambda method: (METHODS.index(method) if method in METHODS else len(METHODS), method)))


def cells(line: Line, place: str) -> list[Cell]:
    """What the board says of the claim at `place`: one cell a method, or one that says why there is none."""
    found = [
        Cell(str(row.evidence.verdict), row.evidence.method, row.evidence, bool(row.stale) and not row.silent)
        for row in line.rows
        if row.evidence.place == place
    ]
    nothing = str(line.standing.colour) if not line.examined else str(Verdict.NOT_RUN)
    there = {cell.method for cell in found}
    found += [Cell(nothing, method, None, False) for method in methods(line) if method not in there and _speaks_at(line, method, place)]
    return found or [Cell(str(Verdict.NOT_APPLICABLE), "", None, False)]


def _speaks_at(line: Line, method: str, place: str) -> bool:
    """Whether the method has something to find for the claim at this place: proofs need no torch, sweeps are torch's."""
    return (place == "exact") == (method == "proof" or (method == "search" and line.entry["exact"]))


def rests_on(evidence: Evidence) -> str:
    """On how much a verdict rests, in a word or two: instances, or obligations of a proof."""
    if evidence.method != "proof":
        return f"{evidence.instances:,}" if evidence.instances else ""
    found = evidence.detail.get("obligations")
    return f"{len(found):,} obligation{'s' if len(found) != 1 else ''}" if isinstance(found, list) and found else ""


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
    scores = [score(line) for line in board.lines if line.standing.colour is not Colour.NOT_SELECTED]
    return {
        "claims": len(board.lines),
        "about_torch": sum(not on_a_slide(line) for line in board.lines),
        "colours": Counter(str(line.standing.colour) for line in board.lines),
        "instances": sum(instances(line) for line in board.lines),
        "checks": sum(e.checks for e in rows),
        "exact": sum(e.exact for e in rows),
        "killed": sum(s.killed for s in scores),
        "killable": sum(s.killable for s in scores),
        "equivalent": sum(s.equivalent for s in scores),
        "stale": [line for line in board.lines if line.stale],
        "silent": _silent(board),
        "left_out": Counter(row.evidence.method for line in board.lines for row in line.rows if row.evidence.verdict is Verdict.NOT_SELECTED),
    }


def _silent(board: Board) -> list[tuple[str, str]]:
    """Why places were not run: the places and the reason, for each reason. What a profile leaves out is counted, not listed."""
    places: dict[str, list[str]] = {}
    rows = (row for line in board.lines for row in line.rows if row.silent and row.evidence.verdict is not Verdict.NOT_SELECTED)
    for row in sorted(rows, key=lambda row: board.places.index(row.evidence.place)):
        if row.evidence.place not in places.setdefault(row.evidence.note or "no reason is given", []):
            places[row.evidence.note or "no reason is given"].append(row.evidence.place)
    return [(", ".join(names), note) for note, names in sorted(places.items())]


def on_a_slide(line: Line) -> bool:
    """Whether the claim is one of the lecture's; the others are about torch itself."""
    return bool(line.entry["slide"])


def truth(entry: Mapping[str, Any]) -> str:
    """The truth of what the slide has in a few words; empty where it is simply true."""
    return "" if entry["truth"] == "true" else TRUTHS.get(entry["truth"], entry["truth"])


class Chapter(NamedTuple):
    """Neighbours on the board of one chapter; `slug` names it in links."""

    slug: str
    name: str
    lines: list[Line]

    @property
    def on_slides(self) -> bool:
        """Whether it is a chapter of the lecture."""
        return any(on_a_slide(line) for line in self.lines)

    @property
    def colours(self) -> list[tuple[str, int]]:
        """How many of its claims have each standing, the good ones first."""
        tally = Counter(str(line.standing.colour) for line in self.lines)
        return [(str(colour), tally[str(colour)]) for colour in Colour if tally[str(colour)]]


def chapters(board: Board) -> list[Chapter]:
    """The claims in the order of the slides, neighbours of one chapter together."""
    made: list[Chapter] = []
    for line in board.lines:
        if not made or made[-1].name != line.entry["chapter"]:
            made.append(Chapter(f"chapter-{len(made) + 1}", line.entry["chapter"], []))
        made[-1].lines.append(line)
    return made
