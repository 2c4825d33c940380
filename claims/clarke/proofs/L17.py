"""L17 by machine: elements of the Clarke differential of M are no subgradients."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import subgradient
from claims.instances.symbols import absolute, between, m_function


@smt(
    "the M function at -1",
    size="all reals, f = M, all x'",
    controls=(Neighbour("|x + 1|", "a convex function with the same Clarke differential", {"function": lambda r, x: absolute(r, x + 1)}),),
)
def same_name(r, *, function=m_function):
    r"""Every $s \in \partial M(-1) = [-1, 1]$ satisfies $M(x') \ge M(-1) + s (x' + 1)$ for every $x'$."""
    s = r.real("s")
    return [between(r, -1, s, 1)], subgradient(r, function, [r.number(-1)], [s])


OBLIGATIONS = (same_name,)
