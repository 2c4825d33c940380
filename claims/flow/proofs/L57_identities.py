"""L57 by machine: the product rule for the squared norm, exactly for finite steps."""

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.symbols import matrix


@identity(
    "the discrete product rule",
    size="all real matrices, 3 x 3",
    mutants=(
        Neighbour("at the start", r"$2 \langle W, W^+ - W \rangle$", {"at": lambda w, v: 2 * w}),
        Neighbour("at the end", r"$2 \langle W^+, W^+ - W \rangle$", {"at": lambda w, v: 2 * v}),
        Neighbour("without the 2", r"$\langle \frac12(W + W^+), W^+ - W \rangle$ ", {"factor": 1}),
    ),
)
def product_rule(r, *, at=lambda w, v: w + v, factor=2):
    r"""$\|W^+\|_F^2 - \|W\|_F^2 = 2 \left\langle \tfrac12 (W + W^+), W^+ - W \right\rangle$; divided by the time that passes, with $W^+ \to W$, it is
    $\frac{d}{dt}\|W\|_F^2 = 2 \left\langle W, \dot W \right\rangle$."""
    w, v = matrix(r, "W", 3, 3), matrix(r, "V", 3, 3)
    return [("squared norm", 2 * ((v * v).sum() - (w * w).sum()), factor * (at(w, v) * (v - w)).sum())]


OBLIGATIONS = (product_rule,)
