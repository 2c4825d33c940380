"""L28 by machine: the positive part in four ways."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt


@smt(
    "the positive part",
    size="all reals",
    mutants=(
        Neighbour("the negative part", "(z - |z|) / 2", {"half": lambda z, modulus: (z - modulus) / 2}),
        Neighbour("the modulus at 0", "|z| = -z for z <= 1", {"bend": 1}),
    ),
)
def positive_part(r, *, half=lambda z, modulus: (z + modulus) / 2, bend=0):
    r"""For every $z$: $\sigma(z) = (z + |z|)/2$, $\sigma(z) - \sigma(-z) = z$ and $\sigma(z) + \sigma(-z) = |z|$."""
    z = r.real("z")
    modulus = r.where(z < bend, -z, z)
    return [], r.every(r.relu(z) == half(z, modulus), r.relu(z) - r.relu(-z) == z, r.relu(z) + r.relu(-z) == modulus)


OBLIGATIONS = (positive_part,)
