"""L29 by machine: maxima of quadratic forms are positively homogeneous of degree 2."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import largest, reals


@smt(
    "degree 2",
    size="all reals, a maximum of two quadratic forms, d = 2",
    mutants=(
        Neighbour("degree 1", "the degree of a norm", {"degree": lambda a: a}),
        Neighbour("plus a constant", "no form", {"constant": 1}),
    ),
)
def degree_two(r, *, degree=lambda a: a * a, constant=0):
    r"""For $f(x) = \max(p x_1^2 + q x_1 x_2,\ s x_2^2)$ and every $\alpha \ge 0$: $f(\alpha x) = \alpha^2 f(x)$."""
    a, p, q, s, x, y = reals(r, "alpha p q s x1 x2")

    def f(x, y):
        return largest(r, p * x * x + q * x * y, s * y * y) + constant

    return [a >= 0], f(a * x, a * y) == degree(a) * f(x, y)


OBLIGATIONS = (degree_two,)
