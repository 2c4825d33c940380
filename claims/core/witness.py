"""Witnesses as text: an instance that any reader can run again, and what was found at it."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

from claims.core.check import Check
from claims.core.claim import Claim
from claims.core.judge import Judgement
from impl.place import Place
from impl.polytope import Polytope

LONGEST = 600  # characters of one value


def literal(instance: Any) -> str:
    """The instance as a Python literal: its `repr` creates it again once its class is imported."""
    return repr(instance)


def show(value: Any) -> str:
    """A number, vector, tensor or polytope as short text."""
    if isinstance(value, Polytope):
        text = "conv{" + ", ".join("(" + ", ".join(map(str, v)) + ")" for v in value.vertices) + "}"
    elif isinstance(value, (list, tuple)):
        text = "(" + ", ".join(show(v) for v in value) + ")"
    else:
        text = str(value.tolist() if hasattr(value, "tolist") else value)
    return text if len(text) <= LONGEST else text[:LONGEST] + f"... ({len(text)} characters)"


def describe(check: Check) -> str:
    """One failed (or passed) check in words."""
    label = f"{check.label}: " if check.label else ""
    if check.untyped:
        return f"{label}{check.untyped}"
    allowed = f", allowed {float(check.allowed):.3g}" if check.allowed else ""
    return f"{label}found {show(check.found)}, claimed {check.relation} {show(check.claimed)}; gap {show(check.gap)}{allowed}"


def imports(instance: Any) -> str:
    """The import lines that the literal needs, one a class, nested instances included."""
    return "\n".join(sorted(_imported(instance)))


def _imported(value: Any) -> set[str]:
    kind = type(value)
    found = set() if kind.__module__ == "builtins" else {f"from {kind.__module__} import {kind.__name__}"}
    inside = value if isinstance(value, (list, tuple)) else vars(value).values() if is_dataclass(value) else ()
    return found.union(*(_imported(item) for item in inside))


def witness(claim: Claim, instance: Any, judgement: Judgement, place: Place | None, origin: str) -> dict[str, Any]:
    """All that a report needs to show the instance, and the lines that run it again."""
    at = "exact" if place is None else str(place)
    check = judgement.worst
    lines = ["from claims.lecture import rerun", imports(instance), "", f"print(rerun({claim.id!r}, {literal(instance)}, {at!r}))"]
    return {
        "instance": literal(instance),
        "imports": imports(instance),
        "relation": check.relation if check else "",
        "label": check.label if check else "",
        "found": show(check.found) if check else "",
        "claimed": show(check.claimed) if check else "",
        "gap": show(check.gap) if check else "",
        "allowed": show(check.allowed) if check else "",
        "finding": describe(check) if check else judgement.note,
        "origin": origin,
        "place": at,
        "snippet": "\n".join(line for line in lines if line or lines[1]),
    }
