"""L11r: the M function without its first numbers."""

from hypothesis import strategies as st

from claims.core.check import equal, same_points
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import THE_SLIDE, ways_of_writing_m
from claims.instances.function_subjects import function_at, lattice
from claims.instances.m_functions import (
    FROM_LEFT,
    FROM_RIGHT,
    M_AT_PEAK,
    M_SHAPE,
    STEEPER,
    TENTS,
    VALLEY,
    backpropagation,
    closed_form,
    gradients,
    steeper,
    two_tents,
)
from claims.pictures.along_the_line import several
from impl.rationals import rational


@claim(
    "L11r",
    "The M function",
    slide="Subdifferential is not enough (figure), Clarke differential (example)",
    reading="1 - ||x| - 1| is a ReLU network with a linear skip, and has the numbers of the figure but for the first term of one sequence.",
    truth=Truth.REPAIR,
    for_all=ways_of_writing_m(),
    build=function_at,
    kinks=Kinks(),
    routes={
        "value": "f evaluated by torch at the place named",
        "closed": "the closed form with absolute values, in rationals",
        "gradients": "exact limiting gradients: a single one where f is differentiable",
        "slope": "torch's backpropagation",
    },
    examples=(M_SHAPE,),
    mutants=(
        Mutant("two tents", "the other reading of the figure: flat beyond -2 and 2", M_SHAPE._replace(x=(3,)), {"closed": two_tents}),
        Mutant("the first term, too", "x_1 = 0 is a kink", M_SHAPE, {"right": FROM_RIGHT}),
        Mutant("2 relu(x) made 3 relu(x)", "a steeper right flank", STEEPER, for_all=st.sampled_from((1, 0.5, 2)).map(steeper)),
        Mutant("slopes exchanged", "-1 on the left, 1 on the right", M_SHAPE, {"slope": lambda s, x: -backpropagation(s, x)}),
    ),
    pictures=(
        several(
            (("1 - ||x| - 1|", M_AT_PEAK.formula), ("two tents", TENTS.formula), ("valley at 1/2", VALLEY.formula)),
            THE_SLIDE,
            -3,
            3,
            name="same-values",
        ),
    ),
)
def m_function(s, *, value=lambda s: s.many(lattice(s.x)), closed=closed_form, gradients=gradients, slope=backpropagation, right=FROM_RIGHT[1:]):
    r"""However it is written, $M(x) = x + 2 - 2\sigma(x+1) + 2\sigma(x) - 2\sigma(x-1) = 1 - ||x| - 1|$ for every $x$;
    it has slope $1$ at $-2, -\frac32, -\frac54, \dots \to -1$ and slope $-1$ at $-\frac12, -\frac34, \dots \to -1$."""
    yield equal(value(s), [closed(rational(x)) for (x,) in lattice(s.x)], label="values around x")
    for x, claimed in [*((x, 1) for x in FROM_LEFT), *((x, -1) for x in right)]:
        yield same_points(gradients(s, x), [(claimed,)], label=f"the limiting gradients at {x}")
        yield equal(slope(s, x), claimed, label=f"slope at {x}")
