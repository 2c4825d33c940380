"""L22: the Clarke differential at -1 of the M function, and of every function that looks like it there, is [-1, 1]."""

from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import equal, same_points
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.convex_sets import convex_vertices
from claims.instances.limiting_sets import contains, germ_at, gradients, limiting, sides
from claims.instances.m_functions import BENT, M_AT_PEAK, WAYS, and_at_0
from claims.instances.polyhedral_functions import equal_near
from claims.pictures.on_the_line import clarke_fan

POINTS = [(fmpq(k, 4),) for k in range(-5, 6)]


@claim(
    "L22",
    "The Clarke differential of the M function at -1",
    slide="Clarke Differential (example)",
    reading="Left of -1 the slope is 1, right of it -1; at -1 the Clarke differential is everything between, whatever the function does elsewhere.",
    truth=Truth.TRUE,
    for_all=st.sampled_from(WAYS).flatmap(lambda way: equal_near(way, (-1,))),
    build=germ_at,
    kinks=Kinks(),
    uses=("L18r", "L21r"),
    routes={"slopes": "torch autograd at -1 - 2^-k and -1 + 2^-k, at the place named", "limits": "limiting gradients by the exact engine"},
    examples=(M_AT_PEAK, BENT),
    mutants=(
        Mutant("the first term", "the gradients at the slide's x_1 = 0 count as limits", BENT, {"limits": and_at_0}),
        Mutant("subdifferential", r"$\partial_s f(-1)$, which is empty", M_AT_PEAK, {"limits": convex_vertices}),
        Mutant("conv omitted", r"$\{-1, 1\}$", M_AT_PEAK, {"element": lambda s, point: point in limiting(s)}),
        Mutant("autograd at -1", "what torch returns at -1 and nothing else", M_AT_PEAK, {"limits": lambda s: gradients(s, [s.x])}),
        Mutant("from the left only", "one of the two sequences", M_AT_PEAK, {"limits": lambda s: sides(s)[0]}),
    ),
    pictures=(clarke_fan(M_AT_PEAK.formula, -1, -3, 3),),
)
def m_at_minus_1(s, *, slopes=sides, limits=limiting, element=contains):
    r"""For every piecewise affine $f: \mathbb{R} \to \mathbb{R}$ that equals $1 - |x + 1|$ near $-1$: its gradients are $1$ just left of $-1$ and
    $-1$ just right of it, and $\partial f(-1) = \mathrm{conv}(\{1, -1\}) = [-1, 1]$."""
    left, right = slopes(s)
    yield equal(left, 1, label="left of -1")
    yield equal(right, -1, label="right of -1")
    yield same_points(limits(s), [(1,), (-1,)], label="limiting gradients")
    for point in POINTS:
        yield equal(element(s, point), abs(point[0]) <= 1, label=f"whether {point[0]} is an element")
