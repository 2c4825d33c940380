"""T01: amax, amin, and max and min of all entries share the gradient equally at ties."""

from claims.core.check import belongs, equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.devices import ladder
from claims.instances import shared_gradients as g
from claims.instances.tables import Table, table_at, tables

PAIR, FIVE, SIDE = Table(((1, 1, -2),)), Table(((1, 1, 1, 1, 1),)), Table(((2, 0, 2), (0, -0.0, 0)), axis=0)


@claim(
    "T01",
    "Extrema without an index share the gradient equally",
    slide="",
    reading="Where k entries tie for the largest, each of them gets 1/k of the gradient; that is an element of the Clarke differential.",
    truth=Truth.TRUE,
    why="The documentation of torch.amax says so for amax and amin, and for max and min over all entries",
    proof=r"$\partial \max(x) = \mathrm{conv}\{e_i : x_i = \max(x)\}$ [Clarke 1983, Prop. 2.3.12]; the shares are its centre. $\min(x) = -\max(-x)$.",
    for_all=tables(),
    build=table_at,
    kinks=Kinks(),
    routes={
        "returned": "torch autograd at the place named",
        "tied": "the entries that attain the extremum, by comparing numbers",
        "differential": "the Clarke differential of the extremum by the exact engine, for at most four entries",
    },
    examples=(PAIR, FIVE, SIDE),
    mutants=(
        Mutant("all of it", "each tied entry gets the full gradient", PAIR, {"share": g.all_of_it}),
        Mutant("the first", "the first tied entry gets all of it", PAIR, {"share": g.one_of_them(0)}),
        Mutant("the last", "the last tied entry gets all of it", PAIR, {"share": g.one_of_them(-1)}),
        Mutant("among all", "the entries that do not tie get a share, too", PAIR, {"share": g.among_all}),
        Mutant("over an axis", "max and min with an index", PAIR, {"returned": g.picked_by_torch}),
    ),
    choices=ladder.shares,
)
def equal_shares(s, *, returned=g.by_torch, tied=g.tied, differential=g.small_sets, share=g.equally):
    r"""Let $k$ entries of $x$ attain $\max(x)$. Backpropagation through `amax`, over one axis or several, and through `max` of all entries
    returns $1/k$ for each of them and $0$ for all others, up to the rounding of $1/k$; so for `amin` and `min`. These shares
    are an element of the Clarke differential."""
    for name in g.EXTREMA:
        found, attained = returned(s, name), tied(s, name)
        claimed = [share(len(f), a) for f, a in zip(found, attained, strict=True)]
        for f, c, a in zip(found, claimed, attained, strict=True):
            yield equal(f, c, scale=g.rounded(s, a), label=name)
        for k, polytope in differential(s, name):
            yield belongs(claimed[k], polytope, label=f"{name}: in the Clarke differential")
