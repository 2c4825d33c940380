"""What an examination found: one Evidence a claim, method and place; one JSON line each. Imports neither torch nor Hypothesis."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from claims.core.shape import COUNT, NUMBER, misfit

SCHEMA = 1


class SchemaError(ValueError):
    """A line that is not evidence of this schema; the message names what was found and what is allowed."""


class Verdict(StrEnum):
    """What one examination of one claim at one place found. A search never proves."""

    SUPPORTED = "supported"  # every instance searched satisfied the statement
    REFUTED = "refuted"  # a witness breaks it
    UNTYPED = "untyped"  # torch refuses to evaluate the statement as written, and says why
    PROVED = "proved"  # a solver's answer, for the size it was asked
    INCONCLUSIVE = "inconclusive"  # broken by less than 1000 times what rounding may produce, or premises never met
    ERROR = "error"  # the examination itself broke down
    NOT_RUN = "not run"  # the place does not exist on this machine
    NOT_SELECTED = "not selected"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Trial:
    """What became of one mutant or one control in this run."""

    name: str
    why: str
    outcome: str  # mutant: killed / survived / equivalent / crashed; control: supported, or the verdict that it got instead
    known: bool = False  # the mutant's own known instance killed it
    killed: int = 0  # instances of the free search that killed it
    instances: int = 0  # instances of the free search that were tried
    witness: str = ""  # the smallest instance seen that killed it (or broke the control), as a Python literal
    equivalent: str = ""  # the reason why no check can kill it
    rare: str = ""  # why the free search is not expected to kill it, with its measured rate
    finding: str = ""  # the check that failed, in words

    @property
    def rate(self) -> float:
        """Share of the free search's instances that killed it; nan when none was tried."""
        return self.killed / self.instances if self.instances else math.nan


@dataclass(frozen=True)
class Evidence:
    """One line of the evidence log. Numbers that are exact are kept as text (`3/16`); `worst` is a ratio."""

    claim: str
    method: str  # search / sweep / proof
    place: str  # "cpu float64", ...; "exact" where no torch is involved
    verdict: Verdict
    as_expected: bool
    profile: str = ""
    seed: int = 0
    instances: int = 0  # instances on which at least one check was made
    examples: int = 0  # the lecture's own instances among what was examined
    discarded: int = 0  # instances that did not meet the premises
    checks: int = 0  # single comparisons
    exact: int = 0  # comparisons whose gap was exactly 0
    bounded: int = 0  # comparisons judged against a rounding bound (the instance does not fit the place's bit budget)
    on_kink: int = 0  # instances with at least one tie
    ties: dict[str, int] = field(default_factory=dict)  # tie patterns: histogram ("o" a tie, "." none, "|" between layers)
    tie_patterns: int = 0  # how many distinct patterns, also those the histogram leaves out
    layers: list[list[int]] = field(default_factory=list)  # for each layer: instances with a tie there, instances with that layer
    tried: dict[str, dict[str, int]] = field(default_factory=dict)  # what the search tried: feature of an instance -> value -> instances
    worst: float | None = None  # largest gap/allowed among bounded comparisons
    gaps: dict[str, int] = field(default_factory=dict)  # histogram of floor(log10(gap/allowed)) among bounded comparisons
    witness: dict[str, Any] | None = None  # instance, imports, relation, found, claimed, gap, allowed, origin
    certificate: str = ""
    mutants: list[Trial] = field(default_factory=list)
    controls: list[Trial] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)  # statement, checker
    seconds: float = 0.0
    note: str = ""
    detail: dict[str, Any] = field(default_factory=dict)  # what only one method has (solver, size, seed range, ...)
    schema: int = SCHEMA


def _named(names: str, shape: Any) -> dict[str, Any]:
    return dict.fromkeys(names.split(), shape)


_TRIAL = _named("name why outcome witness? equivalent? rare? finding?", str) | _named("killed? instances?", COUNT) | {"known?": bool}
SHAPE = {
    **_named("claim method place verdict profile? certificate? note?", str),
    **_named("instances? examples? discarded? checks? exact? bounded? on_kink? tie_patterns?", COUNT),
    **_named("ties? gaps?", {str: COUNT}),
    **_named("mutants? controls?", [_TRIAL]),
    "as_expected": bool,
    "seed?": int,
    "layers?": [[COUNT, COUNT]],
    "tried?": {str: {str: COUNT}},
    "worst?": (*NUMBER, type(None)),
    "witness?": (dict, type(None)),
    "hashes?": {str: str},
    "seconds?": NUMBER,
    "detail?": dict,
}


def dumps(evidence: Evidence) -> str:
    """One line of JSON without a newline; nan and inf are refused (ValueError), since JSON has no such numbers."""
    return json.dumps({"kind": "evidence"} | asdict(evidence), allow_nan=False, ensure_ascii=False, sort_keys=True)


def from_json(data: dict[str, Any]) -> Evidence:
    """The Evidence that `data` (a decoded line) holds. Raises SchemaError for another schema or unknown or missing fields."""
    if data.get("schema") != SCHEMA:
        raise SchemaError(
            f"evidence of schema {SCHEMA} was asked for, found schema {data.get('schema')!r}; run the examination again with this version"
        )
    known = {f.name for f in fields(Evidence)}
    unknown = set(data) - known - {"kind"}
    missing = {"claim", "method", "place", "verdict", "as_expected"} - set(data)
    if unknown or missing:
        raise SchemaError(f"evidence of schema {SCHEMA} has no fields {sorted(unknown)} and needs {sorted(missing)}; allowed: {sorted(known)}")
    if wrong := misfit(data, SHAPE, "evidence"):
        raise SchemaError(f"schema {SCHEMA}: {wrong}")
    try:
        verdict = Verdict(data["verdict"])
        trials = {name: [Trial(**t) for t in data.get(name, [])] for name in ("mutants", "controls")}
    except (ValueError, TypeError) as error:
        raise SchemaError(f"evidence of schema {SCHEMA} was asked for, found {error}; allowed verdicts: {[str(v) for v in Verdict]}") from error
    return Evidence(**{k: v for k, v in data.items() if k in known} | trials | {"verdict": verdict})
