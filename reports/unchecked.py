"""What was not checked: everything that the evidence of a claim does not speak for, said aloud on its page."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from claims.core.evidence import Verdict
from reports import summary, view
from reports.environment import SIGNS
from reports.obligations import Obligation
from reports.prose import Prose
from reports.tables import Line
from reports.text import short


def unchecked(line: Line, proofs: Sequence[Obligation], prose: Prose) -> list[Markup]:
    """Sentences, the nearest at hand first: places and methods that did not run, how far search, sweep and proof reach, what was discarded."""
    return [*_silent(line), *_reach(line), *_proved(line, proofs, prose), *_left(line)]


def _say(sentence: str, *words: Markup | str) -> Markup:
    """The sentence with the words in its gaps: shortened and escaped, unless they are set already."""
    return Markup(sentence).format(*(word if isinstance(word, Markup) else short(word) for word in words))


def _silent(line: Line) -> list[Markup]:
    told = view.together(line.rows, lambda row: (str(row.evidence.verdict), row.evidence.note or "no reason is given") if row.silent else ())
    found = [_say("{} {} ({}): {}.", SIGNS[verdict], verdict.capitalize(), where, note) for where, (verdict, note), _ in told]
    ran = {row.evidence.method for row in line.rows}
    missing = [method for method in summary.methods(line) if method not in ran and line.rows]
    return found + [_say("The claim has a {}, which these logs do not have.", method) for method in missing]


def _reach(line: Line) -> list[Markup]:
    """How far the rows that speak for the statement reach: a number of instances of one profile."""
    rows = [row for row in line.shown if row.evidence.method != "proof" and row.evidence.verdict is Verdict.SUPPORTED]
    found = view.together(rows, lambda row: (row.evidence.instances, row.evidence.profile or "unknown"))
    return [
        _say("Instances beyond the {} that were examined at profile {} ({}).", f"{instances:,}", profile, where)
        for where, (instances, profile), _ in found
    ]


def _proved(line: Line, proofs: Sequence[Obligation], prose: Prose) -> list[Markup]:
    if not proofs:
        return [Markup("No solver was asked: nothing here is proved by machine.")] if line.shown else []
    decided = [one for one in proofs if one.verdict in ("proved", "refuted")]
    sizes = [_say("{}", prose.told(size)) for size in dict.fromkeys(one.size for one in decided) if size]
    found = [_say("Other sizes than those that the solvers were asked about: {}.", Markup("; ").join(sizes))] if sizes else []
    return found + [_say("The obligation “{}” ({}): {}.", one.name, prose.told(one.size), one.verdict) for one in proofs if one not in decided]


def _left(line: Line) -> list[Markup]:
    discarded = view.together(line.shown, lambda row: row.evidence.discarded)
    bounded = view.together(line.shown, lambda row: (row.evidence.bounded, row.evidence.checks) if row.evidence.bounded else ())
    found = [_say("{} instances that did not meet the premises and were discarded ({}).", f"{count:,}", where) for where, count, _ in discarded]
    beyond = "{} of {} comparisons beyond what rounding may produce: their data do not fit the place exactly ({})."
    return found + [_say(beyond, f"{count:,}", f"{checks:,}", where) for where, (count, checks), _ in bounded]
