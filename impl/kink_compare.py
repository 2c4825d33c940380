"""Two kink ledgers side by side: which values autograd changed, and which of them changed the verdict. Read strictly; no torch is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

SCHEMA = "clarke-kinks/1"
NEEDED = ("operation", "situation", "device", "format", "returned", "verdict", "program")
RANK = {"gradient": 3, "in the Clarke set": 3, "conservative only": 2, "outside": 1, "nan": 1, "not run": 0}


class LedgerError(ValueError):
    """A ledger that cannot be used; the text names the file, the line, what was asked for and what was found."""


class Ledger(NamedTuple):
    """The header, and the rows by operation, situation, device and format."""

    header: dict[str, Any]
    rows: dict[tuple[str, ...], dict[str, Any]]


class Change(NamedTuple):
    """A row of the newer ledger (None: gone) beside that of the older (None: new)."""

    key: tuple[str, ...]
    old: dict[str, Any] | None
    new: dict[str, Any] | None

    @property
    def worse(self) -> bool:
        """Whether an element became none: gone rows and rows that cannot be run are not judged."""
        ranks = [RANK[row["verdict"]] if row else 0 for row in (self.old, self.new)]
        return 0 < ranks[1] < ranks[0]


class Changes(NamedTuple):
    """What differs between two ledgers, and how many rows both have."""

    old: str
    new: str
    common: int
    changed: tuple[Change, ...]

    @property
    def worse(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changed if change.worse)


def read(path: Path) -> Ledger:
    """A ledger from its file. Raises LedgerError with file and line for what is none, is cut short, or says one thing twice."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as reason:
        raise LedgerError(f"{path}: a kink ledger was asked for, found {type(reason).__name__}: {reason}") from reason
    found = [_line(path, number, line) for number, line in enumerate(lines, 1)]
    if not found or found[0].get("schema") != SCHEMA or "torch" not in found[0]:
        raise LedgerError(f"{path}:1: a header of schema {SCHEMA} was asked for, found {(lines or ['nothing'])[0][:80]}")
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for number, row in enumerate(found[1:], 2):
        missing = [name for name in NEEDED if name not in row]
        if missing or row["verdict"] not in RANK:
            said = f"no {missing[0]}" if missing else f"the verdict {row['verdict']!r}"
            raise LedgerError(f"{path}:{number}: a row was asked for, found {said}; allowed: {', '.join(NEEDED)}, a verdict of {list(RANK)}")
        key = tuple(str(row[name]) for name in NEEDED[:4])
        if key in rows:
            raise LedgerError(f"{path}:{number}: one row for each of {', '.join(NEEDED[:4])} was asked for, found {' / '.join(key)} again")
        rows[key] = row
    wanted = int(found[0].get("cases", 0)) * len(found[0].get("devices", ())) * 2
    if len(rows) != wanted:
        raise LedgerError(f"{path}: {wanted} rows were asked for by the header, found {len(rows)}; write the ledger again")
    return Ledger(found[0], rows)


def _line(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as reason:
        raise LedgerError(f"{path}:{number}: a line of JSON was asked for, found {line[:60]!r} ({reason})") from reason
    if not isinstance(found, dict):
        raise LedgerError(f"{path}:{number}: an object was asked for, found {line[:60]!r}")
    return found


def compare(old: Ledger, new: Ledger) -> Changes:
    """The rows whose value or verdict differs, worst first; values are compared exactly."""
    changed = []
    for key in dict.fromkeys((*old.rows, *new.rows)):
        before, after = old.rows.get(key), new.rows.get(key)
        if before is None or after is None or (before["returned"], before["verdict"]) != (after["returned"], after["verdict"]):
            changed.append(Change(key, before, after))
    common = len(old.rows.keys() & new.rows.keys())
    return Changes(old.header["torch"], new.header["torch"], common, tuple(sorted(changed, key=lambda change: not change.worse)))


def show(changes: Changes, console: Console | None = None) -> None:
    """Print what changed."""
    console = console or Console()
    table = Table("operation", "situation", "place", f"torch {changes.old}", f"torch {changes.new}", box=None, pad_edge=False)
    for change in changes.changed:
        operation, situation, *place = change.key
        colour = "bold red" if change.worse else "default"
        table.add_row(escape(operation), escape(situation), " ".join(place), _said(change.old), f"[{colour}]{_said(change.new)}[/]")
    if changes.changed:
        console.print(table)
    differ = sum(change.old is not None and change.new is not None for change in changes.changed)
    console.print(f"{differ} of {changes.common} values differ, {len(changes.worse)} for the worse", highlight=False)


def _said(row: dict[str, Any] | None) -> str:
    if row is None:
        return "-"
    values = "" if row["returned"] is None else "(" + ", ".join(f"{a:.7g}" if isinstance(a, float) else str(a) for a in row["returned"]) + ") "
    return f"{escape(values)}{row['verdict']}"
