"""L14 by machine: no function with the values of the slide has a subgradient at -1, and M is one of them."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import subgradient
from claims.instances.symbols import absolute, m_function, reals


@smt(
    "two inequalities contradict each other",
    size="all reals, any f",
    mutants=(
        Neighbour("f(-2) = 1", "no dip on the left", {"dip": 1}),
        Neighbour("x' = -2 alone", "one inequality is met by s = 1", {"asked": lambda r, left, right: left}),
    ),
)
def contradiction(r, *, dip=0, asked=lambda r, left, right: r.every(left, right)):
    r"""If $f(-2) = 0$ and $f(-1) = f(1) = 1$, no $s$ satisfies both $f(-2) \ge f(-1) - s$ and $f(1) \ge f(-1) + 2s$."""
    low, peak, other, s = reals(r, "f(-2) f(-1) f(1) s")
    return [low == dip, peak == 1, other == 1], r.no(asked(r, low >= peak - s, other >= peak + 2 * s))


@smt(
    "the M function",
    size="all reals, f = M",
    mutants=(Neighbour("|x + 1|", "a convex function with its kink there", {"function": lambda r, x: absolute(r, x + 1)}),),
)
def none_at_the_peak(r, *, function=m_function):
    r"""For every $s$: $s \notin \partial_s M(-1)$."""
    return [], r.no(subgradient(r, function, [r.number(-1)], [r.real("s")]))


OBLIGATIONS = (contradiction, none_at_the_peak)
