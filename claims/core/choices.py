"""What a place chose where a statement leaves the choice to it: recorded beside the evidence, and no part of the verdict.

A claim declares `choices`, a function from a place to pairs (situation, choice) of text. Reports compare them device by device, and runs
with each other. One that breaks down is said in `choices_broken` and is amber. Imports neither torch nor Hypothesis.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

KEY = "choices"
BROKEN = "choices_broken"
MOST = 300  # characters of a text

Choices = Callable[[Any], Iterable[tuple[str, str]]]


def chosen(choices: Choices | None, place: Any) -> dict[str, Any]:
    """For the `detail` of Evidence: the pairs as `made`, with their digest; nothing where there are none to record."""
    if choices is None or place is None:
        return {}
    try:
        made = [[str(situation)[:MOST], str(choice)[:MOST]] for situation, choice in choices(place)]
        if len({situation for situation, _ in made}) < len(made):
            raise ValueError(f"situations of different names were asked for, found {[situation for situation, _ in made]}")
    except Exception as error:
        return {BROKEN: f"{type(error).__name__}: {error}"[:MOST]}
    return {KEY: {"made": made, "digest": digest(made)}}


def digest(made: Any) -> str:
    """Twelve hexadecimal digits that differ where a choice does."""
    return hashlib.sha256(json.dumps(made).encode()).hexdigest()[:12]


def made(detail: Mapping[str, Any]) -> dict[str, str]:
    """Situation -> choice from the `detail` of one Evidence; what has another form than `chosen` gives it is left out."""
    told = detail.get(KEY) if isinstance(detail, Mapping) else None
    listed = told.get("made") if isinstance(told, Mapping) else None
    pairs = listed if isinstance(listed, (list, tuple)) else []
    return {pair[0]: pair[1] for pair in pairs if isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(t, str) for t in pair)}
