"""L31 by machine: monomials are homogeneous of the sum of their exponents."""

import itertools
import math

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.symbols import vector

EXPONENTS = [p for p in itertools.product(range(4), repeat=3) if 0 < sum(p) <= 6]


def monomial(x, p):
    """The product of x_i^p_i."""
    return x[0] ** p[0] * x[1] ** p[1] * x[2] ** p[2]


def along(x, p):
    """The sum of x_i times the derivative in x_i, by the power rule."""
    return sum(x[i] * p[i] * monomial(x, [q - (i == j) for j, q in enumerate(p)]) for i in range(3) if p[i])


@identity(
    "homogeneity and Euler's identity",
    size="every real factor and point, three variables, exponents up to 3 of sum at most 6",
    cost=2,
    mutants=(
        Neighbour("the product of the exponents", r"$L = \prod_i p_i$", {"degree": math.prod}),
        Neighbour("the largest exponent", r"$L = \max_i p_i$", {"degree": max}),
        Neighbour("the dimension", r"$L = d$", {"degree": len}),
    ),
)
def monomials(r, *, degree=sum):
    r"""For $f(x) = \prod_i x_i^{p_i}$ and $L = \sum_i p_i$: $f(\alpha x) = \alpha^L f(x)$ and $\sum_i x_i \, \partial_i f(x) = L f(x)$."""
    a, x = r.real("alpha"), vector(r, "x", 3)
    scaled = [(f"degree of x^{p}", monomial(a * x, p), a ** degree(p) * monomial(x, p)) for p in EXPONENTS]
    return [*scaled, *((f"Euler for x^{p}", along(x, p) + 0 * a, degree(p) * monomial(x, p)) for p in EXPONENTS)]


OBLIGATIONS = (monomials,)
