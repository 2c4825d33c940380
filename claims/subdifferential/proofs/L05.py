"""L05 by machine: the subdifferential of the ReLU at 0 is [0, 1]."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import subgradient
from claims.instances.symbols import between


@smt(
    "the interval",
    size="all reals; all $x'$",
    mutants=(
        Neighbour("two points", "only the two slopes", {"claimed": lambda r, s: r.some(s == 0, s == 1)}),
        Neighbour("open interval", "its end points left out", {"claimed": lambda r, s: r.every(s > 0, s < 1)}),
        Neighbour("[-1, 1]", "the interval of $|x|$", {"claimed": lambda r, s: between(r, -1, s, 1)}),
    ),
)
def interval(r, *, claimed=lambda r, s: between(r, 0, s, 1)):
    r"""For every $s$: $\sigma(x') \ge s x'$ for every $x'$, if and only if $0 \le s \le 1$."""
    s = r.real("s")
    return [], r.same(subgradient(r, lambda r, x: r.relu(x), [r.number(0)], [s]), claimed(r, s))


OBLIGATIONS = (interval,)
