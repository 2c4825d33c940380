"""L21 by machine: the first term of the right-hand sequence is a kink."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import derivative
from claims.instances.symbols import m_function


@smt(
    "from 0 on",
    size="all reals, f = M, all -1 < x <= 0",
    controls=(Neighbour("after 0", "the first term left out", {"last": lambda x: x < 0}),),
)
def all_terms(r, *, last=lambda x: x <= 0):
    r"""For every $-1 < x \le 0$, among them $0, -\frac12, -\frac34, \dots$: $M$ has the derivative $-1$ at $x$."""
    x = r.real("x")
    return [x > -1, last(x)], derivative(r, m_function, x, r.number(-1))


OBLIGATIONS = (all_terms,)
