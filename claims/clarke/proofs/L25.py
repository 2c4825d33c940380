"""L25 by machine: gradients of a Lipschitz function, and their averages, are bounded by its constant."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, reals, vector


@smt(
    "a bounded set",
    size="all reals, d = 2, two gradients and their averages",
    mutants=(
        Neighbour("one corner", "the constant asked along (1, 1) alone", {"corners": ((1, 1),)}),
        Neighbour("half the constant", "L / 2", {"bound": lambda constant: constant / 2}),
    ),
    cost=5,
)
def bounded(r, *, corners=((1, 1), (1, -1)), bound=lambda constant: constant):
    r"""If $|\langle s, h \rangle| \le L \|h\|_\infty$ and $|\langle g, h \rangle| \le L \|h\|_\infty$ for $h = t (\pm 1, \pm 1)$ with a $t > 0$,
    then $\|u s + (1 - u) g\|_1 \le L$ for every $0 \le u \le 1$."""
    constant, t, u = reals(r, "L t u")
    s, g = vector(r, "s", 2), vector(r, "g", 2)
    given = [absolute(r, t * (a * v[0] + b * v[1])) <= constant * t for v in (s, g) for a, b in corners]
    mixed = s * u + g * (1 - u)
    return [t > 0, u >= 0, u <= 1, *given], absolute(r, mixed[0]) + absolute(r, mixed[1]) <= bound(constant)


OBLIGATIONS = (bounded,)
