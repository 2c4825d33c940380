"""L16: the Clarke differential from whatever a program returns at x_i."""

from claims.core.check import belongs
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.limiting_sets import differential, germ_at, slopes_near
from claims.instances.named_functions import ABS, IDENTITY
from claims.instances.polyhedral_functions import convex_functions, piecewise_affine_functions
from claims.instances.sequences import returned
from claims.pictures.on_the_line import clarke_fan


@claim(
    "L16",
    "The Clarke differential, by limits of what a program returns",
    slide="Clarke Differential (definition)",
    reading="Take any points that tend to x; if what backpropagation returns there has a limit, the limit is in the Clarke differential.",
    truth=Truth.INCOMPLETE,
    why=r"The slide does not ask that $f$ be differentiable at $x_i$. Where it is not, $\nabla f(x_i)$ is whatever a program returns: for "
    r"$f(x) = \sigma(x) - \sigma(-x) = x$ torch returns 0 at 0, and $\partial f(0) = \{1\}$.",
    repair="L16r",
    expect=Expect.FAILS,
    for_all=piecewise_affine_functions(),
    build=germ_at,
    routes={
        "at_x": "torch autograd along the constant sequence $x_i = x$, at the place named",
        "nearby": "torch autograd at points near x where f is differentiable, at the place named",
        "hull": "the Clarke differential by the exact engine",
    },
    examples=(IDENTITY,),
    controls=(Control("convex", "there every choice of slopes between the two sides gives an element", (ABS,), convex_functions()),),
    pictures=(clarke_fan(IDENTITY.formula, 0, -2, 2),),
)
def limits_of_returned(s, *, at_x=returned, nearby=slopes_near, hull=differential):
    r"""For every $f$ and every $x_i \to x$ (no matter whether $f$ is differentiable at $x_i$): the limit of what backpropagation returns
    at $x_i$ is an element of $\partial f(x)$."""
    for gradient in {*at_x(s), *nearby(s)}:
        yield belongs(gradient, hull(s))
