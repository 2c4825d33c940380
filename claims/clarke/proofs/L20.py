"""L20 by machine: the limiting gradients of the ReLU at 0."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import limiting
from claims.instances.symbols import between


def slope(r, y):
    """The derivative of the ReLU off 0."""
    return r.where(y > 0, r.number(1), r.number(0))


@smt(
    "limiting gradients",
    size="all reals, every neighbourhood of 0",
    mutants=(
        Neighbour("from the left only", "the slope 0", {"claimed": lambda r, s: s == 0}),
        Neighbour("with their averages", "the hull, which the limits themselves are not", {"claimed": lambda r, s: between(r, 0, s, 1)}),
    ),
)
def limits(r, *, claimed=lambda r, s: r.some(s == 0, s == 1)):
    r"""$s$ is a limit of gradients at 0 (for every $\varepsilon > 0$ there is an $x$ with $0 < |x| < \varepsilon$ and
    $|\sigma'(x) - s| < \varepsilon$), if and only if $s = 0$ or $s = 1$. Hence $\partial \sigma(0) = [0, 1]$."""
    s = r.real("s")
    return [], r.same(limiting(r, lambda r, y: r.relu(y), slope, r.number(0), s), claimed(r, s))


OBLIGATIONS = (limits,)
