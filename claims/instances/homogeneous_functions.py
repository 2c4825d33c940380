"""Positively homogeneous functions at a point, most of them at a kink: strategies (the builder: homogeneous_subjects.py).

Continuous ones: piecewise linear functions, norms among them (degree 1), maxima of monomials of one degree, ReLU networks as
functions of their input (degree 1) and of all their weights (degree H + 1). Others, for mutants: a jump across a line, a sign, a root,
a function that is homogeneous for doubling only. `shares` are the coefficients of a convex combination, before it is normalised.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import strategies as st

from claims.instances.networks import KINKS, Layer, networks_at_points
from claims.instances.numbers import choices, dyadics, halvings, integers
from claims.instances.polyhedral_functions import piecewise_affine_functions
from impl.expressions import absolute, maximum, text, variables
from impl.piecewise import homogenise, parse

Shares = tuple[int, ...]


class PiecewiseLinear(NamedTuple):
    """A formula in x0, x1, ... without constants, and a point."""

    formula: str
    x: tuple[float, ...]
    shares: Shares


class LargestMonomial(NamedTuple):
    """f(x) = max over the terms (c, p) of c x_1^p_1 ... x_n^p_n, all of one degree p_1 + ... + p_n, and a point."""

    terms: tuple[tuple[float, tuple[int, ...]], ...]
    x: tuple[float, ...]
    shares: Shares


class NetworkInInput(NamedTuple):
    """x -> f(x; W) for a bias-free ReLU network."""

    weights: tuple[Layer, ...]
    x: tuple[float, ...]
    shares: Shares


class NetworkInWeights(NamedTuple):
    """W -> f(x; W), all layers together."""

    weights: tuple[Layer, ...]
    x: tuple[float, ...]
    shares: Shares


class Jump(NamedTuple):
    """<above, x> where x_2 > 0 and <below, x> elsewhere: homogeneous of degree 1, not continuous."""

    above: tuple[float, float]
    below: tuple[float, float]
    x: tuple[float, float]
    shares: Shares


class Sign(NamedTuple):
    """sign(x): homogeneous of degree 0 for positive factors, not for the factor 0."""

    x: tuple[float, ...]
    shares: Shares = (1,)


class Root(NamedTuple):
    """The square root of |x|: homogeneous of degree 1/2, not locally Lipschitz at 0."""

    x: tuple[float, ...]
    shares: Shares = (1,)


class Doubling(NamedTuple):
    """The odd function with g(2x) = 2 g(x) that is linear between 1, 3/2 and 2, with g(1) = 1, g(3/2) = middle, g(2) = 2."""

    middle: float
    x: tuple[float, ...]
    shares: Shares = (1,)


def _shares() -> Any:
    return st.tuples(st.integers(1, 3), st.integers(0, 3), st.integers(0, 3))


@st.composite
def piecewise_linear_functions(draw: Any) -> PiecewiseLinear:
    """Norms, differences of norms, and F(x, t) = t f(x / t) for piecewise affine f; shrinks to the modulus at 0."""
    kind = draw(choices(("norm", "cone", "cone", "cone", "difference")))
    if kind != "cone":
        n = draw(st.integers(1, 3))
        x = tuple(draw(st.tuples(*[dyadics(draw(halvings()), 2)] * n)))
        moduli = [absolute(v) for v in variables(n)]
        norms = [sum(moduli[1:], moduli[0]), maximum(*moduli)]
        f = draw(st.sampled_from(norms)) if kind == "norm" else 2 * norms[1] - norms[0]
        return PiecewiseLinear(text(f, spelled=True), x, draw(_shares()))
    f = draw(piecewise_affine_functions())
    t = draw(choices((1, 2, 0.5, 0)))  # at t = 0 the pieces that reach infinity meet
    return PiecewiseLinear(text(homogenise(parse(f.formula, len(f.x))).root, spelled=True), (*(t * v for v in f.x), t), draw(_shares()))


@st.composite
def largest_monomials(draw: Any) -> LargestMonomial:
    """Maxima of one to three monomials of one degree up to 3; every other one of +-m, hence |m|; shrinks to a constant."""
    n, degree = draw(st.integers(1, 3)), draw(st.integers(0, 3))
    x = tuple(draw(st.tuples(*[dyadics(draw(st.integers(0, 1)), 3)] * n)))
    terms = []
    for _ in range(draw(st.integers(1, 2))):
        cuts = sorted(draw(st.tuples(*[st.integers(0, degree)] * (n - 1))))
        powers = tuple(b - a for a, b in zip((0, *cuts), (*cuts, degree), strict=True))
        c = draw(choices((1, -1, 2, -3)))
        terms += [(c, powers)] + ([(-c, powers)] if draw(st.booleans()) else [])
    return LargestMonomial(tuple(terms), x, draw(_shares()))


@st.composite
def networks_in_weights(draw: Any) -> NetworkInWeights:
    """Networks at degenerate weights: ties, opposite rows, layers that vanish."""
    f = draw(networks_at_points(depths=(1, 2), plans=KINKS))
    return NetworkInWeights(f.weights, f.x, draw(_shares()))


@st.composite
def networks_in_input(draw: Any) -> NetworkInInput:
    """Networks at degenerate inputs: ties and the origin."""
    f = draw(networks_at_points(depths=(1, 2), plans=(*KINKS, "zero input")))
    return NetworkInInput(f.weights, f.x, draw(_shares()))


def homogeneous_functions() -> Any:
    """Continuous positively homogeneous functions, locally Lipschitz, of degrees 0, 1, 2, 3."""
    return st.one_of(piecewise_linear_functions(), largest_monomials(), networks_in_weights(), networks_in_weights(), networks_in_input())


def shifted_functions() -> Any:
    """Piecewise affine functions, with constants: most of them are not homogeneous."""
    return piecewise_affine_functions().map(lambda f: PiecewiseLinear(f.formula, f.x, (1,)))


@st.composite
def jumps(draw: Any) -> Jump:
    """Two linear functions on two half planes, mostly at a point of the line between them."""
    pair = st.tuples(integers(2), integers(2))
    return Jump(draw(pair), draw(pair), (draw(integers(2)), draw(choices((0, 0, 1, -1)))), draw(_shares()))


def signs() -> Any:
    """The sign of a number."""
    return integers(3).map(lambda v: Sign((v,)))


def doublings() -> Any:
    """Functions that are homogeneous for doubling and, but for 3/2, for no other factor."""
    return st.tuples(st.sampled_from((1, 2, 1.25, 1.75)), st.sampled_from((1, -1, 1.5, 3))).map(lambda pair: Doubling(pair[0], (pair[1],)))
