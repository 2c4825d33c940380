"""The Clarke differential and directional derivative: textbook values, difference quotients, curved maxima, closed forms."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
import torch
from flint import fmpq

from impl.certificates import verify
from impl.clarke import clarke, directional
from impl.closed_forms import Ball, Empty, EuclideanNorm, LargestEigenvalue, SquareRootOfModulus
from impl.expressions import Unsupported
from impl.limiting import leaves, limiting_gradients
from impl.piecewise import parse
from impl.polytope import Polytope
from impl.rationals import dot, fraction
from impl.smooth import maximum, minimum, polynomials
from tests.impl.depth import count
from tests.impl.oracles_limiting import exact_values, naive_product
from tests.impl.random_graphs import instance

half = fmpq(1, 2)


# Textbook values


@pytest.mark.parametrize(
    ("formula", "n", "vertices"),
    [
        ("abs(x0)", 1, [(-1,), (1,)]),
        ("-abs(x0)", 1, [(-1,), (1,)]),  # Clarke 1983, Prop. 2.3.1: d(-f) = -df
        ("relu(x0)", 1, [(0,), (1,)]),
        ("relu(x0) - relu(-x0)", 1, [(1,)]),
        ("abs(x0) - abs(x0)", 1, [(0,)]),  # the sum rule is an inclusion only [Prop. 2.3.3]
        ("max(min(x0, -x1), x1 - x0)", 2, [(-1, 1), (0, -1), (1, 0)]),  # Example 2.5.2
        ("abs(x0) + abs(x1)", 2, [(-1, -1), (-1, 1), (1, -1), (1, 1)]),
        ("max(x0, -x0, x1, -x1)", 2, [(-1, 0), (0, -1), (0, 1), (1, 0)]),
        ("1 - abs(abs(x0 - 1) - 1)", 1, [(-1,), (1,)]),
    ],
)
def test_known_sets(formula, n, vertices):
    assert clarke(parse(formula, n), [0] * n).vertices == tuple(sorted(vertices))


def test_m_function_of_the_lecture():
    f = parse("1 - abs(abs(x0) - 1)", 1)
    assert clarke(f, [-1]).vertices == ((-1,), (1,))
    assert clarke(f, [0]).vertices == ((-1,), (1,))
    assert clarke(f, [half]).vertices == ((1,),)


def test_membership_carries_a_certificate():
    P = clarke(parse("relu(x0) + relu(x1)", 2), [0, 0])
    for s, inside in (((half, half), True), ((0, 1), True), ((1, fmpq(5, 4)), False)):
        certificate = P.contains(s)
        assert bool(certificate) is inside
        assert verify(certificate)


def test_naive_product_gives_a_larger_hull():
    f = parse("relu(x0) - relu(-x0)", 1)
    naive = Polytope.hull([tuple(fmpq(a.numerator, a.denominator) for a in s) for s in naive_product(f, [Fraction(0)])])
    assert clarke(f, [0]).vertices == ((1,),)
    assert naive.vertices == ((0,), (2,))


# The directional derivative


def test_directional_derivative_is_never_exceeded_and_attained():
    """(f(y + t v) - f(y)) / t over y = x + e u, t << e, in Fractions: at most f°(x; v); equal for u in the cone of the best leaf."""
    e, t = Fraction(1, 2**60), Fraction(1, 2**160)
    for seed in range(count(60, 600)):
        f, x = instance(seed)
        random = Random(seed)
        v = [random.randint(-3, 3) for _ in x]
        claimed = fraction(directional(f, x, v))
        best = max(leaves(f, x), key=lambda leaf: dot(leaf.gradient, [fmpq(a) for a in v]))
        directions = [[random.randint(-4, 4) for _ in x] for _ in range(6)] + [[fraction(a) for a in best.witness]]
        quotients = []
        for u in directions:
            y = [fraction(a) + e * b for a, b in zip(x, u, strict=True)]
            moved = [a + t * b for a, b in zip(y, v, strict=True)]
            quotients.append((exact_values(f, moved)[f.root] - exact_values(f, y)[f.root]) / t)
        assert max(quotients) <= claimed
        assert quotients[-1] == claimed


def test_directional_derivative_is_the_support_function():
    f = parse("max(min(x0, -x1), x1 - x0)", 2)
    assert directional(f, [0, 0], [1, 0]) == 1
    assert directional(f, [0, 0], [-1, 0]) == 1
    assert directional(f, [0, 0], [0, 1]) == 1
    with pytest.raises(ValueError, match=r"direction of shape \(2,\)"):
        directional(f, [0, 0], [1])


def test_torch_functions_are_taken():
    assert directional(lambda x: -x.abs().sum(), torch.zeros(2), torch.tensor([1.0, -1.0])) == 2
    with pytest.raises(Unsupported, match=r"Tensor\.exp"):
        clarke(lambda x: x.exp().sum(), [0])


# Maxima of curved pieces


def test_maxima_of_polynomials():
    (x,) = polynomials(1)
    f = maximum(x + x**2, x**2 - x)  # |x| + x^2
    assert clarke(f, [0]).vertices == ((-1,), (1,))
    assert limiting_gradients(f, [0]) == ((-1,), (1,))
    assert clarke(f, [1]).vertices == ((3,),)
    assert directional(f, [0], [-2]) == 2
    assert f.evaluate([fmpq(-1, 2)]) == fmpq(3, 4)
    assert f.as_torch()(torch.tensor([[-0.5, 2.0]])).tolist() == [0.75, 6.0]


def test_minima_of_products():
    x, y = polynomials(2)
    f = minimum(x * y, x, 2 * y)
    assert clarke(f, [0, 0]).vertices == ((0, 0), (0, 2), (1, 0))
    assert f.active_gradients([1, 1]) == ((1, 0), (1, 1))
    assert str(f) == "min(x0*x1, x0, 2*x1)"


def test_active_gradients_inside_the_hull_are_not_called_limiting():
    """max(0, x + y^2, 2x) and max(0, x - y^2, 2x) have the same active gradients; (1, 0) is limiting for the first alone."""
    x, y = polynomials(2)
    for sign in (1, -1):
        f = maximum(0, x + sign * y**2, 2 * x)
        assert clarke(f, [0, 0]).vertices == ((0, 0), (2, 0))
        with pytest.raises(Unsupported, match="inside the hull"):
            limiting_gradients(f, [0, 0])


def test_curved_maxima_by_difference_quotients():
    """The quotients at y near x come within O(|y - x|) of f°(x; v) from both sides: slopes move by at most that much."""
    x, y = polynomials(2)
    for seed in range(20):
        random = Random(seed)
        pieces = [sum((random.randint(-2, 2) * m for m in (x, y, x * y, x**2, y**2)), 0 * x) for _ in range(3)]
        f, v, e = maximum(*pieces), [random.randint(-2, 2), random.randint(-2, 2)], fmpq(1, 2**40)
        claimed, worst, t = directional(f, [0, 0], v), None, fmpq(1, 2**100)
        for _ in range(200):
            at = [e * random.randint(-9, 9) for _ in range(2)]
            quotient = (f.evaluate([a + t * b for a, b in zip(at, v, strict=True)]) - f.evaluate(at)) / t
            worst = quotient if worst is None or quotient > worst else worst
        assert worst <= claimed + 10**4 * e
        assert worst >= claimed - 10**4 * e


def test_polynomials_of_different_spaces_are_refused():
    with pytest.raises(ValueError, match="same variables"):
        maximum(polynomials(1)[0], polynomials(2)[0])
    with pytest.raises(ValueError, match=r"shape \(1,\)"):
        clarke(maximum(polynomials(1)[0]), [0, 0])


# Closed forms


def test_square_root_of_modulus_has_no_limiting_gradient_at_zero():
    f = SquareRootOfModulus()
    assert limiting_gradients(f, [0]) == ()
    assert clarke(f, [0]) == Empty()
    assert not clarke(f, [0]).contains([0])
    assert clarke(f, [-4]).vertices == ((fmpq(-1, 4),),)
    with pytest.raises(Unsupported, match="irrational"):
        clarke(f, [2])


def test_euclidean_norm_has_the_unit_ball_at_zero():
    f = EuclideanNorm(2)
    B = clarke(f, [0, 0])
    assert Ball(2) == B
    assert B.contains([fmpq(3, 5), fmpq(4, 5)])
    assert not B.contains([fmpq(3, 5), fmpq(4, 5) + fmpq(1, 10**30)])
    assert directional(f, [0, 0], [3, 4]) == 5
    assert B.support_at_most([1, 1], fmpq(3, 2))
    assert not B.support_at_most([1, 1], fmpq(7, 5))
    assert clarke(f, [3, 4]).vertices == ((fmpq(3, 5), fmpq(4, 5)),)
    for refused in (lambda: B.support([1, 1]), lambda: clarke(f, [1, 1])):
        with pytest.raises(Unsupported, match="irrational"):
            refused()
    with pytest.raises(Unsupported, match="unit sphere"):
        limiting_gradients(f, [0, 0])


def test_largest_eigenvalue_has_the_density_matrices_on_its_eigenspace():
    f = LargestEigenvalue(3)
    D = clarke(f, [[2, 0, 0], [0, 1, 1], [0, 1, 1]])  # eigenvalues 2, 2, 0
    u = (0, 1, 1)
    projector = [[half * a * b for b in u] for a in u]
    assert D.contains(projector)
    assert D.contains([[1, 0, 0], [0, 0, 0], [0, 0, 0]])
    assert D.contains([[half if i == j == 0 else half * projector[i][j] for j in range(3)] for i in range(3)])
    assert not D.contains([[0, 0, 0], [0, 1, 0], [0, 0, 0]])  # outside the eigenspace
    assert not D.contains([[2, 0, 0], [0, -half, -half], [0, -half, -half]])  # not positive semidefinite
    assert not D.contains([[half, 0, 0], [0, 0, 0], [0, 0, 0]])  # trace
    assert directional(f, [[2, 0, 0], [0, 1, 1], [0, 1, 1]], [[0, 0, 0], [0, 1, 0], [0, 0, 7]]) == 4
    assert D.support_at_most([[0, 0, 0], [0, 1, 0], [0, 0, 7]], fmpq(4))
    assert not D.support_at_most([[0, 0, 0], [0, 1, 0], [0, 0, 7]], fmpq(4) - fmpq(1, 10**20))
    with pytest.raises(Unsupported, match="irrational"):
        clarke(LargestEigenvalue(2), [[1, 1], [1, 0]])
    with pytest.raises(ValueError, match="symmetric"):
        clarke(f, [[0, 1], [0, 0]])
