"""A summary in Markdown for a CI job, never longer than it may be: what fits is told, totals and new failures before all else.

GitHub drops a step summary above 1 MiB as a whole. Each text of a log is shortened, and every character that Markdown would obey is
escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.core.standing import Colour
from reports import summary as sums
from reports import text
from reports.compare import Comparison
from reports.differences import KINDS, Change, Level, reasons
from reports.environment import SIGNS
from reports.prose import plain
from reports.tables import Board, Line

REASON, WORD = 300, 60  # characters of a reason, and of a word about the run
SHORTENED = "\nShortened to {:,} bytes; the report has the rest.\n"
_OBEYED = re.compile(r"[\\`*_{}\[\]()<>#|~$&@!]|:(?=[\w/+-])|\.(?=[A-Za-z])")  # the last two: emoji, and addresses that become links


def summary(board: Board, comparison: Comparison | None, limit: int) -> bytes:
    """The summary, at most `limit` bytes: the longest of its forms that fits. Raises ValueError where not even the totals do."""
    head, notices, failures = list(_head(board, comparison)), list(_notices(board, comparison)), list(_failures(board, comparison))
    changes, open_ends, everything = list(_changes(comparison)), list(_not_green(board)), list(_all(board))
    whole = [*head, *notices, *failures, *changes, *open_ends]
    note = SHORTENED.format(limit)
    for lines in ([*whole, *everything], whole, [*head, *notices, *failures, *open_ends, note], [*head, *notices, *failures, note]):
        if len(told := _bytes(lines)) <= limit:
            return told
    return _fitting(head, failures, note, limit)


def _fitting(head: list[str], failures: list[str], note: str, limit: int) -> bytes:
    """The totals and as many failures as fit, and how many more there are."""
    room = limit - len(_bytes([*head, note, "- and 1,000,000,000 more"]))
    if room < 0:
        raise ValueError(f"a summary of at most {limit:,} bytes was asked for; its totals alone have {len(_bytes(head)):,}")
    kept: list[str] = []
    for line in failures:
        room -= len(_bytes([line]))
        if room < 0:
            break
        kept.append(line)
    left = len(failures) - len(kept)
    return _bytes([*head, *kept, *([f"- and {left:,} more"] if left else []), note])


def _bytes(lines: list[str]) -> bytes:
    return "".join(line + "\n" for line in lines).encode()


def _head(board: Board, comparison: Comparison | None) -> Iterator[str]:
    totals, newest = sums.totals(board), board.logs[-1].header
    colours = ", ".join(f"{SIGNS[word]} {n:,} {word}" for word in map(str, Colour) if (n := totals["colours"][word]))
    yield f"## The lecture, examined: {colours}"
    yield ""
    yield f"{totals['instances']:,} instances, {totals['checks']:,} comparisons, {totals['killed']:,} of {totals['killable']:,} mutants killed."
    if about := totals["about_torch"]:
        yield f"Claims of the lecture: {totals['claims'] - about:,}. About torch: {about:,}."
    run = [escaped(words, WORD) for words in (newest.started, newest.profile, str(newest.seed), newest.commit[:12])]
    yield "Run of {}, profile {}, seed {}, commit {}.".format(*run)
    if comparison is not None:
        counts = ", ".join(f"{SIGNS[level]} {comparison.counts[level]:,} {level}" for level in Level if comparison.counts[level])
        old = escaped(_name(comparison.old), WORD)
        yield f"\n**Compared with {old}**: {counts or 'no changes'} in {len(comparison.compared):,} claims."


def _notices(board: Board, comparison: Comparison | None) -> Iterator[str]:
    yield from (f"\n**Cut short**: {escaped(log.cut)}" for log in board.logs if log.cut)
    for notice in comparison.notices if comparison else ():
        yield f"- {escaped(notice)}"


def _failures(board: Board, comparison: Comparison | None) -> Iterator[str]:
    """What failed that did not fail before; without a comparison, every claim that is red."""
    if comparison is None:
        listed = [(line.id, str(line.standing.colour), reasons(line.standing.reasons)) for line in board.lines if line.standing.colour is Colour.RED]
    else:
        listed = [
            (c.claim, f"{c.before} → {c.after}", c.note)
            for c in comparison.changes
            if c.level is Level.WORSE and c.kind in ("new failure", "standing", "claims")
        ]
    if listed:
        yield f"\n### {'New failures' if comparison else 'Red'}: {len(listed):,}\n"
    for ident, state, why in listed:
        yield f"- **{escaped(ident)}** {escaped(state)}: {escaped(why)}"


def _changes(comparison: Comparison | None) -> Iterator[str]:
    if comparison is None or not comparison.changes:
        return
    yield "\n### Changes\n\n| | claim | kind | before | now | |\n| --- | --- | --- | --- | --- | --- |"
    for change in comparison.changes:
        yield f"| {SIGNS[change.level]} {change.level} | " + " | ".join(map(escaped, _cells(change))) + " |"


def _cells(change: Change) -> tuple[str, ...]:
    about = " ".join(part for part in (change.what, f"({change.where})" if change.where else "", change.note) if part)
    return change.claim or "the run", KINDS[change.kind], change.before, change.after, about


def _not_green(board: Board) -> Iterator[str]:
    lines = [line for line in board.lines if line.standing.colour not in (Colour.GREEN, Colour.NOT_SELECTED)]
    if lines:
        yield f"\n### Not green: {len(lines):,}\n\n| claim | standing | why |\n| --- | --- | --- |"
    for line in lines:
        yield f"| {_title(line)} | {SIGNS[line.standing.colour]} {line.standing.colour} | {escaped(reasons(line.standing.reasons))} |"


def _all(board: Board) -> Iterator[str]:
    yield "\n<details><summary>All claims</summary>\n\n| claim | standing | instances | mutants killed |\n| --- | --- | ---: | ---: |"
    for line in board.lines:
        score, colour = sums.score(line), line.standing.colour
        yield f"| {_title(line)} | {SIGNS[colour]} {colour} | {sums.instances(line):,} | {score.killed} / {score.killable} |"
    yield "\n</details>"


def _title(line: Line) -> str:
    return f"**{escaped(line.id)}** {escaped(plain(str(line.entry['title'])))}"


def _name(board: Board) -> str:
    return board.logs[-1].path.replace("\\", "/").split("/")[-1]


def escaped(words: str, limit: int = REASON) -> str:
    """Text of a log in one line of Markdown: shortened, what cannot be printed made visible, what Markdown or HTML would obey escaped."""
    cut = words if len(words) <= limit else words[:limit] + " …"
    return _OBEYED.sub(r"\\\g<0>", text.visible(" ".join(cut.split())))
