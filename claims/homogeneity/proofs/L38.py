"""L38 by machine: the patterns read literally, A_2 from W_2 x, are wrong."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt


@smt(
    "the slopes of W_2 x",
    size="all reals, all widths 1, H = 2",
    controls=(
        Neighbour("the slopes of W_2 s(W_1 x)", "the preactivation of the second layer", {"reached": lambda r, w1, w2, x: w2 * r.relu(w1 * x)}),
    ),
)
def literal(r, *, reached=lambda r, w1, w2, x: w2 * x):
    r"""For all $w_1, w_2, x$: $\sigma(z_2) = A_2 z_2$ with $z_2 = w_2\,\sigma(w_1 x)$ and $A_2 = \sigma'(w_2 x)$."""
    w1, w2, x = (r.real(name) for name in ("w1", "w2", "x"))
    z = w2 * r.relu(w1 * x)
    return [], r.relu(z) == r.slopes(reached(r, w1, w2, x)) * z


OBLIGATIONS = (literal,)
