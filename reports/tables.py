"""Logs become tables: which evidence stands where several logs speak, and the board of all claims.

Later logs override earlier ones for each (claim, method, place); what was not run never overrides what was. The board is
built from the newest manifest and not from the evidence: a claim without evidence is on it, and says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.core.evidence import Evidence, Verdict
from claims.core.log import Log, LogError
from claims.core.log import read as read_log
from claims.core.shape import COUNT, NUMBER, misfit
from claims.core.standing import EXPECTED, Standing, stale, standings

if TYPE_CHECKING:
    import pandas as pd

KEY = ["claim", "method", "place"]
SILENT = (Verdict.NOT_RUN, Verdict.NOT_SELECTED, Verdict.NOT_APPLICABLE)  # these say that nothing was examined
METHODS = ("search", "sweep", "proof")
PLACES = ("exact", "cpu float64", "cpu float32", "cuda float64", "cuda float32")
WORDS = ("id", "title", "chapter", "slide", "statement", "reading", "truth", "why", "repair", "proof", "expect", "formal", "file", "source")
KINKS = {"patterns": COUNT, "share": NUMBER, "from_instances": COUNT}
ENTRY = {  # what a manifest says of each claim, with the shapes that a page relies on
    **dict.fromkeys(WORDS, str),
    "uses": [str],
    "blind": [str],
    "examples": [str],
    "routes": {str: str},
    "hashes": {str: str},
    "mutants": [dict.fromkeys(("name", "why", "equivalent", "rare"), str)],
    "controls": [{"name": str, "why": str}],
    "exact": bool,
    "methods?": [str],  # this and the next are not in manifests of earlier versions
    "beside?": [{"file": str, "source": str}],
}


@dataclass(frozen=True)
class Row:
    """One Evidence that stands, the log it stands in, and what of the claim has changed since (`stale`; empty: nothing)."""

    evidence: Evidence
    log: str
    started: str
    stale: tuple[str, ...]

    @property
    def silent(self) -> bool:
        return self.evidence.verdict in SILENT


@dataclass(frozen=True)
class Line:
    """One claim of the board: its entry in the newest manifest, its standing, and its rows by method and place."""

    entry: Mapping[str, Any]
    standing: Standing
    rows: tuple[Row, ...]

    @property
    def id(self) -> str:
        return str(self.entry["id"])

    @property
    def examined(self) -> tuple[Row, ...]:
        """The rows of an examination that took place."""
        return tuple(row for row in self.rows if not row.silent)

    @property
    def fresh(self) -> tuple[Row, ...]:
        """Those found with the claim as it now stands: the ones that the standing speaks of."""
        return tuple(row for row in self.examined if not row.stale)

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows that a page tells in full: the fresh ones, or where there are none the stale ones."""
        return self.fresh or self.examined

    @property
    def stale(self) -> tuple[str, ...]:
        """What of the claim has changed since some of its evidence was found."""
        return tuple(sorted({part for row in self.examined for part in row.stale}))


@dataclass(frozen=True)
class Board:
    """All claims in the order of the newest manifest, the places seen, the logs (oldest first), and claims without a manifest entry."""

    lines: tuple[Line, ...]
    places: tuple[str, ...]
    logs: tuple[Log, ...]
    strangers: tuple[str, ...]


def load(paths: Iterable[str | Path]) -> tuple[Log, ...]:
    """The logs in the files `paths`, oldest first whatever their order here. Raises LogError (`file:line: ...`)."""
    logs = [read_log(path) for path in dict.fromkeys(str(path) for path in paths)]
    for log in logs:
        _check_manifest(log)
    return tuple(sorted(logs, key=lambda log: (log.header.started, Path(log.path).name, log.path)))


def newest(folder: Path) -> list[Path]:
    """The newest whole log of a full run in `folder` and every log begun after it; all logs where there is no such log.

    Raises LogError where the folder has no log, or a log without a readable first line.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise LogError(f"{folder}:0: a folder with logs (*.jsonl) was asked for, found none; examine first, or name a log")
    heads = sorted(((*_head(path), path) for path in files), key=lambda head: (head[0], head[2].name))
    full = [number for number, (_, whole, _) in enumerate(heads) if whole]
    return [path for _, _, path in heads[full[-1] if full else 0 :]]


def read(logs: Sequence[Log]) -> pd.DataFrame:
    """One row for each (claim, method, place) of the logs, oldest log first: the columns of Evidence, `log`, `started` and `evidence` itself.

    Later overrides earlier, except that what was not run overrides nothing that was: evidence from other machines, days and
    partial runs merges.
    """
    import pandas as pd  # here and not above: it takes longer to import than a page takes to render

    names = [f.name for f in fields(Evidence)]
    found = [
        {name: getattr(evidence, name) for name in names} | {"log": Path(log.path).name, "started": log.header.started, "evidence": evidence}
        for log in logs
        for evidence in log.evidence
    ]
    frame = pd.DataFrame(found, columns=[*names, "log", "started", "evidence"], dtype=object)
    frame["speaks"] = ~frame["verdict"].isin(SILENT)
    last = frame.sort_values("speaks", kind="stable").drop_duplicates(KEY, keep="last")
    return last.drop(columns="speaks").sort_index().reset_index(drop=True)


def board(logs: Sequence[Log]) -> Board:
    """The board of the newest manifest among `logs` (as `load` orders them), with the standing of each claim."""
    manifest = next((log.header.manifest for log in reversed(logs) if log.header.manifest), [])
    entries = {entry["id"]: entry for entry in manifest}
    frame = read(logs)
    rows: dict[str, list[Row]] = {}
    for evidence, log, started in zip(frame["evidence"], frame["log"], frame["started"], strict=True):
        entry = entries.get(evidence.claim, {})
        rows.setdefault(evidence.claim, []).append(Row(evidence, log, started, stale(entry, evidence)))
    selected = {ident for log in logs for ident in log.header.selected}
    found = standings(manifest, frame["evidence"], selected)
    lines = tuple(Line(entry, found[ident], tuple(sorted(rows.get(ident, []), key=_order))) for ident, entry in entries.items())
    places = {place for log in logs for place in log.header.places} | {row.evidence.place for line in lines for row in line.rows}
    if any(entry["exact"] for entry in manifest):
        places.add("exact")
    return Board(lines, tuple(sorted(places, key=_place)), tuple(logs), tuple(sorted(set(rows) - set(entries))))


def _order(row: Row) -> tuple[Any, ...]:
    method = row.evidence.method
    return (METHODS.index(method) if method in METHODS else len(METHODS), method, _place(row.evidence.place))


def _place(place: str) -> tuple[int, str]:
    return (PLACES.index(place) if place in PLACES else len(PLACES), place)


def _head(path: Path) -> tuple[str, bool]:
    """When the run of this log began, and whether the log is whole and of a full run; its schema is not looked at."""
    with path.open("rb") as file:
        first = file.readline()
        file.seek(max(0, path.stat().st_size - 4096))
        last = file.read().rstrip(b"\n").split(b"\n")[-1]
    try:
        header = json.loads(first)
        return str(header["started"]), not header["partial"] and b'"kind": "end"' in last
    except (ValueError, KeyError, TypeError) as error:
        raise LogError(f"{path}:1: a header with `started` and `partial` was asked for, found {first[:60]!r}") from error


def _check_manifest(log: Log) -> None:
    seen: set[str] = set()
    for number, entry in enumerate(log.header.manifest):
        ident = entry.get("id")
        kinks = entry.get("kinks")
        wrong = misfit(entry, ENTRY, "the entry") or (misfit(kinks, KINKS, "kinks") if kinks is not None else "")
        if not wrong and entry["expect"] not in EXPECTED:
            wrong = f"expect: one of {', '.join(EXPECTED)} was asked for, found {entry['expect'][:40]!r}"
        if wrong or ident in seen:
            what = wrong or "it is there twice"
            raise LogError(f"{log.path}:1: a manifest entry a claim was asked for; of entry {number} ({str(ident)[:40]!r}): {what}")
        seen.add(str(ident))
