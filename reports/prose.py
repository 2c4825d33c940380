"""The claims' own texts: formulas between dollars, program text between backquotes, the rest as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from reports.mathml import Formula, MathError, convert

_PIECE = re.compile(r"\$\$(?P<display>[^$]+)\$\$|\$(?P<inline>[^$]+)\$|`(?P<code>[^`]+)`|(?P<stray>\$)")
_TAIL = re.compile(r"[.,;:!?)]+(?=\s|$)")  # stays on the formula's line


class Prose:
    """The texts of the claims with their formulas set: `inline(text)` for a phrase, `paragraphs(text)` for a text of several."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """Sets every formula in `texts`, pairs (where, text). Raises MathError with all formulas that cannot be set."""
        found: dict[tuple[str, bool], Formula] = {}
        for where, text in texts:
            for formula in formulas(text, where):
                found.setdefault(formula[:2], formula)
        self._set: Mapping[tuple[str, bool], Markup] = convert(list(found.values()))

    def inline(self, text: str) -> Markup:
        return Markup("").join(self._pieces(text))

    def paragraphs(self, text: str) -> Markup:
        blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block]
        return Markup("\n").join(Markup("<p>") + self.inline(block) + Markup("</p>") for block in blocks)

    def _pieces(self, text: str) -> Iterable[Markup]:
        end = 0
        for hit in _PIECE.finditer(text):
            yield escape(text[end : hit.start()])
            end = hit.end()
            if hit["code"]:
                yield Markup("<code>{}</code>").format(hit["code"])
            elif hit["display"]:
                yield self._set[_tidy(hit["display"]), True]
            else:
                tail = _TAIL.match(text, end)
                end = tail.end() if tail else end
                yield Markup('<span class="math">{}{}</span>').format(self._set[_tidy(hit["inline"]), False], tail[0] if tail else "")
        yield escape(text[end:])


def formulas(text: str, where: str) -> list[Formula]:
    """The formulas between dollars in `text`, in order. Raises MathError for a dollar without a partner."""
    found = []
    for hit in _PIECE.finditer(text):
        if hit["stray"]:
            raise MathError(f"{where}: dollars in pairs were asked for, found one alone in {text!r}")
        if tex := hit["display"] or hit["inline"]:
            found.append(Formula(_tidy(tex), bool(hit["display"]), where))
    return found


def plain(text: str) -> str:
    """`text` for places that hold no markup (a page's title): dollars and backquotes dropped."""
    return text.replace("$", "").replace("`", "")


def _tidy(tex: str) -> str:
    return " ".join(tex.split())
