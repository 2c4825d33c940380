"""Exact certificates for rates: what they prove, and that a wrong one proves nothing."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest

from impl.performance import Certificate, Form, best_of_subgradient_method, inner, positive_semidefinite, smooth_descent, verify


def smooth_bound(T, h):
    return 1 / (4 * T * h + 2)


@pytest.mark.parametrize("T", [1, 2, 5, 20])
@pytest.mark.parametrize("h", [F(1), F(3, 4), F(1, 8)])
def test_the_rate_of_gradient_descent_has_a_certificate(T, h):
    assert verify(smooth_descent(T, h, smooth_bound(T, h))) == ""


@pytest.mark.parametrize("T", [1, 4, 9])
def test_the_rate_of_the_subgradient_method_has_a_certificate(T):
    for step in (F(1, 3), F(2)):
        assert verify(best_of_subgradient_method(T, step, 1 / (2 * step * T) + step / 2)) == ""
        assert "constant" in verify(best_of_subgradient_method(T, step, (1 / (2 * step * T) + step / 2) * F(999, 1000)))


@pytest.mark.parametrize("T", [1, 3])
def test_a_smaller_bound_has_none_with_these_multipliers(T):
    assert "semidefinite" in verify(smooth_descent(T, F(1), smooth_bound(T, F(1)) * F(999, 1000)))


def test_a_spoiled_certificate_proves_nothing():
    good = smooth_descent(3, F(1), F(1, 14))
    assert "negative" in verify(good._replace(multipliers=(-good.multipliers[0], *good.multipliers[1:])))
    assert "cancel" in verify(good._replace(multipliers=(good.multipliers[0] + F(1, 100), *good.multipliers[1:])))
    assert verify(good._replace(metric=Form({3: F(2)}))) != ""
    assert verify(Certificate(Form(constant=F(1)), Form(constant=F(0)), (), ())) == "the constant that is left is negative"


def test_positive_semidefinite_agrees_with_eigenvalues_in_floats():
    draws = np.random.default_rng(0)
    seen = set()
    for _ in range(200):
        n = draws.integers(1, 5)
        a = draws.integers(-2, 3, (n, n))
        symmetric = a @ a.T if draws.integers(2) else a + a.T
        gram = {(i, j): F(int(symmetric[i, j] + symmetric[j, i]), 2 if i == j else 1) for i in range(n) for j in range(i, n)}
        least = np.linalg.eigvalsh(symmetric)[0]
        found = positive_semidefinite(gram)
        seen.add(found)
        assert found == (round(float(least), 8) >= 0)
    assert seen == {True, False}


def test_the_inequalities_hold_for_a_function_of_the_class():
    """On x^2/2 in the plane, with its own gradients, every form of the certificate has the value that it says."""
    T, h = 3, F(1, 2)
    certificate = smooth_descent(T, h, smooth_bound(T, h))
    points = [np.array([1.0, 2.0])]
    for _ in range(T):
        points.append(points[-1] - float(h) * points[-1])
    vectors, values = [points[0], *points], [p @ p / 2 for p in points]

    def at(form):
        gram = sum(float(c) * (vectors[i] @ vectors[j]) for (i, j), c in form.gram.items())
        return gram + sum(float(c) * values[i] for i, c in form.values.items()) + float(form.constant)

    assert all(round(at(q), 9) >= 0 for q in certificate.inequalities)
    assert at(certificate.metric) <= at(certificate.bound)
    assert inner({0: F(1)}, {0: F(1)}).gram == {(0, 0): F(1)}
