"""L16r: the Clarke differential from gradients, f differentiable at x_i."""

from claims.core.check import equal, same_points
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.limiting_sets import contains, germ_at, independent_choices, limiting, slopes_near
from claims.instances.named_functions import ABS, IDENTITY
from claims.instances.polyhedral_functions import FunctionAtPoint, piecewise_affine_functions
from claims.instances.sequences import by_patterns, from_one_side, middle, on_the_kinks, one_sided_slopes, returned, without_closure
from claims.pictures.in_the_plane import cells_and_gradients

CLOSED = "a piecewise affine function has finitely many gradients; |x| + x^2 at 0 would tell: its gradients near 0 are never 1"
CROSSED = FunctionAtPoint("relu(x0 + x1) - relu(x0 - x1) + abs(x0)", (0, 0))


@claim(
    "L16r",
    "The Clarke differential",
    slide="Clarke Differential (definition)",
    reading="Collect the limits of gradients at points of differentiability that tend to x, then fill in what lies between them.",
    truth=Truth.REPAIR,
    why="A definition. For locally Lipschitz $f$ the set is not empty, convex and compact; a null set may be avoided [Clarke 1983, 2.5.1].",
    for_all=piecewise_affine_functions(),
    build=germ_at,
    kinks=Kinks(),
    routes={
        "limits": "the exact engine: open cones of directions, one after another",
        "patterns": "one linear program for every choice of active arguments",
        "one_sided": "on the line: exact difference quotients to the left and to the right",
        "nearby": "torch autograd at points near x where f is differentiable, at the place named",
    },
    examples=(IDENTITY, ABS, CROSSED),
    mutants=(
        Mutant("one side", "sequences from one side only", ABS, {"limits": from_one_side}),
        Mutant("autograd at x", "what torch returns at x, and nothing else", ABS, {"limits": returned}),
        Mutant("conv omitted", "the limits alone", ABS, {"element": lambda s, g: g in limiting(s)}),
        Mutant("independent choices", "each tied maximum picks a slope by itself", IDENTITY, {"limits": independent_choices}),
        Mutant("on the kinks", "points of a null set where f is not differentiable", IDENTITY, {"nearby": on_the_kinks}),
        Mutant("closure omitted", "gradients at every distance, not their limits", parts={"limits": without_closure}, equivalent=CLOSED),
    ),
    blind=("functions with infinitely many gradients near x: L27 has them",),
    pictures=(cells_and_gradients(CROSSED.formula, (0, 0)), cells_and_gradients("max(x0, x1, -x0 - x1)", (0, 0), name="three-cells")),
)
def clarke_differential(s, *, limits=limiting, patterns=by_patterns, one_sided=one_sided_slopes, nearby=slopes_near, element=contains):
    r"""For every (here: piecewise affine) $f: \mathbb{R}^d \to \mathbb{R}$ and every $x$:
    $\partial f(x) \triangleq \mathrm{conv}(\{ s : \exists\, x_i \to x, f \text{ differentiable at } x_i, \nabla f(x_i) \to s \})$
    is the hull of finitely many limits, which do not depend on how they are found."""
    found = limits(s)
    yield same_points(found, patterns(s), label="all patterns")
    yield same_points({*nearby(s), *found}, found, label="torch's gradients near x are limits")
    if s.n == 1:
        yield same_points(found, one_sided(s), label="one-sided slopes")
    yield equal(element(s, middle(s)), True, label="the mean of the limits is an element")
    beyond = tuple(2 * a - b for a, b in zip(max(limiting(s)), middle(s), strict=True))
    yield equal(element(s, beyond), len(limiting(s)) == 1, label="beyond a vertex there is none")
