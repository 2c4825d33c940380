"""The lecture: every claim, in the order of the slides. A new claim file is not part of it until it is listed here."""

from __future__ import annotations

from typing import Any

from claims.core.claim import Claim, chapter
from claims.core.judge import judge
from claims.core.witness import describe
from claims.homogeneity.L36_layer_inner_product import layer_identity
from impl.place import PLACES

LECTURE: tuple[Claim, ...] = (layer_identity,)


def find(ident: str) -> Claim:
    """The claim called `ident` ("L36"). Raises ValueError with the ids that exist."""
    for claim in LECTURE:
        if claim.id == ident:
            return claim
    raise ValueError(f"claim {ident!r} was asked for; allowed: {', '.join(claim.id for claim in LECTURE)}")


def rerun(ident: str, instance: Any, place: str) -> str:
    """Examines one instance of one claim at one place again ("cpu float64", or "exact"), and says what each check found.

    Raises ValueError for an id or a place that does not exist, or a place that this machine lacks.
    """
    claim = find(ident)
    at = next((p for p in PLACES if str(p) == place), None)
    if (at is None) != (claim.exact and place == "exact"):
        allowed = "exact" if claim.exact else ", ".join(map(str, PLACES))
        raise ValueError(f"claim {ident} was to be run at {place!r}; allowed: {allowed}")
    if at is not None and at.missing():
        raise ValueError(f"claim {ident} was to be run at {place!r}: {at.missing()}")
    judgement = judge(claim, instance, at)
    lines = [f"{ident} at {place}: {judgement.status}", *([judgement.note] if judgement.note else [])]
    lines += [f"  {'holds ' if check.holds else 'FAILS '} {describe(check)}" for check in judgement.checks]
    return "\n".join(lines)


if __name__ == "__main__":
    for listed in LECTURE:
        print(f"{listed.id:<6} {chapter(listed):<16} {listed.expect:<8} {listed.title}")
