"""T05: sort, argsort and topk return a permutation that sorts, and the gradient follows it."""

from claims.core.check import equal, holds
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.devices import ladder
from claims.instances import sorted_rows as srt
from claims.instances.tables import LONG, Table, table_at, tables

PAIR, CYCLE, SIDE = Table(((1, 1, -2),)), Table(((1, 2, 0),)), Table(((2, 0, 2), (0, -0.0, 0)), axis=0)
MANY = Table(((1, 2, 2, 0, 2),), 1500)


@claim(
    "T05",
    "Sorting returns some permutation that sorts",
    slide="",
    reading="Tied entries come in some order, each of them once; the gradient of a weighted sum of the sorted entries is the weights in that order.",
    truth=Truth.TRUE,
    why="Without stable=True the order of entries that tie is not guaranteed, says the documentation of torch.argsort and torch.topk",
    proof=r"Near $x$ the sorted entries are $x_{\pi}$ for one of the permutations $\pi$ that sort $x$, and moving the tied entries apart makes it "
    r"any of them: the limiting gradients of $\sum_j w_j x_{(j)}$ are $\sum_j w_j e_{\pi(j)}$.",
    for_all=tables(LONG),
    build=table_at,
    kinks=Kinks(),
    uses=("T02",),
    routes={
        "returned": "values, indices and autograd by torch at the place named",
        "order": "the entries in order, by sorting plain numbers",
        "limits": "the limiting gradients of the weighted sum by the exact engine, for rows of at most three entries",
    },
    examples=(PAIR, CYCLE, SIDE, MANY),
    mutants=(
        Mutant("unsorted", "the entries as they stand", CYCLE, {"order": lambda s, name: [list(row[: len(o)]) for row, o in srt.both(s, name)]}),
        Mutant("the inverse permutation", "where each entry goes to", CYCLE, {"element": srt.inverted}),
        Mutant("equal shares", "entries that tie share their weights", PAIR, {"element": srt.shared}),
        Mutant("the first of the tied", "it gets all of their weights", PAIR, {"element": srt.to_the_first}),
    ),
    blind=("in which order entries come that tie: the device ladder records it",),
    choices=ladder.orders,
)
def sorted_somehow(s, *, returned=srt.by_torch, order=srt.in_order, limits=srt.limiting, element=srt.permuted):
    r"""`sort`, `argsort` and `topk` return the first entries of $x$ in order, $x_{(j)} = x_{\pi(j)}$, with the indices $\pi(j)$, all distinct.
    Backpropagation through $\sum_j w_j x_{(j)}$ returns $\sum_j w_j e_{\pi(j)}$, a limiting gradient of that sum."""
    for name in srt.SORTINGS:
        found, claimed = returned(s, name), order(s, name)
        yield equal(found.values, claimed, label=f"{name}: the values")
        for row, indices, values, gradient in zip(s.rows, found.indices, claimed, found.gradients, strict=True):
            yield holds(srt.is_permutation(row, indices, values), found=indices, claimed=values, label=f"{name}: the indices")
            yield equal(gradient, element(row, indices), label=f"{name}: the gradient")
        if known := limits(s, name):
            yield holds(srt.among(found.gradients[0], known), found=found.gradients[0], claimed=known, label=f"{name}: a limiting gradient")
