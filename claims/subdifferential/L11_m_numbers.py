"""L11: all the numbers that the slide writes beside the M function."""

from claims.core.check import equal, same_points
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.breakpoint_functions import THE_SLIDE, ways_of_writing_m
from claims.instances.function_subjects import function_at
from claims.instances.m_functions import FROM_LEFT, FROM_RIGHT, M_SHAPE, TENTS, VALLEY, backpropagation, gradients, values
from claims.pictures.along_the_line import slopes_along


@claim(
    "L11",
    "The numbers of the M function",
    slide="Subdifferential is not enough (figure), Clarke differential (example)",
    reading="The function of the figure has the values and the slopes written beside it.",
    truth=Truth.INCOMPLETE,
    why=r"Read as $1 - ||x| - 1|$, the function has all these numbers but one: at $x_1 = 0$, the first term of the second sequence, it has a kink. "
    "The limit does not depend on the first term.",
    repair="L11r",
    for_all=ways_of_writing_m(),
    build=function_at,
    expect=Expect.FAILS,
    routes={
        "values": "f evaluated by torch at the place named",
        "gradients": "exact limiting gradients: a single one where f is differentiable",
        "slope": "torch's backpropagation",
    },
    examples=(M_SHAPE, TENTS),
    controls=(Control("valley at 1/2", "with the valley to the right of 0 all numbers fit", (VALLEY,)),),
    pictures=(slopes_along(M_SHAPE.formula, -1, (-1, 1), 6, -3, 3),),
)
def all_the_numbers(s, *, values=values, gradients=gradients, slope=backpropagation, right=FROM_RIGHT):
    r"""$f(-2) = 0$ and $f(-1) = f(1) = 1$; $f$ is differentiable with slope $1$ at $-2, -\frac32, -\frac54, \dots \to -1$
    and with slope $-1$ at $0, -\frac12, -\frac34, \dots \to -1$."""
    yield equal(values(s), [v for _, v in THE_SLIDE], label="f(-2), f(-1), f(1)")
    for x, claimed in [*((x, 1) for x in FROM_LEFT), *((x, -1) for x in right)]:
        yield same_points(gradients(s, x), [(claimed,)], label=f"the limiting gradients at {x}")
        yield equal(slope(s, x), claimed, label=f"slope at {x}")
