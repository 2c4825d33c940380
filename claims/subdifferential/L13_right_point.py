"""L13: the point x' = 1 forces s <= 0."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import M_RAISED_RIGHT, RAISED_RIGHT, THE_SLIDE, M, breakpoint_functions, chord
from claims.instances.chords import HALVES, at_1
from claims.instances.function_subjects import function_at
from claims.instances.subgradients import satisfies
from claims.pictures.on_the_line import forced_slopes


@claim(
    "L13",
    "Choosing x' = 1 forces s <= 0",
    slide="Subdifferential is not enough",
    reading="At x = -1 the inequality of a subgradient, asked at x' = 1 alone, already says that the slope is at most 0.",
    truth=Truth.TRUE,
    for_all=breakpoint_functions(through=THE_SLIDE, at=-1),
    build=function_at,
    kinks=Kinks(),
    proof=r"$f(1) \ge f(-1) + s\,(1-(-1))$ reads $1 \ge 1 + 2s$.",
    routes={
        "inequality": "the inequality at x' = 1, with f evaluated by torch at the place named",
        "greatest": "the slope of the chord from -1 to 1, by interpolation in rationals",
    },
    examples=(M,),
    mutants=(
        Mutant("f(1) = 2", "the point x' = 1 higher than x = -1", M_RAISED_RIGHT, for_all=breakpoint_functions(through=RAISED_RIGHT, at=-1)),
        Mutant("sign of x' - (-1)", "the difference taken the other way round", M, {"inequality": lambda s, slope: at_1(s, -slope)}),
        Mutant("x' = -3/2", "a point on the same side as -2", M, {"inequality": lambda s, slope: satisfies(s, [slope], ((-1.5,),))}),
    ),
    blind=("f elsewhere than at -1 and 1: the statement does not speak of it",),
    pictures=(forced_slopes(M.formula, -1, 1, (-0.5, 0, 0.5, 1), -2.5, 1.5, name="right-point"),),
)
def right_point(s, *, inequality=at_1, greatest=lambda s: chord(s.instance, -1, 1)):
    r"""For every $f: \mathbb{R} \to \mathbb{R}$ with $f(-1) = f(1) = 1$, and every $s$:
    $f(1) \ge f(-1) + s \cdot (1 - (-1))$ if and only if $s \le 0$."""
    bound = greatest(s)
    yield equal(bound, 0, label="the chord")
    for slope in HALVES:
        yield equal(inequality(s, slope), slope <= bound, label=f"s = {slope}")
