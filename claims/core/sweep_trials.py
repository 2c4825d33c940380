"""What a failing batch is made into: a minimal instance that the search's own checker refutes, for the claim and for its mutants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from claims.core.batches import Arrays, Changed, Distribution, Family, Sweep, make, single, together, weight, weights
from claims.core.claim import Claim, Mutant
from claims.core.draws import draw_all, seed_of, smallest
from claims.core.evidence import Trial, Verdict
from claims.core.judge import judge
from claims.core.minimise import Fails, minimise
from claims.core.sweep_parts import Totals, failing, made_there
from claims.core.witness import describe, literal, witness
from impl.place import Place

TRIED = 512  # instances of each distribution that a mutant is tried on
RATED = 1024  # instances after which a mutant that has been killed needs no more
SEARCHED = 4096  # instances of each distribution that is tried in place of the failing one
SHRINKS = 60  # such distributions


def refutation(claim: Claim, sweep: Sweep, place: Place, totals: Totals) -> tuple[Verdict, str, dict[str, Any] | None]:
    """The verdict, a note and the witness for a sweep in which instances failed: the first one, made small and examined again by the search.

    One that passes when torch's eager route meets it by itself (what a compiled route, or a kernel for long batches, gets wrong) is an error.
    """
    assert totals.first is not None
    distribution, index = totals.first
    alone = single(make(sweep.family, distribution, index, 1), 0)
    if not _failing(claim, sweep, sweep.family, place, {})(together([alone]))[0]:
        note = (
            f"{totals.failed} of {totals.instances} instances break the statement; the first, {index} of {tuple(distribution)}, does not by itself: "
            f"{literal(sweep.family.instance(alone))}. What torch returns there depends on the batch, or on being compiled"
        )
        return Verdict.ERROR, note[:2000], None
    arrays = smallest_failing(claim, sweep, place, distribution, index)
    instance = sweep.family.instance(arrays)
    judgement = judge(claim, instance, place)
    origin = f"sweep: instance {index} of {tuple(distribution)}, minimised"
    if judgement.status != "refuted":
        note = f"the search's checker says {judgement.status} of {literal(instance)}, which the sweep refutes: one of the two is wrong"
        return Verdict.ERROR, note, None
    note = f"{totals.failed} of {totals.instances} instances break the statement; first: {origin}"
    return Verdict.REFUTED, note, witness(claim, instance, judgement, place, origin)


def smallest_failing(claim: Claim, sweep: Sweep, place: Place, distribution: Distribution, index: int) -> Arrays:
    """The failing instance, or one of a simpler distribution that Hypothesis finds, made as small as the minimiser can."""
    family = sweep.family
    fails = _failing(claim, sweep, family, place, {})
    tried: dict[Distribution, bool] = {}

    def still_fails(drawn: Distribution) -> bool:
        if drawn not in tried:  # an answer once given stands: Hypothesis asks again
            there = len(tried) < SHRINKS and _simplest(family, drawn._replace(seed=distribution.seed), SEARCHED, fails) is not None
            tried[drawn] = there
        return tried[drawn]

    start = single(make(family, distribution, index, 1), 0)
    simpler = smallest(family.distributions, SHRINKS, distribution.seed, still_fails)
    if simpler is not None:
        start = _simplest(family, simpler._replace(seed=distribution.seed), SEARCHED, fails) or start
    return minimise(start, fails, family.smaller)


def _failing(claim: Claim, sweep: Sweep, family: Family, place: Place, parts: Mapping[str, Any]) -> Fails:
    return lambda arrays: failing(claim, sweep, family.lift(arrays, place), arrays[0].shape[-1], parts).broken


def _failing_there(claim: Claim, sweep: Sweep, place: Place, changed: Changed, distribution: Distribution) -> np.ndarray:
    """Which of the first instances break the claim with the mutant's parts where they are made and compared on the device."""
    assert sweep.on_device is not None
    return failing(claim, sweep, sweep.on_device.made(distribution, 0, TRIED, place, False), TRIED, changed.parts).broken


def _simplest(family: Family, distribution: Distribution, count: int, fails: Fails) -> Arrays | None:
    arrays = make(family, distribution, 0, count)
    return _lightest(arrays, fails(arrays))


def _lightest(arrays: Arrays, broken: np.ndarray) -> Arrays | None:
    return single(arrays, int(np.where(broken, weights(arrays), np.iinfo(np.int64).max).argmin())) if broken.any() else None


def trials(claim: Claim, sweep: Sweep, place: Place, drawn: Sequence[Distribution]) -> list[Trial]:
    """What became of every mutant of the claim: killed where the search's own checker confirms the instance that the sweep found and made small."""
    return [trial(claim, sweep, place, drawn, mutant) for mutant in claim.mutants]


def trial(claim: Claim, sweep: Sweep, place: Place, drawn: Sequence[Distribution], mutant: Mutant) -> Trial:
    """What became of one mutant on these distributions."""
    told: dict[str, Any] = {"name": mutant.name, "why": mutant.why, "equivalent": mutant.equivalent, "rare": mutant.rare}
    changed = sweep.mutants.get(mutant.name) or Changed(mutant.parts)
    family = changed.family or sweep.family
    fails = _failing(claim, sweep, family, place, changed.parts)
    killed, tried = 0, 0
    found: list[Arrays] = []
    try:
        for distribution in drawn if changed.family is None else _drawn(claim, family, drawn):
            arrays = make(family, distribution, 0, TRIED)
            broken = fails(arrays) if changed.family or not made_there(sweep, place) else _failing_there(claim, sweep, place, changed, distribution)
            tried, killed = tried + TRIED, killed + int(broken.sum())
            found += [lightest] if (lightest := _lightest(arrays, broken)) else []
            if killed and tried >= RATED:
                break
        if not found:
            return Trial(**told, outcome="equivalent" if mutant.equivalent else "survived", instances=tried)
        instance = family.instance(minimise(min(found, key=weight), fails, family.smaller))
    except Exception as error:
        return Trial(**told, outcome="crashed", instances=tried, finding=f"{type(error).__name__}: {error}"[:2000])
    judgement = judge(claim, instance, place, parts=mutant.parts, hurry=True)
    if judgement.status != "refuted" or judgement.worst is None:
        finding = f"the sweep refutes {literal(instance)}, of which the search's checker says {judgement.status} {judgement.note}"[:2000]
        return Trial(**told, outcome="crashed", killed=0, instances=tried, finding=finding)
    if changed.family is not None and (wrong := _fails_without(claim, mutant, instance, place)):
        return Trial(**told, outcome="crashed", killed=0, instances=tried, finding=wrong)
    return Trial(**told, outcome="killed", killed=killed, instances=tried, witness=literal(instance), finding=describe(judgement.worst))


def _fails_without(claim: Claim, mutant: Mutant, instance: Any, place: Place) -> str:
    """What is wrong with an instance of a mutant's own family; empty where the refutation is owed to the mutant.

    A mutant that replaces no parts is the claim over other instances: there is nothing to compare it with. Any other must owe its refutation to
    its parts, so with the claim's own parts the instance is to be supported, as are those of the search; a mutant that has other instances in
    the search (`for_all`) may leave the premises, but then, too, the claim must not be broken.
    """
    if not mutant.parts:
        return ""
    judgement = judge(claim, instance, place)
    if judgement.status == "supported" or (mutant.for_all is not None and not judgement.met):
        return ""
    allowed = "supported" if mutant.for_all is None else "supported, or premises that are not met"
    return (
        f"the sweep refutes {literal(instance)} of the family {mutant.name!r} has for itself, of which the search's checker says {judgement.status} "
        f"with the claim's own parts, too; allowed: {allowed} {judgement.note}"
    )[:2000]


def _drawn(claim: Claim, family: Family, drawn: Sequence[Distribution]) -> list[Distribution]:
    found: list[Distribution] = []

    def body(distribution: Distribution) -> bool:
        found.append(distribution._replace(seed=drawn[len(found)].seed))
        return True

    draw_all(family.distributions, len(drawn), seed_of(drawn[0].seed, claim.id, family.name), body)
    return found
