"""L15: a step along any element of the Clarke differential, as the slide has it, and L15r: along the element of least norm."""

from claims.core.check import at_most, equal, holds, same_points
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances.descent_steps import (
    exact_rise,
    largest,
    least,
    least_vertex,
    length,
    mean,
    not_stationary,
    rise,
    rise_scale,
    steepness,
)
from claims.instances.limiting_sets import limiting, slopes_near
from claims.instances.polyhedral_functions import FunctionAtPoint, piecewise_affine_functions
from impl.rationals import dot

NORM = FunctionAtPoint("abs(x0) + 2*abs(x1)", (1, 0))  # the element (1, 2) points uphill
FACES = FunctionAtPoint("max(x0 + 3*x1, x0 - 2*x1)", (0, 0))
FALLING = FunctionAtPoint("2*abs(x0) - 3*x0", (0,))
ON_THE_PLANE = piecewise_affine_functions(dimensions=(2, 2))
ON_THE_LINE = piecewise_affine_functions(dimensions=(1, 1)).map(lambda f: f._replace(formula=f"{f.formula} + 5*x0"))


@claim(
    "L15",
    "A step along an element of the Clarke differential",
    slide="Clarke Differential",
    reading="Whichever element one takes, a short step against it goes downhill, unless the point is stationary.",
    truth=Truth.INCOMPLETE,
    why=r"$g_t \in \partial f(x)$ should read $g_t \in \partial f(x_t)$. Even so $-g_t$ need not be a descent direction: for $f = |x_1| + 2 |x_2|$ "
    r"at $(1, 0)$ and $g = (1, 2)$: $f'(x; -g) = 3 > 0$.",
    repair="L15r",
    expect=Expect.FAILS,
    for_all=ON_THE_PLANE,
    build=not_stationary,
    cost=3,
    routes={
        "elements": "limiting gradients by the exact engine",
        "rises": "f(x - t g) - f(x) by torch at the place named",
        "exact_rises": "f(x - t g) - f(x) in rationals",
    },
    examples=(NORM,),
    controls=(Control("on the line", "there all elements have one sign", (FALLING,), ON_THE_LINE),),
)
def every_element(s, *, elements=limiting, rises=rise, exact_rises=exact_rise):
    r"""For every $f$, every $x$ with $0 \notin \partial f(x)$, every $g \in \partial f(x)$ and every small step $t > 0$: $f(x - t g) < f(x)$."""
    found = elements(s)
    yield same_points({*slopes_near(s), *found}, found, label="torch's gradients near x are elements")
    for g in found:
        yield equal(rises(s, g), exact_rises(s, g), scale=rise_scale(s, g), label=f"g = {g}")
        yield holds(exact_rises(s, g) < 0, found=exact_rises(s, g), claimed="below 0", label=f"downhill along g = {g}")


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
    cost=3,
    routes={
        "element": "the element of least norm by Wolfe's method, from the exact engine's set",
        "rises": "f(x - t g) - f(x) by torch at the place named",
        "steepness": "the support function of the Clarke differential",
    },
    examples=(NORM, FACES),
    mutants=(
        Mutant("any element", "the longest vertex", NORM, {"element": largest}),
        Mutant("shortest limiting gradient", "the hull forgotten", FACES, {"element": least_vertex}),
        Mutant("mean of the vertices", "an element, but not the shortest", FACES, {"element": mean}),
        Mutant("uphill", r"$x + t g$", NORM, {"rises": lambda s, g: rise(s, tuple(-c for c in g))}),
    ),
)
def least_norm_element(s, *, element=least, rises=rise, steepness=steepness):
    r"""For every $f$ and every $x$ with $0 \notin \partial f(x)$, $g$ the element of least norm in $\partial f(x)$: $f^\circ(x; -g) = -|g|^2$, and
    (here: $f$ piecewise affine) $f(x - t g) \le f(x) - t |g|^2$ for every small step $t > 0$."""
    g = element(s)
    yield equal(steepness(s, g), -dot(g, g), label=f"steepness along g = {g}")
    yield at_most(rises(s, g), -length(g) * dot(g, g), scale=rise_scale(s, g), label=f"downhill along g = {g}")
