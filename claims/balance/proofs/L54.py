"""L54 by machine: homogeneity for the one factor 2 does not balance the layers."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import reals


def stairs(r, w):
    """g on [1, 4]: 1 up to 3/2, then up to 2 at 2; on [2, 4] twice its value at half the point."""

    def first(v):
        return 1 + 2 * r.relu(v - r.number(3, 2))

    return r.where(w < 2, first(w), 2 * first(w / 2))


@smt(
    "g(w_1) w_2 with g(2w) = 2g(w)",
    size="all reals, 1 < w_1 < 3/2, one g",
    controls=(
        Neighbour("all factors", "g(w) = w, homogeneous for every factor", {"function": lambda r, w: w}),
        Neighbour("w_2 = 0", "a point at which the prediction is 0", {"given": lambda w2: [w2 == 0]}),
    ),
    cost=3,
)
def one_factor(r, *, function=stairs, given=lambda w2: []):
    r"""For $f = g(w_1) w_2$ with $g(2w) = 2g(w)$, and the slope $g'$ at $w_1$ in $]1, \frac32[$: $w_1\,g'(w_1)\,w_2 = g(w_1)\,w_2$,
    the products of the two layers with their derivatives."""
    w1, w2, h, slope = reals(r, "w1 w2 h slope")
    inside = [w1 > 1, 2 * w1 < 3, h > 0, 2 * (w1 + h) < 3, function(r, w1 + h) == function(r, w1) + slope * h]
    doubled = [function(r, 2 * w1) == 2 * function(r, w1)]
    return [*inside, *doubled, *given(w2)], w1 * slope * w2 == function(r, w1) * w2


OBLIGATIONS = (one_factor,)
