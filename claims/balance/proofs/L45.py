"""L45 by machine: at a kink the derivative that the update speaks of does not exist."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import reals


@smt(
    "one derivative",
    size="all reals, all widths 1, one sample, the derivative in w_2",
    controls=(Neighbour("off the kink", "the preactivation is not 0", {"given": lambda r, z: [r.no(z == 0)]}),),
    cost=3,
)
def one_derivative(r, *, given=lambda r, z: []):
    r"""For $L = \frac12 (w_3\,\sigma(w_2 h) - y)^2$: the derivatives from the two sides in $w_2$, with $\sigma'(0) = 0$
    and with $\sigma'(0) = 1$, agree."""
    w2, w3, h, y = reals(r, "w2 w3 h y")
    z = w2 * h
    outer = (w3 * r.relu(z) - y) * w3 * h
    return given(r, z), outer * r.slopes(z) == outer * r.slopes(z, 1)


OBLIGATIONS = (one_derivative,)
