"""The index: the lecture as a table of contents, each claim with its standing and what was found at each place."""

from __future__ import annotations

from reports import summary
from reports.prose import plain
from reports.site import Choice, Page, Site, choices
from reports.tables import Board, Line


def filters(board: Board) -> list[Choice]:
    """By what the claims of the board can be filtered: chapter, standing, method, and the truth of what the slide has."""
    lines = board.lines
    return [
        choices("chapter", "Chapter", (line.entry["chapter"] for line in lines)),
        choices("standing", "Standing", (str(line.standing.colour) for line in lines), but="green"),
        choices("method", "Method", (method for line in lines for method in summary.methods(line))),
        choices("truth", "The slide is", (truth(line) for line in lines), but="true"),
    ]


def truth(line: Line) -> str:
    """The truth of what the slide has; of a claim that is on none, that."""
    return str(line.entry["truth"]) if summary.on_a_slide(line) else "none: about torch"


def words(line: Line) -> str:
    """What a search finds a claim by, beside what its row shows: its reading and its statement."""
    return " ".join(plain(f"{line.entry['reading']} {line.entry['statement']}").split())


def make(site: Site) -> dict[str, bytes]:
    """`index.html`."""
    chapters = summary.chapters(site.board)
    headings = (("chapters", "The lecture", True), ("torch", "Torch, device by device", False))
    parts = [(ident, title, found) for ident, title, here in headings if (found := [c for c in chapters if c.on_slides is here])]
    facts = {
        "chapters": chapters,
        "parts": parts,
        "totals": summary.totals(site.board),
        "filters": filters(site.board),
        "truth_of": truth,
        "words": words,
    }
    return {"index.html": site.render("index.html", "index.html", **facts)}


PAGE = Page("index.html", "Index", make)
