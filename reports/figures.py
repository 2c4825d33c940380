"""The figures of the report: which pictures a claim has, their files (SVG for light and for dark, data as CSV), and what a page needs to show them.

The files stand in `figures/` beside the pages: `L16r.cells.svg`, `L16r.cells.dark.svg`, `L16r.cells.csv`, and for the second panel
of a picture `L16r.cells.2.svg`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple

from claims.core.pictures import Picture, pictures_of
from reports.drawing import store
from reports.evidence_pictures import gaps
from reports.products import GENERATOR
from reports.tables import Board, Line
from reports.text import visible
from reports.view import in_order

FOLDER = "figures"
POINTS = ("panel", "series", "role", "x", "y", "label")
BARS = ("method", "place", "histogram", "name", "value", "count", "of")
_SIZE = re.compile(rb'width="([0-9.]+)pt" height="([0-9.]+)pt"')
_NUMBER = re.compile(r"[-+]?[0-9./]+")


class Image(NamedTuple):
    """One panel: its files, its size in CSS pixels, and what stands in its place for those who do not see it."""

    light: str
    dark: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Figure:
    """A picture as a page shows it."""

    id: str
    title: str
    words: str
    images: tuple[Image, ...]
    data: str


@dataclass(frozen=True)
class Figures:
    """The figures of a claim: those that it declares, and `gaps` of its evidence; the table of its counts ("": none); and all their files."""

    declared: tuple[Figure, ...]
    gaps: tuple[Figure, ...]
    counts: str
    files: Mapping[str, bytes]


def ahead(board: Board) -> AbstractContextManager[None]:
    """Within it, what the claims' pages show is being drawn by other processes, in the order of the claims."""
    return store.ahead((panel, picture.title) for line in board.lines for picture in (*pictures(line), *gaps(line)) for panel in picture.panels)


def figures(line: Line) -> Figures:
    """Everything drawn for one claim. The same evidence gives the same bytes."""
    files: dict[str, bytes] = {}
    own = tuple(_figure(line.id, picture, files) for picture in pictures(line))
    of_evidence = tuple(_figure(f"{line.id}.evidence", picture, files) for picture in gaps(line))
    counted = f"{FOLDER}/{line.id}.counts.csv" if any(row.evidence.tried for row in line.shown) else ""
    return Figures(own, of_evidence, counted, files | ({counted: counts(line)} if counted else {}))


def whole(owner: str, made: Sequence[Picture]) -> tuple[tuple[Figure, ...], dict[str, bytes]]:
    """Pictures of no single claim, for a page that is not a claim's: the figures, and their files."""
    files: dict[str, bytes] = {}
    return tuple(_figure(owner, picture, files) for picture in made), files


def ours(name: str, head: bytes) -> bool:
    """Whether the file of this name, which begins like this, was made here: a later report may remove it."""
    if name.endswith(".svg"):
        return f"<desc>{GENERATOR}</desc>".encode() in head
    return name.endswith(".csv") and head.split(b"\n")[0] in (",".join(POINTS).encode(), ",".join(BARS).encode())


def pictures(line: Line) -> tuple[Picture, ...]:
    """The pictures in the evidence of a claim; where several rows have one of the same name, the first row's."""
    found: dict[str, Picture] = {}
    for row in line.shown:
        for picture in pictures_of(row.evidence.detail):
            found.setdefault(picture.name, picture)
    return tuple(found.values())


def _figure(owner: str, picture: Picture, files: dict[str, bytes]) -> Figure:
    stem = f"{FOLDER}/{owner}.{picture.name}"
    images = []
    for number, panel in enumerate(picture.panels, 1):
        part = stem if number == 1 else f"{stem}.{number}"
        light, dark = store.take(panel, picture.title)
        files |= {f"{part}.svg": light, f"{part}.dark.svg": dark}
        alt = picture.title if len(picture.panels) == 1 else f"{picture.title}: {panel.title or f'part {number} of {len(picture.panels)}'}"
        images.append(Image(f"{part}.svg", f"{part}.dark.svg", *_pixels(light), alt))
    files[f"{stem}.csv"] = table(picture)
    return Figure(f"figure-{owner}.{picture.name}", picture.title, picture.alt, tuple(images), f"{stem}.csv")


def table(picture: Picture) -> bytes:
    """The numbers of a picture as CSV, one line a point, in the order in which it is drawn; an empty point lifts the pen."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(POINTS)
    for number, panel in enumerate(picture.panels, 1):
        for series in panel.series:
            for k, (x, y) in enumerate(zip(series.x, series.y, strict=True)):
                point = ("" if value is None else repr(value) for value in (x, y))
                writer.writerow((number, _cell(series.name), series.role, *point, _cell(series.labels[k]) if series.labels else ""))
    return text.getvalue().encode("utf-8", "replace")


def counts(line: Line) -> bytes:
    """The histograms of a claim's evidence as CSV, a line a bar: what was tried, ties, layers, gaps by decade, mutants and controls."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(BARS)
    for row in line.shown:
        e = row.evidence
        bars = [("tried", name, value, n, e.instances) for name, histogram in e.tried.items() for value, n in in_order(histogram)]
        bars += [("ties", "pattern", pattern, n, e.instances) for pattern, n in e.ties.items()]
        bars += [("layers", "tied", str(k), tied, seen) for k, (tied, seen) in enumerate(e.layers, 1)]
        bars += [("gaps", "floor(log10(gap/allowed))", decade, n, e.bounded) for decade, n in in_order(e.gaps)]
        bars += [(kind, t.name, t.outcome, t.killed, t.instances) for kind, of in (("mutants", e.mutants), ("controls", e.controls)) for t in of]
        writer.writerows((_cell(e.method), _cell(e.place), kind, _cell(name), _cell(str(value)), n, of) for kind, name, value, n, of in bars)
    return text.getvalue().encode("utf-8", "replace")


def _cell(text: str) -> str:
    """A text of the log as a cell that a spreadsheet takes for text."""
    shown = visible(text)
    return f"'{shown}" if shown[:1] in ("=", "+", "-", "@") and not _NUMBER.fullmatch(shown) else shown


def _pixels(svg: bytes) -> tuple[int, int]:
    size = _SIZE.search(svg)
    if size is None:
        raise ValueError("a drawing without width and height in points")
    return round(float(size[1]) * 4 / 3), round(float(size[2]) * 4 / 3)
