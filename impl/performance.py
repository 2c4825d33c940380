r"""Worst cases of first-order methods, exactly: performance estimation with dual certificates in rationals.

*Statement.* Let a method's points be x_i = x_0 - sum_k c_ik g_k. Every function of the class satisfies the interpolation
inequalities q_m >= 0, which are linear in the values f_i - f* and in the inner products of d = x_0 - x* and the g_k. If for some
multipliers l_m >= 0

    bound - metric - sum_m l_m q_m = (a positive semidefinite form in d, g_0, ..., g_N) + (a constant >= 0),

then metric <= bound for every function of the class, in every dimension [Drori, Teboulle 2014, Performance of first-order methods for
smooth convex minimization: a novel approach; Taylor, Hendrickx, Glineur 2017, Smooth strongly convex interpolation and exact
worst-case performance of first-order methods].  `verify` checks exactly this, on `fractions` alone.

Units: R = |x_0 - x*| <= 1 and beta = 1, resp. G = 1. Nothing is lost: f -> f(R x)/(beta R^2), resp. f(R x)/(G R), are in the class again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

Vector = Mapping[int, Fraction]  # coefficients over d (index 0) and g_0, g_1, ... (indices 1, 2, ...)
ONE, ZERO = Fraction(1), Fraction(0)
D: Vector = {0: ONE}


@dataclass(frozen=True)
class Form:
    """values . (f_i - f*) + a quadratic form in d, g_0, ... + a constant; `gram` holds each pair (i <= j) once."""

    values: Mapping[int, Fraction] = field(default_factory=dict)
    gram: Mapping[tuple[int, int], Fraction] = field(default_factory=dict)
    constant: Fraction = ZERO

    def plus(self, other: Form, times: Fraction = ONE) -> Form:
        """self + times * other."""
        values, gram = _added(self.values, other.values, times), _added(self.gram, other.gram, times)
        return Form(values, gram, self.constant + times * other.constant)


def _added(into: Mapping[Any, Fraction], other: Mapping[Any, Fraction], times: Fraction) -> dict[Any, Fraction]:
    return {key: into.get(key, ZERO) + times * other.get(key, ZERO) for key in {**into, **other}}


class Certificate(NamedTuple):
    """metric <= bound, from inequalities >= 0 with multipliers >= 0."""

    metric: Form
    bound: Form
    inequalities: tuple[Form, ...]
    multipliers: tuple[Fraction, ...]


def verify(certificate: Certificate) -> str:
    """Why the certificate proves nothing; empty where it proves that the metric is at most the bound."""
    if any(m < 0 for m in certificate.multipliers):
        return "a multiplier is negative"
    rest = certificate.bound.plus(certificate.metric, -ONE)
    for inequality, multiplier in zip(certificate.inequalities, certificate.multipliers, strict=True):
        rest = rest.plus(inequality, -multiplier)
    if any(rest.values.values()):
        return "the function values do not cancel"
    if rest.constant < 0:
        return "the constant that is left is negative"
    return "" if positive_semidefinite(rest.gram) else "the quadratic form that is left is not positive semidefinite"


def positive_semidefinite(gram: Mapping[tuple[int, int], Fraction]) -> bool:
    """Whether a quadratic form is, by symmetric Gaussian elimination in rationals [Higham 2002, section 10.3]."""
    n = 1 + max((j for pair in gram for j in pair), default=0)
    a = [[ZERO] * n for _ in range(n)]
    for (i, j), c in gram.items():
        a[i][j] += c / 2
        a[j][i] += c / 2
    for k in range(n):
        if a[k][k] < 0 or (a[k][k] == 0 and any(a[k][k:])):
            return False
        for i in range(k + 1, n):
            if a[i][k]:
                factor = a[i][k] / a[k][k]
                a[i][k:] = [x - factor * y for x, y in zip(a[i][k:], a[k][k:], strict=True)]
    return True


def inner(u: Vector, v: Vector, times: Fraction = ONE) -> Form:
    """times * <u, v> as a form."""
    gram: dict[tuple[int, int], Fraction] = {}
    for i, a in u.items():
        for j, b in v.items():
            gram[min(i, j), max(i, j)] = gram.get((min(i, j), max(i, j)), ZERO) + times * a * b
    return Form(gram=gram)


def minus(u: Vector, v: Vector) -> Vector:
    """u - v."""
    return {k: u.get(k, ZERO) - v.get(k, ZERO) for k in {*u, *v}}


def points(steps: int, step: Fraction) -> list[Vector]:
    """x_i - x* for i = 0..steps: d minus `step` times the gradients so far."""
    return [{0: ONE} | {1 + k: -step for k in range(i)} for i in range(steps + 1)]


def smooth_descent(steps: int, step: Fraction, bound: Fraction, multipliers: Sequence[Fraction] | None = None) -> Certificate:
    r"""f(x_N) - f* <= bound * R^2 for gradient descent with one step size on convex f with 1-Lipschitz gradient, N = `steps`.

    Inequalities: f_i - f_j - <g_j, x_i - x_j> - |g_i - g_j|^2 / 2 >= 0 for (i, j) = (i, i+1) and (*, j), where x_*, g_*, f_* = 0. The
    multipliers of the first are i / (2N + 1 - i), i = 1..N, for every step in ]0, 1]; those of the second make the values cancel.
    """
    chain = list(multipliers or (Fraction(i, 2 * steps + 1 - i) for i in range(1, steps + 1)))
    star = [chain[0], *(b - a for a, b in pairwise(chain)), 1 - chain[-1]] if chain else [ONE]
    x = points(steps, step)
    inequalities = [_smooth(i - 1, i, x) for i in range(1, steps + 1)] + [_smooth(None, j, x) for j in range(steps + 1)]
    return Certificate(Form({steps: ONE}), inner(D, D, bound), tuple(inequalities), (*chain, *star))


def _smooth(i: int | None, j: int, x: Sequence[Vector]) -> Form:
    g_j: Vector = {1 + j: ONE}
    x_i, g_i, values = ({}, {}, {}) if i is None else (x[i], {1 + i: ONE}, {i: ONE})
    apart = minus(g_i, g_j)
    return Form(values).plus(Form({j: -ONE})).plus(inner(g_j, minus(x_i, x[j])), -ONE).plus(inner(apart, apart), -ONE / 2)


def best_of_subgradient_method(count: int, step: Fraction, bound: Fraction) -> Certificate:
    r"""min_{t < T} f(x_t) - f* <= bound for the subgradient method on convex f with subgradients |g_t| <= 1, R <= 1, T = `count`.

    The average of the values bounds the smallest. Inequalities: -(f_t - f*) + <g_t, x_t - x*> >= 0, 1 - |g_t|^2 >= 0, 1 - |d|^2 >= 0;
    multipliers 1/T, step / (2T), 1 / (2 step T). What is left is |x_T - x*|^2 / (2 step T).
    """
    x, share = points(count, step), Fraction(1, count)
    convex = [inner({1 + t: ONE}, x[t]).plus(Form({t: -ONE})) for t in range(count)]
    bounded = [Form(constant=ONE).plus(inner({1 + t: ONE}, {1 + t: ONE}), -ONE) for t in range(count)]
    near = Form(constant=ONE).plus(inner(D, D), -ONE)
    multipliers = (*[share] * count, *[step * share / 2] * count, share / (2 * step))
    return Certificate(Form(dict.fromkeys(range(count), share)), Form(constant=bound), (*convex, *bounded, near), multipliers)
