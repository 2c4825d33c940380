"""What was not checked: everything that the evidence of a claim does not speak for, said aloud on its page."""

from __future__ import annotations

from collections.abc import Sequence

from claims.core.evidence import Verdict
from reports import summary, view
from reports.environment import SIGNS
from reports.obligations import Obligation
from reports.tables import Line


def unchecked(line: Line, proofs: Sequence[Obligation]) -> list[str]:
    """Sentences, the nearest at hand first: places and methods that did not run, how far search, sweep and proof reach, what was discarded."""
    return [*_silent(line), *_reach(line), *_proved(line, proofs), *_left(line)]


def _silent(line: Line) -> list[str]:
    told = view.together(line.rows, lambda row: (str(row.evidence.verdict), row.evidence.note or "no reason is given") if row.silent else ())
    found = [f"{SIGNS[verdict]} {verdict.capitalize()} ({where}): {note}." for where, (verdict, note), _ in told]
    ran = {row.evidence.method for row in line.rows}
    found += [f"The claim has a {method}, which these logs do not have." for method in summary.methods(line) if method not in ran and line.rows]
    return found


def _reach(line: Line) -> list[str]:
    """How far the rows that speak for the statement reach: a number of instances of one profile."""
    rows = [row for row in line.shown if row.evidence.method != "proof" and row.evidence.verdict is Verdict.SUPPORTED]
    found = []
    for where, (instances, profile), _ in view.together(rows, lambda row: (row.evidence.instances, row.evidence.profile)):
        at = f" at profile {profile}" if profile else ""
        found.append(f"Instances beyond the {instances:,} that were examined{at} ({where}).")
    return found


def _proved(line: Line, proofs: Sequence[Obligation]) -> list[str]:
    if not proofs:
        return ["No solver was asked: nothing here is proved by machine."] if line.shown else []
    sizes = dict.fromkeys(one.size for one in proofs if one.verdict in ("proved", "refuted"))
    found = [f"Other sizes than those that the solvers were asked about: {'; '.join(sizes)}."] if any(sizes) else []
    found += [f"The obligation “{one.name}” ({one.size}): {one.verdict}." for one in proofs if one.verdict not in ("proved", "refuted")]
    return found


def _left(line: Line) -> list[str]:
    found = []
    for where, count, _ in view.together(line.shown, lambda row: row.evidence.discarded):
        found.append(f"{count:,} instances that did not meet the premises and were discarded ({where}).")
    for where, (bounded, checks), _ in view.together(
        line.shown, lambda row: (row.evidence.bounded, row.evidence.checks) if row.evidence.bounded else ()
    ):
        found.append(f"{bounded:,} of {checks:,} comparisons beyond what rounding may produce: their data do not fit the place exactly ({where}).")
    return found
