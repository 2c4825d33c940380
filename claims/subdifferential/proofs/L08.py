"""L08 by machine: a step that does not depend on T misses the rate."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, between, largest, reals

STEPS = 4


@smt(
    "the constant step 2R/G",
    size="all reals, f = |x|, d = 1, T = 4",
    controls=(Neighbour("the step R/(G sqrt(T))", "the step of the repair", {"step": lambda radius: radius / 2}),),
)
def constant_step(r, *, step=lambda radius: 2 * radius):
    r"""For $f(x) = |x|$, $|x_0| \le R$ and $\eta = 2R$, which does not depend on $T$: $\min_{t < 4} f(x_t) \le R / \sqrt 4$."""
    radius, x = reals(r, "R x0")
    found = []
    given = [radius > 0, between(r, -radius, x, radius)]
    for _ in range(STEPS):
        found.append(absolute(r, x))
        x = x - step(radius) * r.slopes(x) + step(radius) * r.slopes(-x)  # sign(x), and 0 at 0
    return given, 2 * -largest(r, *(-f for f in found)) <= radius


OBLIGATIONS = (constant_step,)
