"""L16 by machine: what backpropagation returns at a kink need not be an element."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import returned
from claims.instances.symbols import between, reals


@smt(
    "two relus at 0",
    size="all reals, f = a s(x) + b s(-x) at 0",
    controls=(Neighbour("one relu", "b = 0", {"given": lambda b: [b == 0]}),),
)
def two_relus(r, *, given=lambda b: []):
    r"""For $f(x) = a\,\sigma(x) + b\,\sigma(-x)$, what backpropagation with $\sigma'(0) = 0$ returns at 0 is in
    $\partial f(0) = \mathrm{conv}\{a, -b\}$."""
    a, b = reals(r, "a b")
    zero = r.number(0)
    slope = returned(r, lambda x: a * r.relu(x) + b * r.relu(-x), a * r.slopes(zero) - b * r.slopes(-zero), zero)
    return given(b), r.some(between(r, a, slope, -b), between(r, -b, slope, a))


OBLIGATIONS = (two_relus,)
