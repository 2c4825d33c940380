"""L26: for convex f the Clarke differential is the convex subdifferential."""

from hypothesis import strategies as st

from claims.core.check import holds, same_points, same_set
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.convex_sets import active_gradients, all_subgradients, convex_vertices, every_gradient
from claims.instances.limiting_sets import differential, germ_at, gradients, hull_of_choices, limiting, slopes_near
from claims.instances.polyhedral_functions import FunctionAtPoint, MaxAffine, convex_functions, differences, max_affine_functions
from claims.pictures.in_the_plane import two_sets
from impl.polytope import Polytope

ABS = MaxAffine(pieces=(((1,), 0), ((-1,), 0), ((3,), -4)), x=(0,))  # max(x, -x, 3 x - 4)
NETWORK = FunctionAtPoint("relu(x0 + x1) + 2*relu(x0 - x1) + relu(-x0)", (0, 0))
CALCULUS = "sums and monotone compositions of convex functions: sum and chain rule hold with equality [Clarke 1983, 2.3.3, 2.3.9]"
TENTS = FunctionAtPoint("relu(1 - abs(x0 + 1)) + relu(1 - abs(x0 - 1))", (0,))


@claim(
    "L26",
    "If f is convex, the Clarke differential is the subdifferential",
    slide="When does Clarke differential exist",
    reading="For convex functions the local notion and the global one agree.",
    truth=Truth.TRUE,
    proof=r"Limits of gradients satisfy $f(x') \ge f(x) + s^\top (x' - x)$, and so do their convex combinations. Conversely "
    r"$f'(x; v) = \lim \nabla f(y_i)^\top v$ for $y_i \to x$ from the direction $v$: both sets have the support function $f'(x; \cdot)$.",
    for_all=st.one_of(max_affine_functions(), convex_functions()),
    build=germ_at,
    kinks=Kinks(),
    routes={
        "clarke": "the hull of the limiting gradients by the exact engine, from the graph near x",
        "convex": "the vertices of the subdifferential by linear programs over all cells of f",
        "inequality": "Farkas certificates of the inequality, cell by cell",
        "pieces": "the gradients of the pieces that attain the maximum",
        "slopes": "torch autograd at points near x, at the place named",
    },
    examples=(ABS, NETWORK),
    mutants=(
        Mutant("not convex", "differences of convex functions", TENTS, for_all=differences()),
        Mutant("every piece", "also the gradients of the pieces below the maximum", ABS, {"pieces": every_gradient}),
        Mutant("autograd at x", "what torch returns at x and nothing else", ABS, {"clarke": lambda s: Polytope.hull(gradients(s, [s.x]))}),
        Mutant("independent choices", "each maximum picks a slope by itself", parts={"clarke": hull_of_choices}, equivalent=CALCULUS),
    ),
    pictures=(two_sets(NETWORK.formula, (0, 0)),),
)
def convex_case(s, *, clarke=differential, convex=convex_vertices, inequality=all_subgradients, pieces=active_gradients, slopes=slopes_near):
    r"""For every convex (here: piecewise affine) $f: \mathbb{R}^d \to \mathbb{R}$ and every $x$: $\partial f(x) = \partial_s f(x)$."""
    yield same_points(clarke(s).vertices, convex(s), label="vertices")
    yield holds(inequality(s), found=clarke(s), label="the vertices are subgradients")
    if isinstance(s.instance, MaxAffine):
        yield same_set(clarke(s), pieces(s), label="active gradients")
    yield same_points({*slopes(s), *limiting(s)}, limiting(s), label="torch's gradients near x are limiting gradients")
