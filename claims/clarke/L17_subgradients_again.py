"""L17: the slide calls the elements of the Clarke differential subgradients, the name that it gave to those of the subdifferential."""

from claims.core.check import at_most, equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.breakpoint_functions import M
from claims.instances.function_subjects import function_at
from claims.instances.named_functions import STEEP_NORM
from claims.instances.polyhedral_functions import convex_functions, piecewise_affine_functions
from claims.instances.subgradients import clarke_elements, is_subgradient, rises_nearby
from claims.pictures.on_the_line import clarke_fan, subgradient_fan
from impl.rationals import dot


@claim(
    "L17",
    "Elements of the Clarke differential are called subgradients",
    slide="Clarke Differential (definition)",
    reading="If the name means what it meant three slides before, every element of the Clarke differential supports f from below.",
    truth=Truth.FALSE,
    why="One name for two things. The slope 0 is in the Clarke differential of the M function at -1, where f is 1, and f(-2) = 0 is lower: "
    "it is no subgradient in the sense of L02; there is none at all. For convex f the two notions agree (L26).",
    repair="L26",
    expect=Expect.FAILS,
    for_all=piecewise_affine_functions(),
    build=function_at,
    uses=("L02",),
    routes={
        "elements": "vertices of the Clarke differential, and their mean, by the exact engine",
        "differences": "f(x') - f(x) on a lattice around x, by torch at the place named",
        "member": "membership in the exact convex subdifferential, with its certificate",
    },
    examples=(M,),
    controls=(Control("convex", "for convex f the elements are subgradients", (STEEP_NORM,), convex_functions()),),
    pictures=(
        clarke_fan(M.formula, -1, -3, 3),
        subgradient_fan(M.formula, -1, -3, 3, outside=(-1, 0, 1)),
    ),
)
def same_name(s, *, elements=clarke_elements, differences=rises_nearby, member=is_subgradient):
    r"""For every $f: \mathbb{R}^d \to \mathbb{R}$ and every $x$, the elements $s$ of $\partial f(x)$ are subgradients:
    $f(x') \ge f(x) + s^\top (x' - x)$ for every $x'$."""
    for slope in elements(s):
        yield at_most(0, min(rise - dot(slope, step) for step, rise in differences(s)), label=f"f(x') - f(x) - s (x' - x) for s = {slope}")
        yield equal(member(s, slope), True, label=f"s = {slope} is a subgradient")
