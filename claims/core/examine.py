"""The search: a claim, the places and a budget in; one Evidence a place out. A function from data to data.

Each instance is drawn once and lifted to every place. The lecture's own examples run first, then the free search, with
every mutant beside it on the same instances: its known killer first, then the search until its rate is measured.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from claims.core.choices import chosen
from claims.core.claim import Claim, Control, Mutant
from claims.core.draws import Enough, draw_all, seed_of, smallest
from claims.core.evidence import Evidence, Trial, Verdict
from claims.core.hashes import hashes
from claims.core.judge import Judgement, judge
from claims.core.pictures import pictured
from claims.core.standing import EXPECTED
from claims.core.tally import Tally
from claims.core.witness import describe, literal, witness
from impl.place import Place

PROFILES = {"quick": 100, "report": 2_000, "deep": 20_000}
RATED = 200  # a mutant's kill rate is measured on this many instances; one that survives them is tried on all
RATED_QUICKLY = 10  # the same at profile quick
FEWEST = 10  # however dear an instance is


@dataclass(frozen=True)
class Budget:
    """How much to search: a profile's name, its number of instances, and the seed."""

    profile: str
    instances: int
    seed: int = 0
    processes: int = 1  # how many a long sweep may use; what is found does not depend on it

    def for_claim(self, claim: Claim) -> int:
        """How many instances of the claim are searched: the profile's number over the claim's cost, at least FEWEST."""
        return max(min(FEWEST, self.instances), self.instances // claim.cost)

    @property
    def rated(self) -> int:
        """On how many instances a mutant's kill rate is measured."""
        return RATED_QUICKLY if self.profile == "quick" else RATED


def budget(profile: str, seed: int = 0, processes: int = 1) -> Budget:
    """The budget of a profile by name: quick 100, report 2,000, deep 20,000 instances a claim. Raises ValueError for another name."""
    if profile not in PROFILES:
        raise ValueError(f"profile {profile!r} was asked for; allowed: {', '.join(PROFILES)}")
    return Budget(profile, PROFILES[profile], seed, processes)


def examine(claim: Claim, places: Sequence[Place], budget: Budget) -> list[Evidence]:
    """The evidence for `claim` by search, one Evidence a place. Whatever goes wrong inside becomes a verdict, never an exception."""
    if claim.exact:
        return [_search(claim, [None], budget)[0]]
    present = [place for place in places if not place.missing()]
    found = dict(zip(present, _search(claim, present, budget), strict=True)) if present else {}
    return [found.get(place) or not_run(claim, str(place), place.missing(), budget) for place in places]


def not_run(claim: Claim, place: str, why: str, budget: Budget, verdict: Verdict = Verdict.NOT_RUN, method: str = "search") -> Evidence:
    """The line that says aloud that nothing was examined at `place`, and why."""
    return Evidence(claim.id, method, place, verdict, as_expected=False, profile=budget.profile, seed=budget.seed, hashes=_hashes(claim), note=why)


def _hashes(claim: Claim) -> dict[str, str]:
    return hashes(inspect.getsourcefile(claim.checks) or "", claim.statement)


def _search(claim: Claim, places: Sequence[Place | None], budget: Budget) -> list[Evidence]:
    started = time.perf_counter()
    tallies = [Tally(place) for place in places]
    beside = [_Beside(claim, mutant, places, budget.rated) for mutant in claim.mutants]
    for example in claim.examples:
        for tally in tallies:
            tally.add(example, judge(claim, example, tally.place), example=True)

    def body(instance: Any) -> bool:
        judgements = [judge(claim, instance, tally.place) for tally in tallies]
        for tally, judgement in zip(tallies, judgements, strict=True):
            tally.add(instance, judgement)
        for trial in beside:
            if trial.mutant.for_all is None:
                trial.add(instance, judgements)
        return any(judgement.met for judgement in judgements)

    count = budget.for_claim(claim)
    seeded = seed_of(budget.seed, claim.id)
    try:
        draw_all(claim.for_all, count, seeded, body)
    except Exception as error:  # a strategy that breaks down, or Hypothesis itself
        for tally in tallies:
            tally.broken(f"drawing instances: {type(error).__name__}: {error}")
    for trial in beside:
        if trial.mutant.for_all is not None:
            trial.search(min(count, RATED), seeded)
    controls = [_control(claim, control, places, min(count, RATED), seeded) for control in claim.controls]
    found = []
    for k, tally in enumerate(tallies):
        verdict, note = tally.verdict(claim.expect)
        row = Evidence(
            claim=claim.id,
            method="search",
            place="exact" if tally.place is None else str(tally.place),
            verdict=verdict,
            as_expected=verdict in EXPECTED[claim.expect],
            profile=budget.profile,
            seed=budget.seed,
            mutants=[trial.outcome(k) for trial in beside],
            controls=[trials[k] for trials in controls],
            hashes=_hashes(claim),
            note=note,
            witness=_witness(claim, tally, verdict, count, seeded),
            detail=(pictured(claim.pictures, budget) if k == 0 else {}) | chosen(claim.choices, tally.place),  # pictures speak of the claim
        )
        found.append(replace(row, **tally.facts()))
    seconds = (time.perf_counter() - started) / len(tallies)
    return [replace(row, seconds=round(seconds, 3)) for row in found]


def _witness(claim: Claim, tally: Tally, verdict: Verdict, count: int, seeded: int) -> dict[str, Any] | None:
    """The instance that speaks for a verdict other than supported: the lecture's own where it does, else the shrunk one."""
    if verdict not in (Verdict.REFUTED, Verdict.UNTYPED, Verdict.INCONCLUSIVE, Verdict.ERROR):
        return None
    status = str(verdict)
    own = next((e for e in claim.examples if judge(claim, e, tally.place).status == status), None)
    if own is not None:
        return witness(claim, own, judge(claim, own, tally.place), tally.place, "example")
    found = smallest(claim.for_all, count, seeded, lambda instance: judge(claim, instance, tally.place).status == status)
    return None if found is None else witness(claim, found, judge(claim, found, tally.place), tally.place, "search")


class _Beside:
    """One mutant beside the search: what its known instance did, and how often the free search killed it, at each place."""

    def __init__(self, claim: Claim, mutant: Mutant, places: Sequence[Place | None], rated: int) -> None:
        self.claim, self.mutant, self.places, self.rated = claim, mutant, places, rated
        self.known = [None if mutant.known is None else self._try(mutant.known, place) for place in places]
        self.killed, self.tried, self.raised = [0] * len(places), [0] * len(places), [""] * len(places)
        self.best: list[tuple[int, str, Any, Judgement] | None] = [None] * len(places)

    def _try(self, instance: Any, place: Place | None, subject: Any = None) -> Judgement:
        return judge(self.claim, instance, place, parts=self.mutant.parts, subject=subject, hurry=True)

    def add(self, instance: Any, judgements: Sequence[Judgement] | None = None) -> None:
        for k, place in enumerate(self.places):
            if self._known_well(k) or (judgements and not judgements[k].met):
                continue
            judgement = self._try(instance, place, judgements[k].subject if judgements else None)
            if judgement.status == "error":
                self.raised[k] = self.raised[k] or judgement.note
            if not judgement.met:
                continue
            self.tried[k] += 1
            if judgement.status == "refuted":
                self.killed[k] += 1
                text = literal(instance)
                if self.best[k] is None or (len(text), text) < self.best[k][:2]:  # type: ignore[index]
                    self.best[k] = (len(text), text, instance, judgement)

    def _known_well(self, k: int) -> bool:
        return self.killed[k] > 0 and self.tried[k] >= self.rated

    def search(self, count: int, seeded: int) -> None:
        def body(instance: Any) -> bool:
            before = list(self.tried)
            self.add(instance)
            if all(self.tried[k] >= count or self._known_well(k) for k in range(len(self.places))):
                raise Enough
            return before != self.tried

        draw_all(self.mutant.for_all, count, seed_of(seeded, self.mutant.name), body)

    def outcome(self, k: int) -> Trial:
        known, best = self.known[k], self.best[k]
        by_known = known is not None and known.status == "refuted"
        killed = by_known or self.killed[k] > 0
        raised = self.raised[k] or (known.note if known is not None and known.status == "error" else "")
        text = best[1] if best else literal(self.mutant.known) if by_known else ""
        speaking = best[3] if best else known if by_known else None
        return Trial(
            name=self.mutant.name,
            why=self.mutant.why,
            outcome="crashed" if raised and not self.killed[k] else "killed" if killed else "equivalent" if self.mutant.equivalent else "survived",
            known=by_known,
            killed=self.killed[k],
            instances=self.tried[k],
            witness=text,
            equivalent=self.mutant.equivalent,
            rare=self.mutant.rare_at(self.places[k]),
            finding=describe(speaking.worst) if speaking and speaking.worst and (self.killed[k] or not raised) else raised,
        )


def _control(claim: Claim, control: Control, places: Sequence[Place | None], count: int, seeded: int) -> list[Trial]:
    """A true neighbour, one Trial a place: every one of its instances must be supported there. Each instance is drawn once for all places."""
    tried = [0] * len(places)
    failed: list[tuple[Any, Judgement] | None] = [None] * len(places)

    def body(instance: Any) -> bool:
        judgements = [judge(claim, instance, place, parts=control.parts) for place in places]
        for k, judgement in enumerate(judgements):
            if judgement.status != "discarded":
                tried[k] += 1
                if judgement.status != "supported" and failed[k] is None:
                    failed[k] = (instance, judgement)
        return any(judgement.status != "discarded" for judgement in judgements)

    for example in control.examples:
        before = list(tried)
        body(example)
        for k, place in enumerate(places):
            if tried[k] == before[k]:
                failed[k] = failed[k] or (example, judge(claim, example, place, parts=control.parts))
    if control.for_all is not None:
        draw_all(control.for_all, count, seed_of(seeded, control.name), body)
    return [_trial(control, tried[k], failed[k]) for k in range(len(places))]


def _trial(control: Control, tried: int, failed: tuple[Any, Judgement] | None) -> Trial:
    if failed is None:
        return Trial(control.name, control.why, "supported" if tried else "never met", instances=tried)
    instance, judgement = failed
    finding = describe(judgement.worst) if judgement.worst else judgement.note
    return Trial(control.name, control.why, judgement.status, instances=tried, witness=literal(instance), finding=finding)
