"""L10: neural networks are not convex."""

from itertools import pairwise

from flint import fmpq

from claims.core.check import equal
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import THE_SLIDE, BreakpointFunction, M, breakpoint_functions, convex_on_the_line, pieces, value_at
from claims.instances.function_subjects import function_at

RELU = BreakpointFunction(((0, 0),), 0, 1, (0,))
RAISED = ((-2, 1), *THE_SLIDE[1:])
RAISED_M = M._replace(knots=((-2, 1), (-1, 1), (0, 0), (1, 1)))


def slopes_fall(s):
    """Whether some slope is smaller than the one before it, in rationals."""
    slopes = pieces(s.instance)[1]
    return any(b < a for a, b in pairwise(slopes))


def bends_down(s):
    """Whether f(t - 1/8) + f(t + 1/8) < 2 f(t) at some knot t, with f evaluated by torch."""
    left, here, right = (s.many(tuple((t + h,) for t, _ in s.instance.knots)) for h in (-0.125, 0, 0.125))
    return any(a + b < 2 * c for a, b, c in zip(left, right, here, strict=True))


@claim(
    "L10",
    "No neural network is convex",
    slide="Subdifferential is not enough",
    reading="Some chord of a ReLU network lies below its graph.",
    truth=Truth.INCOMPLETE,
    why=r"A problem for some networks, not for all: ReLU itself is convex, and so is every ReLU network whose outer weights are $\ge 0$.",
    repair="L10r",
    for_all=breakpoint_functions(),
    build=function_at,
    expect=Expect.FAILS,
    cost=2,
    routes={"bends": "second differences at the knots, with f evaluated by torch at the place named", "falls": "slopes of the pieces in rationals"},
    examples=(RELU,),
    controls=(Control("the slide's three values", "every such network is not convex", (M,), breakpoint_functions(through=THE_SLIDE, at=-1)),),
)
def no_network_is_convex(s, *, bends=bends_down, falls=slopes_fall):
    r"""For every ReLU network $f(x) = a x + b + \sum_k c_k\, \sigma(x - t_k)$: $f$ is not convex."""
    yield equal(bends(s), True, label="second differences")
    yield equal(falls(s), True, label="slopes")


def by_torch(s, weights=(2, 1)):
    """f(-1) minus the weighted mean of f(-2) and f(1), with f evaluated by torch."""
    left, here, right = s.many(((-2,), (-1,), (1,)))
    return here - fmpq(weights[0], 3) * left - fmpq(weights[1], 3) * right


def in_rationals(s):
    """The same by interpolation."""
    return value_at(s.instance, -1) - fmpq(2, 3) * value_at(s.instance, -2) - fmpq(1, 3) * value_at(s.instance, 1)


@claim(
    "L10r",
    "Some neural networks are not convex",
    slide="Subdifferential is not enough",
    reading="A network with the values 0, 1, 1 at -2, -1, 1 is not convex, whatever it does elsewhere.",
    truth=Truth.REPAIR,
    for_all=breakpoint_functions(through=THE_SLIDE, at=-1),
    build=function_at,
    kinks=Kinks(),
    proof=r"$-1 = \frac23 (-2) + \frac13 \cdot 1$, but $f(-1) = 1 > \frac13 = \frac23 f(-2) + \frac13 f(1)$.",
    routes={"excess": "Jensen's inequality with f evaluated by torch at the place named", "exact": "interpolation between the knots in rationals"},
    examples=(M,),
    mutants=(
        Mutant("f(-2) = 1", "the excess is gone", RAISED_M, for_all=breakpoint_functions(through=RAISED, at=-1)),
        Mutant("weights 1/3, 2/3", "the mean is then the point 0", M, {"excess": lambda s: by_torch(s, (1, 2))}),
        Mutant("outer weights >= 0", "all such networks are convex", RELU, for_all=convex_on_the_line()),
    ),
)
def some_network_is_not_convex(s, *, excess=by_torch, exact=in_rationals):
    r"""For every ReLU network $f(x) = a x + b + \sum_k c_k\, \sigma(x - t_k)$ with $f(-2) = 0$ and $f(-1) = f(1) = 1$:
    $f(-1) > \frac23 f(-2) + \frac13 f(1)$, by $\frac23$; and such networks exist."""
    yield equal(excess(s), fmpq(2, 3), label="by torch")
    yield equal(exact(s), fmpq(2, 3), label="in rationals")
