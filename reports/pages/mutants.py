"""All mutants of the lecture: killed by which method at which place, how often and by what; those that are equivalent or rare, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reports import view
from reports.evidence_pictures import kill_rates
from reports.figures import whole
from reports.site import Choice, Page, Site, choices
from reports.tables import Line


class Entry(NamedTuple):
    """One mutant of one claim."""

    line: Line
    case: view.Case


def entries(lines: Iterable[Line]) -> list[Entry]:
    """Every mutant, claim by claim in the order of the slides."""
    return [Entry(line, case) for line in lines for case in view.cases(line, "mutants")]


def outcomes(case: view.Case) -> tuple[str, ...]:
    """What became of a mutant, in the words that the page's filter offers."""
    declared = [word for word, told in (("equivalent", case.equivalent), ("rare", case.rare)) if told]
    return tuple(dict.fromkeys([*(case.outcomes or ("not tried",)), *declared]))


def filters(found: Iterable[Entry]) -> list[Choice]:
    """By what the mutants can be filtered: chapter, outcome, and the method that tried them."""
    found = list(found)
    return [
        choices("chapter", "Chapter", (entry.line.entry["chapter"] for entry in found)),
        choices("outcome", "Outcome", (word for entry in found for word in outcomes(entry.case)), but="killed"),
        choices("method", "Tried by", (method for entry in found for method in entry.case.methods)),
    ]


def make(site: Site) -> dict[str, bytes]:
    """`mutants.html`."""
    found = entries(site.board.lines)
    groups = {
        "survived": [entry for entry in found if entry.case.state == "bad" and entry.line.shown],
        "equivalent": [entry for entry in found if entry.case.equivalent],
        "rare": [entry for entry in found if entry.case.rare],
        "killed": [entry for entry in found if entry.case.state == "good"],
        "untried": [entry for entry in found if not (entry.case.outcomes or entry.case.equivalent or entry.line.shown)],
    }
    claims = [(line, mutants) for line in site.board.lines if (mutants := view.cases(line, "mutants"))]
    shown, files = whole("mutants", kill_rates(site.board))
    told = site.render(
        "mutants.html", "mutants.html", claims=claims, total=len(found), filters=filters(found), outcomes=outcomes, shown=shown, **groups
    )
    return {"mutants.html": told} | files


PAGE = Page("mutants.html", "Mutants", make)
