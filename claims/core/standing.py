"""Who is green: the one place that decides, used by the board, the exit code and the comparison of runs.

Works on the manifest (one dict a claim, see `claims.core.claim.entry`) and on Evidence alone; imports no torch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from claims.core.choices import BROKEN
from claims.core.evidence import Evidence, Trial, Verdict

FREE_SEARCH_PROFILES = ("report", "deep")  # there the free search, too, must kill every mutant that is not listed as rare
PARTS = ("statement", "checker", "proof", "sweep", "figure")
OWED = ("search", "proof", "sweep")  # methods without whose evidence a claim that has them is not green
EXPECTED = {"holds": (Verdict.SUPPORTED, Verdict.PROVED), "fails": (Verdict.REFUTED,), "untyped": (Verdict.UNTYPED,)}


class Colour(StrEnum):
    """The standing of a claim in one word. Red outweighs amber, amber outweighs green."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_RUN = "not run"
    NOT_SELECTED = "not selected"


@dataclass(frozen=True)
class Standing:
    """A colour and why, in words; green carries no reason."""

    colour: Colour
    reasons: tuple[str, ...] = ()


def standings(manifest: Sequence[Mapping[str, Any]], rows: Iterable[Evidence], selected: Iterable[str] | None = None) -> dict[str, Standing]:
    """The standing of every claim of the manifest, failures propagated along `uses`.

    `selected`: the ids that were asked for (all by default); a claim without evidence is NOT_SELECTED or NOT_RUN by it.
    """
    asked = {entry["id"] for entry in manifest} if selected is None else set(selected)
    by_claim: dict[str, list[Evidence]] = {}
    for row in rows:
        by_claim.setdefault(row.claim, []).append(row)
    found = {entry["id"]: standing(entry, by_claim.get(entry["id"], []), entry["id"] in asked) for entry in manifest}
    uses = {entry["id"]: tuple(entry.get("uses", ())) for entry in manifest}
    for _ in uses:  # at most as many rounds as claims: a failure travels one edge a round
        lowered = {ident: _resting(s, uses[ident], found) for ident, s in found.items()}
        if lowered == found:
            break
        found = lowered
    return found


def standing(entry: Mapping[str, Any], rows: Sequence[Evidence], selected: bool = True) -> Standing:
    """The standing of one claim from its own evidence alone (`standings` adds what it rests on)."""
    run = [row for row in rows if row.verdict not in (Verdict.NOT_RUN, Verdict.NOT_SELECTED, Verdict.NOT_APPLICABLE)]
    if not run:
        if not selected:
            return Standing(Colour.NOT_SELECTED, ("not selected in this run",))
        return Standing(Colour.NOT_RUN, tuple(dict.fromkeys(row.note for row in rows if row.note)) or ("no evidence",))
    fresh = [row for row in run if not stale(entry, row)]
    if not fresh:
        return Standing(Colour.AMBER, ("stale: the statement or its checker has changed since the evidence was found; examine it again",))
    red: list[str] = []
    amber = _owed(entry, rows, {row.method for row in fresh})
    for row in fresh:  # stale evidence speaks neither for nor against
        at = f"{row.method}, {row.place}: "
        red += [at + reason for reason in _red(entry, row)]
        amber += [at + reason for reason in _amber(entry, row)]
    colour = Colour.RED if red else Colour.AMBER if amber else Colour.GREEN
    return Standing(colour, tuple(red + amber))


def stale(entry: Mapping[str, Any], row: Evidence) -> tuple[str, ...]:
    """Which parts of the claim (statement, checker, obligations, sweep, the training of the figure) are not those that the evidence was found with.

    A part without a hash on either side says nothing: a search has no obligations, a proof no sweep.
    """
    now = entry.get("hashes", {})
    return tuple(part for part in PARTS if row.hashes.get(part) and now.get(part) and row.hashes[part] != now[part])


def _owed(entry: Mapping[str, Any], rows: Sequence[Evidence], spoken: set[str]) -> list[str]:
    """A claim that has a search, a proof or a sweep owes its evidence, unless the run left it out and says why."""
    left_out = {row.method for row in rows if row.verdict is Verdict.NOT_SELECTED and row.note}
    owed = [method for method in entry.get("methods", ()) if method in OWED and method not in spoken | left_out]
    return [f"{method}: no evidence that speaks, although the claim has a {method}" for method in owed]


def _resting(own: Standing, uses: tuple[str, ...], found: Mapping[str, Standing]) -> Standing:
    bad = [f"rests on {u}, which is {found[u].colour}" for u in uses if u in found and found[u].colour in (Colour.AMBER, Colour.RED)]
    bad += [f"rests on {u}, which the lecture does not have" for u in uses if u not in found]
    new = tuple(reason for reason in bad if reason not in own.reasons)
    if not new or own.colour in (Colour.NOT_RUN, Colour.NOT_SELECTED):
        return own
    return Standing(Colour.RED if own.colour is Colour.RED else Colour.AMBER, own.reasons + new)


def _red(entry: Mapping[str, Any], row: Evidence) -> list[str]:
    reasons = []
    if row.verdict is Verdict.ERROR:
        reasons.append(f"the examination broke down: {row.note}")
    elif row.verdict not in (*EXPECTED[entry["expect"]], Verdict.INCONCLUSIVE):
        reasons.append(f"{row.verdict}, although the statement is expected to be {EXPECTED[entry['expect']][0]}")
    for control in row.controls:
        if control.outcome != "supported":
            reasons.append(f"control '{control.name}' is {control.outcome}: a true neighbour must stay supported ({control.finding})")
    return reasons


def _amber(entry: Mapping[str, Any], row: Evidence) -> list[str]:
    reasons = []
    if row.verdict is Verdict.INCONCLUSIVE:
        reasons.append(f"inconclusive: {row.note}")
    if row.verdict is Verdict.REFUTED and row.witness is None:
        reasons.append("refuted without a witness that can be run again")
    if row.verdict is Verdict.SUPPORTED and row.discarded > 9 * row.instances:
        reasons.append(f"premises rarely met: {row.discarded} instances discarded for {row.instances} examined")
    if row.method == "search" and entry["expect"] == "fails" and not row.controls:
        reasons.append("a refutation without a control: nothing shows that the check does not refute everything")
    reasons += [f"a picture broke down: {why}" for why in row.detail.get("pictures_broken", ())]
    reasons += [f"what the place chose could not be recorded: {row.detail[BROKEN]}"] if row.detail.get(BROKEN) else []
    named = {m["name"] for m in entry.get("mutants", ())}
    tried = {m.name for m in row.mutants}
    if row.method != "proof" and row.verdict is not Verdict.ERROR:
        reasons += [f"mutant '{name}' was not tried" for name in sorted(named - tried)]
        reasons += _kinks(entry.get("kinks"), row)
    searched = row.method != "proof" and row.profile in FREE_SEARCH_PROFILES
    reasons += [reason for mutant in row.mutants for reason in _mutant(mutant, searched)]
    return reasons


def _mutant(mutant: Trial, searched: bool) -> list[str]:
    if mutant.equivalent:
        yet = {"killed": "was killed", "crashed": "crashed"}.get(mutant.outcome, "")
        return [f"mutant '{mutant.name}' is declared equivalent, yet it {yet}"] if yet else []
    if mutant.outcome != "killed":
        return [f"mutant '{mutant.name}' {mutant.outcome}: the check could not tell it from the statement"]
    if searched and not mutant.rare and not mutant.killed:
        return [f"mutant '{mutant.name}' was killed by its known instance only, by none of {mutant.instances} searched"]
    return []


def _kinks(demand: Mapping[str, Any] | None, row: Evidence) -> list[str]:
    if not demand or row.verdict not in (Verdict.SUPPORTED, Verdict.PROVED):
        return []
    reasons = []
    if row.instances >= demand["from_instances"] and row.tie_patterns < demand["patterns"]:
        reasons.append(f"only {row.tie_patterns} distinct tie patterns were hit; {demand['patterns']} are needed")
    for layer, (tied, seen) in enumerate(row.layers, 1):
        if seen >= demand["from_instances"] and tied < demand["share"] * seen:
            reasons.append(f"layer {layer} was tied in {tied} of {seen} instances; {demand['share']:.0%} is needed")
    return reasons


def exit_code(found: Mapping[str, Standing], selected: Iterable[str]) -> int:
    """0: every selected claim is green (cells of absent devices are "not run"); 1: a claim is amber, red or was not run at all."""
    return int(any(found[ident].colour is not Colour.GREEN for ident in selected))
