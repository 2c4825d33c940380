"""L11r by machine: the network and the closed form are one function."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, m_function


@smt(
    "two ways to write M",
    size="all reals",
    mutants=(
        Neighbour("a sign", "1 + ||x| - 1|", {"closed": lambda r, x: 1 + absolute(r, absolute(r, x) - 1)}),
        Neighbour("one kink", "1 - |x + 1|, right near -1 only", {"closed": lambda r, x: 1 - absolute(r, x + 1)}),
    ),
)
def formula(r, *, closed=lambda r, x: 1 - absolute(r, absolute(r, x) - 1)):
    r"""For every $x$: $x + 2 - 2\sigma(x + 1) + 2\sigma(x) - 2\sigma(x - 1) = 1 - ||x| - 1|$."""
    x = r.real("x")
    return [], m_function(r, x) == closed(r, x)


OBLIGATIONS = (formula,)
