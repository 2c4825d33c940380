"""T06: a stable sort keeps the order of the entries that tie."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import sorted_rows as srt
from claims.instances.tables import LONG, Table, table_at, tables

PAIR, CYCLE, SIDE = Table(((1, 1, -2),)), Table(((1, 2, 0),)), Table(((2, 0, 2), (0, -0.0, 0)), axis=0)
ZEROS, MANY = Table(((0, -0.0),)), Table(((1, 2, 2, 0, -0.0),), 1500)


@claim(
    "T06",
    "A stable sort keeps the order of ties",
    slide="",
    reading="With stable=True equal entries stay in the order in which they stand, ascending and descending; 0 and -0.0 are equal.",
    truth=Truth.TRUE,
    why="The documentation of torch.sort and torch.argsort guarantees it, for every device",
    for_all=tables(LONG),
    build=table_at,
    kinks=Kinks(),
    uses=("T05",),
    routes={"indices": "torch's indices at the place named", "order": "Python's stable sort of the indices by their entries"},
    examples=(PAIR, CYCLE, SIDE, ZEROS, MANY),
    mutants=(
        Mutant("ties reversed", "of entries that tie the last comes first", PAIR, {"order": srt.ties_reversed}),
        Mutant("ascending backwards", "for descending, so that ties are reversed", PAIR, {"order": srt.backwards}),
        Mutant("-0.0 below 0", "as their bits are ordered", ZEROS, {"order": srt.by_bits}),
        Mutant("the inverse permutation", "where each entry goes to", CYCLE, {"order": srt.positions}),
    ),
)
def stable_sort(s, *, indices=srt.stably, order=srt.by_python):
    r"""`sort` and `argsort` with `stable=True` return the permutation $\pi$ that sorts $x$, ascending or descending, with $\pi(j) < \pi(j + 1)$
    wherever $x_{\pi(j)} = x_{\pi(j + 1)}$."""
    for name in srt.STABLE:
        yield equal(indices(s, name), order(s, name), label=name)
