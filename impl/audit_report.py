"""What an audit found, as data: one reading a format, and the same as plain JSON (schema "clarke-audit/1")."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from impl.audit_verdict import MISSES, Judgement
from impl.rationals import Matrix, Vector

SCHEMA = "clarke-audit/1"


@dataclass(frozen=True)
class Facts:
    """What exact arithmetic knows of f at a point. nearest: squared distance and formula of the nearest ties, None where not known."""

    value: fmpq
    limiting: Matrix
    vertices: Matrix
    ties: tuple[str, ...] = ()
    nearest: tuple[tuple[fmpq, str], ...] | None = None


@dataclass(frozen=True)
class Reading:
    """One format: the point that it holds, what torch returned there, what is exact there, and the verdict.

    verdict: "gradient", "in the Clarke set", "conservative only", "outside", "nan", "unknown" (the exact set is not known) or "not run"; note: why.
    only_here: ties that this format sees, in its evaluation or at the point that it holds, and exact arithmetic at the point asked for
    does not; missed: exact ties that its evaluation loses.
    """

    format: str
    point: Vector
    moved: bool
    verdict: str
    value: float | None = None
    returned: tuple[float, ...] | None = None
    facts: Facts | None = None
    judgement: Judgement | None = None
    only_here: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Report:
    """All readings of one function at one point; `outside` where a format returned no element of the Clarke set ("conservative only" is none)."""

    name: str
    point: tuple[float, ...]
    readings: tuple[Reading, ...]

    @property
    def outside(self) -> bool:
        return any(r.verdict in MISSES for r in self.readings)

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict of each format."""
        return {r.format: r.verdict for r in self.readings}


def plain(report: Report) -> dict[str, Any]:
    """The report as JSON data: rationals as text ("1/3"), floats as numbers, those that are not finite as text ("nan")."""
    return {
        "schema": SCHEMA,
        "function": report.name,
        "point": list(report.point),
        "outside": report.outside,
        "readings": [_reading(r) for r in report.readings],
    }


def _reading(r: Reading) -> dict[str, Any]:
    return {
        "format": r.format,
        "point": _texts(r.point),
        "point_rounded": r.moved,
        "verdict": r.verdict,
        "value": _number(r.value),
        "returned": None if r.returned is None else [_number(a) for a in r.returned],
        "exact": None
        if r.facts is None
        else {
            "value": str(r.facts.value),
            "limiting_gradients": [_texts(g) for g in r.facts.limiting],
            "clarke_vertices": [_texts(g) for g in r.facts.vertices],
            "ties": list(r.facts.ties),
            "nearest_ties": None if r.facts.nearest is None else [{"distance": root(d), "at": text} for d, text in r.facts.nearest],
        },
        "but_for_rounding": None if r.judgement is None else r.judgement.rounded,
        "weights": None if r.judgement is None or r.judgement.weights is None else _texts(r.judgement.weights),
        "direction": None if r.judgement is None or r.judgement.direction is None else _texts(r.judgement.direction),
        "chain_rule": None if r.judgement is None else _selections(r.judgement),
        "distance": None if r.judgement is None else root(r.judgement.squared),
        "ties_only_in_format": list(r.only_here),
        "ties_missed_by_format": list(r.missed),
        "note": r.note,
    }


def _selections(found: Judgement) -> dict[str, Any] | None:
    if found.selections is None:
        return None
    return {
        "gradients": [_texts(g) for g in found.selections],
        "weights": None if found.by_selections is None else _texts(found.by_selections),
    }


def root(square: fmpq) -> float:
    """The square root of a rational as a float, for reading."""
    numerator, denominator = math.isqrt(int(square.p) << 256), math.isqrt(int(square.q) << 256)  # 128 more bits than the integer roots have
    return numerator / denominator


def _texts(v: Vector) -> list[str]:
    return [str(a) for a in v]


def _number(value: float | None) -> float | str | None:
    return value if value is None or value - value == 0 else str(value)
