"""L22 by machine: the limiting gradients of M at -1."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import limiting
from claims.instances.symbols import between, m_function


def slope(r, y):
    """The derivative of M off its kinks -1, 0, 1."""
    one = r.number(1)
    return r.where(y < -1, one, r.where(y < 0, -one, r.where(y < 1, one, -one)))


@smt(
    "limiting gradients",
    size="all reals, f = M, every neighbourhood of -1",
    mutants=(
        Neighbour("from the left only", "the slope 1", {"claimed": lambda r, s: s == 1}),
        Neighbour("with their averages", "the hull, which the limits themselves are not", {"claimed": lambda r, s: between(r, -1, s, 1)}),
        Neighbour("off the kink", "at -3/2 in place of -1", {"point": lambda r: r.number(-3, 2)}),
    ),
    cost=3,
)
def limits(r, *, claimed=lambda r, s: r.some(s == 1, s == -1), point=lambda r: r.number(-1)):
    r"""$s$ is a limit of gradients of $M$ at $-1$, if and only if $s = 1$ or $s = -1$. Hence $\partial M(-1) = [-1, 1]$."""
    s = r.real("s")
    return [], r.same(limiting(r, m_function, slope, point(r), s), claimed(r, s))


OBLIGATIONS = (limits,)
