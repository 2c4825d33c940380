"""Logs that are kept: from machines that others lack (a GPU), under a name that says when, on what and of which commit.

They are committed, unlike `reports/evidence`, and every report merges them. A row whose claim has changed since is marked stale
and speaks neither for nor against.
"""

from __future__ import annotations

import re
from pathlib import Path

from claims.core.log import Log, LogError
from reports.products import KEPT
from reports.tables import SILENT
from reports.tables import read_log as read

FOLDER = KEPT.parent
WORDS = re.compile(r"[^a-z0-9.]+")


def logs(folder: Path = FOLDER) -> list[Path]:
    """The logs kept in `folder`, the baseline of comparisons left out."""
    return sorted(path for path in folder.glob("*.jsonl") if path.name != KEPT.name)


def keep(path: Path, *, dirty: bool = False, folder: Path = FOLDER) -> Path:
    """Copies the log at `path` into `folder`, byte for byte, under its name. The copy's path.

    Raises LogError where the log was cut short, examined nothing on a device beyond the CPU, or (unless `dirty`) was made from
    a working tree that differed from its commit; and where another log has that name.
    """
    log = read(path)
    problem = _problem(log, dirty)
    if problem:
        raise LogError(f"{path}:1: {problem}")
    kept, text = folder / name(log), path.read_bytes()
    if kept.exists() and kept.read_bytes() != text:
        raise LogError(f"{kept}:0: a free name was asked for, found another log of that name; remove it first")
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(text)
    return kept


def name(log: Log) -> str:
    """`20261127t101500z-nvidia-h100-torch2.13.0-1a2b3c4.jsonl`: when the run began, the device, torch, the commit."""
    head = log.header
    when = re.sub(r"[-:]|\+00:00", "", head.started).lower() + "z"
    device = next((head.devices[device] for device in _devices(log) if device in head.devices), "unknown")
    words = [when, device, f"torch{head.versions.get('torch', 'unknown')}", head.commit[:7] + ("-dirty" if head.dirty else "")]
    return "-".join(WORDS.sub("-", word.lower()).strip("-") for word in words) + ".jsonl"


def _problem(log: Log, dirty: bool) -> str:
    if log.cut:
        return f"a whole log was asked for, found one that was cut short: {log.cut}"
    if not _devices(log):
        return "a log with evidence from a device beyond the CPU was asked for, found none: what a CPU finds, every machine can find again"
    if log.header.dirty and not dirty:
        differed = f"a working tree that differed from {log.header.commit[:7]}"
        return f"a log of a commit was asked for, found {differed}; commit and run again, or keep --dirty"
    return ""


def _devices(log: Log) -> list[str]:
    """The devices beyond the CPU where something was examined."""
    places = [row.place for row in log.evidence if row.verdict not in SILENT]
    return list(dict.fromkeys(device for place in places for device in [place.split()[0]] if device not in ("cpu", "exact")))
