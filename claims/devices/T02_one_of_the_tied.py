"""T02: an order statistic with an index gives the whole gradient to one of the entries that tie."""

from claims.core.check import equal, holds, same_points
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.devices import ladder
from claims.instances import selections as sel
from claims.instances.tables import LONG, Table, table_at, tables

PAIR, MIDDLE, SIDE = Table(((1, 1, -2),)), Table(((0, 2, 1, 1, -2),)), Table(((2, 0, 2), (0, -0.0, 0)), axis=0)
MANY, LATE = Table(((1, 2, 2, 0, 2),), 1500), Table(((-1, 0),), 1500, end=(2, 1, -2))


@claim(
    "T02",
    "An order statistic with an index selects one of the tied entries",
    slide="",
    reading="The index says an entry that has the value returned, and the gradient goes to that entry alone: a vertex of the Clarke differential.",
    truth=Truth.TRUE,
    why="Which of the tied entries it is may differ between devices, says the documentation of torch.median, "
    "and between runs (torch.kthvalue on CUDA, torch.topk)",
    proof=r"Near $x$ the $k$-th smallest entry is the $j$-th smallest of those that tie with it, for one $j$. Moving the tied entries apart makes "
    r"any of them the $j$-th: the limiting gradients are the $e_i$ with $i$ tied.",
    for_all=tables(LONG),
    build=table_at,
    kinks=Kinks(),
    routes={
        "selected": "values, indices and autograd by torch at the place named",
        "tied": "the entries that equal the k-th smallest, by sorting plain numbers",
        "vertices": "the limiting gradients of the order statistic by the exact engine, for rows of at most four entries",
    },
    examples=(PAIR, MIDDLE, SIDE, MANY, LATE),
    mutants=(
        Mutant("every tied entry", "each gets the full gradient", PAIR, {"element": sel.everything}),
        Mutant("equal shares", r"$1/k$ each, as amax has it", PAIR, {"element": sel.shares}),
        Mutant("not where the index says", "the gradient goes to the entry beside it", PAIR, {"element": sel.neighbour}),
        Mutant("always the last", "of the entries that tie", PAIR, {"tied": lambda s, name: [t[-1:] for t in sel.tied(s, name)]}),
        Mutant("any entry but a tied one", "an index that has another value", PAIR, {"tied": sel.not_tied}),
    ),
    blind=("which of the tied entries is selected, where the documentation does not promise it: the device ladder records it",),
    choices=ladder.selected,
)
def one_of_the_tied(s, *, selected=sel.by_torch, tied=sel.tied, vertices=sel.vertices, element=sel.unit):
    r"""Let $x_{(k)}$ be the $k$-th smallest entry of $x$. `max`, `min`, `kthvalue`, `median`, `nanmedian`, `topk` and the entry that `argmax` or
    `argmin` says return $x_{(k)}$ and an index $i$ with $x_i = x_{(k)}$, and backpropagation returns $e_i$, a limiting gradient of $x_{(k)}$."""
    for name in sel.SELECTIONS:
        found, allowed = selected(s, name), tied(s, name)
        for row, value, index, gradient, attaining in zip(s.rows, *found, allowed, strict=True):
            yield holds(index in attaining, found=index, claimed=attaining, label=f"{name}: the index")
            yield equal(value, row[index], label=f"{name}: the value")
            yield equal(gradient, element(len(row), index, attaining), label=f"{name}: the gradient")
        if limits := vertices(s, name):
            yield same_points(limits, [sel.unit(len(s.rows[0]), i, []) for i in allowed[0]], label=f"{name}: the limiting gradients")
