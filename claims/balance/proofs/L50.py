"""L50 by machine: small layers need not be balanced in ratio."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import between, reals


@smt(
    "the ratio",
    size="all reals, two layers",
    controls=(
        Neighbour("the difference", "what the repair says", {"said": lambda r, i, j, m: between(r, -m, i - j, m)}),
        Neighbour("grown layers", "squared norms of 1 or more", {"given": lambda i, j: [i >= 1, j >= 1]}),
    ),
)
def in_ratio(r, *, said=lambda r, i, j, m: between(r, -m, i / j - 1, m), given=lambda i, j: []):
    r"""If the squared norms start in $[0, M]$ and keep their difference, then $\left|\frac{n_i}{n_j} - 1\right| \le M$ where $n_j > 0$.
    This is about numbers; that a flow of a network comes to such norms is left to the search."""
    i0, j0, i, j, m = reals(r, "n_i(0) n_j(0) n_i n_j M")
    start = [between(r, 0, i0, m), between(r, 0, j0, m), i >= 0, j > 0, i - j == i0 - j0]
    return [*start, *given(i, j)], said(r, i, j, m)


OBLIGATIONS = (in_ratio,)
