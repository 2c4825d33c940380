"""Two runs side by side: what is worse, what wants a look, what is merely different, what is better. From data to data.

Each side is a board, so that the standing of a claim is what `claims.core.standing` decides, and nothing here decides it again.
A claim that the new side was not asked for is not compared. Seconds and counts are compared only between runs of one profile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low

from claims.core.standing import Colour
from reports.differences import LOSS, LUCK, Change, Level, claim_changes, colour_of, reasons, seconds_of
from reports.tables import Board, Line

FACTOR = 2.0  # slower than this many times before, on top of what the median claim is slower, is told
FLOOR = 1.0  # seconds: below this a duration is mostly noise and is not compared


@dataclass(frozen=True)
class Comparison:
    """The changes from `old` to `new`, those that matter most first; `notices` say what could not be compared, and why."""

    old: Board
    new: Board
    compared: tuple[str, ...]  # ids that both sides examined or should have
    changes: tuple[Change, ...]
    notices: tuple[str, ...]
    pace: float | None  # the median over claims of seconds now / seconds before; None where nothing lasts long enough to say

    def at(self, level: Level) -> tuple[Change, ...]:
        """The changes of one level."""
        return tuple(change for change in self.changes if change.level is level)

    @property
    def counts(self) -> Counter[Level]:
        return Counter(change.level for change in self.changes)


def exit_code(comparison: Comparison, strict: bool = False) -> int:
    """0: nothing is worse; 1: something is, or with `strict` something wants a look."""
    return int(bool(comparison.at(Level.WORSE)) or (strict and bool(comparison.at(Level.LOOK))))


def compare(old: Board, new: Board) -> Comparison:
    """What changed from the board `old` to the board `new`."""
    before, after = ({line.id: line for line in board.lines} for board in (old, new))
    alike = _profile(old) == _profile(new)
    asked = [line.id for line in new.lines if colour_of(line) is not Colour.NOT_SELECTED]
    both = [ident for ident in asked if ident in before and colour_of(before[ident]) is not Colour.NOT_SELECTED]
    pairs = [(before[ident], after[ident]) for ident in both]
    pace = _pace(pairs) if alike else None
    least = (LOSS if _seed(old) == _seed(new) else LUCK) if alike else 0
    changes = [change for pair in pairs for change in claim_changes(*pair, least=least)]
    changes += _slower(pairs, pace) if pace is not None else []
    changes += [_added(after[ident]) for ident in asked if ident not in before]
    changes += [Change(ident, "claims", Level.WORSE, "in the lecture", "not in it") for ident in before if ident not in after]
    place = {ident: number for number, ident in enumerate(dict.fromkeys([*after, *before]))}
    ordered = sorted(changes, key=lambda change: (list(Level).index(change.level), place.get(change.claim, -1)))
    return Comparison(old, new, tuple(both), tuple(ordered), tuple(_notices(old, new, pairs, asked)), pace)


def _added(line: Line) -> Change:
    level = Level.TOLD if colour_of(line) is Colour.GREEN else Level.WORSE
    return Change(line.id, "claims", level, "not in the lecture", str(colour_of(line)), note=reasons(line.standing.reasons))


def _pace(pairs: Sequence[tuple[Line, Line]]) -> float | None:
    """The median (the lower of two) of seconds now / seconds before, over claims that take FLOOR seconds in one of the runs."""
    spent = [seconds_of(*pair) for pair in pairs]
    ratios = [after / before for before, after in spent if before > 0 and max(before, after) >= FLOOR]
    return median_low(ratios) if ratios else None


def _slower(pairs: Sequence[tuple[Line, Line]], pace: float) -> Iterator[Change]:
    """Claims slower by more than FACTOR times; where the median claim is slower too, that much is put down to the machine."""
    if pace > FACTOR:
        yield Change("", "slower", Level.LOOK, "", "", note=f"the median claim takes {pace:.2g} times as long: the machine, or what all claims share")
    for old, new in pairs:
        before, after = seconds_of(old, new)
        if before > 0 and after >= FLOOR and after > FACTOR * max(1.0, pace) * before:
            yield Change(new.id, "slower", Level.LOOK, f"{before:.1f} s", f"{after:.1f} s", note=f"{after / before:.2g} times as long")


def _notices(old: Board, new: Board, pairs: Sequence[tuple[Line, Line]], asked: Sequence[str]) -> Iterator[str]:
    for side, name in ((old, "old"), (new, "new")):
        yield from (f"The {name} log was cut short: {log.cut}." for log in side.logs if log.cut)
    if _profile(old) != _profile(new):
        yield (
            f"The old run was made at profile {_profile(old)}, the new one at {_profile(new)}: counts and seconds are not compared, "
            "and a mutant that the free search must kill at one profile may survive it at the other."
        )
    if _seed(old) != _seed(new):
        yield f"Seeds {_seed(old)} and {_seed(new)}: the instances are not the same, so that a count is told only where it is less than half."
    if len(asked) < len(new.lines):
        yield f"The new run was asked for {len(asked)} of {len(new.lines)} claims; the others are not compared."
    if unseen := len([ident for ident in asked if ident in {line.id for line in old.lines}]) - len(pairs):
        yield f"{unseen} of the claims asked for were not examined in the old run and are not compared."
    for place, number in sorted(_silent_now(pairs).items()):
        yield f"Not run now, though it was before: {place}, {number} {'claim' if number == 1 else 'claims'}."
    if versions := _versions(old, new):
        yield "Other versions: " + ", ".join(versions) + "."
    if old.logs[-1].header.devices != new.logs[-1].header.devices:
        yield "The runs were made on machines of other devices: seconds differ by that too."


def _silent_now(pairs: Sequence[tuple[Line, Line]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for old, new in pairs:
        spoke = {row.evidence.place for row in old.examined}
        found.update(spoke & {row.evidence.place for row in new.rows if row.silent} - {row.evidence.place for row in new.examined})
    return found


def _versions(old: Board, new: Board) -> list[str]:
    before, after = old.logs[-1].header.versions, new.logs[-1].header.versions
    return [
        f"{name} {before.get(name, 'none')} → {after.get(name, 'none')}" for name in sorted({*before, *after}) if before.get(name) != after.get(name)
    ]


def _seed(board: Board) -> int:
    return board.logs[-1].header.seed


def _profile(board: Board) -> str:
    return board.logs[-1].header.profile
