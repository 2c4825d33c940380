"""Sweeps as a page shows them: what was generated, in which format, what stands for how many equations, and what judged it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from reports import view
from reports.tables import Line
from reports.text import pretty

WORDS = {  # a field of the log's `detail["sweep"]` and what the page calls it; other fields keep their names
    "family": "instances of",
    "generator": "made by",
    "bound": "entries at most",
    "route": "the route under test",
    "judge": "judged by",
    "equations": "what one instance stands for",
    "seeds": "seeds, first and last",
    "batch": "instances a batch",
    "shared_weights": "weights shared within a batch",
    "compiled": "instances whose route was compiled",
    "batch_compiled": "instances a batch of these",
    "ties_listed_for": "of each distribution, instances whose ties are listed",
}
ELSEWHERE = ("seconds", "dtype", "distributions")  # told in the table of evidence, by the place, and in a list of their own


class Sweep(NamedTuple):
    """The facts of sweeps that differ in nothing but their place, and where they ran."""

    where: str
    facts: tuple[tuple[str, str], ...]
    drawn: tuple[str, ...]  # the distributions, one a text


def sweeps(line: Line) -> list[Sweep]:
    """The sweeps of the rows that the claim's page tells in full."""

    def told(row: Any) -> Mapping[str, Any]:
        found = row.evidence.detail.get("sweep")
        return {name: value for name, value in found.items() if name not in ("seconds", "dtype")} if isinstance(found, dict) else {}

    return [Sweep(where, tuple(_facts(value)), _drawn(value)) for where, value, _ in view.together(line.shown, told)]


def _drawn(told: Mapping[str, Any]) -> tuple[str, ...]:
    found = told.get("distributions")
    return tuple(map(pretty, found)) if isinstance(found, list) else ()


def _facts(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    ordered = [name for name in WORDS if name in told] + sorted(set(told) - set(WORDS) - set(ELSEWHERE))
    return [(WORDS.get(name, name), words) for name in ordered if (words := _words(told[name]))]


def _words(value: Any) -> str:
    """A value in words: yes and no, thousands set apart, a list with commas, equal neighbours of a list once."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list) and value and all(isinstance(item, int) for item in value):
        return ", ".join(f"{item:,}" for item in dict.fromkeys(value))
    return "" if value is None else pretty(value)
