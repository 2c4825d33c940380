"""L19 by machine: the derivatives on the two sides of 0."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import derivative
from claims.instances.symbols import implies


@smt(
    "two sides",
    size="all reals",
    mutants=(
        Neighbour("0 among the left", "x <= 0", {"left": lambda x: x <= 0}),
        Neighbour("the sides swapped", "1 on the left", {"slopes": (1, 0)}),
    ),
)
def two_sides(r, *, left=lambda x: x < 0, slopes=(0, 1)):
    r"""If $x < 0$, then $\sigma(x + h) = \sigma(x)$ for all small $h$; if $x > 0$, then $\sigma(x + h) = \sigma(x) + h$ for all small $h$."""
    x = r.real("x")

    def has(d):
        return derivative(r, lambda r, y: r.relu(y), x, r.number(d))

    return [], r.every(implies(r, left(x), has(slopes[0])), implies(r, x > 0, has(slopes[1])))


OBLIGATIONS = (two_sides,)
