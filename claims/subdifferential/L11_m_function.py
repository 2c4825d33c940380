"""L11: the M function and its numbers."""

from hypothesis import strategies as st

from claims.core.check import equal, same_points
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import THE_SLIDE, ways_of_writing_m
from claims.instances.function_subjects import function_at, lattice
from claims.instances.polyhedral_functions import FunctionAtPoint
from impl.autograd import backpropagated
from impl.limiting import limiting_gradients
from impl.rationals import ZERO, rational

M_SHAPE = FunctionAtPoint("x0 + 2 - 2*relu(x0 + 1) + 2*relu(x0) - 2*relu(x0 - 1)", (0.5,))
TENTS = FunctionAtPoint("relu(1 - abs(x0 + 1)) + relu(1 - abs(x0 - 1))", (3,))
VALLEY_MOVED = FunctionAtPoint("x0 + 2 - 2*relu(x0 + 1) + 4*relu(x0 - 1/2) - 4*relu(x0 - 1)", (0,))
STEEPER = FunctionAtPoint("x0 + 2 - 2*relu(x0 + 1) + 3*relu(x0) - 2*relu(x0 - 1)", (1,))
FROM_LEFT = [-1 - 2.0**-k for k in range(5)]  # -2, -3/2, -5/4, ...
FROM_RIGHT = [-1 + 2.0**-k for k in range(5)]  # 0, -1/2, -3/4, ...


def values(s):
    """f(-2), f(-1), f(1) as torch evaluates it."""
    return s.many(tuple((t,) for t, _ in THE_SLIDE))


def gradients(s, x):
    """The limiting gradients at x, exactly: one where f is differentiable."""
    return limiting_gradients(s.graph, (x,))


def backpropagation(s, x):
    """What torch's backpropagation returns at x."""
    return backpropagated(s.f, (x,), s.place)


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
    cost=6,
    routes={
        "values": "f evaluated by torch at the place named",
        "gradients": "exact limiting gradients: a single one where f is differentiable",
        "slope": "torch's backpropagation",
    },
    examples=(M_SHAPE, TENTS),
    controls=(Control("valley at 1/2", "with the valley to the right of 0 all numbers fit", (VALLEY_MOVED,)),),
)
def all_the_numbers(s, *, values=values, gradients=gradients, slope=backpropagation, right=FROM_RIGHT):
    r"""$f(-2) = 0$ and $f(-1) = f(1) = 1$; $f$ is differentiable with slope $1$ at $-2, -\frac32, -\frac54, \dots \to -1$
    and with slope $-1$ at $0, -\frac12, -\frac34, \dots \to -1$."""
    yield equal(values(s), [v for _, v in THE_SLIDE], label="f(-2), f(-1), f(1)")
    for x, claimed in [*((x, 1) for x in FROM_LEFT), *((x, -1) for x in right)]:
        yield same_points(gradients(s, x), [(claimed,)], label=f"the limiting gradients at {x}")
        yield equal(slope(s, x), claimed, label=f"slope at {x}")


def closed_form(x):
    """1 - ||x| - 1|."""
    return 1 - abs(abs(x) - 1)


def two_tents(x):
    """max(1 - |x + 1|, 0) + max(1 - |x - 1|, 0): the same on [-2, 2]."""
    return max(1 - abs(x + 1), ZERO) + max(1 - abs(x - 1), ZERO)


@claim(
    "L11r",
    "The M function",
    slide="Subdifferential is not enough (figure), Clarke differential (example)",
    reading="1 - ||x| - 1| is a ReLU network with a linear skip, and has the numbers of the figure but for the first term of one sequence.",
    truth=Truth.REPAIR,
    for_all=ways_of_writing_m(),
    build=function_at,
    kinks=Kinks(),
    cost=6,
    routes={
        "value": "f evaluated by torch at the place named",
        "closed": "the closed form with absolute values, in rationals",
        **{name: all_the_numbers.routes[name] for name in ("gradients", "slope")},
    },
    examples=(M_SHAPE,),
    mutants=(
        Mutant("two tents", "the other reading of the figure: flat beyond -2 and 2", M_SHAPE._replace(x=(3,)), {"closed": two_tents}),
        Mutant("the first term, too", "x_1 = 0 is a kink", M_SHAPE, {"right": FROM_RIGHT}),
        Mutant(
            "2 relu(x) made 3 relu(x)", "a steeper right flank", STEEPER, for_all=st.sampled_from((1, 0.5, 2)).map(lambda x: STEEPER._replace(x=(x,)))
        ),
        Mutant("slopes exchanged", "-1 on the left, 1 on the right", M_SHAPE, {"slope": lambda s, x: -backpropagation(s, x)}),
    ),
)
def m_function(s, *, value=lambda s: s.many(lattice(s.x)), closed=closed_form, gradients=gradients, slope=backpropagation, right=FROM_RIGHT[1:]):
    r"""However it is written, $M(x) = x + 2 - 2\sigma(x+1) + 2\sigma(x) - 2\sigma(x-1) = 1 - ||x| - 1|$ for every $x$;
    it has slope $1$ at $-2, -\frac32, -\frac54, \dots \to -1$ and slope $-1$ at $-\frac12, -\frac34, \dots \to -1$."""
    yield equal(value(s), [closed(rational(x)) for (x,) in lattice(s.x)], label="values around x")
    for x, claimed in [*((x, 1) for x in FROM_LEFT), *((x, -1) for x in right)]:
        yield same_points(gradients(s, x), [(claimed,)], label=f"the limiting gradients at {x}")
        yield equal(slope(s, x), claimed, label=f"slope at {x}")
