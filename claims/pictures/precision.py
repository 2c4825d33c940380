"""Where a float format first breaks what holds exactly, drawn: the share of broken instances against the bits that sums may need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.core.pictures import Panel, Picture, series
from claims.instances.precision_ladder import GROWTH


def where_formats_break(ladder: Sequence[dict[str, Any]]) -> Picture:
    """A panel for each thing that grows, a line for each format that was run, and the bits of each format's significand."""
    ran = [told for told in ladder if not told["not_run"]]
    missing = [told["format"] for told in ladder if told["not_run"]]
    panels = []
    for grown in GROWTH:
        lines = [series(t["format"], "data", [(r[3], r[4]) for r in t["rungs"] if r[0] == grown]) for t in ran]
        axes = {"x_label": "bits that the largest partial sum may need", "y_label": "share of instances broken"}
        panels.append(Panel(tuple(lines), "curves", f"{grown} grows", **axes))
    first = "; ".join(f"{t['format']} ({t['bits']} bits): {_first(t['first'])}" for t in ran)
    alt = f"Share of networks in which some layer's pairing is not exactly the output. First broken, in bits needed: {first}."
    return Picture(
        "formats", "Where each format first breaks the identity", alt + (f" Not run: {', '.join(missing)}." if missing else ""), tuple(panels)
    )


def _first(found: dict[str, Any]) -> str:
    return ", ".join(f"{grown} {'never' if step is None else step[2]}" for grown, step in found.items())
