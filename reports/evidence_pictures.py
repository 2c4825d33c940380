"""Pictures that any evidence has, whatever its claim: gaps against what rounding allows, and how often mutants were killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from statistics import median

from claims.core.evidence import Evidence
from claims.core.pictures import Panel, Picture, Series
from reports.tables import Board, Line

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
    words = "The share of comparisons in each decade of gap/allowed, with lines at 1 and 1000. " + "; ".join(said) + "."
    return (_against_the_bound(drawn, words),)


def all_gaps(board: Board) -> tuple[Picture, ...]:
    """The same of all claims together, a line for each place."""
    found: dict[str, Counter[int]] = {}
    bounded: Counter[str] = Counter()
    for e in _searches(board):
        if e.bounded:
            found.setdefault(e.place, Counter()).update(_decades(e.gaps))
            bounded[e.place] += e.bounded
    drawn = [_stairs(place, dict(decades), bounded[place]) for place, decades in sorted(found.items()) if decades][:8]
    if not drawn:
        return ()
    said = "; ".join(
        f"{place}: {bounded[place]:,} comparisons, {bounded[place] - sum(found[place].values()):,} with gap 0" for place in sorted(found)
    )
    words = f"Over all claims, the share in each decade of gap/allowed of the comparisons on data that do not fit the place exactly. {said}."
    return (_against_the_bound(drawn, words),)


def kill_rates(board: Board) -> tuple[Picture, ...]:
    """How many mutants were killed by which share of the instances of the free search, a line for each place."""
    rates: dict[str, list[float]] = {}
    for e in _searches(board):
        rates.setdefault(e.place, []).extend(t.rate for t in e.mutants if t.outcome == "killed" and t.instances)
    drawn, said = [], []
    for place, found in sorted(rates.items())[:8]:
        if found:
            tenths = Counter(min(int(10 * rate), 9) for rate in found)
            points = [(k / 10, float(tenths[j])) for j in range(10) for k in (j, j + 1)]
            drawn.append(Series(place, "data", tuple(x for x, _ in ((0.0, 0.0), *points, (1.0, 0.0))), (0.0, *(y for _, y in points), 0.0)))
            said.append(f"{place}: {len(found)} mutants, half of them killed by at least {median(found):.0%} of the instances that tried them")
    if not drawn:
        return ()
    panel = Panel(tuple(drawn), "curves", "", "share of the instances that kill the mutant", "mutants")
    words = "How many mutants are killed by which share of the instances, by tenths. " + "; ".join(said) + "."
    return (Picture("kill-rates", "How easily mutants are killed", words[:1000], (panel,)),)


def _searches(board: Board) -> Iterator[Evidence]:
    return (row.evidence for line in board.lines for row in line.fresh if row.evidence.method == "search")


def _against_the_bound(drawn: list[Series], words: str) -> Picture:
    high = 1.05 * max(y for series in drawn for y in series.y if y is not None)
    bounds = [_upright("1: all that rounding may produce", 0, high), _upright("1000: refuted from here", REFUTING, high)]
    panel = Panel((*drawn, *bounds), "curves", "", "gap / allowed", "% of comparisons, by decade", "log")
    return Picture("gaps", "Gaps against what rounding allows", words[:1000], (panel,))


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
