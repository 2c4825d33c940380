"""L10 by machine: some networks are convex."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import reals


@smt(
    "concave at the kink",
    size="all reals, one neuron, d = 1",
    controls=(Neighbour("c < 0", "a neuron with a negative weight", {"given": lambda c: [c < 0]}),),
)
def never_convex(r, *, given=lambda c: []):
    r"""Every network $f(x) = a x + b + c\,\sigma(x - t)$ breaks Jensen's inequality: $f(t) > \frac12 f(t - h) + \frac12 f(t + h)$, $h > 0$.
    The difference of the two sides is $-\frac12 c h$, so that a network which meets it for one $h$ meets it for all, and is convex."""
    a, b, c, t, h = reals(r, "a b c t h")

    def f(x):
        return a * x + b + c * r.relu(x - t)

    return [h > 0, *given(c)], 2 * f(t) > f(t - h) + f(t + h)


OBLIGATIONS = (never_convex,)
