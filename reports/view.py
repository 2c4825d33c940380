"""What a page says of a claim, gathered from its rows: counts, and findings that several places share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from claims.core.evidence import Evidence, Trial, Verdict
from reports.tables import Line, Row

T = TypeVar("T")
TOP = 12  # tie patterns shown


class Found(NamedTuple):
    """One finding and the rows that share it."""

    where: str
    value: Any


@dataclass(frozen=True)
class Case:
    """One mutant or control: as the manifest declares it (`declared`), and what became of it where it was tried."""

    name: str
    why: str
    equivalent: str
    rare: str
    declared: bool
    found: tuple[Found, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(f.value.outcome for f in self.found))


def together(rows: Iterable[Row], what: Callable[[Row], T]) -> tuple[Found, ...]:
    """`what` of each row, equal values once, with the methods and places that share them; rows where it is falsy are left out."""
    groups: list[tuple[T, list[Row]]] = []
    for row in rows:
        if value := what(row):
            for known, members in groups:
                if known == value:
                    members.append(row)
                    break
            else:
                groups.append((value, [row]))
    return tuple(Found(_where(members), value) for value, members in groups)


def _where(rows: Sequence[Row]) -> str:
    places: dict[str, list[str]] = {}
    for row in rows:
        places.setdefault(row.evidence.method, []).append(row.evidence.place)
    return "; ".join(f"{method}: {', '.join(names)}" for method, names in places.items())


def cases(line: Line, kind: str) -> list[Case]:
    """The claim's `mutants` or `controls`, those of the manifest first, with what became of each."""
    declared = {entry["name"]: entry for entry in line.entry[kind]}
    trials = {t.name: t for row in line.examined for t in getattr(row.evidence, kind)}
    made = []
    for name in dict.fromkeys([*declared, *trials]):
        told: Mapping[str, str] = declared.get(name) or {"why": trials[name].why, "equivalent": trials[name].equivalent, "rare": trials[name].rare}
        found = together(line.examined, lambda row, name=name: _trial(row.evidence, kind, name))  # type: ignore[misc]
        made.append(Case(name, told["why"], told.get("equivalent", ""), told.get("rare", ""), name in declared, found))
    return made


def _trial(evidence: Evidence, kind: str, name: str) -> Trial | None:
    return next((t for t in getattr(evidence, kind) if t.name == name), None)


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
    return {0: "1", 1: "10"}.get(exponent, "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")))


def finding(row: Row) -> tuple[str, str]:
    """The verdict of a row and what it rests on, in words."""
    e = row.evidence
    own = f" and {e.examples:,} of the lecture's own" if e.examples else ""
    base = f"{e.instances:,} instances searched{own}, {e.on_kink:,} on a kink"
    match e.verdict:
        case Verdict.SUPPORTED:
            return str(e.verdict), f"by {base}"
        case Verdict.PROVED:
            return str(e.verdict), "by a solver, for the size that it was asked about"
        case Verdict.REFUTED | Verdict.UNTYPED | Verdict.INCONCLUSIVE:
            return str(e.verdict), f"after {base}"
        case _:
            return str(e.verdict), e.note
