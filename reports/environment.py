"""How a template prints: text shortened and escaped, mathematics and markup as they are, a sign beside every word."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined
from markupsafe import Markup

from reports import summary, text, view
from reports.prose import plain

TEMPLATES = Path(__file__).parent / "templates"

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
    "gradient": "∇",
    "in the Clarke set": "∈",
    "conservative only": "△",
    "outside": "∉",
    "nan": "✗",
    "worse": "✗",
    "wants a look": "△",
    "different": "≠",
    "better": "✓",
}


@cache
def environment() -> Environment:
    """The templates' environment. A name that does not exist is an error, and so is a value that is neither text nor a number."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "plain": plain,
        "count": text.count,
        "ratio": text.ratio,
        "seconds": text.seconds,
        "python": _python,
        "pretty": text.pretty,
        "badge": _badge,
        "kind": _kind,
        "token": text.token,
    }
    made.globals |= {
        "share": text.share,
        "SIGNS": SIGNS,
        "cells": summary.cells,
        "methods": summary.methods,
        "rests_on": summary.rests_on,
        "instances": summary.instances,
        "least_on_kink": summary.least_on_kink,
        "worst": summary.worst,
        "score": summary.score,
        "top_ties": view.top_ties,
        "in_order": view.in_order,
        "gap_bins": view.gap_bins,
        "truth": summary.truth,
        "SOURCE_LIMIT": text.SOURCE_LIMIT,
    }
    return made


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
    return word.replace(" ", "-").lower()


def _badge(word: str) -> Markup:
    """A standing or verdict: its sign and its word."""
    return Markup('<span class="badge {}"><span aria-hidden="true">{}</span> {}</span>').format(_kind(word), SIGNS.get(word, "·"), word)


def _python(source: str, limit: int = text.LIMIT) -> Markup:
    """The first `limit` characters of Python source, highlighted by classes."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    lexer = PythonLexer(stripnl=False, ensurenl=False)
    return Markup(highlight(text.short(source, limit), lexer, HtmlFormatter(nowrap=True)).rstrip("\n"))
