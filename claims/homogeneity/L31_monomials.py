"""L31: a monomial is positively homogeneous of the degree that is the sum of its exponents."""

from math import prod

from claims.core.check import equal
from claims.core.claim import Control, Mutant, Truth, claim
from claims.instances import monomials as m
from claims.instances.monomials import Monomial
from claims.instances.scaled_points import NEGATIVE

SQUARE, MIXED, AT_0 = Monomial((3,), (2,), 2), Monomial((1, -2, 4), (1, 3, 0), 3), Monomial((0, 2), (1, 1), 0.5)


@claim(
    "L31",
    "Monomials",
    slide="Positive Homogeneity (example 2)",
    reading="Scale all variables of a product of powers: the product is scaled as often as there are factors in it.",
    truth=Truth.TRUE,
    why=r"With $p_i \in \{0, 1, 2, \dots\}$ and $0^0 = 1$. Negative powers have no value at 0, broken ones none at negative numbers. "
    r"For whole powers it is true of negative $\alpha$ too.",
    formal="mathlib: MvPolynomial.isHomogeneous_monomial",
    for_all=m.monomials(),
    build=m.monomial_at,
    routes={
        "products": "torch at the place named: the product of repeated coordinates",
        "powers": "torch's own powers at the place named",
        "value": "the monomial in rationals",
        "euler": r"$\langle \nabla f(x), x \rangle$ with torch's backpropagation, at zeros too",
    },
    examples=(SQUARE, MIXED, AT_0, Monomial((0,), (0,), 0)),
    mutants=(
        Mutant("the product of the powers", r"$L = \prod p_i$", MIXED, {"degree": lambda powers: prod(powers)}),
        Mutant("the largest power", r"$L = \max p_i$", MIXED, {"degree": max}),
        Mutant("the number of variables", "L = d", SQUARE, {"degree": len}),
        Mutant("a sum of powers", r"$\sum x_i^{p_i}$ in place of $\prod x_i^{p_i}$", MIXED, {"powers": m.sum_of_powers}),
    ),
    controls=(Control("negative factors", "whole powers pass a sign on", (Monomial((1, 2), (1, 2), -2),), m.monomials(factors=NEGATIVE)),),
)
def monomial(s, *, products=m.by_products, powers=m.by_powers, value=m.in_rationals, euler=m.along_the_point, degree=sum):
    r"""For all $p_1, \dots, p_d \in \{0, 1, 2, \dots\}$ with $\sum_i p_i = L$, every $x \in \mathbb{R}^d$ and every $\alpha \ge 0$:
    $\prod_{i=1}^d (\alpha x_i)^{p_i} = \alpha^L \prod_{i=1}^d x_i^{p_i}$; and Euler's identity $\langle \nabla f(x), x \rangle = L f(x)$."""
    claimed = s.alpha ** degree(s.powers) * value(s)
    yield equal(products(s, s.factor * s.x), claimed, scale=s.products, label="products")
    yield equal(powers(s, s.factor * s.x), claimed, scale=s.powers_of_torch, label="powers")
    yield equal(euler(s), degree(s.powers) * value(s), scale=s.pairing, label="Euler")
