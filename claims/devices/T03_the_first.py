"""T03: max, min, argmax and argmin return the first of the entries that tie."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import selections as sel
from claims.instances.tables import LONG, Table, table_at, tables

PAIR, THREE, SIDE = Table(((-2, 1, 1),)), Table(((0, 2, 0, 2, 2),)), Table(((2, 0, 2), (0, -0.0, 0)), axis=0)
MANY, LATE = Table(((1, 2, 2, 0, 2),), 1500), Table(((-1, 0),), 1500, end=(2, 1, -2))


@claim(
    "T03",
    "max, min, argmax and argmin return the first",
    slide="",
    reading="Where several entries tie for the largest or the smallest, the index over an axis is that of the first of them, as documented.",
    truth=Truth.TRUE,
    why="The documentation of torch.max, torch.min, torch.argmax and torch.argmin promises it, for every device",
    for_all=tables(LONG),
    build=table_at,
    kinks=Kinks(),
    uses=("T02",),
    routes={"index": "torch's index over an axis, at the place named", "first": "the first entry that equals the extremum, by comparing numbers"},
    examples=(PAIR, THREE, SIDE, MANY, LATE),
    mutants=(
        Mutant("the last", "of the entries that tie", PAIR, {"first": sel.number(-1)}),
        Mutant("the second", "where there are two", PAIR, {"first": sel.number(1)}),
        Mutant("the first entry of all", "whatever its value", PAIR, {"first": lambda s, name: [0] * s.shape[0]}),
        Mutant("-0.0 below 0", "as their bits are ordered", Table(((-0.0, 0),)), {"first": sel.by_bits}),
    ),
)
def the_first(s, *, index=sel.indices, first=sel.first):
    r"""Over an axis `max` and `argmax` return $\min\{i : x_i = \max(x)\}$, and `min` and `argmin` return $\min\{i : x_i = \min(x)\}$."""
    for name in sel.FIRST:
        yield equal(index(s, name), first(s, name), label=name)
