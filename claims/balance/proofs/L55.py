"""L55 by machine: what starts small stays balanced, in the absolute sense."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import between, largest, vector


@smt(
    "three layers",
    size="all reals, three layers",
    mutants=(
        Neighbour("the smallest layer", "the minimum in place of the maximum", {"bound": lambda r, *start: -largest(r, *(-n for n in start))}),
        Neighbour("one pair kept", "the third layer moves by itself", {"pairs": ((0, 1),)}),
    ),
)
def three_layers(r, *, bound=largest, pairs=((0, 1), (1, 2))):
    r"""If the squared norms $n_1, n_2, n_3 \ge 0$ keep their differences, each difference is at most $\max_h n_h(0)$."""
    start, now = vector(r, "n(0)_", 3), vector(r, "n", 3)
    kept = [now[i] - now[j] == start[i] - start[j] for i, j in pairs]
    most = bound(r, *start)
    return [*(n >= 0 for n in start), *kept], r.every(*(between(r, -most, now[i] - now[j], most) for i, j in ((0, 1), (1, 2), (0, 2))))


OBLIGATIONS = (three_layers,)
