"""Proofs as a page shows them: the obligations of a proof row, and the file that each was handed to a solver in.

What a log holds is read with care: a field of another type is shown as it is written, and what is no obligation is left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from reports.tables import Board, Line
from reports.text import pretty

FOLDER = "proofs"
SUFFIXES = ("smt2", "py")  # of files that a solver or Python reads; any other becomes txt
COMMANDS = {"smt2": "z3", "py": "python"}


class Neighbour(NamedTuple):
    """A false (mutant) or true (control) neighbour of an obligation: its end, the counterexample, and what running that again showed."""

    name: str
    why: str
    outcome: str
    good: bool
    model: str
    replayed: str
    note: str


class Export(NamedTuple):
    """The file that holds the question: its name, its bytes, the hash that the log tells and the one that it has."""

    file: str
    content: bytes
    told: str
    sha256: str
    command: str


class Obligation(NamedTuple):
    """One question that was put to a solver, at a stated size, and the answer."""

    name: str
    statement: str
    size: str
    verdict: str
    answered: tuple[str, ...]  # solver and version; where there is a second one its verdict
    facts: tuple[tuple[str, str], ...]  # steps, hypotheses, counterexample, ...
    linear: bool
    seconds: float | None
    mutants: tuple[Neighbour, ...]
    controls: tuple[Neighbour, ...]
    export: Export | None
    note: str
    snippet: str  # the lines that decide it again

    @property
    def neighbours(self) -> int:
        return len(self.mutants) + len(self.controls)


def obligations(line: Line) -> list[Obligation]:
    """The obligations of the rows that the claim's page tells in full, in their order."""
    made: list[Obligation] = []
    taken: set[str] = set()
    for row in line.shown:
        found = row.evidence.detail.get("obligations")
        for told in found if isinstance(found, list) else ():
            if isinstance(told, dict):
                made.append(_obligation(line.id, told, taken))
    return made


def files(board: Board) -> dict[str, bytes]:
    """The exports of all claims, by file name."""
    return {one.export.file: one.export.content for line in board.lines for one in obligations(line) if one.export}


def texts(board: Board) -> Iterator[tuple[str, str]]:
    """The words of the obligations that may hold formulas."""
    for line in board.lines:
        for one in obligations(line):
            for words in (one.statement, one.size, *(text for n in (*one.mutants, *one.controls) for text in (n.name, n.why))):
                yield f"claim {line.id}, obligation {one.name[:40]!r}", words


def _obligation(ident: str, told: Mapping[str, Any], taken: set[str]) -> Obligation:
    seconds, second = told.get("seconds"), told.get("second")
    answered = [" ".join(filter(None, (_text(told, "solver"), _text(told, "version"))))]
    if isinstance(second, dict):
        answered.append(" ".join(filter(None, (_text(second, "solver"), _text(second, "version")))) + f": {_text(second, 'verdict')}")
    steps = told.get("steps")
    facts = {
        "steps spent": f"{steps:,}" if isinstance(steps, int) else _text(told, "steps"),
        "the hypotheses are met by": _text(told, "hypotheses"),
        "counterexample": _text(told, "model"),
        "run again in rationals": _text(told, "replayed"),
    }
    return Obligation(
        name=_text(told, "name"),
        statement=_text(told, "statement"),
        size=_text(told, "size"),
        verdict=_text(told, "verdict") or "error",
        answered=tuple(filter(None, answered)),
        facts=tuple((name, words) for name, words in facts.items() if words),
        linear=told.get("linear") is True,
        seconds=float(seconds) if isinstance(seconds, (int, float)) else None,
        mutants=_neighbours(told, "mutants", "killed"),
        controls=_neighbours(told, "controls", "supported"),
        export=_export(ident, told, taken),
        note=_text(told, "note"),
        snippet=f"from claims.proofs import redo\n\nprint(redo({ident!r}, {_text(told, 'name')!r}))",
    )


def _neighbours(told: Mapping[str, Any], kind: str, good: str) -> tuple[Neighbour, ...]:
    found = told.get(kind)
    names = ("name", "why", "outcome", "model", "replayed", "note")
    return tuple(
        Neighbour(**{name: _text(one, name) for name in names}, good=one.get("outcome") == good)
        for one in (found if isinstance(found, list) else ())
        if isinstance(one, dict)
    )


def _export(ident: str, told: Mapping[str, Any], taken: set[str]) -> Export | None:
    export = told.get("export")
    if not isinstance(export, dict) or not isinstance(export.get("text"), str):
        return None
    suffix = export["suffix"] if export.get("suffix") in SUFFIXES else "txt"
    slug = re.sub(r"[^A-Za-z0-9]+", "-", _text(told, "name")).strip("-").lower()[:60] or "obligation"
    stem, number = f"{FOLDER}/{ident}-{slug}", 2
    file = f"{stem}.{suffix}"
    while file in taken:
        file, number = f"{stem}-{number}.{suffix}", number + 1
    taken.add(file)
    content = export["text"].encode("utf-8", "backslashreplace")
    return Export(file, content, _text(export, "sha256"), hashlib.sha256(content).hexdigest(), COMMANDS.get(suffix, ""))


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return "" if value is None else pretty(value)
