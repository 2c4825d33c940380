"""Pages from the board: `index.html` and one page a claim, with the stylesheet, the font and the icon beside them.

The pages are the same bytes for the same logs. They hold no script, ask no network and open from disk; what they show from a
log is escaped, shortened where it is too long and made visible where a browser would hide or obey it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined
from markupsafe import Markup

from reports import summary, text, view
from reports.products import product
from reports.prose import Prose, plain
from reports.tables import Board, Line

HERE = Path(__file__).parent
STATIC = ("style.css", "icon.svg", "suite-math.woff2", "GUST-FONT-LICENSE.txt")
GENERATOR = "reports of a theorem-checking suite"
# The one place that says what a page may do: load its own style, font and icon; no script, no network, no plugin, no frame, no form.
POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"

SIGNS = {  # a sign beside every word, so that colour is never the only one
    "green": "✓",
    "amber": "△",
    "red": "✗",
    "supported": "✓",
    "proved": "∎",
    "refuted": "↯",
    "untyped": "⊬",
    "inconclusive": "≈",
    "error": "✗",
    "not run": "○",
    "not selected": "–",
    "not applicable": "·",
}
_IDENT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
RESERVED = ("index",)


class PageError(ValueError):
    """A claim that can have no page; the message names it."""


def pages(board: Board) -> dict[str, bytes]:
    """The site, as contents by file name. Raises PageError for an id that names no file, MathError for a formula that cannot be set."""
    _check_names(board)
    environment = _environment()
    by_id = {line.id: line for line in board.lines}
    common = {"prose": Prose(_texts(board)), "board": board, "by_id": by_id, "policy": POLICY, "generator": GENERATOR}
    made = {"index.html": environment.get_template("index.html").render(**common, chapters=summary.chapters(board), totals=summary.totals(board))}
    claim = environment.get_template("claim.html")
    for before, line, after in zip((None, *board.lines), board.lines, (*board.lines[1:], None), strict=False):
        made[f"{line.id}.html"] = claim.render(**common, **_about(line, board), before=before, after=after)
    site = {name: text.visible(page).encode() for name, page in made.items()}
    return site | {f"static/{name}": (HERE / "static" / name).read_bytes() for name in STATIC}


def write(site: Mapping[str, bytes], out: Path) -> Path:
    """Writes the site into the folder `out` and removes pages of an earlier one that are not in it. The path of its index."""
    product(out)
    for old in out.glob("*.html"):
        if old.name not in site and f'content="{GENERATOR}"'.encode() in old.read_bytes()[:2000]:
            old.unlink()
    for name, content in site.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return out / "index.html"


def _about(line: Line, board: Board) -> dict[str, Any]:
    return {
        "line": line,
        "entry": line.entry,
        "mutants": view.cases(line, "mutants"),
        "controls": view.cases(line, "controls"),
        "ties": view.together(line.shown, lambda row: (row.evidence.ties, row.evidence.tie_patterns) if row.evidence.ties else None),
        "layers": view.together(line.shown, lambda row: row.evidence.layers),
        "gaps": view.together(line.shown, lambda row: row.evidence.gaps),
        "witnesses": view.witnesses(line.shown),
        "details": view.together(line.shown, lambda row: row.evidence.detail),
        "certificates": view.together(line.shown, lambda row: row.evidence.certificate),
        "findings": view.together(line.shown, view.finding),
        "notes": view.together(line.shown, lambda row: row.evidence.note),
        "silent": view.together(line.rows, lambda row: (str(row.evidence.verdict), row.evidence.note or "no reason is given") if row.silent else ()),
        "carries": [other for other in board.lines if line.id in other.entry["uses"]],
        "repairs": [other for other in board.lines if other.entry["repair"] == line.id],
    }


def _texts(board: Board) -> Iterator[tuple[str, str]]:
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


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "plain": plain,
        "count": text.count,
        "ratio": text.ratio,
        "seconds": text.seconds,
        "python": _python,
        "pretty": _pretty,
        "badge": _badge,
        "kind": _kind,
    }
    environment.globals |= {
        "share": text.share,
        "SIGNS": SIGNS,
        "cells": summary.cells,
        "instances": summary.instances,
        "least_on_kink": summary.least_on_kink,
        "worst": summary.worst,
        "score": summary.score,
        "top_ties": view.top_ties,
        "gap_bins": view.gap_bins,
        "truth": summary.truth,
        "SOURCE_LIMIT": text.SOURCE_LIMIT,
    }
    return environment


def _shown(value: object) -> object:
    """What a template prints: markup as it is, other text shortened, numbers; anything else is a mistake of the template."""
    if isinstance(value, Markup):
        return value
    if type(value) is Undefined:  # an `if` without `else`; a name that does not exist is a StrictUndefined and raises
        return ""
    if isinstance(value, str):
        return text.short(value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, Undefined):
        return str(value)  # raises UndefinedError, which names it
    raise TypeError(f"a template prints text and numbers, found {type(value).__name__}")


def _kind(word: str) -> str:
    """A word as the name of a class in the stylesheet."""
    return word.replace(" ", "-")


def _badge(word: str) -> Markup:
    """A standing or verdict: its sign and its word."""
    return Markup('<span class="badge {}"><span aria-hidden="true">{}</span> {}</span>').format(_kind(word), SIGNS[word], word)


def _python(source: str, limit: int = text.LIMIT) -> Markup:
    """The first `limit` characters of Python source, highlighted by classes."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    lexer = PythonLexer(stripnl=False, ensurenl=False)
    return Markup(highlight(text.short(source, limit), lexer, HtmlFormatter(nowrap=True)).rstrip("\n"))


def _pretty(value: object) -> str:
    """A value of a log's free-form fields in one line: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
