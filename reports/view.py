"""What a page says of a claim, gathered from its rows: counts, and findings that several places share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

from claims.core.evidence import Trial, Verdict
from reports.tables import Line, Row
from reports.text import superscript

T = TypeVar("T")
TOP = 12  # tie patterns shown


class Found(NamedTuple):
    """One finding and the rows that share it: in words, and their methods."""

    where: str
    value: Any
    methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One mutant or control: as the manifest declares it (`declared`), and what became of it where it was tried.

    `rates` holds a Trial for each outcome and rate, `seen` one for each witness and finding: places often share one and not the other.
    """

    kind: str  # mutants / controls
    name: str
    why: str
    equivalent: str
    rare: str
    declared: bool
    rates: tuple[Found, ...]
    seen: tuple[Found, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What became of it, each word once."""
        return tuple(dict.fromkeys(f.value.outcome for f in self.rates))

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that tried it."""
        return tuple(dict.fromkeys(method for f in self.rates for method in f.methods))

    @property
    def state(self) -> str:
        """good: it went as it must wherever it was tried; neutral: a mutant declared equivalent that nothing killed; bad."""
        if self.equivalent:
            return "bad" if "killed" in self.outcomes else "neutral"
        return "good" if self.outcomes == (("killed",) if self.kind == "mutants" else ("supported",)) else "bad"


def together(rows: Iterable[Row], what: Callable[[Row], T]) -> tuple[Found, ...]:
    """`what` of each row, equal values once, with the methods and places that share them; rows where it is falsy are left out."""
    return tuple(Found(_where(members), value, _methods(members)) for value, members in _groups(rows, what))


def witnesses(rows: Sequence[Row]) -> tuple[Found, ...]:
    """The witnesses of the rows; of those that differ in nothing but their place the first, whose snippet stands for all."""

    def facts(row: Row) -> dict[str, Any]:
        return {name: value for name, value in (row.evidence.witness or {}).items() if name not in ("place", "snippet")}

    return tuple(Found(_where(members), members[0].evidence.witness, _methods(members)) for _, members in _groups(rows, facts))


def _groups(rows: Iterable[Row], what: Callable[[Row], T]) -> list[tuple[T, list[Row]]]:
    groups: list[tuple[T, list[Row]]] = []
    for row in rows:
        if value := what(row):
            for known, members in groups:
                if known == value:
                    members.append(row)
                    break
            else:
                groups.append((value, [row]))
    return groups


def _methods(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.evidence.method for row in rows))


def _where(rows: Sequence[Row]) -> str:
    places: dict[str, list[str]] = {}
    for row in rows:
        places.setdefault(row.evidence.method, []).append(row.evidence.place)
    return "; ".join(f"{method}: {', '.join(names)}" for method, names in places.items())


def cases(line: Line, kind: str) -> list[Case]:
    """The claim's `mutants` or `controls`, those of the manifest first, with what became of each."""
    declared = {entry["name"]: entry for entry in line.entry[kind]}
    trials = {t.name: t for row in line.shown for t in getattr(row.evidence, kind)}
    made = []
    for name in dict.fromkeys([*declared, *trials]):
        told: Mapping[str, str] = declared.get(name) or {"why": trials[name].why, "equivalent": trials[name].equivalent, "rare": trials[name].rare}
        rates = together(line.shown, partial(_trial, kind, name, ("outcome", "known", "killed", "instances")))
        seen = together(line.shown, partial(_trial, kind, name, ("witness", "finding")))
        made.append(Case(kind, name, told["why"], told.get("equivalent", ""), told.get("rare", ""), name in declared, rates, seen))
    return made


def _trial(kind: str, name: str, keep: tuple[str, ...], row: Row) -> Trial | None:
    """The trial of this name in the row with the facts in `keep` alone, so that equal facts are equal trials; None where it was not tried."""
    for trial in getattr(row.evidence, kind):
        if trial.name == name:
            return Trial(**{"name": name, "why": "", "outcome": ""} | {fact: getattr(trial, fact) for fact in keep})
    return None


def tried(rows: Sequence[Row]) -> list[tuple[str, tuple[Found, ...]]]:
    """For each feature of the instances that were tried: its histogram, and where several places differ, theirs."""
    names = dict.fromkeys(name for row in rows for name in row.evidence.tried)
    return [(name, together(rows, lambda row, name=name: row.evidence.tried.get(name))) for name in names]  # type: ignore[misc]


def in_order(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """A histogram by its values: numbers and classes of numbers ascending, then words, the most frequent first."""

    def key(item: tuple[str, int]) -> tuple[bool, int, int, str]:
        head = item[0].split(" ")[0]
        number = int(head) if head.isdecimal() and len(head) < 10 else None
        return (number is None, number or 0, -item[1] if number is None else 0, item[0])

    return sorted(counts.items(), key=key)


def top_ties(ties: Mapping[str, int]) -> list[tuple[str, int]]:
    """The tie patterns hit most often, at most TOP of them."""
    return sorted(ties.items(), key=lambda item: (-item[1], item[0]))[:TOP]


def gap_bins(gaps: Mapping[str, int]) -> list[tuple[str, int, bool]]:
    """The histogram of log10(gap/allowed) in order: the bin in words, its count, and whether it lies beyond what rounding allows."""

    def power(key: str) -> float:
        try:
            return float(key)
        except ValueError:
            return float("-inf")

    return [(_decade(key), n, power(key) >= 0) for key, n in sorted(gaps.items(), key=lambda item: (power(item[0]), item[0]))]


def _decade(key: str) -> str:
    """`-3` becomes the decade from 10^-3 to 10^-2; what is no whole number stays as it is."""
    try:
        low = int(key)
    except ValueError:
        return key
    return f"{_power(low)} to {_power(low + 1)}"


def _power(exponent: int) -> str:
    return {0: "1", 1: "10"}.get(exponent, f"10{superscript(exponent)}")


def finding(row: Row) -> tuple[str, str]:
    """The verdict of a row and what it rests on, in words."""
    e = row.evidence
    own = f" and {e.examples:,} named with the claim" if e.examples else ""
    kinks = f", {e.on_kink:,} on a kink"
    asked = e.detail.get("obligations")
    if e.method == "proof":
        base = _asked(len(asked)) if isinstance(asked, list) else "a solver's answer"
    else:
        base = f"{e.instances:,} instances {'examined in batches' if e.method == 'sweep' else 'searched'}{own}{kinks}"
    match e.verdict:
        case Verdict.SUPPORTED | Verdict.PROVED:
            return str(e.verdict), f"by {base}"
        case Verdict.REFUTED | Verdict.UNTYPED | Verdict.INCONCLUSIVE:
            return str(e.verdict), f"after {base}"
        case _:
            return str(e.verdict), e.note


def _asked(count: int) -> str:
    return "1 obligation, at the size that it states" if count == 1 else f"{count:,} obligations, each at the size that it states"
