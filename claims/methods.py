"""All methods of evidence for one claim: the search that every claim has, and beside it the proof and the sweep that some have."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import torch

from claims.core.claim import Claim, entry
from claims.core.evidence import Evidence
from claims.core.examine import Budget, examine, not_run
from claims.core.prove import hash_of, prove
from claims.core.sweep import instances, sweep_claim, sweep_hashes
from claims.core.sweep_parts import Part, Totals, run_part
from claims.figure import figure_hashes, with_figure
from claims.lecture import CLAIMS, find
from claims.proofs import PROOFS
from claims.sweeps import SWEEPS
from impl.place import Place

METHODS = ("search", "proof", "sweep")
LONG = 10**7  # instances at a place from which further processes pay their start


def examine_all(claim: Claim, places: Sequence[Place], budget: Budget, methods: Sequence[str] = METHODS) -> list[Evidence]:
    """The evidence for `claim` by all of `methods` that it has, in their order; whatever goes wrong inside becomes a verdict."""
    rows = with_figure(claim, examine(claim, places, budget), places, budget) if "search" in methods else []
    if "proof" in methods and claim.id in PROOFS:
        rows += prove(claim, PROOFS[claim.id], budget)
    if "sweep" in methods and claim.id in SWEEPS:
        rows += swept(claim, places, budget)
    return rows


def not_asked(claim: Claim, places: Sequence[Place], why: str, budget: Budget) -> list[Evidence]:
    """The lines that say aloud what was examined nowhere: one a place and method that has places."""
    rows = [] if claim.exact else [not_run(claim, str(place), why, budget) for place in places]
    if claim.id in SWEEPS:
        hashes = sweep_hashes(claim, SWEEPS[claim.id])
        rows += [replace(not_run(claim, str(place), why, budget), method="sweep", hashes=hashes) for place in places]
    return rows


def swept(claim: Claim, places: Sequence[Place], budget: Budget) -> list[Evidence]:
    """The evidence by the claim's sweep; one that is long is cut for as many processes as the budget allows."""
    sweep = SWEEPS[claim.id]
    long = max((instances(sweep, budget, place) for place in places), default=0) >= LONG
    if not long or budget.processes == 1:
        return sweep_claim(claim, sweep, places, budget)
    with ProcessPoolExecutor(budget.processes, multiprocessing.get_context("spawn"), initializer=one_thread) as pool:
        mapper = partial(_mapped, pool, claim.id)
        return sweep_claim(claim, sweep, places, budget, mapper=mapper, processes=budget.processes)


def one_thread() -> None:
    """Torch keeps to one thread: parallel work is by processes."""
    torch.set_num_threads(1)


def _mapped(pool: ProcessPoolExecutor, ident: str, parts: Iterable[Part]) -> Iterator[Totals]:
    return pool.map(partial(_part, ident), parts)


def _part(ident: str, part: Part) -> Totals:
    return run_part(find(ident), SWEEPS[ident], part)


def manifest() -> list[dict[str, Any]]:
    """All claims as they stand: one entry each, for a log's header."""
    return [full_entry(claim) for claim in CLAIMS]


def full_entry(claim: Claim) -> dict[str, Any]:
    """The claim's entry with the methods that it has, and the hashes and files of its obligations and sweep where it has them."""
    listed, obligations = entry(claim), PROOFS.get(claim.id, ())
    proof = {"proof": hash_of(obligations)} if obligations else {}
    sweep = {"sweep": sweep_hashes(claim, SWEEPS[claim.id])["sweep"]} if claim.id in SWEEPS else {}
    return listed | {"methods": methods_of(claim), "hashes": listed["hashes"] | proof | sweep | figure_hashes(claim), "beside": files_beside(claim)}


def files_beside(claim: Claim) -> list[dict[str, str]]:
    """The files of the claim's obligations and of its sweep, as they stand: `file` (from the root) and `source`."""
    files = [*(obligation.file for obligation in PROOFS.get(claim.id, ())), *([SWEEPS[claim.id].file] if claim.id in SWEEPS else [])]
    return [{"file": "/".join(Path(file).parts[-4:]), "source": Path(file).read_text(encoding="utf-8")} for file in dict.fromkeys(files)]


def methods_of(claim: Claim) -> list[str]:
    """The methods that the claim has, in their order."""
    return ["search", *(["proof"] if claim.id in PROOFS else []), *(["sweep"] if claim.id in SWEEPS else [])]
