"""L50r by machine: balance in difference, and in ratio once a layer has grown."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import between, reals


@smt(
    "grown layers",
    size="all reals, two layers, every real K > 0",
    mutants=(
        Neighbour("not grown", "n_j may be small", {"grown": lambda j, k, m: []}),
        Neighbour("the square of K", "1 / K^2", {"near": lambda k: k * k}),
    ),
)
def grown_layers(r, *, grown=lambda j, k, m: [j >= k * m], near=lambda k: k):
    r"""If the squared norms start in $[0, M]$ and keep their difference, then $|n_i - n_j| \le M$; and where $n_j \ge K M$:
    $K \left|\frac{n_i}{n_j} - 1\right| \le 1$."""
    i0, j0, i, j, m, k = reals(r, "n_i(0) n_j(0) n_i n_j M K")
    start = [between(r, 0, i0, m), between(r, 0, j0, m), i >= 0, j > 0, i - j == i0 - j0, k > 0]
    return [*start, *grown(j, k, m)], r.every(between(r, -m, i - j, m), between(r, -1, near(k) * (i / j - 1), 1))


OBLIGATIONS = (grown_layers,)
