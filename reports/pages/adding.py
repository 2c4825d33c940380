"""How to add a claim: the section of ARCHITECTURE.md with its worked example, which the tests run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from reports.prose import formulas
from reports.site import Page, Site
from reports.tables import Board

ARCHITECTURE = Path(__file__).parents[2] / "ARCHITECTURE.md"
TITLE = "Adding a claim"


class Block(NamedTuple):
    """A paragraph of the section, or a piece of Python."""

    code: bool
    text: str


def section(source: str) -> list[Block]:
    """The blocks of the section `Adding a claim` of the Markdown `source`, in order; empty where it has none."""
    hit = re.search(rf"^## {TITLE}\n(.*?)(?=^## |\Z)", source, re.DOTALL | re.MULTILINE)
    pieces = re.split(r"^```python\n(.*?)^```\n?", hit[1], flags=re.DOTALL | re.MULTILINE) if hit else []
    blocks = []
    for number, piece in enumerate(pieces):
        if number % 2:
            blocks.append(Block(True, piece.rstrip("\n")))
        else:
            blocks += [Block(False, " ".join(paragraph.split())) for paragraph in re.split(r"\n\s*\n", piece) if paragraph.strip()]
    return blocks


def here() -> list[Block]:
    """The section as it stands in the repository; empty where the reports are used without it."""
    return section(ARCHITECTURE.read_text(encoding="utf-8")) if ARCHITECTURE.exists() else []


def make(site: Site) -> dict[str, bytes]:
    """`adding.html`."""
    return {"adding.html": site.render("adding.html", "adding.html", blocks=here())}


def texts(board: Board) -> list[tuple[str, str]]:
    """The paragraphs, which may hold formulas."""
    return [(TITLE, block.text) for block in here() if not block.code and formulas(block.text, TITLE)]


PAGE = Page("adding.html", TITLE, make, wanted=lambda board: bool(here()), texts=texts)
