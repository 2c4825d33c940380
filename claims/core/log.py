"""The evidence log: JSON lines. The first line is the header, each further line one Evidence, the last one `end`.

A log without its `end` line was cut short (the run was killed); what stands before the cut is kept. A last line that is
cut in the middle is dropped and said so. Anything else that is not as it should be is refused with file and line.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from claims.core.evidence import SCHEMA, Evidence, SchemaError, dumps, from_json
from claims.core.pictures import PictureError, pictures_of
from claims.core.shape import misfit


@dataclass(frozen=True)
class Header:
    """Where, when and with what a run was made, and the lecture as it then stood (`manifest`: one dict a claim)."""

    commit: str
    dirty: bool  # the working tree differed from the commit
    started: str  # ISO 8601, UTC
    profile: str
    seed: int
    selected: list[str]  # ids of the claims that this run was asked to examine
    partial: bool  # fewer than all
    places: list[str]
    versions: dict[str, str]  # python, torch, hypothesis, numpy, ...
    devices: dict[str, str]  # device -> name
    manifest: list[dict[str, Any]] = field(default_factory=list)
    schema: int = SCHEMA


HEADER = {
    **dict.fromkeys(("commit", "started", "profile"), str),
    **dict.fromkeys(("dirty", "partial"), bool),
    "selected": [str],
    "places": [str],
    "versions": {str: str},
    "devices": {str: str},
    "seed": int,
    "manifest?": [dict],
}


@dataclass(frozen=True)
class Log:
    """What was read from one file. `cut` says in words where a log ends too early; empty for a whole one."""

    path: str
    header: Header
    evidence: tuple[Evidence, ...]
    end: dict[str, Any] | None
    cut: str = ""


class LogError(ValueError):
    """A log that cannot be read; the message begins with `file:line:`."""


class Writer:
    """Writes a log line by line, each line flushed, so that what was examined before a crash is kept."""

    def __init__(self, path: Path, header: Header) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = path.open("w", encoding="utf-8", buffering=1)
        self._line(json.dumps({"kind": "header"} | asdict(header), ensure_ascii=False, sort_keys=True))

    def evidence(self, line: str | Evidence) -> None:
        self._line(line if isinstance(line, str) else dumps(line))

    def end(self, **facts: Any) -> None:
        """The last line of a run that went through."""
        self._line(json.dumps({"kind": "end", "schema": SCHEMA} | facts, sort_keys=True))

    def close(self) -> None:
        """Closes the file; without `end` before it the log says by itself that it was cut short."""
        self._file.close()

    def _line(self, text: str) -> None:
        self._file.write(text.replace("\n", " ") + "\n")
        self._file.flush()


def _refused(word: str) -> None:
    raise ValueError(f"JSON has no {word}")


def read(path: str | Path) -> Log:
    """The log in the file `path`. Raises LogError (`file:line: what was asked, what was found`), FileNotFoundError as LogError too."""
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise LogError(f"{path}:0: a log was asked for, found {error.strerror or error}") from error
    whole = raw.endswith(b"\n") or not raw
    lines = raw.split(b"\n")[:-1] if whole else raw.split(b"\n")
    header, found, end, cut = None, [], None, ""
    for number, line in enumerate(lines, 1):
        last = number == len(lines)
        try:
            data = json.loads(line.decode("utf-8"), parse_constant=_refused)
        except ValueError as error:
            if last and not whole:
                cut = f"line {number} is cut in the middle and was left out: the run was killed while it wrote"
                continue
            raise LogError(f"{path}:{number}: a line of JSON was asked for, found {line[:60]!r} ({error})") from error
        if not isinstance(data, dict) or data.get("kind") not in ("header", "evidence", "end"):
            raise LogError(f"{path}:{number}: kind header, evidence or end was asked for, found {str(data)[:80]!r}")
        if data.get("schema") != SCHEMA:
            raise LogError(
                f"{path}:{number}: schema {SCHEMA} was asked for, found {data.get('schema')!r}; examine again with this version of the suite"
            )
        try:
            if (data["kind"] == "header") != (number == 1):
                raise SchemaError("the header is the first line, and only that")
            if data["kind"] == "header":
                if wrong := misfit(data, HEADER, "header"):
                    raise SchemaError(f"schema {SCHEMA}: {wrong}")
                header = Header(**{k: v for k, v in data.items() if k != "kind"})
            elif data["kind"] == "evidence":
                found.append(from_json(data))
                pictures_of(found[-1].detail)
            else:
                end = {k: v for k, v in data.items() if k not in ("kind", "schema")}
        except (SchemaError, PictureError, TypeError) as error:
            raise LogError(f"{path}:{number}: {error}") from error
    if header is None:
        raise LogError(f"{path}:1: a header line was asked for, found an empty file")
    if end is None and not cut:
        cut = f"no end line after line {len(lines)}: the run was killed before it was through"
    return Log(str(path), header, tuple(found), end, cut)
