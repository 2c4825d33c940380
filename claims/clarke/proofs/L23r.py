"""L23r by machine: slopes up to L on both sides of a kink make a function Lipschitz across it."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, between, reals


@smt(
    "across a kink",
    size="all reals, two pieces, d = 1",
    mutants=(
        Neighbour("one side", "only the left slope is bounded", {"bounded": lambda p, q: (p,)}),
        Neighbour("a jump", "not continuous at the kink", {"jump": 1}),
    ),
    cost=5,
)
def across(r, *, bounded=lambda p, q: (p, q), jump=0):
    r"""If $f$ has the slope $p$ left of $c$ and $q$ right of it, is continuous, and $|p|, |q| \le L$, then
    $|f(y) - f(y')| \le L |y - y'|$ for all $y, y'$."""
    p, q, c, bound, y, z = reals(r, "p q c L y y'")

    def f(x):
        return r.where(x < c, p * (x - c), q * (x - c) + jump)

    return [between(r, -bound, slope, bound) for slope in bounded(p, q)], absolute(r, f(y) - f(z)) <= bound * absolute(r, y - z)


OBLIGATIONS = (across,)
