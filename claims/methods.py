"""All methods of evidence for one claim: the search that every claim has, and beside it the proof and the sweep that some have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.core.claim import Claim, entry
from claims.core.evidence import Evidence
from claims.core.examine import Budget, examine
from claims.core.prove import hash_of, prove
from claims.lecture import LECTURE
from claims.proofs import PROOFS
from impl.place import Place

METHODS = ("search", "proof", "sweep")


def examine_all(claim: Claim, places: Sequence[Place], budget: Budget, methods: Sequence[str] = METHODS) -> list[Evidence]:
    """The evidence for `claim` by all of `methods` that it has, in their order; whatever goes wrong inside becomes a verdict."""
    rows = examine(claim, places, budget) if "search" in methods else []
    if "proof" in methods and claim.id in PROOFS:
        rows += prove(claim, PROOFS[claim.id], budget)
    return rows


def manifest() -> list[dict[str, Any]]:
    """The lecture as it stands: one entry a claim, for a log's header."""
    return [full_entry(claim) for claim in LECTURE]


def full_entry(claim: Claim) -> dict[str, Any]:
    """The claim's entry with the methods that it has, and the hashes of its obligations and sweep where it has them."""
    listed, obligations = entry(claim), PROOFS.get(claim.id, ())
    proof = {"proof": hash_of(obligations)} if obligations else {}
    return listed | {"methods": methods_of(claim), "hashes": listed["hashes"] | proof}


def methods_of(claim: Claim) -> list[str]:
    """The methods that the claim has, in their order."""
    return ["search", *(["proof"] if claim.id in PROOFS else [])]
