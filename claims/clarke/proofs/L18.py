"""L18 by machine: one element is not enough."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import between, reals


@smt(
    "n = 1",
    size="all reals, two points, d = 1",
    controls=(Neighbour("n = 2", "between the two", {"made": lambda r, v, a, b: r.some(between(r, a, v, b), between(r, b, v, a))}),),
)
def one_element(r, *, made=lambda r, v, a, b: r.some(v == a, v == b)):
    r"""Every convex combination $t u_1 + (1 - t) u_2$ of two points is a convex combination of $n = 1$ of them."""
    a, b, t = reals(r, "u1 u2 t")
    return [between(r, 0, t, 1)], made(r, t * a + (1 - t) * b, a, b)


OBLIGATIONS = (one_element,)
