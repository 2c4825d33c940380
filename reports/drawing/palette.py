"""The colours of figures, by role, for light and for dark pages; every one but `rule` and `fill` has a contrast of 4.5 with its ground."""

from __future__ import annotations

LIGHT = {
    "ground": "#fcfbf8",
    "ink": "#1c1c1e",
    "quiet": "#5a5a63",
    "rule": "#dedacf",
    "data": "#0b4f8a",
    "other": "#7a3d8f",
    "third": "#8a4b08",
    "bound": "#9d1f27",
    "claimed": "#17603a",
    "returned": "#b3126a",
    "fill": "#9cc0de",
}
DARK = {
    "ground": "#15171b",
    "ink": "#e8e6df",
    "quiet": "#a8a9b2",
    "rule": "#33373f",
    "data": "#8fbdf0",
    "other": "#d3a4ee",
    "third": "#f0b184",
    "bound": "#f5a19a",
    "claimed": "#86d3a2",
    "returned": "#ff8fc7",
    "fill": "#3f6587",
}
