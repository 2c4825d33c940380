"""L15 by machine: not every element of the Clarke differential is a direction of descent."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, between, reals


@smt(
    "every element",
    size="all reals, f = |x_1| + 2 |x_2| at (1, 0), steps up to 1/8",
    controls=(Neighbour("the element of least norm", "the repaired statement", {"given": lambda s: [s == 0]}),),
)
def every(r, *, given=lambda s: []):
    r"""For $f(x) = |x_1| + 2|x_2|$, $x = (1, 0)$, every $g = (1, s)$ with $|s| \le 2$ and $0 < t \le \frac18$: $f(x - t g) < f(x)$.
    There $f(x - t g)$ is affine in $t$, so that an element which does not descend at one step does not at any shorter one."""
    s, t = reals(r, "s t")
    return [between(r, -2, s, 2), t > 0, 8 * t <= 1, *given(s)], absolute(r, 1 - t) + 2 * absolute(r, -t * s) < 1


OBLIGATIONS = (every,)
