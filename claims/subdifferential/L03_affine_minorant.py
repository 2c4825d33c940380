"""L03: "linear function" under the brace: linear in x' - x, affine in x'."""

from claims.core.check import at_most, equal
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances.function_subjects import function_at, lattice
from claims.instances.polyhedral_functions import MaxAffine, convex_functions, max_affine_functions, points
from claims.instances.subgradients import engine
from impl.rationals import dot, vector

RELU_AT_1 = MaxAffine((((0,), 0), ((1,), 0)), (1,))
RAISED = MaxAffine((((-1,), 2), ((1,), 0)), (1,))  # |x - 1| + 1 at its kink
NORM = MaxAffine((((1, 1), 0), ((1, -1), 0), ((-1, 1), 0), ((-1, -1), 0)), (0, 0))
ORIGIN = max_affine_functions(at=points().map(lambda x: (0,) * len(x)))


def by_torch(s, slope, there):
    """<slope, there - x> in torch at the place named."""
    return (s.place.tensor(slope) * (s.place.tensor(there) - s.place.tensor(s.x))).sum()


def in_rationals(s, slope, there):
    """<slope, there - x> in rationals."""
    return dot(slope, tuple(a - b for a, b in zip(vector(there), s.point, strict=True)))


def around(s):
    """A few points around x."""
    return lattice(s.x, (-1, 0, 2))


@claim(
    "L03",
    "The brace says: a linear function",
    slide="Subdifferential and Subgradient (definition)",
    reading="Read as a function of x', the term under the brace should send sums to sums.",
    truth=Truth.INCOMPLETE,
    why=r"$s^\top(x' - x)$ is linear in $x' - x$; as a function of $x'$ it is affine, and linear only where $s^\top x = 0$.",
    repair="L03r",
    for_all=max_affine_functions(),
    build=function_at,
    expect=Expect.FAILS,
    cost=2,
    routes={"term": "the term in torch at the place named", "exact": "the term in rationals"},
    examples=(RELU_AT_1,),
    controls=(Control("x = 0", "around the origin the term is linear in x'", (NORM,), ORIGIN),),
)
def linear_in_x_prime(s, *, term=by_torch, exact=in_rationals):
    r"""For every $x$ and every $s \in \partial_s f(x)$, the function $x' \mapsto s^\top (x' - x)$ is linear:
    its value at $u + v$ is the sum of its values at $u$ and at $v$."""
    u = tuple(1 for _ in s.x)
    for slope in engine(s).vertices:
        for v in around(s):
            both = tuple(a + b for a, b in zip(u, v, strict=True))
            yield equal(term(s, slope, both), exact(s, slope, u) + exact(s, slope, v), label=f"s = {slope}, u = {u}, v = {v}")


@claim(
    "L03r",
    "An affine function that touches f at x and lies below it",
    slide="Subdifferential and Subgradient (definition)",
    reading="The right-hand side of the inequality is an affine function of x' with the same value as f at x.",
    truth=Truth.REPAIR,
    for_all=convex_functions(),
    build=function_at,
    kinks=Kinks(),
    cost=3,
    uses=("L01",),
    routes={"term": "the term in torch at the place named", "exact": "the term in rationals"},
    examples=(RELU_AT_1, RAISED, NORM),
    mutants=(
        Mutant("f(x) dropped", "the term alone: it does not touch f", RAISED, {"height": lambda s: 0 * s.value}),
        Mutant("s beyond the set", "a slope next to a vertex", NORM, {"slopes": lambda s: [tuple(c + 4 for c in g) for g in engine(s).vertices]}),
        Mutant(
            "linear in x'", "the same term without - x", RELU_AT_1, {"term": lambda s, g, there: (s.place.tensor(g) * s.place.tensor(there)).sum()}
        ),
    ),
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
