"""What every page shares: the policy, the frame with its navigation, and the texts with their formulas set.

A page of the report is a module of `reports/pages` with a PAGE: the file it is found at, its word in the navigation, and a
function that makes its files from the Site. `reports.render` lists them in the order of the navigation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from reports import text
from reports.benchmarks import Benchmarks
from reports.environment import environment
from reports.products import GENERATOR
from reports.prose import Prose
from reports.tables import Board, Line

# The one place that says what a page may do: load its own script, style, font and figures; nothing inline, no network, plugin, frame or form.
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"


class Choice(NamedTuple):
    """One thing to filter rows by: its name among the rows' data, its label, and its values, each with a word for people."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]


def choices(name: str, label: str, found: Iterable[str], but: str = "") -> Choice:
    """The distinct values in the order in which they are found; last, where `but` is among several, everything but it."""
    words = tuple(dict.fromkeys(found))
    rest = ((f"!{text.token(but)}", f"anything but {but}"),) if but in words and len(words) > 1 else ()
    return Choice(name, label, (*((text.token(word), word) for word in words), *rest))


@dataclass(frozen=True)
class Page:
    """One page of the report, or several of a kind. Without a `word` it is not in the navigation.

    `make(site)`: contents by file name. `wanted(board)`: whether this report has the page at all.
    `texts(board)`: pairs (where, text) of texts of the evidence that may hold formulas; what cannot be set is shown as it stands.
    """

    file: str
    word: str
    make: Callable[[Site], Mapping[str, bytes]]
    wanted: Callable[[Board], bool] = lambda board: True
    texts: Callable[[Board], Iterable[tuple[str, str]]] = lambda board: ()


@dataclass(frozen=True)
class Site:
    """The board that is shown, its texts with their formulas set, and the pages of this report."""

    board: Board
    prose: Prose
    pages: tuple[Page, ...]
    benchmarks: Benchmarks | None = None

    @cached_property
    def by_id(self) -> dict[str, Line]:
        return {line.id: line for line in self.board.lines}

    def render(self, template: str, file: str, **facts: Any) -> bytes:
        """The template in the frame, as the page `file`: `site`, `board`, `by_id` and `prose` are known to it beside `facts`."""
        common = {"site": self, "board": self.board, "by_id": self.by_id, "prose": self.prose, "policy": POLICY, "generator": GENERATOR}
        navigation = [(page.file, page.word, page.file == file) for page in self.pages if page.word]
        page = environment().get_template(template).render(**common, navigation=navigation, **facts)
        return text.visible(page).encode()
