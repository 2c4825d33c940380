"""L04 by machine: the M function has no subgradient, so that the method has no step."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import subgradient
from claims.instances.symbols import absolute, m_function, reals


@smt(
    "a subgradient of M",
    size="all reals, d = 1, f = M",
    exists=True,
    controls=(Neighbour("|x|", "a convex function", {"function": absolute}),),
    cost=3,
)
def somewhere(r, *, function=m_function):
    r"""There are $x_t$ and $g_t \in \partial_s M(x_t)$, with $M(x) = 1 - ||x| - 1|$."""
    x, g = reals(r, "x_t g_t")
    return [], subgradient(r, function, [x], [g])


OBLIGATIONS = (somewhere,)
