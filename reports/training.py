"""What a claim's page tells of a training run (`detail["figure"]`): conclusions in words, the setting and numbers, the study as a table.

Logs are read as they come: what has another form than expected is told as text, or left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

KEY = "figure"
LATER = ("conclusions", "study", "seconds")  # told elsewhere, or a time


class Told(NamedTuple):
    """All of it as text: sentences, (name, value) pairs, and the study's column names and rows."""

    conclusions: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    study: tuple[tuple[str, ...], ...]


def told(detail: Mapping[str, Any]) -> Told | None:
    """What there is to tell of a training run; None where there is none."""
    figure = detail.get(KEY) if isinstance(detail, Mapping) else None
    if not isinstance(figure, Mapping):
        return None
    facts = tuple((str(name), _text(value)) for pair in figure.items() for name, value in _flat(*pair) if name not in LATER)
    rows = [row for row in _list(figure.get("study")) if isinstance(row, Mapping)]
    names = tuple(dict.fromkeys(str(name) for row in rows for name in row))
    return Told(tuple(map(str, _list(figure.get("conclusions")))), facts, names, tuple(tuple(_text(row.get(n, "")) for n in names) for row in rows))


def _flat(name: str, value: Any) -> list[tuple[str, Any]]:
    """One level of a mapping of mappings laid open: what is measured stands beside what was chosen."""
    return [(str(n), v) for n, v in value.items()] if isinstance(value, Mapping) and name == "measured" else [(str(name), value)]


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _text(value: Any) -> str:
    """Numbers to four digits; many of them as their median and range; pairs first to last; anything else as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_text(v)}" for name, v in value.items())
    if isinstance(value, bool) or not isinstance(value, (int, float, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return _many(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def _many(values: Sequence[Any]) -> str:
    if len(values) == 5 and all(isinstance(v, (int, float)) for v in values):
        return f"{median(values):.3g} ({min(values):.3g} to {max(values):.3g})"
    if len(values) == 2 and all(isinstance(v, (int, float)) for v in values):
        return f"{_text(values[0])} → {_text(values[1])}"
    return "; ".join(_text(v) for v in values)
