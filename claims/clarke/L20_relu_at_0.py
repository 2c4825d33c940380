"""L20: the Clarke differential of the ReLU at 0 is [0, 1]."""

from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import equal, same_points, same_set
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.limiting_sets import contains, differential, germ_at, gradients, independent_choices, limiting, sides
from claims.instances.named_functions import LEAKY, RELU, RELU_BY_HALVES, RELU_NESTED
from claims.instances.polyhedral_functions import ways_of_writing_relu
from claims.pictures.on_the_line import clarke_fan
from impl.polytope import Polytope

ENDS = ((0,), (1,))
POINTS = [(fmpq(k, 4),) for k in range(-1, 6)]


@claim(
    "L20",
    "The Clarke differential of the ReLU at 0",
    slide="Clarke Differential",
    reading="The slope of the ReLU is 0 on the left and 1 on the right; at 0 the Clarke differential is everything between.",
    truth=Truth.TRUE,
    for_all=ways_of_writing_relu(),
    build=germ_at,
    kinks=Kinks(),
    uses=("L18r", "L19"),
    routes={
        "slopes": "torch autograd at -2^-k and 2^-k down to subnormal numbers, at the place named",
        "limits": "limiting gradients by the exact engine, from the way it was written",
        "hull": "the Clarke differential by the exact engine",
    },
    examples=(RELU, RELU._replace(formula="max(x0, 0)"), RELU_BY_HALVES),
    mutants=(
        Mutant("conv omitted", r"$\{0, 1\}$", RELU, {"element": lambda s, point: point in limiting(s)}),
        Mutant("autograd at 0", "what torch returns at 0 and nothing else", RELU, {"limits": lambda s: gradients(s, [s.x])}),
        Mutant("from the right only", r"$x_i > 0$", RELU, {"limits": lambda s: sides(s)[1]}),
        Mutant("independent choices", "each tied maximum picks a slope by itself", RELU_NESTED, {"limits": independent_choices}),
        Mutant("leaky", "slope 1/4 on the left", LEAKY, for_all=st.just(LEAKY)),
    ),
    blind=("what torch returns at 0 itself: that depends on the way the function was written",),
    pictures=(clarke_fan("relu(x0)", 0, -2, 2),),
)
def relu_at_0(s, *, slopes=sides, limits=limiting, hull=differential, element=contains):
    r"""In whatever way $\sigma(x) = \max\{x, 0\}$ is written: its gradients are $0$ for $x < 0$ and $1$ for $x > 0$, its limiting gradients
    at $0$ are $\{0, 1\}$, and $\partial \sigma(0) = \mathrm{conv}(\{0, 1\}) = [0, 1]$."""
    left, right = slopes(s)
    yield equal(left, 0, label="left of 0")
    yield equal(right, 1, label="right of 0")
    yield same_points(limits(s), ENDS, label="limiting gradients")
    yield same_set(hull(s), Polytope.hull(ENDS), label="Clarke differential")
    for point in POINTS:
        yield equal(element(s, point), 0 <= point[0] <= 1, label=f"whether {point[0]} is an element")
