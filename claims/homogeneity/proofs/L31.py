"""L31 by machine: a monomial, its degree and Euler's identity."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import reals


@smt(
    "x^3 y",
    size="all reals, d = 2, p = (3, 1)",
    mutants=(
        Neighbour("the product of the exponents", "3 in place of 4", {"degree": lambda a: a * a * a, "factor": 3}),
        Neighbour("one derivative", "the part of x alone", {"derivatives": lambda x, y: (3 * x * x * y, 0)}),
    ),
)
def monomial(r, *, degree=lambda a: a * a * a * a, factor=4, derivatives=lambda x, y: (3 * x * x * y, x * x * x)):
    r"""For $f(x, y) = x^3 y$: $f(\alpha x, \alpha y) = \alpha^4 f(x, y)$, and $x\,\partial_x f + y\,\partial_y f = 4 f$."""
    a, x, y = reals(r, "alpha x y")

    def f(x, y):
        return x * x * x * y

    along = derivatives(x, y)
    return [a >= 0], r.every(f(a * x, a * y) == degree(a) * f(x, y), x * along[0] + y * along[1] == factor * f(x, y))


OBLIGATIONS = (monomial,)
