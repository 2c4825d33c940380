"""L10r: some neural network is not convex."""

from flint import fmpq

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import M_RAISED_LEFT, RAISED_LEFT, RELU, THE_SLIDE, M, breakpoint_functions, convex_on_the_line
from claims.instances.chords import above_the_chord, above_the_chord_exactly
from claims.instances.function_subjects import function_at
from claims.pictures.along_the_line import chord


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
        Mutant("f(-2) = 1", "the excess is gone", M_RAISED_LEFT, for_all=breakpoint_functions(through=RAISED_LEFT, at=-1)),
        Mutant("weights 1/3, 2/3", "the mean is then the point 0", M, {"excess": lambda s: above_the_chord(s, (1, 2))}),
        Mutant("outer weights >= 0", "all such networks are convex", RELU, for_all=convex_on_the_line()),
    ),
    pictures=(chord("1 - abs(abs(x0) - 1)", -2, 1, -1, -3, 3),),
)
def some_network_is_not_convex(s, *, excess=above_the_chord, exact=above_the_chord_exactly):
    r"""For every ReLU network $f(x) = a x + b + \sum_k c_k\, \sigma(x - t_k)$ with $f(-2) = 0$ and $f(-1) = f(1) = 1$:
    $f(-1) > \frac23 f(-2) + \frac13 f(1)$, by $\frac23$; and such networks exist."""
    yield equal(excess(s), fmpq(2, 3), label="by torch")
    yield equal(exact(s), fmpq(2, 3), label="in rationals")
