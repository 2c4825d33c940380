"""L03r: the term is linear in x' - x, and f(x) plus the term is an affine minorant."""

from claims.core.check import at_most, equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.function_subjects import function_at
from claims.instances.minorants import L1_NORM, RELU_AT_1, around, by_torch, in_rationals, without_x
from claims.instances.polyhedral_functions import MaxAffine, convex_functions
from claims.instances.subgradients import engine
from claims.pictures.on_the_line import subgradient_fan

RAISED = MaxAffine((((-1,), 2), ((1,), 0)), (1,))  # |x - 1| + 1 at its kink


@claim(
    "L03r",
    "An affine function that touches f at x and lies below it",
    slide="Subdifferential and Subgradient (definition)",
    reading="The right-hand side of the inequality is an affine function of x' with the same value as f at x.",
    truth=Truth.REPAIR,
    for_all=convex_functions(),
    build=function_at,
    kinks=Kinks(),
    uses=("L01",),
    routes={"term": "the term in torch at the place named", "exact": "the term in rationals"},
    examples=(RELU_AT_1, RAISED, L1_NORM),
    mutants=(
        Mutant("f(x) dropped", "the term alone: it does not touch f", RAISED, {"height": lambda s: 0 * s.value}),
        Mutant("s beyond the set", "a slope next to a vertex", L1_NORM, {"slopes": lambda s: [tuple(c + 4 for c in g) for g in engine(s).vertices]}),
        Mutant("linear in x'", "the same term without - x", RELU_AT_1, {"term": without_x}),
    ),
    pictures=(subgradient_fan("max(-x0 - 1, 1/4*x0, x0 - 1)", 0, -3, 3, outside=(-0.25, 0.75)),),
)
def affine_minorant(s, *, term=by_torch, exact=in_rationals, height=lambda s: s.value, slopes=lambda s: engine(s).vertices):
    r"""For every convex $f$, every $x$ and every $s \in \partial_s f(x)$: $s^\top (x' - x)$ is linear in $x' - x$, and the affine function
    $x' \mapsto f(x) + s^\top (x' - x)$ has the value $f(x)$ at $x$ and lies below $f$."""
    values = s.many((tuple(s.x), *around(s)))
    for slope in slopes(s):
        for there, value in zip((s.x, *around(s)), values, strict=True):
            yield equal(term(s, slope, there), exact(s, slope, there), label=f"s = {slope}, x' = {there}")
            yield at_most(height(s) + exact(s, slope, there), value, label=f"below f at {there}")
        yield equal(height(s) + exact(s, slope, s.x), values[0], label="touches f at x")
