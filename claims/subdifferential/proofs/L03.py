"""L03 by machine: what the brace calls linear is not, in x'."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import dot, vector


@smt(
    "linear in x'",
    size="all reals, d = 2",
    controls=(Neighbour("linear in x' - x", "the repaired statement", {"value": lambda s, u, x: dot(s, u)}),),
)
def linear(r, *, value=lambda s, u, x: dot(s, u - x)):
    r"""For all $s, x, u, v$: $x' \mapsto \langle s, x' - x \rangle$ at $u + v$ is the sum of its values at $u$ and at $v$."""
    s, x, u, v = (vector(r, name, 2) for name in "sxuv")
    return [], value(s, u + v, x) == value(s, u, x) + value(s, v, x)


OBLIGATIONS = (linear,)
