"""The sweep: a claim, its sweep, the places and a budget in; one Evidence a place out. Millions of instances, judged in batches.

Hypothesis draws the distributions, counting makes their instances, and the checks of the claim say of a whole batch which
instances break it. A failing instance is made again by itself, made smaller, and examined by the search's own checker.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from claims.core.batches import Distribution, Family, Sweep, capacity, entries
from claims.core.claim import Claim
from claims.core.draws import draw_all, seed_of
from claims.core.evidence import Evidence, Verdict
from claims.core.examine import Budget, not_run
from claims.core.hashes import hash_of_code, hashes
from claims.core.standing import EXPECTED
from claims.core.sweep_parts import MEMORY, PATTERNS_OF, Part, Totals, made_there, run_part, size_of
from claims.core.sweep_trials import refutation, trials
from impl.place import Place

SIZES = {"quick": 400_000, "report": 1_000_000, "deep": 10_000_000}  # instances a claim and place
DISTRIBUTIONS = {"quick": 8, "report": 16, "deep": 32}
PAYS = 2**30  # entries of a distribution's instances from which compiling, one to three seconds a form, is estimated to pay
FEW = 4  # distributions where a budget has no profile
SHOWN = 24


def distributions(claim: Claim, sweep: Sweep, budget: Budget, family: Family | None = None) -> list[Distribution]:
    """The distributions of a run, each with a seed of its own: consecutive numbers from one that follows from the run's seed."""
    found: list[Distribution] = []
    count = DISTRIBUTIONS.get(budget.profile, FEW)

    def body(drawn: Distribution) -> bool:
        if drawn in {d._replace(seed=0) for d in found}:
            return False
        found.append(drawn._replace(seed=first_seed(claim, budget) + len(found)))
        return True

    for corner in (family or sweep.family).always:
        body(corner)
    draw_all((family or sweep.family).distributions, count - len(found), seed_of(budget.seed, claim.id, "sweep"), body)
    return found


def first_seed(claim: Claim, budget: Budget) -> int:
    """Where the seeds of a run's distributions start."""
    return seed_of(budget.seed, claim.id, "sweep") % 2**32


def instances(sweep: Sweep, budget: Budget, place: Place) -> int:
    """How many instances a profile asks for at a place: the report's number whatever an instance costs, the others' divided by the cost."""
    if budget.profile == "deep" and str(place) in sweep.long:
        return sweep.long[str(place)]
    asked = SIZES.get(budget.profile, budget.instances)
    return max(asked, sweep.least) if budget.profile == "report" else asked // sweep.cost


def parts_of(
    sweep: Sweep, drawn: Sequence[Distribution], place: Place, total: int, processes: int, memory: int = MEMORY, compiled: bool = False
) -> Iterator[Part]:
    """The work at one place, cut so that `processes` have something to do; the cuts do not change what is examined. `compiled`: where it pays."""
    for distribution, count in zip(drawn, shares([capacity(sweep.family, d) for d in drawn], total), strict=True):
        step = max(-(-count // processes), 1)
        pays = compiled and count * entries(sweep.family, distribution) >= PAYS
        if pays or made_there(sweep, place):  # cut between full batches, which alone are compiled: however many processes there are, the same ones
            size = size_of(sweep, distribution, place, memory, pays)
            step = -(-step // size) * size
        for first in range(0, count, step):
            yield Part(distribution, place, first, min(step, count - first), memory, pays)


def may_compile(sweep: Sweep, budget: Budget, place: Place) -> bool:
    """Whether torch's route may be compiled: in long runs, where the sweep has a compiled route and it is to be had at the place."""
    return budget.profile == "deep" and bool(sweep.compiled.available(place))


def shares(capacities: Sequence[int], total: int) -> list[int]:
    """`total` instances shared among the distributions: equally, but none gets more than its capacity; less in all where they are full."""
    found = [0] * len(capacities)
    while total and (room := [k for k, most in enumerate(capacities) if found[k] < most]):
        each, extra = divmod(total, len(room))
        for place, k in enumerate(room):
            more = min(each + (place < extra), capacities[k] - found[k])
            found[k] += more
            total -= more
    return found


Mapper = Callable[[Iterable[Part]], Iterable[Totals]]  # runs parts, in order, perhaps in other processes


def sweep_claim(
    claim: Claim, sweep: Sweep, places: Sequence[Place], budget: Budget, *, mapper: Mapper | None = None, processes: int = 1, memory: int = MEMORY
) -> list[Evidence]:
    """The evidence for `claim` by its sweep, one Evidence a place; whatever goes wrong inside becomes a verdict, never an exception.

    `mapper` runs the parts (in this process by default), `processes` says into how many each distribution is cut for it, and
    `memory` bounds the bytes of a batch. None of them changes what is found.
    """
    rows: list[Evidence] = []
    beside: dict[str, Any] | None = None
    for place in places:
        if place.missing():
            rows.append(replace(not_run(claim, str(place), place.missing(), budget), method="sweep", hashes=sweep_hashes(claim, sweep)))
            continue
        started = time.perf_counter()
        row = _at(claim, sweep, place, budget, mapper, processes, memory)
        seconds = round(time.perf_counter() - started, 3)
        beside = _beside(sweep) if beside is None else {}
        row.detail.update(beside | {"sweep": row.detail["sweep"] | {"seconds": seconds}})
        rows.append(replace(row, seconds=seconds))
    return rows


def _beside(sweep: Sweep) -> dict[str, Any]:
    try:
        return dict(sweep.beside())
    except Exception as error:  # what is told beside a sweep does not decide about it
        return {"beside_broken": f"{type(error).__name__}: {error}"}


def sweep_hashes(claim: Claim, sweep: Sweep) -> dict[str, str]:
    """The hashes of the statement, its checker and the file that declares the sweep."""
    return hashes(inspect.getsourcefile(claim.checks) or "", claim.statement) | {"sweep": hash_of_code(sweep.file)}


def _at(claim: Claim, sweep: Sweep, place: Place, budget: Budget, mapper: Mapper | None, processes: int, memory: int) -> Evidence:
    totals = Totals()
    drawn: list[Distribution] = []
    try:
        drawn = distributions(claim, sweep, budget)
        if made_there(sweep, place):  # one process is meant to fill a GPU; several would share its memory
            mapper, processes = None, 1
        parts = parts_of(sweep, drawn, place, instances(sweep, budget, place), processes, memory, may_compile(sweep, budget, place))
        for found in mapper(parts) if mapper else (run_part(claim, sweep, part) for part in parts):
            totals.add(found)
    except Exception as error:  # drawing, or a process that was lost
        totals.trouble = totals.trouble or f"{type(error).__name__}: {error}"
    verdict, note, witness = Verdict.SUPPORTED, "", None
    if totals.trouble:
        verdict, note = Verdict.ERROR, totals.trouble
    elif totals.first is not None:
        try:
            verdict, note, witness = refutation(claim, sweep, place, totals)
        except Exception as error:  # what breaks down while a failing instance is made small
            broken = f"{totals.failed} of {totals.instances} instances break the statement"
            verdict, note = Verdict.ERROR, f"{broken}; {type(error).__name__}: {error}"[:2000]
    mutants = [] if totals.trouble else trials(claim, sweep, place, drawn)
    return Evidence(
        claim=claim.id,
        method="sweep",
        place=str(place),
        verdict=verdict,
        as_expected=verdict in EXPECTED[claim.expect],
        profile=budget.profile,
        seed=budget.seed,
        instances=totals.instances,
        checks=totals.checks,
        exact=totals.exact,
        on_kink=totals.on_kink,
        ties=dict(sorted(totals.ties.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]),
        tie_patterns=len(totals.ties),
        layers=totals.layers,
        witness=witness,
        mutants=mutants,
        hashes=sweep_hashes(claim, sweep),
        note=note,
        detail={"sweep": _detail(sweep, drawn, place, totals.compiled)},
    )


def _detail(sweep: Sweep, drawn: Sequence[Distribution], place: Place, compiled: int) -> dict[str, Any]:
    return {
        "family": sweep.family.name,
        "generator": "SplitMix64 by counting: instance i of a distribution follows from (distribution, seed, i)",
        "seeds": [drawn[0].seed, drawn[-1].seed] if drawn else [],
        "distributions": [list(d) for d in drawn],
        "bound": max((d.bound for d in drawn), default=0),
        "dtype": place.format,
        "route": f"{sweep.route}; where that pays {sweep.compiled.route}" if compiled else sweep.route,
        "judge": sweep.on_device.judge if sweep.on_device and made_there(sweep, place) else sweep.judge,
        "equations": sweep.equations,
        "ties_listed_for": PATTERNS_OF,
        "batch": [size_of(sweep, d, place, MEMORY) for d in drawn],
        "shared_weights": False,
        "compiled": compiled or False,
    } | ({"batch_compiled": [size_of(sweep, d, place, MEMORY, True) for d in drawn]} if compiled else {})
