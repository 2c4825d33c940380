"""L21: the gradients of the M function along the slide's sequences, its first terms included, and L21r: without them."""

from hypothesis import strategies as st

from claims.core.check import equal, same_set
from claims.core.claim import Control, Expect, Mutant, Truth, claim
from claims.instances.approaches import by_engine, by_quotients, by_torch, peaks, sequence
from claims.instances.limiting_sets import germ_at
from claims.instances.polyhedral_functions import FunctionAtPoint
from impl.polytope import Polytope

M = FunctionAtPoint("1 - abs(abs(x0) - 1)", (-1,))
TENTS = M._replace(formula="relu(1 - abs(x0 + 1)) + relu(1 - abs(x0 - 1))")
VALLEY = M._replace(formula="x0 + 2 - 2*relu(x0 + 1) + 4*relu(x0 - 1/2) - 4*relu(x0 - 1)")  # falls as far as 1/2
EARLY = M._replace(formula="x0 + 2 - 2*relu(x0 + 1) + 2*relu(x0 + 1/2) - 2*relu(x0 - 1/2)")  # only as far as -1/2


@claim(
    "L21",
    "The slide's sequences that tend to -1",
    slide="Clarke Differential (example)",
    reading="At -2, -1.5, ... the M function has the slope 1, at 0, -1/2, ... the slope -1.",
    truth=Truth.INCOMPLETE,
    why=r"The first terms are kinks: $\partial f(0) = [-1, 1]$ for the M function $1 - ||x| - 1|$, and $-2$ is one if $f$ is flat before it. "
    r"They are irrelevant to the limit.",
    repair="L21r",
    expect=Expect.FAILS,
    for_all=peaks(),
    build=germ_at,
    cost=2,
    routes={
        "gradients": "torch autograd along the sequences, at the place named",
        "sets": "the Clarke differentials at the terms by the exact engine",
    },
    examples=(M, TENTS),
    controls=(Control("a valley beyond 0", "then 0 is no kink", (VALLEY,), peaks(valleys=(0.5, 0.75), feet=(2.5, 3))),),
)
def all_terms(s, *, gradients=by_torch, sets=by_engine):
    r"""For every $f$ with the slide's numbers: $\partial f(x_i) = \{1\}$ for $x_i = -2, -1.5, \dots \to -1$, and $\partial f(x_i) = \{-1\}$ for
    $x_i = 0, -\tfrac{1}{2}, \dots \to -1$."""
    for start in (-1, 1):
        terms = sequence(s, start)
        for x, found in zip(terms, sets(s, terms), strict=False):
            yield same_set(found, Polytope.hull([(-start,)]), label=f"at {x[0]}")
        yield equal(gradients(s, terms), -start, label=f"torch from {terms[0][0]} on")


@claim(
    "L21r",
    "The slide's sequences that tend to -1, without their first terms",
    slide="Clarke Differential (example)",
    reading="From the second terms on, the slope is 1 on the left of -1 and -1 on the right.",
    truth=Truth.REPAIR,
    for_all=peaks(),
    build=germ_at,
    cost=2,
    routes={
        "gradients": "torch autograd along the sequences, at the place named",
        "quotients": "difference quotients in rationals",
        "sets": "the Clarke differentials at the terms by the exact engine",
    },
    examples=(M, TENTS, VALLEY),
    mutants=(
        Mutant("from the first term on", "the slide's statement", M, {"start": 1}),
        Mutant("sides exchanged", r"$-1$ on the left, $1$ on the right", M, {"rising": -1}),
        Mutant("a valley at -1/2", "a function that falls on half of the way only", EARLY, for_all=st.just(EARLY)),
    ),
)
def later_terms(s, *, gradients=by_torch, quotients=by_quotients, sets=by_engine, start=0.5, rising=1):
    r"""For every $f$ with the slide's numbers: $\partial f(x_i) = \{1\}$ for $x_i = -1.5, -1.25, \dots \to -1$, and $\partial f(x_i) = \{-1\}$ for
    $x_i = -\tfrac{1}{2}, -\tfrac{3}{4}, \dots \to -1$."""
    for c, slope in ((-start, rising), (start, -rising)):
        terms = sequence(s, c)
        yield equal(gradients(s, terms), slope, label=f"torch from {terms[0][0]} on")
        yield equal(quotients(s, terms), slope, label=f"difference quotients from {terms[0][0]} on")
        for x, found in zip(terms, sets(s, terms), strict=False):
            yield same_set(found, Polytope.hull([(slope,)]), label=f"at {x[0]}")
