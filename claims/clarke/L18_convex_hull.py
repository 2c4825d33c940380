"""L18: the convex hull as the slide writes it, with a number n that nobody quantifies."""

from claims.core.check import at_most, holds
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.convex_combinations import ENDS, TRIANGLE, by_torch, combination_at, combinations_of_points, fewest
from claims.pictures.in_the_plane import mixtures


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
    routes={"mixture": "the convex combination by torch at the place named", "needed": "the fewest points that suffice, by trying all subsets"},
    examples=(ENDS,),
    controls=(Control("n = d + 1", "enough by Caratheodory's theorem", (TRIANGLE,), combinations_of_points(terms=lambda d: d + 1)),),
    pictures=(mixtures(TRIANGLE.points, TRIANGLE.weights),),
)
def fixed_number(s, *, mixture=by_torch, needed=fewest):
    r"""For every $n \ge 1$ and every finite $S$: every convex combination of elements of $S$ is one of $n$ elements of $S$."""
    v = mixture(s)
    yield holds(needed(s, v) > 0, found=v, label="in the hull")
    yield at_most(needed(s, v), s.terms, label="terms needed")
