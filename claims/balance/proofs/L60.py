"""L60 by machine: the speed of a layer's squared norm, from the inner product."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import dot, reals, vector


@smt(
    "the speed of a layer",
    size="all reals, layers of two weights, any t > 0",
    mutants=(
        Neighbour("plus 2", "the sign of the inclusion turned", {"speed": lambda v: 2 * v}),
        Neighbour("one layer", "nothing is known of the second", {"known": lambda r, v, one, two: [one == v]}),
    ),
    cost=3,
)
def speed(r, *, speed=lambda v: -2 * v, known=lambda r, v, one, two: [one == v, two == v]):
    r"""If $\langle W_i, s_i \rangle = v$ for both layers, then $\frac1t (\|W_i - t s_i\|^2 - \|W_i\|^2) = -2v + t \|s_i\|^2$ for both,
    and tends to $-2v$."""
    t, v = reals(r, "t v")
    one, s, two, u = (vector(r, name, 2) for name in ("W1_", "s1_", "W2_", "s2_"))

    def quotient(w, g):
        after = w - g * t
        return (dot(after, after) - dot(w, w)) / t

    said = [quotient(w, g) == speed(v) + t * dot(g, g) for w, g in ((one, s), (two, u))]
    return [t > 0, *known(r, v, dot(one, s), dot(two, u))], r.every(*said)


OBLIGATIONS = (speed,)
