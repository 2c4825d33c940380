"""L15r: a step along the element of least norm."""

from claims.core.check import at_most, equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.descent_steps import ON_THE_PLANE, largest, least, least_vertex, length, mean, not_stationary, rise, rise_scale, steepness
from claims.instances.named_functions import STEEP_NORM
from claims.instances.polyhedral_functions import FunctionAtPoint
from claims.pictures.in_the_plane import cells_and_gradients
from impl.rationals import dot

FACES = FunctionAtPoint("max(x0 + 3*x1, x0 - 2*x1)", (0, 0))


@claim(
    "L15r",
    "A step along the element of least norm",
    slide="Clarke Differential",
    reading="A short step against the shortest element of the Clarke differential goes downhill, as fast as the length of that element says.",
    truth=Truth.REPAIR,
    proof=r"$g$ has least norm in the convex set $\partial f(x)$, so $s^\top g \ge |g|^2$ for every element $s$; $f^\circ(x; -g) = \max -s^\top g$.",
    for_all=ON_THE_PLANE,
    build=not_stationary,
    kinks=Kinks(),
    routes={
        "element": "the element of least norm by Wolfe's method, from the exact engine's set",
        "rises": "f(x - t g) - f(x) by torch at the place named",
        "steepness": "the support function of the Clarke differential",
    },
    examples=(STEEP_NORM, FACES),
    mutants=(
        Mutant("any element", "the longest vertex", STEEP_NORM, {"element": largest}),
        Mutant("shortest limiting gradient", "the hull forgotten", FACES, {"element": least_vertex}),
        Mutant("mean of the vertices", "an element, but not the shortest", FACES, {"element": mean}),
        Mutant("uphill", r"$x + t g$", STEEP_NORM, {"rises": lambda s, g: rise(s, tuple(-c for c in g))}),
    ),
    pictures=(cells_and_gradients(FACES.formula, (0, 0), shown="least norm"),),
)
def least_norm_element(s, *, element=least, rises=rise, steepness=steepness):
    r"""For every $f$ and every $x$ with $0 \notin \partial f(x)$, $g$ the element of least norm in $\partial f(x)$: $f^\circ(x; -g) = -|g|^2$, and
    (here: $f$ piecewise affine) $f(x - t g) \le f(x) - t |g|^2$ for every small step $t > 0$."""
    g = element(s)
    yield equal(steepness(s, g), -dot(g, g), label=f"steepness along g = {g}")
    yield at_most(rises(s, g), -length(g) * dot(g, g), scale=rise_scale(s, g), label=f"downhill along g = {g}")
