"""Pictures that any evidence has, whatever its claim: how far comparisons were off, against what rounding allows."""

from __future__ import annotations

from collections.abc import Mapping

from claims.core.pictures import Panel, Picture, Series
from reports.tables import Line

REFUTING = 3  # decades beyond the bound, where a gap refutes
FARTHEST = 300  # decades


def gaps(line: Line) -> tuple[Picture, ...]:
    """The distribution of gap/allowed by decade, a line for each method and place; nothing where every comparison was exact."""
    rows = [(row.evidence, decades) for row in line.shown if (decades := _decades(row.evidence.gaps)) and row.evidence.bounded]
    if not rows:
        return ()
    drawn: list[Series] = []
    said: list[str] = []
    for evidence, decades in rows[:8]:
        name = evidence.place if evidence.method == "search" else f"{evidence.method}, {evidence.place}"
        if name in [series.name for series in drawn]:
            continue
        drawn.append(_stairs(name, decades, evidence.bounded))
        worst = "" if evidence.worst is None else f", the largest gap is {evidence.worst:.2g} of what is allowed"
        zero = evidence.bounded - sum(decades.values())
        said.append(f"{name}: {evidence.bounded:,} comparisons on data that do not fit the place, {zero:,} with gap 0{worst}")
    high = 1.05 * max(y for series in drawn for y in series.y if y is not None)
    bounds = [_upright("1: all that rounding may produce", 0, high), _upright("1000: refuted from here", REFUTING, high)]
    panel = Panel((*drawn, *bounds), "curves", "", "gap / allowed", "% of comparisons, by decade", "log")
    words = "The share of comparisons in each decade of gap/allowed, with lines at 1 and 1000. " + "; ".join(said) + "."
    return (Picture("gaps", "Gaps against what rounding allows", words[:1000], (panel,)),)


def _decades(gaps: Mapping[str, int]) -> dict[int, int]:
    """The histogram by decade; what is no whole number, or beyond drawing, is left to the table."""
    found = {int(key): n for key, n in gaps.items() if len(key) < 5 and key.lstrip("-").isdecimal() and isinstance(n, int) and n > 0}
    return {decade: n for decade, n in sorted(found.items()) if abs(decade) < FARTHEST}


def _stairs(name: str, decades: Mapping[int, int], whole: int) -> Series:
    x: list[float] = []
    y: list[float] = []
    for decade in range(min(decades), max(decades) + 1):
        share = 100 * decades.get(decade, 0) / whole
        x += [_power(decade), _power(decade + 1)]
        y += [share, share]
    return Series(name, "data", (x[0], *x, x[-1]), (0.0, *y, 0.0))


def _upright(name: str, decade: int, high: float) -> Series:
    return Series(name, "bound", (_power(decade), _power(decade)), (0.0, high))


def _power(decade: int) -> float:
    return float(f"1e{decade}")
