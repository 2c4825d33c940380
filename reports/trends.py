"""Many runs in the order of time: the standing of each claim, its instances and its seconds. From logs to data, one log at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from claims.core.log import Header, Log
from claims.core.standing import Colour
from reports import tables

COLOURS = (Colour.GREEN, Colour.AMBER, Colour.RED, Colour.NOT_RUN)


@dataclass(frozen=True)
class Point:
    """One claim in one run: its standing there from that run's evidence alone, the most instances at one place, and its seconds."""

    colour: Colour
    instances: int
    seconds: float


@dataclass(frozen=True)
class Run:
    """One log: what it is called, its header without the manifest's weight, where it was cut, and how many claims stand how."""

    name: str
    started: str
    commit: str
    profile: str
    seed: int
    asked: int
    cut: str
    colours: Counter[Colour]
    seconds: float


@dataclass(frozen=True)
class Trend:
    """One claim over all runs, oldest first; None where the run was not asked for it or the lecture had it not."""

    id: str
    title: str
    points: tuple[Point | None, ...]

    @property
    def steady(self) -> bool:
        """Whether its standing is the same wherever it was examined."""
        return len({point.colour for point in self.points if point}) < 2


@dataclass(frozen=True)
class Trends:
    """Runs in the order of time, and the claims of the newest manifest, then those that only earlier ones had."""

    runs: tuple[Run, ...]
    trends: tuple[Trend, ...]


def trends(paths: Iterable[str | Path]) -> tuple[Trends, tables.Board]:
    """The trends over the logs in `paths` in any order, and the board of the newest log. Raises LogError (`file:line: ...`)."""
    found: list[tuple[tuple[str, str], Run, dict[str, tuple[str, Point]]]] = []
    newest: Log | None = None
    for path in dict.fromkeys(str(path) for path in paths):
        (log,) = tables.load([path])
        if newest is None or _when(log) > _when(newest):
            newest = log
        found.append((_when(log), *_one(tables.board([log]))))
    found.sort(key=lambda item: item[0])
    assert newest is not None
    titles = {ident: title for _, _, points in found for ident, (title, _) in points.items()}
    order = [entry["id"] for entry in newest.header.manifest]
    order += sorted(titles.keys() - set(order))
    made = [Trend(i, titles[i], tuple(points[i][1] if i in points else None for _, _, points in found)) for i in order if i in titles]
    return Trends(tuple(run for _, run, _ in found), tuple(made)), tables.board([newest])


def _when(log: Log) -> tuple[str, str]:
    return log.header.started, Path(log.path).name


def _one(board: tables.Board) -> tuple[Run, dict[str, tuple[str, Point]]]:
    (log,) = board.logs
    points = {
        line.id: (
            str(line.entry["title"]),
            Point(line.standing.colour, max((r.evidence.instances for r in line.fresh), default=0), sum(r.evidence.seconds for r in line.fresh)),
        )
        for line in board.lines
        if line.standing.colour is not Colour.NOT_SELECTED
    }
    return _run(log, log.header, [point for _, point in points.values()]), points


def _run(log: Log, head: Header, points: Sequence[Point]) -> Run:
    colours = Counter(point.colour for point in points)
    name = log.path.replace("\\", "/").split("/")[-1]
    return Run(name, head.started, head.commit, head.profile, head.seed, len(points), log.cut, colours, sum(point.seconds for point in points))
