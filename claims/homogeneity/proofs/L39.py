"""L39 by machine: at 0 the ReLU has no derivative."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import derivative


@smt(
    "a derivative everywhere",
    size="all reals",
    controls=(Neighbour("off 0", "z is not 0", {"given": lambda r, z: [r.no(z == 0)]}),),
)
def everywhere(r, *, given=lambda r, z: []):
    r"""For every $z$ the ReLU has the derivative 0 or 1: for a $\delta > 0$ and all $|h| < \delta$, $\sigma(z + h) = \sigma(z) + d h$."""
    z = r.real("z")
    return given(r, z), r.some(*(derivative(r, lambda r, y: r.relu(y), z, d) for d in (0, 1)))


OBLIGATIONS = (everywhere,)
