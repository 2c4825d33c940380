"""Series as marks: a role is told by its colour and by the kind of its line or mark, never by colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from claims.core.pictures import Panel, Series
from reports.drawing.palette import LIGHT
from reports.text import visible

LEGEND_SIZE = 8
WORDS = 64  # characters of one text in a drawing
FEW = 12  # up to so many points are marked one by one
LINES: dict[str, dict[str, Any]] = {
    "bound": {"color": "bound", "linestyle": (0, (6, 2, 1.2, 2)), "linewidth": 1.6},
    "claimed": {"color": "claimed", "linestyle": (0, (5, 2)), "linewidth": 2},
    "reference": {"color": "quiet", "linestyle": "solid", "linewidth": 0.8},
}
DATA = (("data", "solid", "o"), ("other", (0, (3, 1.5)), "s"), ("third", (0, (1, 1.2)), "^"), ("ink", (0, (4, 1.5, 1, 1.5)), "D"))  # in turn
POINTS = (("ink", "o"), ("data", "s"), ("claimed", "^"), ("third", "D"))


def phrase(text: str) -> str:
    """A text as a drawing shows it: in one line, shortened, nothing hidden."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= WORDS else line[: WORDS - 1] + "…"


def named(panel: Panel) -> tuple[Series, ...]:
    """The series that a legend names: all but words alone."""
    return tuple(series for series in panel.series if not _words(series))


def add(axes: Any, panel: Panel) -> list[Any]:
    """Draws the panel's series in order. The handles of those that a legend names."""
    turns: dict[str, int] = {}
    labelled: set[tuple[float | None, float | None]] = set()
    handles = []
    for series in panel.series:
        turn = turns.get(series.role, 0)
        turns[series.role] = turn + 1
        handle = _bars(axes, series, turn) if panel.kind == "bars" else _one(axes, series, turn)
        if panel.kind != "bars":
            _label(axes, series, labelled)
        if not _words(series):
            handles.append(handle)
    if panel.x_scale == panel.y_scale == "linear":
        axes.margins(0.18 if panel.kind == "plane" else 0.06)  # room for labels
    return handles


def _one(axes: Any, series: Series, turn: int) -> Any:
    match series.role:
        case "region":
            return _region(axes, series, turn)
        case "arrow":
            return _arrows(axes, series)
        case "returned" if any(len(xs) > 1 for xs, _ in _pieces(series)):
            return axes.plot(*_columns(series), color=LIGHT["returned"], linestyle=(0, (2, 1)), linewidth=2, zorder=4)[0]
        case "point" | "returned":
            colour, mark = ("returned", "X") if series.role == "returned" else POINTS[turn % len(POINTS)]
            look = {"markerfacecolor": LIGHT[colour], "markeredgecolor": LIGHT["ground"], "markeredgewidth": 0.7}
            return axes.plot(*_columns(series), linestyle="none", marker=mark, markersize=9 if colour == "returned" else 6, zorder=5, **look)[0]
        case "data":
            colour, dashes, mark = DATA[turn % len(DATA)]
            marks = {"marker": mark, "markersize": 4} if len(series.x) <= FEW else {}
            return axes.plot(*_columns(series), color=LIGHT[colour], linestyle=dashes, linewidth=1.7, zorder=3, **marks)[0]
    style = LINES[series.role] | ({"linestyle": (0, (1.2, 1.4))} if series.role != "reference" and turn % 2 else {})
    return axes.plot(*_columns(series), **style | {"color": LIGHT[style["color"]]}, zorder=2 if series.role == "reference" else 3.5)[0]


def _words(series: Series) -> bool:
    """Whether the series is a reference of single points with labels: words in their places and no line."""
    return series.role == "reference" and bool(series.labels) and all(len(xs) == 1 for xs, _ in _pieces(series))


def _region(axes: Any, series: Series, turn: int) -> Any:
    """Each polygon filled; a segment or a point, which has no inside, is drawn thick."""
    colour = LIGHT[DATA[turn % len(DATA)][0]]
    handle = None
    for xs, ys in _pieces(series):
        inside = (
            {"facecolor": LIGHT["fill"], "alpha": 0.45} if turn == 0 else {"facecolor": "none", "hatch": ("///", "\\\\\\", "...")[(turn - 1) % 3]}
        )
        (patch,) = axes.fill(xs, ys, edgecolor="none" if turn == 0 else LIGHT["rule"], zorder=1.5, **inside)
        (line,) = axes.plot(
            [*xs, xs[0]], [*ys, ys[0]], color=colour, linewidth=3.5 if len(xs) < 3 else 1.2, marker="o" if len(xs) == 1 else "", zorder=2
        )
        handle = handle or (patch, line)
    return handle


def _arrows(axes: Any, series: Series) -> Any:
    colour = LIGHT["third"]
    (handle,) = axes.plot(*_columns(series), linestyle="none", color=colour)
    for start in range(0, len(series.x), 2):
        ends = [(series.x[k], series.y[k]) for k in (start, start + 1)]
        axes.annotate("", ends[1], ends[0], arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}, zorder=4)
    return type(handle)([], [], color=colour, linewidth=1.2, marker=">", markevery=[1])


def _bars(axes: Any, series: Series, turn: int) -> Any:
    lengths, places = _columns(series)
    handle = axes.barh(places, lengths, height=0.7, color=LIGHT[DATA[turn % len(DATA)][0]])
    axes.set_ylim(max(places) + 0.6, min(places) - 0.6)  # the first on top
    axes.set_yticks(places, [phrase(label) for label in series.labels])
    axes.grid(axis="y", visible=False)
    return handle


def _label(axes: Any, series: Series, labelled: set[tuple[float | None, float | None]]) -> None:
    """The labels beside their points, one at each: those of a region outside it, those of a reference in its place."""
    points = [point for point in zip(series.x, series.y, strict=True) if point[0] is not None]
    middle = [sum(v for v in column if v is not None) / len(points) for column in zip(*points, strict=True)] if series.role == "region" else None
    for x, y, label in zip(series.x, series.y, series.labels, strict=False):
        if x is None or y is None or not label or (x, y) in labelled:
            continue
        labelled.add((x, y))
        if series.role == "reference":
            where: dict[str, Any] = {"xytext": (0, 0), "ha": "center", "va": "center", "color": LIGHT["quiet"]}
        else:
            left, down = (x < middle[0], y < middle[1]) if middle else (False, False)
            where = {"xytext": (-5 if left else 5, -4 if down else 4), "ha": "right" if left else "left", "va": "top" if down else "bottom"}
        axes.annotate(phrase(label), (x, y), textcoords="offset points", fontsize=8, zorder=6, **{"color": LIGHT["ink"]} | where)


def _columns(series: Series) -> tuple[list[float], list[float]]:
    return tuple([float("nan") if value is None else value for value in column] for column in (series.x, series.y))  # type: ignore[return-value]


def _pieces(series: Series) -> Iterator[tuple[list[float], list[float]]]:
    """The parts between which the pen is lifted."""
    for lifted, points in groupby(zip(series.x, series.y, strict=True), key=lambda point: point[0] is None):
        if not lifted:
            xs, ys = zip(*points, strict=True)
            yield list(xs), list(ys)
