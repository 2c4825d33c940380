"""L02: the elements of the subdifferential are called subgradients."""

from hypothesis import strategies as st

from claims.core.check import equal, holds
from claims.core.claim import Control, Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import M
from claims.instances.function_subjects import function_at
from claims.instances.named_functions import STEEP_NORM
from claims.instances.polyhedral_functions import convex_functions, piecewise_affine_functions
from claims.instances.subgradients import clarke_elements, emptiness, subgradients, supports
from claims.pictures.in_the_plane import two_sets


@claim(
    "L02",
    "Subgradients",
    slide="Subdifferential and Subgradient (definition)",
    reading="Whatever is called a subgradient supports f from below.",
    truth=Truth.DEFINITION,
    why="Naming only. The slide on the Clarke differential gives the same name to its elements, and these need not support f: at the left "
    "peak of the M function 0 is in the Clarke differential, and there is no subgradient at all.",
    formal="optlib: HasSubgradientAt, mem_SubderivAt",
    for_all=st.one_of(convex_functions(), piecewise_affine_functions()),
    build=function_at,
    kinks=Kinks(),
    uses=("L01",),
    routes={
        "elements": "vertices, and their mean, of the exact subdifferential",
        "inequality": "the inequality of the definition on a lattice, with f evaluated by torch at the place named",
    },
    examples=(M, STEEP_NORM),
    mutants=(Mutant("Clarke elements", "the elements of the Clarke differential under the same name", M, {"elements": clarke_elements}),),
    controls=(
        Control("Clarke elements, f convex", "there the two names mean one thing", (STEEP_NORM,), convex_functions(), {"elements": clarke_elements}),
    ),
    pictures=(two_sets(STEEP_NORM.formula, (1, 0)),),
)
def subgradients_support(s, *, elements=subgradients, inequality=supports):
    r"""For every $f: \mathbb{R}^d \to \mathbb{R}$, every $x$ and every $g \in \partial_s f(x)$:
    $f(x') \ge f(x) + g^\top (x' - x)$ for every $x'$."""
    found = elements(s)
    for g in found:
        yield equal(inequality(s, g), True, label=f"g = {g}")
    if not found:
        yield holds(True, certificate=emptiness(s), label="there is no subgradient")
