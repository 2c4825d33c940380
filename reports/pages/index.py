"""The index: the lecture as a table of contents, each claim with its standing and what was found at each place."""

from __future__ import annotations

from reports import summary
from reports.site import Page, Site


def make(site: Site) -> dict[str, bytes]:
    """`index.html`."""
    return {"index.html": site.render("index.html", "index.html", chapters=summary.chapters(site.board), totals=summary.totals(site.board))}


PAGE = Page("index.html", "Index", make)
