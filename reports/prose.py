"""The claims' own texts: formulas between dollars, program text between backquotes, the rest as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from reports.mathml import Formula, MathError, attempt
from reports.text import LIMIT

_PIECE = re.compile(r"\$\$(?P<display>[^$]+)\$\$|\$(?P<inline>[^$]+)\$|`(?P<code>[^`]+)`|(?P<stray>\$)")
_TAIL = re.compile(r"[.,;:!?)]+(?=\s|$)")  # stays on the formula's line


class Prose:
    """Texts with their formulas set: `inline(text)` for a phrase, `paragraphs(text)` for a text of several, `told(text)` for a log's words."""

    def __init__(self, texts: Iterable[tuple[str, str]], found: Iterable[tuple[str, str]] = ()) -> None:
        """Sets every formula in `texts` and `found`, pairs (where, text). Raises MathError with all formulas of `texts` that cannot be set.

        `texts` are the lecture's own; `found` come with the evidence, and `told` shows as they stand those that cannot be set.
        """
        own: dict[tuple[str, bool], Formula] = {}
        for where, text in texts:
            for formula in formulas(text, where):
                own.setdefault(formula[:2], formula)
        more = {formula[:2]: formula for where, text in found for formula in _formulas_or_none(text, where)}
        ready, problems = attempt(list((more | own).values()))
        if wrong := [problem for key, problem in problems.items() if key in own]:
            raise MathError("\n".join(wrong))
        self._set: Mapping[tuple[str, bool], Markup] = ready

    def inline(self, text: str) -> Markup:
        return Markup("").join(self._pieces(text))

    def told(self, text: str) -> Markup | str:
        """`inline(text)`, or the text as it stands where its formulas cannot be set or it is too long."""
        wanted = _formulas_or_none(text, "")
        return self.inline(text) if len(text) <= LIMIT and all(formula[:2] in self._set for formula in wanted) and _paired(text) else text

    def statement(self, text: str) -> Markup:
        """`paragraphs(text)` with its formulas as large as those that stand on a line of their own: fractions and sums at full size."""
        return Markup(str(self.paragraphs(text)).replace('<math display="inline">', '<math display="inline" displaystyle="true">'))

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


def _paired(text: str) -> bool:
    return not any(hit["stray"] for hit in _PIECE.finditer(text))


def _formulas_or_none(text: str, where: str) -> list[Formula]:
    """The formulas in `text`; none where it is too long to be set or a dollar stands alone."""
    return formulas(text, where) if len(text) <= LIMIT and _paired(text) else []


def plain(text: str) -> str:
    """`text` for places that hold no markup (a page's title): dollars and backquotes dropped."""
    return text.replace("$", "").replace("`", "")


def _tidy(tex: str) -> str:
    return " ".join(tex.split())
