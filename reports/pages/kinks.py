"""The kink ledger as a page: each operation at each tie, what autograd returns, the exact Clarke set, and the verdict."""

from __future__ import annotations

from typing import NamedTuple

from reports.kinks import Kink, Kinks
from reports.site import Choice, Page, Site, choices

FILE = "kinks.html"
MISSES = ("conservative only", "outside", "nan")


class Entry(NamedTuple):
    """Rows of one case that agree: the first of them, and the places where it is so."""

    row: Kink
    places: tuple[str, ...]


def entries(ledger: Kinks) -> list[Entry]:
    """One entry for each case, more where its places differ in value or verdict."""
    found = []
    for rows in ledger.cases():
        groups: dict[tuple[object, ...], list[Kink]] = {}
        for row in rows:
            groups.setdefault((row.returned, row.verdict, row.note), []).append(row)
        found += [Entry(group[0], tuple(row.place for row in group)) for group in groups.values()]
    return found


def filters(found: list[Entry]) -> list[Choice]:
    """By what the entries can be filtered."""
    return [
        choices("verdict", "Verdict", (entry.row.verdict for entry in found), but="in the Clarke set"),
        choices("operation", "Operation", (entry.row.operation for entry in found)),
        choices("place", "Place", (place for entry in found for place in entry.places)),
    ]


def page(ledger: Kinks) -> Page:
    """The page of this ledger."""

    def make(site: Site) -> dict[str, bytes]:
        found = entries(ledger)
        missed = [entry for entry in found if entry.row.verdict in MISSES]
        return {FILE: site.render("kinks.html", FILE, ledger=ledger, entries=found, filters=filters(found), missed=missed)}

    return Page(FILE, "Kinks", make)
