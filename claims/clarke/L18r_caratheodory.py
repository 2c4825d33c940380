"""L18r: the convex hull with some n; d + 1 is enough."""

from claims.core.check import at_most, equal, holds
from claims.core.claim import Mutant, Truth, claim
from claims.instances import convex_combinations as c
from claims.instances.convex_combinations import ENDS, TRIANGLE
from claims.pictures.in_the_plane import mixtures


@claim(
    "L18r",
    "The convex hull",
    slide="Clarke Differential (definition)",
    reading="The convex hull is everything that can be mixed from some number of elements; d + 1 of them are always enough.",
    truth=Truth.REPAIR,
    proof=r"Among more than $d + 1$ points with positive weights there is an affine dependence: move along it until a weight is 0 (Caratheodory).",
    for_all=c.combinations_of_points(),
    build=c.combination_at,
    formal="mathlib: convexHull_eq",
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
        Mutant("weights of any sign", r"$\lambda_i \ge 0$ dropped: the affine hull", ENDS, {"programs": c.affinely}),
        Mutant("weights of any sum", r"$\sum \lambda_i = 1$ dropped: the cone", ENDS, {"programs": c.conically}),
    ),
    pictures=(mixtures(((0, 0), (3, 0), (3, 2), (1, 3), (0, 2)), (0.125, 0.25, 0.25, 0.25, 0.125)),),
)
def some_number(s, *, mixture=c.by_torch, needed=c.fewest, programs=c.by_programs, facets=c.by_facets, enough=lambda s: s.d + 1):
    r"""For every finite $S \subset \mathbb{R}^d$: $\mathrm{conv}(S) = \{ v : v = \sum_{i=1}^n \lambda_i u_i \text{ for some } n, u_i \in S,
    \lambda_i \ge 0, \sum_{i=1}^n \lambda_i = 1 \}$, and $n = d + 1$ is enough."""
    v = mixture(s)
    yield holds(needed(s, v) > 0, found=v, label="in the hull")
    yield at_most(needed(s, v), enough(s), label="terms needed")
    for point in c.around(s):
        yield equal(programs(s, point), facets(s, point), label=f"whether {point} is in the hull")
