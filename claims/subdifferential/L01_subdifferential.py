"""L01: the definition of the subdifferential."""

from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import at_most, equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import BreakpointFunction, M, breakpoint_functions, chord_bounds
from claims.instances.function_subjects import function_at
from claims.instances.named_functions import L1_NORM
from claims.instances.polyhedral_functions import differences
from claims.instances.subgradients import by_inequality, by_inequality_nearby, by_strict_inequality, candidates, is_subgradient
from claims.pictures.on_the_line import subgradient_fan

DIP = BreakpointFunction(((-1, 1), (0, 0), (1, 1), (2, -4)), -1, 1, (0,))  # |x| near 0, and far below it at 2


@claim(
    "L01",
    "The subdifferential",
    slide="Subdifferential and Subgradient (definition)",
    reading="A subgradient at x is the slope of an affine function that touches f at x and lies below f everywhere, however far away.",
    truth=Truth.DEFINITION,
    why="Well posed: a closed, convex and bounded set, possibly empty. It is a global notion: one far value of f can empty it.",
    formal="optlib: SubderivAt, SubderivAt.isClosed, SubderivAt.convex",
    for_all=st.one_of(breakpoint_functions(), breakpoint_functions(), differences(dimensions=(2, 2))),
    build=function_at,
    kinks=Kinks(),
    routes={
        "inequality": "the inequality of the definition, with f evaluated by torch at the place named",
        "member": "the exact engine: cells of f over the whole space; Farkas multipliers, or a point that violates the inequality, re-verified",
        "between": "on the line, calculus on breakpoints",
    },
    examples=(M, DIP, L1_NORM),
    mutants=(
        Mutant("only x' near x", "the inequality within 1/8 of x", DIP, {"inequality": by_inequality_nearby}),
        Mutant("strict inequality", "the ends of the interval are lost", L1_NORM, {"inequality": by_strict_inequality}),
    ),
    blind=("in the plane, torch can refute a subgradient on a lattice only; what it misses there the exact engine has to find",),
    pictures=(subgradient_fan("abs(x0) + relu(x0 - 1)", 0, -2, 2, outside=(1.5,)),),
)
def definition(s, *, inequality=by_inequality, member=is_subgradient, between=lambda s: chord_bounds(s.instance)):
    r"""For every piecewise affine $f: \mathbb{R}^d \to \mathbb{R}$, every $x$ and every $s$:
    $s \in \partial_s f(x)$ if and only if $f(x') \ge f(x) + s^\top (x' - x)$ for every $x'$."""
    asked = candidates(s)
    if s.n == 1:
        lo, hi = between(s)
        asked += [(lo - fmpq(1, 8),), (lo,), (hi,), (hi + fmpq(1, 8),)]
    for slope in asked:
        inside = member(s, slope)
        if s.n == 1:
            yield equal(inside, lo <= slope[0] <= hi, label=f"breakpoints, s = {slope}")
            yield equal(inequality(s, slope), inside, label=f"inequality, s = {slope}")
        else:  # a lattice is not all of the plane
            yield at_most(inside, inequality(s, slope), label=f"inequality, s = {slope}")
