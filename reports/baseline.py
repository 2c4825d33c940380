"""The baseline: a log in a compact form, small enough for git, with all that a comparison reads.

It is a log like any other (`claims.core.log.read` reads it): a header, evidence, an `end` line with `"compact": true`. Left out are
the sources, proofs and other words of the manifest but for the statements, and of the evidence witnesses, certificates,
histograms, findings, pictures and solver texts, and whatever has its default value. What a standing is decided by is all there:
`tests/reports/test_baseline.py` demands that both forms give the same standings with the same reasons, and no change between them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

from claims.core.choices import KEY as CHOICES
from claims.core.evidence import Evidence, Trial
from claims.core.log import Log, LogError

LIMIT = 1_500_000  # bytes: what may be committed
WORDS = 500  # characters of a note or a finding that are kept
DROPPED = {  # of a claim's entry, with the empty value that takes its place
    **dict.fromkeys(("reading", "why", "proof", "source", "formal"), ""),
    "blind": [],
    "examples": [],
    "beside": [],
    "routes": {},
}
LEFT_OUT = ("ties", "gaps", "certificate", "detail")
EMPTY = {f.name: f.default for f in fields(Evidence)} | {"layers": [], "mutants": [], "controls": []}  # a value that need not be written


def compact(log: Log) -> str:
    """The compact form of a whole log of a full run, as the text of a file.

    Raises LogError for a log that was cut short or is of a partial run (it could stand for nothing), or where the text is above LIMIT bytes.
    """
    if log.cut or log.header.partial:
        why = log.cut or f"a partial run of {len(log.header.selected)} claims"
        raise LogError(f"{log.path}:1: a whole log of a full run was asked for as a baseline, found {why}")
    header = {"kind": "header"} | asdict(log.header) | {"manifest": [entry | DROPPED for entry in log.header.manifest]}
    end = {"kind": "end", "schema": log.header.schema} | (log.end or {}) | {"compact": True}
    lines = [header, *(_row(row) for row in sorted(log.evidence, key=lambda row: row.claim)), end]
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" for line in lines)
    if (size := len(text.encode("utf-8", "surrogatepass"))) > LIMIT:
        raise LogError(f"{log.path}:0: a baseline of at most {LIMIT:,} bytes was asked for, found {size:,}")
    return text


def _row(row: Evidence) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name, empty in EMPTY.items() if name not in LEFT_OUT and getattr(row, name) != empty}
    if row.witness is not None:  # that there is one decides a standing; what it is does not
        facts["witness"] = {"origin": row.witness.get("origin", "")}
    trials = {name: [_trial(trial) for trial in getattr(row, name)] for name in ("mutants", "controls") if getattr(row, name)}
    detail = dict(_detail(row.detail))
    return (
        {"kind": "evidence", "schema": row.schema}
        | facts
        | trials
        | ({"note": row.note[:WORDS]} if row.note else {})
        | ({"detail": detail} if detail else {})
    )


def _trial(trial: Trial) -> dict[str, Any]:
    told = {name: value for name, value in asdict(trial).items() if value not in ("", 0, False) and name != "witness"}
    if trial.outcome in ("killed", "equivalent"):
        told.pop("finding", None)
    cut = {name: value[:WORDS] for name, value in told.items() if name in ("finding", "equivalent", "rare")}
    return told | cut | {"why": ""}


def _detail(detail: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Of what only one method has: the obligations by name and verdict, and what the place chose."""
    if isinstance(told := detail.get(CHOICES), dict):
        yield CHOICES, told
    listed = detail.get("obligations")
    if isinstance(listed, list):
        yield "obligations", [{"name": o.get("name"), "verdict": o.get("verdict")} for o in listed if isinstance(o, dict)]
