"""One instance at one place: what the checks of a claim say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis.errors import UnsatisfiedAssumption

from claims.core.check import Check
from claims.core.claim import Claim
from impl.place import Place


@dataclass(frozen=True)
class Judgement:
    """supported / refuted / inconclusive / untyped / discarded (premises not met, or nothing was checked) / error (`note` says what)."""

    status: str
    checks: tuple[Check, ...] = ()
    worst: Check | None = None  # the check that decided, where one failed
    subject: Any = None
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the premises were met and the checks ran through."""
        return self.status not in ("discarded", "error")


def judge(
    claim: Claim,
    instance: Any,
    place: Place | None,
    *,
    parts: Mapping[str, Any] | None = None,
    subject: Any = None,
    hurry: bool = False,
) -> Judgement:
    """Builds the subject (unless one is given) and runs the checks with `parts` replaced; in a `hurry` it stops at the first refutation."""
    checks: list[Check] = []
    try:
        if subject is None:
            subject = claim.build(instance, place)
        for check in claim.checks(subject, **(parts or {})):
            checks.append(check)
            if hurry and check.refutes:
                break
        return _decide(tuple(checks), subject)
    except UnsatisfiedAssumption:
        return Judgement("discarded", subject=subject, note="the instance does not meet the premises")
    except Exception as error:
        return Judgement("error", tuple(checks), subject=subject, note=f"{type(error).__name__}: {error}, at {instance!r}"[:2000])


def _decide(checks: tuple[Check, ...], subject: Any) -> Judgement:
    for status, chosen in (
        ("untyped", [c for c in checks if c.untyped]),
        ("refuted", [c for c in checks if c.refutes]),
        ("inconclusive", [c for c in checks if not c.holds]),
    ):
        if chosen:
            return Judgement(status, checks, chosen[0], subject)
    return Judgement("supported" if checks else "discarded", checks, None, subject, "" if checks else "nothing was checked")
