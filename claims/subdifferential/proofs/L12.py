"""L12 by machine: x' = -2 forces s >= 1."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import reals


@smt(
    "x' = -2",
    size="all reals, any f",
    mutants=(
        Neighbour("s <= 1", "the wrong way", {"forced": lambda s: s <= 1}),
        Neighbour("f(-2) = 1", "no dip", {"dip": 1}),
    ),
)
def left(r, *, forced=lambda s: s >= 1, dip=0):
    r"""For every $f$ with $f(-2) = 0$ and $f(-1) = 1$: $f(-2) \ge f(-1) + s \cdot (-2 - (-1))$ if and only if $s \ge 1$."""
    low, peak, s = reals(r, "f(-2) f(-1) s")
    return [low == dip, peak == 1], r.same(low >= peak + s * (-2 - (-1)), forced(s))


OBLIGATIONS = (left,)
