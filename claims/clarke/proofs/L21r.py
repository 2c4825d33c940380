"""L21r by machine: the slopes of M on the two sides of -1."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import derivative
from claims.instances.symbols import implies, m_function


@smt(
    "later terms",
    size="all reals, f = M, all x < -1 and all -1 < x < 0",
    mutants=(
        Neighbour("-1 too", "the kink itself", {"left": lambda x: x <= -1}),
        Neighbour("one slope", "1 on both sides", {"right": 1}),
    ),
    cost=3,
)
def later_terms(r, *, left=lambda x: x < -1, right=-1):
    r"""$M$ has the derivative $1$ at every $x < -1$, among them $-\frac32, -\frac54, \dots$, and $-1$ at every $-1 < x < 0$,
    among them $-\frac12, -\frac34, \dots$."""
    x = r.real("x")

    def has(d):
        return derivative(r, m_function, x, r.number(d))

    return [x < 0], r.every(implies(r, left(x), has(1)), implies(r, x > -1, has(right)))


OBLIGATIONS = (later_terms,)
