"""L21: the gradients of the M function along the slide's sequences, first terms included."""

from claims.core.check import equal, same_set
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.approaches import by_engine, by_torch, peaks, sequence
from claims.instances.limiting_sets import germ_at
from claims.instances.m_functions import M_AT_PEAK, TENTS_AT_PEAK, VALLEY_AT_PEAK
from claims.pictures.along_the_line import slopes_along
from impl.polytope import Polytope


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
    routes={
        "gradients": "torch autograd along the sequences, at the place named",
        "sets": "the Clarke differentials at the terms by the exact engine",
    },
    examples=(M_AT_PEAK, TENTS_AT_PEAK),
    controls=(Control("a valley beyond 0", "then 0 is no kink", (VALLEY_AT_PEAK,), peaks(valleys=(0.5, 0.75), feet=(2.5, 3))),),
    pictures=(slopes_along(M_AT_PEAK.formula, -1, (-1, 1), 6, -3, 3),),
)
def all_terms(s, *, gradients=by_torch, sets=by_engine):
    r"""For every $f$ with the slide's numbers: $\partial f(x_i) = \{1\}$ for $x_i = -2, -1.5, \dots \to -1$, and $\partial f(x_i) = \{-1\}$ for
    $x_i = 0, -\tfrac{1}{2}, \dots \to -1$."""
    for start in (-1, 1):
        terms = sequence(s, start)
        for x, found in zip(terms, sets(s, terms), strict=False):
            yield same_set(found, Polytope.hull([(-start,)]), label=f"at {x[0]}")
        yield equal(gradients(s, terms), -start, label=f"torch from {terms[0][0]} on")
