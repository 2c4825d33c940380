"""How to add a claim, and what else can be added: the sections of ARCHITECTURE.md with their examples, which the tests hold to the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from reports.site import Page, Site
from reports.tables import Board
from reports.text import token

ARCHITECTURE = Path(__file__).parents[2] / "ARCHITECTURE.md"
TITLE = "Adding a claim"
_SECTION = re.compile(r"^## (Adding [^\n]*)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    """A paragraph of a section, an item of a list, or a piece of Python."""

    kind: str  # text / item / code
    text: str


class Section(NamedTuple):
    """A section with its heading; `slug` names it in links."""

    title: str
    slug: str
    blocks: tuple[Block, ...]


def sections(source: str) -> list[Section]:
    """The sections of the Markdown `source` whose headings begin with `Adding`, in order."""
    return [Section(hit[1], token(hit[1]), tuple(_blocks(hit[2]))) for hit in _SECTION.finditer(source)]


def _blocks(text: str) -> Iterator[Block]:
    for number, piece in enumerate(re.split(r"^```python\n(.*?)^```\n?", text, flags=re.DOTALL | re.MULTILINE)):
        if number % 2:
            yield Block("code", piece.rstrip("\n"))
        else:
            paragraphs = re.split(r"\n\s*\n|\n(?=\* )", piece)
            yield from (Block("item" if p.strip().startswith("* ") else "text", _line(p)) for p in paragraphs if p.strip())


def _line(paragraph: str) -> str:
    """The paragraph on one line, without the marks of a list and of emphasis."""
    return re.sub(r"(?<![\w*`])\*(\w[^*`]*)\*(?![\w*])", r"\1", " ".join(paragraph.split()).removeprefix("* "))


def here() -> list[Section]:
    """The sections as they stand in the repository; none where the reports are used without it."""
    return sections(ARCHITECTURE.read_text(encoding="utf-8")) if ARCHITECTURE.exists() else []


def make(site: Site) -> dict[str, bytes]:
    """`adding.html`."""
    return {"adding.html": site.render("adding.html", "adding.html", sections=here())}


def texts(board: Board) -> list[tuple[str, str]]:
    """The paragraphs, which may hold formulas."""
    return [(section.title, block.text) for section in here() for block in section.blocks if block.kind != "code"]


PAGE = Page("adding.html", TITLE, make, wanted=lambda board: bool(here()), texts=texts)
