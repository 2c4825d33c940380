"""L21r: the gradients of the M function along the sequences without their first terms."""

from hypothesis import strategies as st

from claims.core.check import equal, same_set
from claims.core.claim import Mutant, Truth, claim
from claims.instances.approaches import by_engine, by_quotients, by_torch, peaks, sequence
from claims.instances.limiting_sets import germ_at
from claims.instances.m_functions import EARLY_VALLEY, M_AT_PEAK, TENTS_AT_PEAK, VALLEY_AT_PEAK
from claims.pictures.along_the_line import slopes_along
from impl.polytope import Polytope


@claim(
    "L21r",
    "The slide's sequences that tend to -1, without their first terms",
    slide="Clarke Differential (example)",
    reading="From the second terms on, the slope is 1 on the left of -1 and -1 on the right.",
    truth=Truth.REPAIR,
    for_all=peaks(),
    build=germ_at,
    routes={
        "gradients": "torch autograd along the sequences, at the place named",
        "quotients": "difference quotients in rationals",
        "sets": "the Clarke differentials at the terms by the exact engine",
    },
    examples=(M_AT_PEAK, TENTS_AT_PEAK, VALLEY_AT_PEAK),
    mutants=(
        Mutant("from the first term on", "the slide's statement", M_AT_PEAK, {"start": 1}),
        Mutant("sides exchanged", r"$-1$ on the left, $1$ on the right", M_AT_PEAK, {"rising": -1}),
        Mutant("a valley at -1/2", "a function that falls on half of the way only", EARLY_VALLEY, for_all=st.just(EARLY_VALLEY)),
    ),
    pictures=(slopes_along(M_AT_PEAK.formula, -1, (-0.5, 0.5), 6, -3, 3),),
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
