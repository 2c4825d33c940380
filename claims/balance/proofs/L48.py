"""L48 by machine: ratios of norms move towards 1 as the norms grow."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, between, reals


@smt(
    "the ratio",
    size="all reals, two layers",
    mutants=(
        Neighbour("shrinking layers", "the norm may fall", {"grown": lambda now, before: []}),
        Neighbour("half the drift", "S / 2", {"drift": lambda s: s / 2}),
    ),
)
def ratio(r, *, grown=lambda now, before: [now >= before], drift=lambda s: s):
    r"""With $n_i, n_j$ the squared norms: if $|(n_i - n_j)(t) - (n_i - n_j)(0)| \le S$ and $n_j(t) \ge n_j(0) > 0$, then
    $\left|\frac{n_i(t)}{n_j(t)} - 1\right| \le \left|\frac{n_i(0)}{n_j(0)} - 1\right| + \frac{S}{n_j(t)}$."""
    i0, j0, i, j, s = reals(r, "n_i(0) n_j(0) n_i n_j S")
    given = [i0 >= 0, j0 > 0, i >= 0, j > 0, *grown(j, j0), between(r, -s, i - j - (i0 - j0), s)]
    return given, absolute(r, i / j - 1) <= absolute(r, i0 / j0 - 1) + drift(s) / j


OBLIGATIONS = (ratio,)
