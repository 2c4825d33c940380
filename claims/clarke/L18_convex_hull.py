"""L18: the convex hull as the slide writes it, with a number n that nobody quantifies, and L18r: for some n, and d + 1 is enough."""

from claims.core.check import at_most, equal, holds
from claims.core.claim import Control, Expect, Mutant, Truth, claim
from claims.instances.convex_combinations import (
    Combination,
    affinely,
    around,
    by_facets,
    by_programs,
    by_torch,
    combination_at,
    combinations_of_points,
    conically,
    fewest,
)

ENDS = Combination(points=((0,), (1,)), weights=(0.5, 0.5), terms=1)
TRIANGLE = Combination(points=((0, 0), (3, 0), (0, 3)), weights=(0.5, 0.25, 0.25), terms=3)


@claim(
    "L18",
    "The convex hull, with n terms",
    slide="Clarke Differential (definition)",
    reading="Fix a number n; the convex hull of S is what can be mixed from n elements of S.",
    truth=Truth.INCOMPLETE,
    why=r"$n$ is not quantified. For $n = 1$ the right-hand side is $S$ itself, so $\mathrm{conv}(\{0, 1\})$ would be $\{0, 1\}$.",
    repair="L18r",
    expect=Expect.FAILS,
    for_all=combinations_of_points(),
    build=combination_at,
    cost=2,
    routes={"mixture": "the convex combination by torch at the place named", "needed": "the fewest points that suffice, by trying all subsets"},
    examples=(ENDS,),
    controls=(Control("n = d + 1", "enough by Caratheodory's theorem", (TRIANGLE,), combinations_of_points(terms=lambda d: d + 1)),),
)
def fixed_number(s, *, mixture=by_torch, needed=fewest):
    r"""For every $n \ge 1$ and every finite $S$: every convex combination of elements of $S$ is one of $n$ elements of $S$."""
    v = mixture(s)
    yield holds(needed(s, v) > 0, found=v, label="in the hull")
    yield at_most(needed(s, v), s.terms, label="terms needed")


@claim(
    "L18r",
    "The convex hull",
    slide="Clarke Differential (definition)",
    reading="The convex hull is everything that can be mixed from some number of elements; d + 1 of them are always enough.",
    truth=Truth.REPAIR,
    proof=r"Among more than $d + 1$ points with positive weights there is an affine dependence: move along it until a weight is 0 (Caratheodory).",
    for_all=combinations_of_points(),
    build=combination_at,
    cost=5,
    routes={
        "mixture": "the convex combination by torch at the place named",
        "needed": "the fewest points that suffice, by trying all subsets",
        "programs": "membership by exact linear programs",
        "facets": "membership by the facets that qhull finds, with their sides in rationals",
    },
    examples=(ENDS, TRIANGLE),
    mutants=(
        Mutant("n = 1", "one term", ENDS, {"enough": lambda s: 1}),
        Mutant("n = d", "a point inside a triangle needs all three corners", TRIANGLE, {"enough": lambda s: s.d}),
        Mutant("weights of any sign", r"$\lambda_i \ge 0$ dropped: the affine hull", ENDS, {"programs": affinely}),
        Mutant("weights of any sum", r"$\sum \lambda_i = 1$ dropped: the cone", ENDS, {"programs": conically}),
    ),
)
def some_number(s, *, mixture=by_torch, needed=fewest, programs=by_programs, facets=by_facets, enough=lambda s: s.d + 1):
    r"""For every finite $S \subset \mathbb{R}^d$: $\mathrm{conv}(S) = \{ v : v = \sum_{i=1}^n \lambda_i u_i \text{ for some } n, u_i \in S,
    \lambda_i \ge 0, \sum_{i=1}^n \lambda_i = 1 \}$, and $n = d + 1$ is enough."""
    v = mixture(s)
    yield holds(needed(s, v) > 0, found=v, label="in the hull")
    yield at_most(needed(s, v), enough(s), label="terms needed")
    for point in around(s):
        yield equal(programs(s, point), facets(s, point), label=f"whether {point} is in the hull")
