"""L13 by machine: x' = 1 forces s <= 0."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import reals


@smt(
    "x' = 1",
    size="all reals, any f",
    mutants=(
        Neighbour("s < 0", "the end point left out", {"forced": lambda s: s < 0}),
        Neighbour("f(1) = 3", "a higher value", {"value": 3}),
    ),
)
def right(r, *, forced=lambda s: s <= 0, value=1):
    r"""For every $f$ with $f(-1) = f(1) = 1$: $f(1) \ge f(-1) + s \cdot (1 - (-1))$ if and only if $s \le 0$."""
    peak, other, s = reals(r, "f(-1) f(1) s")
    return [peak == 1, other == value], r.same(other >= peak + s * (1 - (-1)), forced(s))


OBLIGATIONS = (right,)
