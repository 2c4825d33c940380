"""L04: the subgradient method, for every f."""

from claims.core.check import equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.breakpoint_functions import M
from claims.instances.function_subjects import function_at
from claims.instances.named_functions import ABS
from claims.instances.polyhedral_functions import convex_functions, piecewise_affine_functions
from claims.instances.subgradients import contradiction, nonempty
from claims.pictures.on_the_line import subgradient_fan


@claim(
    "L04",
    "The subgradient method, for every f",
    slide="Subdifferential and Subgradient (definition)",
    reading="Whatever the function and wherever the method has got to, there is a subgradient to step along.",
    truth=Truth.INCOMPLETE,
    why=r"The index is missing: $g_t \in \partial_s f(x_t)$. The step is defined only where this set is not empty; for the M function at $-1$ it is.",
    repair="L04r",
    for_all=piecewise_affine_functions(),
    build=function_at,
    expect=Expect.FAILS,
    routes={
        "exists": "the exact subdifferential",
        "contradicted": "the inequalities on a lattice around the point, with f evaluated by torch at the place named, as a linear program",
    },
    examples=(M,),
    controls=(Control("convex f", "there is always a subgradient (L06)", (ABS,), convex_functions()),),
    pictures=(subgradient_fan(M.formula, -1, -3, 3, outside=(-1, 0, 1)),),
)
def always_a_step(s, *, exists=nonempty, contradicted=contradiction):
    r"""For every $f: \mathbb{R}^d \to \mathbb{R}$ and every $x_t$ there is a $g_t \in \partial_s f(x_t)$,
    so that $x_{t+1} = x_t - \eta g_t$ is defined."""
    yield equal(exists(s), True, label="exact engine")
    yield equal(contradicted(s), 0, label="lattice")
