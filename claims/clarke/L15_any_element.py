"""L15: a step along any element of the Clarke differential."""

from claims.core.check import equal, holds, same_points
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.descent_steps import ON_THE_LINE, ON_THE_PLANE, exact_rise, not_stationary, rise, rise_scale
from claims.instances.limiting_sets import limiting, slopes_near
from claims.instances.named_functions import STEEP_NORM
from claims.instances.polyhedral_functions import FunctionAtPoint
from claims.pictures.in_the_plane import against_elements

FALLING = FunctionAtPoint("2*abs(x0) - 3*x0", (0,))


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
    routes={
        "elements": "limiting gradients by the exact engine",
        "rises": "f(x - t g) - f(x) by torch at the place named",
        "exact_rises": "f(x - t g) - f(x) in rationals",
    },
    examples=(STEEP_NORM,),
    controls=(Control("on the line", "there all elements have one sign", (FALLING,), ON_THE_LINE),),
    pictures=(against_elements(STEEP_NORM.formula, (1, 0), (1, 2)),),
)
def every_element(s, *, elements=limiting, rises=rise, exact_rises=exact_rise):
    r"""For every $f$, every $x$ with $0 \notin \partial f(x)$, every $g \in \partial f(x)$ and every small step $t > 0$: $f(x - t g) < f(x)$."""
    found = elements(s)
    yield same_points({*slopes_near(s), *found}, found, label="torch's gradients near x are elements")
    for g in found:
        yield equal(rises(s, g), exact_rises(s, g), scale=rise_scale(s, g), label=f"g = {g}")
        yield holds(exact_rises(s, g) < 0, found=exact_rises(s, g), claimed="below 0", label=f"downhill along g = {g}")
