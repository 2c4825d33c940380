"""L05: the subdifferential of ReLU at 0 is [0, 1]."""

from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.chords import below_relu, from_0
from claims.instances.function_subjects import function_at
from claims.instances.named_functions import LEAKY, RELU, RELU_BY_HALVES, leaky
from claims.instances.polyhedral_functions import ways_of_writing_relu
from claims.instances.subgradients import is_subgradient
from claims.pictures.on_the_line import subgradient_fan

SLOPES = [fmpq(k, 4) for k in (-4, -1, 0, 1, 2, 3, 4, 5, 8)]


@claim(
    "L05",
    "The subdifferential of ReLU at 0",
    slide="Subdifferential and Subgradient",
    reading="At its kink, the slopes of the lines through the origin that stay below ReLU are exactly the numbers from 0 to 1.",
    truth=Truth.TRUE,
    why="The figure is lost; the function is the ReLU of the later slides.",
    for_all=ways_of_writing_relu(),
    build=function_at,
    kinks=Kinks(),
    proof=r"$x' = 1$ gives $s \le 1$ and $x' = -1$ gives $s \ge 0$; for $0 \le s \le 1$, $\max(x', 0) \ge s x'$ for every $x'$.",
    routes={
        "inequality": "the inequality of the definition, with f evaluated by torch at the place named",
        "member": "the exact subdifferential, from the cells of f over the whole line",
        "ends": "the two chords at 0, in rationals",
    },
    examples=(RELU, RELU_BY_HALVES),
    mutants=(
        Mutant("{0, 1}", "the two slopes only, not what is between", RELU, {"claimed": lambda slope: slope in (0, 1)}),
        Mutant("[0, 1)", "without 1", RELU, {"claimed": lambda slope: 0 <= slope < 1}),
        Mutant("(0, 1)", "without the ends", RELU, {"claimed": lambda slope: 0 < slope < 1}),
        Mutant("[-1, 1]", "the subdifferential of |x|", RELU, {"claimed": lambda slope: -1 <= slope <= 1}),
        Mutant("leaky ReLU", "a slope on the left", LEAKY, for_all=st.sampled_from((1, 2, 3)).map(leaky)),
    ),
    blind=(r"which element of $[0, 1]$ a framework returns at 0: L39 lists it",),
    pictures=(subgradient_fan("relu(x0)", 0, -2, 2, outside=(-0.5, 1.25)),),
)
def relu_at_zero(s, *, inequality=below_relu, member=is_subgradient, ends=from_0, claimed=lambda slope: 0 <= slope <= 1):
    r"""For $\sigma(x) = \max(x, 0)$, however it is written: $\partial_s \sigma(0) = [0, 1]$."""
    yield equal(ends(s), (0, 1), label="chords")
    for slope in SLOPES:
        yield equal(inequality(s, slope), claimed(slope), label=f"inequality, s = {slope}")
        yield equal(member(s, [slope]), claimed(slope), label=f"engine, s = {slope}")
