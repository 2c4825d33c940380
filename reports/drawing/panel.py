"""One panel of a picture as an SVG file, drawn by matplotlib: the same bytes for the same panel, in light and in dark.

Figures are files of their own and not parts of a page: inlined, they would share ids, carry style attributes that the pages'
policy blocks, and be read twice. Text becomes paths, so that no font is asked for; date, creator and comments are left out.
A panel is drawn once; the dark file is the same drawing with the dark colours.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from html import escape
from typing import Any

from claims.core.pictures import Panel
from reports.drawing.marks import LEGEND_SIZE, add, named, phrase
from reports.drawing.palette import DARK, LIGHT
from reports.products import GENERATOR
from reports.text import superscript, visible

WIDTH, AXES, LEFT, RIGHT, TOP, ROW = 4.2, 2.2, 0.56, 0.14, 0.12, 0.165  # inches of 96 CSS pixels
STYLE: Any = {
    "svg.fonttype": "path",
    "svg.hashsalt": "suite",
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "path.simplify": False,
    "axes.formatter.use_mathtext": False,
    "text.parse_math": False,
}
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_LEFT_OUT = re.compile(r"<!--.*?-->\s*|<!DOCTYPE.*?>\s*|(?<=>)\s+(?=<)", re.DOTALL)


def draw(panel: Panel, title: str) -> tuple[bytes, bytes]:
    """The panel as SVG for a light and for a dark page; `title` names the file to those who open it alone."""
    import matplotlib as mpl  # here and not above: a report without pictures does not wait for it
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of glyphs that the font lacks: they are drawn as boxes, and the data file has the text
        names = [phrase(series.name) for series in named(panel)]
        columns = 1 if max(map(len, names), default=0) > 30 else 2
        rows = 0 if len(names) == 1 and panel.kind == "bars" else -(-len(names) // columns)
        below = 0.26 + 0.2 * bool(panel.x_label) + ROW * rows + 0.06
        height = AXES + below + TOP + 0.2 * bool(panel.title) + 0.17 * bool(panel.y_label)
        figure = Figure(figsize=(WIDTH, height), facecolor=LIGHT["ground"])
        left, right = _left(panel), 2 * RIGHT if panel.kind == "plane" else RIGHT
        axes = figure.add_axes((left / WIDTH, below / height, 1 - (left + right) / WIDTH, AXES / height))
        _frame(axes, panel)
        handles = add(axes, panel)
        if rows:
            figure.legend(handles, names, loc="lower center", ncols=columns, **_legend_style())
        file = io.StringIO()
        FigureCanvasSVG(figure).print_svg(file, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return _themed(file.getvalue(), title)


def _left(panel: Panel) -> float:
    """Inches left of the axes: more where the bars have names."""
    if panel.kind != "bars":
        return LEFT
    return min(0.3 + 0.075 * max(len(phrase(label)) for s in panel.series for label in s.labels), 2.2)


def _frame(axes: Any, panel: Panel) -> None:
    axes.set_facecolor(LIGHT["ground"])
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(LIGHT["quiet"])
        spine.set_linewidth(0.7)
    axes.tick_params(which="both", color=LIGHT["quiet"], labelcolor=LIGHT["quiet"], width=0.7, labelsize=8)
    axes.grid(color=LIGHT["rule"], linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xscale(panel.x_scale)
    axes.set_yscale(panel.y_scale)
    for axis, scale in ((axes.xaxis, panel.x_scale), (axes.yaxis, panel.y_scale)):
        if scale == "log":
            axis.set_major_formatter(lambda value, _: f"10{superscript(round(math.log10(value)))}" if value > 0 else "")
            axis.set_minor_formatter(_between if _decades(panel, axis is axes.xaxis) < 1.5 else "")
    axes.set_xlabel(phrase(panel.x_label), color=LIGHT["ink"], labelpad=2)
    if panel.y_label:  # upright, above its axis
        axes.annotate(phrase(panel.y_label), (0, 1), (-22, 5), xycoords="axes fraction", textcoords="offset points", color=LIGHT["ink"])
    axes.set_title(phrase(panel.title), color=LIGHT["ink"], loc="left", fontsize=9.5, pad=18 if panel.y_label else 5)
    if panel.kind == "plane":
        axes.set_aspect("equal", adjustable="datalim")


def _between(value: float, _: Any) -> str:
    """2 and 5 in each decade: for an axis that hardly spans one."""
    return f"{value:g}" if f"{value:e}"[0] in "25" else ""


def _decades(panel: Panel, horizontal: bool) -> float:
    values = [value for series in panel.series for value in (series.x if horizontal else series.y) if value]
    return math.log10(max(values) / min(values))


def _legend_style() -> dict[str, Any]:
    return {
        "frameon": False,
        "fontsize": LEGEND_SIZE,
        "labelcolor": LIGHT["ink"],
        "borderpad": 0.1,
        "labelspacing": 0.35,
        "handlelength": 2.6,
        "columnspacing": 1.6,
    }


def _themed(svg: str, title: str) -> tuple[bytes, bytes]:
    bare = _LEFT_OUT.sub("", svg).replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "").replace("xlink:href", "href")
    head, rest = bare.split("<svg", 1)
    attributes, body = rest.split(">", 1)
    light = f"{head.strip()}\n<svg{attributes}><title>{escape(visible(title))}</title><desc>{GENERATOR}</desc>{body.strip()}\n"
    other = {LIGHT[role]: DARK[role] for role in LIGHT}
    return light.encode(), _COLOUR.sub(lambda hit: other[hit[0]], light).encode()
