"""L06: a convex function has a subgradient everywhere."""

from claims.core.check import equal, holds
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import M
from claims.instances.function_subjects import by_backpropagation, function_at
from claims.instances.named_functions import L1_NORM
from claims.instances.polyhedral_functions import FunctionAtPoint, MaxAffine, convex_functions, differences, negated
from claims.instances.subgradients import emptiness, is_subgradient, nonempty, supports
from claims.pictures.in_the_plane import cells_and_gradients

TENT = FunctionAtPoint("-abs(x0)", (0,))
PIECES = MaxAffine((((1, 0), 0), ((0, 1), 0), ((-1, -1), 0)), (0, 0))


@claim(
    "L06",
    "A convex function has a subgradient everywhere",
    slide="Subdifferential and Subgradient",
    reading="Every convex function on the whole space has, at every point, kinks included, an affine function that touches it from below.",
    truth=Truth.TRUE,
    why=r"The domain matters: $-\sqrt{x}$ on $[0, \infty)$ is convex without a subgradient at $0$; on the slide $f$ is finite on $\mathbb{R}^d$.",
    formal="optlib: SubderivAt.nonempty (for convex and continuous functions)",
    for_all=convex_functions(),
    build=function_at,
    kinks=Kinks(),
    proof=r"A supporting hyperplane of the epigraph at $(x, f(x))$; it is not vertical because $x$ is interior to the domain.",
    routes={
        "exists": "the exact subdifferential, from the cells of f over the whole space",
        "element": "a candidate built from the pieces that are active at x: what torch's backpropagation returns at the place named",
        "inequality": "the inequality of the definition on a lattice, with f evaluated by torch",
    },
    examples=(L1_NORM, PIECES),
    mutants=(
        Mutant("f not convex", "a difference of convex functions", M, for_all=differences()),
        Mutant("f concave", "minus a norm", TENT, for_all=convex_functions().map(negated)),
    ),
    pictures=(cells_and_gradients("max(x0, x1, -x0 - x1)", (0, 0)),),
)
def exists_everywhere(s, *, exists=nonempty, element=by_backpropagation, inequality=supports):
    r"""For every convex $f: \mathbb{R}^d \to \mathbb{R}$ and every $x$: $\partial_s f(x) \ne \emptyset$;
    the gradients of the pieces that are active at $x$, and their averages, are elements."""
    empty = emptiness(s)
    yield holds(exists(s), found=empty and empty.terms, claimed="for a subgradient", certificate=empty, label="exact engine: Jensen's inequality")
    g = element(s)
    yield equal(is_subgradient(s, g), True, label=f"element {g.tolist()}")
    yield equal(inequality(s, g), True, label=f"inequality for {g.tolist()}")
