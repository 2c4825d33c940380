"""The page of trends: a chart of standings over all runs, and each claim over the newest ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reports.site import Page, Site
from reports.tables import Board
from reports.trends import COLOURS, Run, Trend, Trends

FILE = "trends.html"
FEWEST = 20  # runs that the chart has room for at least, so that bars stay bars
SHOWN = 12  # runs in the table; the chart has all
WIDTH, HEIGHT, STEP = 100, 32, 10  # of the chart: a run is STEP wide; of a line of seconds: WIDTH x HEIGHT


class Bar(NamedTuple):
    """One piece of the chart: a standing's share of one run, in the chart's units."""

    kind: str
    x: float
    y: float
    height: float


def page(found: Trends) -> Page:
    """The page over these runs: `trends.html`."""

    def make(site: Site) -> dict[str, bytes]:
        facts = {
            "found": found,
            "shown": found.runs[-SHOWN:],
            "first": max(0, len(found.runs) - SHOWN),
            "bars": bars(found.runs),
            "width": STEP * max(len(found.runs), FEWEST),
        }
        return {FILE: site.render("trends.html", FILE, **facts, line=line, restless=[t for t in found.trends if not t.steady])}

    def texts(board: Board) -> Iterable[tuple[str, str]]:
        return ((f"claim {trend.id}, title", trend.title) for trend in found.trends)

    return Page(FILE, "Trends", make, texts=texts)


def bars(runs: Sequence[Run]) -> list[Bar]:
    """The stacked bars of the chart: one column a run, green at the bottom, the tallest run as high as the chart."""
    most = max((run.asked for run in runs), default=0)
    made = []
    for number, run in enumerate(runs):
        top = 100.0
        for colour in COLOURS:
            if count := run.colours[colour]:
                height = 100.0 * count / most
                top -= height
                made.append(Bar(str(colour), STEP * number + 1, round(top, 2), round(height, 2)))
    return made


def line(trend: Trend) -> str:
    """The seconds of the claim over all runs as points of a line from 0 at the bottom to its largest at the top; empty below two points."""
    spent = [(number, point.seconds) for number, point in enumerate(trend.points) if point]
    most = max((seconds for _, seconds in spent), default=0.0)
    if len(spent) < 2 or not most:
        return ""
    last = len(trend.points) - 1
    return " ".join(f"{2 + (WIDTH - 4) * number / last:.1f},{HEIGHT - 2 - (HEIGHT - 4) * seconds / most:.1f}" for number, seconds in spent)
