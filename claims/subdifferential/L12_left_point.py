"""L12: the point x' = -2 forces s >= 1."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import M_RAISED_LEFT, RAISED_LEFT, THE_SLIDE, M, breakpoint_functions, chord
from claims.instances.chords import HALVES, at_minus_2
from claims.instances.function_subjects import function_at
from claims.instances.subgradients import satisfies
from claims.pictures.on_the_line import forced_slopes


@claim(
    "L12",
    "Choosing x' = -2 forces s >= 1",
    slide="Subdifferential is not enough",
    reading="At x = -1 the inequality of a subgradient, asked at x' = -2 alone, already says that the slope is at least 1.",
    truth=Truth.TRUE,
    for_all=breakpoint_functions(through=THE_SLIDE, at=-1),
    build=function_at,
    kinks=Kinks(),
    proof=r"$f(-2) \ge f(-1) + s\,(-2-(-1))$ reads $0 \ge 1 - s$.",
    routes={
        "inequality": "the inequality at x' = -2, with f evaluated by torch at the place named",
        "least": "the slope of the chord from -2 to -1, by interpolation in rationals",
    },
    examples=(M,),
    mutants=(
        Mutant("f(-2) = 1", "the point x' = -2 as high as x = -1", M_RAISED_LEFT, for_all=breakpoint_functions(through=RAISED_LEFT, at=-1)),
        Mutant("sign of x' - (-1)", "the difference taken the other way round", M, {"inequality": lambda s, slope: at_minus_2(s, -slope)}),
        Mutant("x' = 1", "the other point of the slide", M, {"inequality": lambda s, slope: satisfies(s, [slope], ((1,),))}),
    ),
    blind=("f elsewhere than at -2 and -1: the statement does not speak of it",),
    pictures=(forced_slopes(M.formula, -1, -2, (0, 0.5, 1, 1.5), -2.5, 1.5, name="left-point"),),
)
def left_point(s, *, inequality=at_minus_2, least=lambda s: chord(s.instance, -2, -1)):
    r"""For every $f: \mathbb{R} \to \mathbb{R}$ with $f(-2) = 0$ and $f(-1) = 1$, and every $s$:
    $f(-2) \ge f(-1) + s \cdot (-2 - (-1))$ if and only if $s \ge 1$."""
    bound = least(s)
    yield equal(bound, 1, label="the chord")
    for slope in HALVES:
        yield equal(inequality(s, slope), slope >= bound, label=f"s = {slope}")
