r"""Functions that oscillate at 0: f(x) = a x + c x^p sin(x^-q), f(0) = 0, for integers p >= 2, q >= 1, in ball arithmetic.

*Statement.* (i) f is differentiable everywhere, f'(0) = a, and for x != 0

    f'(x) = a + c p x^(p-1) sin(x^-q) - c q x^(p-q-1) cos(x^-q).

(ii) The limits of f' at 0 (the limiting gradients) are {a} for p >= q + 2 (f is C^1), the interval [a - |c| q, a + |c| q] for
p = q + 1 (f is locally Lipschitz), and the whole line for p <= q and c != 0 (it is not).

*Proof.* (i) |f(h)/h - a| <= |c| |h|^(p-1). (ii) The second term of f' vanishes at 0. For p >= q + 2 so does the third. For p = q + 1
the third is -c q cos(x^-q), of modulus at most |c| q; along x_k = (2 pi k + t)^(-1/q) it is -c q cos t for all k, and cos takes all
values in [-1, 1]. For p <= q, f' at x_k is unbounded above (t = 0 or pi, by the sign of c) and below, and it is continuous off 0,
so between two such points it takes every value, however near to 0.  []

x^2 sin(1/x) is the example of Clarke [1983, Optimization and Nonsmooth Analysis, section 2.2] of a locally Lipschitz function that is
differentiable without being strictly differentiable. A ball of python-flint (Arb) encloses the exact value [Johansson 2017, Arb:
efficient arbitrary-precision midpoint-radius interval arithmetic]; 2 pi k is far beyond doubles for k = 10^30, hence `PRECISION`.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from flint import arb, ctx, fmpq

from impl.polytope import Polytope
from impl.rationals import ONE, rational

PRECISION = 200  # bits
TURNS = (10**10, 10**20, 10**30)  # the k of x_k
SHARP = fmpq(1, 10**25)  # the largest radius of a ball that says something
EIGHTHS = range(-10, 11)  # targets a + |c| q j / 8: inside the interval, at its ends and beyond


class Oscillation(NamedTuple):
    """a x + c x^p sin(x^-q): slope a and amplitude c are plain numbers, power p >= 2 and frequency q >= 1 integers."""

    slope: float
    amplitude: float
    power: int
    frequency: int


def derivative(f: Oscillation, x: arb) -> arb:
    """f'(x) for a ball x that does not hold 0, at the precision of the context."""
    a, c, p, q = arb(rational(f.slope)), arb(rational(f.amplitude)), f.power, f.frequency
    phase = x**-q
    return a + c * p * x ** (p - 1) * phase.sin() - c * q * x ** (p - q - 1) * phase.cos()


def vanishing(f: Oscillation, x: fmpq) -> fmpq:
    """A bound, for 0 < |x| <= 1, of those terms of f'(x) - a that tend to 0 with x."""
    p, q = f.power, f.frequency
    third = q * abs(x) ** (p - q - 1) if p >= q + 2 else 0
    return abs(rational(f.amplitude)) * (p * abs(x) ** (p - 1) + third)


def at_phase(f: Oscillation, phase: arb, k: int) -> arb:
    """The point x_k = (2 pi k + phase)^(-1/q)."""
    return (2 * arb.pi() * k + phase).root(f.frequency) ** -1


def closed_form(f: Oscillation) -> Polytope:
    """The hull of the limiting gradients at 0 by statement (ii), for p >= q + 1. Raises ValueError for p <= q: the line is no polytope."""
    a, c, p, q = rational(f.slope), rational(f.amplitude), f.power, f.frequency
    if p <= q and c:
        raise ValueError(f"the limits of f' at 0 were asked for as a polytope, found {f}, where they are the whole line; allowed: power > frequency")
    reach = abs(c) * q if p == q + 1 else 0 * c
    return Polytope.hull([(a - reach,), (a + reach,)])


def limits(f: Oscillation, precision: int = PRECISION) -> Polytope:
    """The hull of those targets that f' approaches at 0, as enclosures of f' at x_k for k up to 10^30 show.

    For p <= q, where every number is approached, the hull of all targets: a part of the line.
    """
    reach = abs(rational(f.amplitude)) * f.frequency
    targets = dict.fromkeys(rational(f.slope) + reach * fmpq(j, 8) for j in EIGHTHS)
    with ctx.workprec(precision):
        return Polytope.hull([(s,) for s in targets if all(approached(f, s, k) for k in TURNS)])


def approached(f: Oscillation, s: fmpq, k: int) -> bool:
    """Whether f' comes within `vanishing` of s at some x_k, by an enclosure of radius at most `SHARP`; for p <= q, whether it takes the value s."""
    if f.power <= f.frequency and f.amplitude:
        ends = [derivative(f, at_phase(f, turn, k)) - arb(s) for turn in (arb(0), arb.pi())]
        return any(e > 0 for e in ends) and any(e < 0 for e in ends)
    cosine = (rational(f.slope) - s) / (rational(f.amplitude) * f.frequency) if f.amplitude and f.power == f.frequency + 1 else ONE
    if abs(cosine) > 1:
        return False
    x = at_phase(f, arb(cosine).acos(), k)
    gap = derivative(f, x) - arb(s)
    return bool(gap.rad() <= arb(SHARP)) and bool(gap.abs_upper() <= arb(vanishing(f, x.abs_upper().fmpq()) + SHARP))


def enclosure(f: Oscillation, least: fmpq, largest: fmpq) -> arb:
    """A ball that holds f'(x) for all x with 0 < least <= |x| <= largest <= 1."""
    with ctx.workprec(PRECISION):
        x = arb(least).union(arb(largest))
        return derivative(f, x).union(derivative(f, -x))


def as_torch(f: Oscillation, x: torch.Tensor) -> torch.Tensor:
    """f(x) for x != 0, entry by entry, as one writes it in torch."""
    return f.slope * x + f.amplitude * x**f.power * torch.sin(1 / x**f.frequency)
