"""Pages from the board: all of PAGES, with the stylesheet, the script, the font and the icon beside them.

The pages are the same bytes for the same logs. They hold no inline script, ask no network and open from disk; what they show from a
log is escaped, shortened where it is too long and made visible where a browser would hide or obey it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reports import view
from reports.benchmarks import Benchmarks
from reports.figures import FOLDER, ahead, ours
from reports.pages import adding, claims, errata, graph, index, mutants, outputs, places
from reports.products import product
from reports.prose import Prose
from reports.site import GENERATOR, Page, Site
from reports.tables import Board

HERE = Path(__file__).parent
STATIC = ("style.css", "report.js", "icon.svg", "suite-math.woff2", "GUST-FONT-LICENSE.txt")
PAGES: tuple[Page, ...] = (
    index.PAGE,
    claims.PAGE,
    errata.PAGE,
    mutants.PAGE,
    graph.PAGE,
    places.PAGE,
    adding.PAGE,
    outputs.PAGE,
)  # as in the navigation

_IDENT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
# Names of other pages and folders, and of the sections of pages that have a heading or row with a claim's id.
RESERVED = (
    *("index", "errata", "mutants", "graph", "places", "adding", "compare", "trends", "kinks", "static", "figures", "proofs"),
    *(
        "content",
        "keys",
        "chapters",
        "torch",
        "claims",
        "board",
        "words",
        "runs",
        "entries",
        "unexpected",
        "silent",
        "equivalent",
        "rare",
        "survived",
        "all",
    ),
)


class PageError(ValueError):
    """A claim that can have no page; the message names it."""


def pages(board: Board, more: Sequence[Page] = (), benchmarks: Benchmarks | None = None) -> dict[str, bytes]:
    """The site, as contents by file name: PAGES, then `more`, as far as this board wants them.

    Raises PageError for an id that names no file, MathError for a formula that cannot be set.
    """
    _check_names(board)
    wanted = tuple(page for page in (*PAGES, *more) if page.wanted(board))
    made: dict[str, bytes] = {}
    with ahead(board):
        site = Site(board, Prose(texts(board), (pair for page in wanted for pair in page.texts(board))), wanted, benchmarks)
        for page in sorted(wanted, key=lambda page: page is claims.PAGE):  # last: what they show is being drawn
            made |= page.make(site)
    return made | {f"static/{name}": (HERE / "static" / name).read_bytes() for name in STATIC}


def write(site: Mapping[str, bytes], out: Path) -> Path:
    """Writes the site into the folder `out` and removes pages and figures of an earlier one that are not in it. The path of its index."""
    product(out)
    for old in out.glob("*.html"):
        if old.name not in site and f'content="{GENERATOR}"'.encode() in old.read_bytes()[:2000]:
            old.unlink()
    for old in (out / FOLDER).glob("*.*"):
        if f"{FOLDER}/{old.name}" not in site and ours(old.name, old.read_bytes()[:2000]):
            old.unlink()
    for name, content in site.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return out / "index.html"


def texts(board: Board) -> Iterator[tuple[str, str]]:
    """Every text of the manifest that may hold formulas, and where it stands."""
    for line in board.lines:
        entry = line.entry
        for name in ("title", "statement", "reading", "why", "proof"):
            yield f"claim {line.id}, {name}", entry[name]
        for part, words in entry["routes"].items():
            yield f"claim {line.id}, route {part!r}", words
        for words in entry["blind"]:
            yield f"claim {line.id}, blind", words
        for case in (*view.cases(line, "mutants"), *view.cases(line, "controls")):
            if case.declared:
                for words in (case.name, case.why, case.equivalent, case.rare):
                    yield f"claim {line.id}, {case.name!r}", words


def _check_names(board: Board) -> None:
    seen: dict[str, str] = {}
    for line in board.lines:
        if not _IDENT.fullmatch(line.id) or line.id.lower() in RESERVED:
            raise PageError(f"claim {line.id[:40]!r}: an id of letters, digits, - and _ was asked for, since it names a file; not {RESERVED}")
        other = seen.setdefault(line.id.lower(), line.id)
        if other != line.id:
            raise PageError(f"claims {other!r} and {line.id!r}: ids that differ in more than capitals were asked for, since they name files")
