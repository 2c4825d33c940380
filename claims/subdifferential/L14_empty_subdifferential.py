"""L14: the subdifferential of the M function at -1 is empty."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import M_RAISED_LEFT, RAISED_LEFT, THE_SLIDE, M, breakpoint_functions
from claims.instances.chords import AS_DISJOINT, WEIGHTS, below_above, reflected
from claims.instances.function_subjects import function_at
from claims.instances.subgradients import balance, nonempty
from claims.pictures.on_the_line import subgradient_fan


@claim(
    "L14",
    "No subgradient of the M function at -1",
    slide="Subdifferential is not enough",
    reading="A function with the values 0, 1, 1 at -2, -1, 1 has no subgradient at -1, whatever it does elsewhere: these two points forbid it.",
    truth=Truth.TRUE,
    for_all=breakpoint_functions(through=THE_SLIDE, at=-1),
    build=function_at,
    kinks=Kinks(),
    proof=r"$s \ge 1$ (L12) and $s \le 0$ (L13). As one certificate: $-1 = \frac23(-2) + \frac13 \cdot 1$, but "
    r"$\frac23 f(-2) + \frac13 f(1) = \frac13 < f(-1)$.",
    uses=("L12", "L13"),
    routes={
        "contradiction": "the two inequalities, with f evaluated by torch at the place named, as an exact linear program in s",
        "exists": "the exact subdifferential, from the cells of f over the whole line",
        "between": "calculus on breakpoints: every chord from -1",
    },
    examples=(M,),
    mutants=(
        Mutant("f(-2) = 1", "then s = 0 solves the two inequalities", M_RAISED_LEFT, for_all=breakpoint_functions(through=RAISED_LEFT, at=-1)),
        Mutant("x' = -3/2 instead of 1", "two points on one side contradict nothing", M, {"points": ((-2,), (-1.5,))}),
        Mutant("sign of x' - (-1)", "both differences the other way round", parts={"contradiction": reflected}, equivalent=AS_DISJOINT),
    ),
    blind=("the sign of x' - (-1)",),
    pictures=(subgradient_fan(M.formula, -1, -3, 3, outside=(-1, -0.5, 0, 0.5, 1)),),
)
def empty_at_the_left_peak(s, *, points=((-2,), (1,)), contradiction=balance, exists=nonempty, between=below_above):
    r"""For every $f: \mathbb{R} \to \mathbb{R}$ with $f(-2) = 0$ and $f(-1) = f(1) = 1$: $\partial_s f(-1) = \emptyset$,
    and the inequalities at $x' = -2$ and $x' = 1$ alone contradict each other, with the weights $\frac23$ and $\frac13$."""
    yield equal(contradiction(s, points), WEIGHTS, label="weights, and what they leave")
    yield equal(exists(s), False, label="exact engine")
    yield equal(between(s), False, label="breakpoints")
