"""What changed for one claim from one run to another: the rules, each with its level."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from claims.core.choices import made
from claims.core.evidence import Evidence
from claims.core.standing import PARTS, Colour
from reports.tables import Line

RANK = (Colour.GREEN, Colour.AMBER, Colour.RED, Colour.NOT_RUN)  # what was examined and is not any more is the worst
LOSS, LUCK = 0.9, 0.5  # a count below this share of the earlier one is told: with the same seed, and with another one
COUNTS: Mapping[str, Callable[[Evidence], int]] = {
    "instances": lambda e: e.instances,
    "instances on a kink": lambda e: e.on_kink,
    "distinct tie patterns": lambda e: e.tie_patterns,
}
_AT = re.compile(r"((?:search|proof|sweep), [^:]{1,40}): ")  # where a reason begins with its method and place
UNCHECKED = "the statement changed and its checker did not: does the check still say what the statement says?"
UNSTATED = "the checker's file changed and the statement did not: does the check still say as much as before?"


class Level(StrEnum):
    """How much a change matters, the worst first."""

    WORSE = "worse"
    LOOK = "wants a look"
    TOLD = "different"
    BETTER = "better"


@dataclass(frozen=True)
class Change:
    """One difference between two runs. `where`: method and places that share it; `kind`: the heading it stands under."""

    claim: str  # empty: of the run as a whole
    kind: str
    level: Level
    before: str
    after: str
    what: str = ""  # the mutant, control, obligation, part or count that it is about
    where: str = ""
    note: str = ""


KINDS = {  # in the order of the page
    "new failure": "New failures",
    "new pass": "New passes",
    "standing": "Other changes of standing",
    "verdict": "Verdicts",
    "mutant": "Mutants, controls and obligations",
    "choice": "What places chose at ties and in sums",
    "text": "Statements, checkers, proofs and sweeps",
    "claims": "Claims added and removed",
    "weaker": "Weaker evidence",
    "slower": "Slower",
}


def claim_changes(old: Line, new: Line, *, least: float) -> Iterator[Change]:
    """The changes of one claim. `least`: the share of an earlier count below which it is told (0: counts are not compared)."""
    yield from _standing(old, new)
    yield from _texts(old, new)
    before, after = _cells(old), _cells(new)
    silent = {(row.evidence.method, row.evidence.place) for row in new.rows if row.silent}  # said once for the run, not for each claim
    found = []
    for key in sorted((before.keys() | after.keys()) - (silent - after.keys())):
        if key not in after:
            found.append(_at(key, Change(new.id, "verdict", Level.WORSE, str(before[key].verdict), "no evidence")))
        elif key not in before:
            found.append(_at(key, Change(new.id, "verdict", _level(False, not after[key].as_expected), "no evidence", str(after[key].verdict))))
        else:
            found += [_at(key, change) for change in _cell(new.id, before[key], after[key], least)]
    yield from _together(found)


def colour_of(line: Line) -> Colour:
    """The claim's standing in a word."""
    return line.standing.colour


def seconds_of(old: Line, new: Line) -> tuple[float, float]:
    """Seconds before and now, of the methods and places that both runs examined."""
    before, after = _cells(old), _cells(new)
    shared = before.keys() & after.keys()
    return sum(before[key].seconds for key in shared), sum(after[key].seconds for key in shared)


def reasons(given: Iterable[str]) -> str:
    """The reasons of a standing in one text; what several places give as their reason is told once, with the places."""
    places: dict[str, list[str]] = {}
    for reason in given:
        hit = _AT.match(reason)
        places.setdefault(reason[hit.end() :] if hit else reason, []).extend([hit[1]] if hit else [])
    return "; ".join(f"{reason} ({'; '.join(where)})" if where else reason for reason, where in places.items())


def _standing(old: Line, new: Line) -> Iterator[Change]:
    before, after = colour_of(old), colour_of(new)
    if before is after:
        if fresh := [reason for reason in new.standing.reasons if reason not in old.standing.reasons]:
            yield Change(new.id, "standing", Level.TOLD, str(before), f"{after}, for other reasons", note=reasons(fresh))
        return
    worse = RANK.index(after) > RANK.index(before)
    kind = "new failure" if before is Colour.GREEN else "new pass" if after is Colour.GREEN else "standing"
    yield Change(new.id, kind, Level.WORSE if worse else Level.BETTER, str(before), str(after), note=reasons(new.standing.reasons))


def _texts(old: Line, new: Line) -> Iterator[Change]:
    before, after = old.entry["hashes"], new.entry["hashes"]
    changed = [part for part in PARTS if before.get(part) and after.get(part) and before[part] != after[part]]
    for part in PARTS:
        if bool(before.get(part)) != bool(after.get(part)):
            yield Change(new.id, "text", Level.TOLD, "there" if before.get(part) else "none", "there" if after.get(part) else "none", part)
    core = {"statement", "checker"} & set(changed)
    note = {frozenset({"statement"}): UNCHECKED, frozenset({"checker"}): UNSTATED}.get(frozenset(core), "")
    for part in changed:
        flagged = part in core and note
        yield Change(new.id, "text", Level.LOOK if flagged else Level.TOLD, before[part], after[part], part, note=note if flagged else "")
    for name in ("expect", "truth"):
        if old.entry[name] != new.entry[name]:
            yield Change(new.id, "text", Level.LOOK, old.entry[name], new.entry[name], name)


def _cells(line: Line) -> dict[tuple[str, str], Evidence]:
    return {(row.evidence.method, row.evidence.place): row.evidence for row in line.fresh}


def _at(key: tuple[str, str], change: Change) -> Change:
    return replace(change, where=": ".join(key))


def _level(was_good: bool, is_bad: bool) -> Level:
    return Level.WORSE if is_bad else Level.TOLD if was_good else Level.BETTER


def _cell(ident: str, old: Evidence, new: Evidence, least: float) -> Iterator[Change]:
    """The changes at one method and place that both runs examined."""
    if old.verdict != new.verdict:
        level = Level.BETTER if new.as_expected and not old.as_expected else Level.LOOK if new.as_expected or not old.as_expected else Level.WORSE
        yield Change(ident, "verdict", level, str(old.verdict), str(new.verdict), note=new.note)
    for kind, good in (("mutant", ("killed", "equivalent")), ("control", ("supported",))):
        yield from _trials(ident, kind, _outcomes(old, kind), _outcomes(new, kind), good)
    yield from _trials(ident, "obligation", _obligations(old), _obligations(new), ("proved",))
    before, after = made(old.detail), made(new.detail)
    for situation in before:
        if before[situation] != after.get(situation, before[situation]):
            yield Change(ident, "choice", Level.TOLD, before[situation], after[situation], situation)
    for name, count in COUNTS.items():
        if count(new) < least * count(old):
            yield Change(ident, "weaker", Level.LOOK, f"{count(old):,}", f"{count(new):,}", name)


def _outcomes(row: Evidence, kind: str) -> dict[str, str]:
    return {trial.name: trial.outcome for trial in (row.mutants if kind == "mutant" else row.controls)}


def _obligations(row: Evidence) -> dict[str, str]:
    listed = row.detail.get("obligations")
    told = [o for o in listed if isinstance(o, dict)] if isinstance(listed, list) else []
    return {str(o.get("name")): str(o.get("verdict")) for o in told}


def _trials(ident: str, what: str, old: Mapping[str, str], new: Mapping[str, str], good: tuple[str, ...]) -> Iterator[Change]:
    """Mutants, controls or obligations by name: outcomes that changed, and names that came or went."""
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        bad = [outcome is not None and outcome not in good for outcome in (before, after)]
        level = Level.LOOK if after is None or all(bad) else _level(not bad[0], bad[1])
        yield Change(ident, "mutant", level, before or "not there", after or "not there any more", f"{what} '{name}'")


def _together(found: list[Change]) -> Iterator[Change]:
    """Equal changes at several places once, with the places that share them."""
    places: dict[Change, list[str]] = {}
    for change in found:
        places.setdefault(replace(change, where=""), []).append(change.where)
    for change, where in places.items():
        yield replace(change, where=_shared(where))


def _shared(where: list[str]) -> str:
    methods: dict[str, list[str]] = {}
    for method, place in (text.split(": ", 1) for text in where):
        methods.setdefault(method, []).append(place)
    return "; ".join(f"{method}: {', '.join(names)}" for method, names in methods.items())
