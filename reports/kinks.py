"""The kink ledger as data: its header, its rows, and what may be shown of them. The JSONL is another room's product, read strictly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claims.core.log import LogError

SCHEMA = "clarke-kinks/1"
VERDICTS = ("gradient", "in the Clarke set", "conservative only", "outside", "nan", "not run")
TEXTS = ("operation", "situation", "program", "definition", "device", "format", "verdict")


@dataclass(frozen=True)
class Kink:
    """One operation at one tie on one device in one format."""

    operation: str
    situation: str
    program: str
    point: tuple[str, ...]
    definition: str
    place: str
    returned: tuple[str, ...]
    vertices: tuple[tuple[str, ...], ...]
    verdict: str
    direction: tuple[str, ...]
    note: str

    @property
    def case(self) -> tuple[str, str]:
        return self.operation, self.situation


@dataclass(frozen=True)
class Kinks:
    """A ledger: the versions that it was written with, and its rows."""

    path: str
    torch: str
    python: str
    devices: tuple[tuple[str, str], ...]
    rows: tuple[Kink, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each verdict, in the order of VERDICTS; those that none has are left out."""
        counted = Counter(row.verdict for row in self.rows)
        return {verdict: counted[verdict] for verdict in VERDICTS if counted[verdict]}

    def cases(self) -> Iterator[tuple[Kink, ...]]:
        """The rows of one case after another, places that agree in value and verdict merged by the page."""
        together: dict[tuple[str, str], list[Kink]] = {}
        for row in self.rows:
            together.setdefault(row.case, []).append(row)
        yield from map(tuple, together.values())


def read(path: Path) -> Kinks:
    """A ledger from its file. Raises LogError, with file and line, for what is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as reason:
        raise LogError(f"{path}:0: a kink ledger was asked for, found {type(reason).__name__}") from reason
    found: list[Any] = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(json.loads(line))
        except ValueError as reason:
            raise LogError(f"{path}:{number}: a line of JSON was asked for, found {line[:60]!r}") from reason
    head = found[0] if found and isinstance(found[0], dict) else {}
    if head.get("schema") != SCHEMA or not isinstance(head.get("devices"), dict):
        raise LogError(f"{path}:1: the header of a kink ledger, schema {SCHEMA}, was asked for, found {(lines or ['nothing'])[0][:60]!r}")
    devices = tuple((str(name), str(called)) for name, called in head["devices"].items())
    rows = tuple(_row(path, number, row) for number, row in enumerate(found[1:], 2))
    return Kinks(str(path), str(head.get("torch", "")), str(head.get("python", "")), devices, rows)


def _row(path: Path, number: int, row: Any) -> Kink:
    try:
        if not all(isinstance(row[name], str) for name in TEXTS) or row["verdict"] not in VERDICTS:
            raise TypeError(f"a text, or one of {', '.join(VERDICTS)}")
        return Kink(
            row["operation"],
            row["situation"],
            row["program"],
            tuple(map(str, row["point"])),
            row["definition"],
            f"{row['device']} {row['format']}",
            tuple(_number(a) for a in row["returned"] or ()),
            tuple(tuple(map(str, v)) for v in row["clarke_vertices"]),
            row["verdict"],
            tuple(map(str, row.get("direction") or ())),
            str(row.get("note") or ""),
        )
    except (KeyError, TypeError, AttributeError) as reason:
        raise LogError(f"{path}:{number}: a row of a kink ledger was asked for, found something else ({type(reason).__name__}: {reason})") from reason


def _number(a: Any) -> str:
    return f"{a:.6g}" if isinstance(a, (int, float)) else str(a)


def newest(*folders: Path) -> Path | None:
    """The newest ledger in the first of the folders that has one, by name (names begin with the time); None where there is none."""
    for folder in folders:
        if found := sorted(folder.glob("*.jsonl")):
            return found[-1]
    return None
