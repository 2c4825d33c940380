"""Functions near a point, locally Lipschitz or not, lifted to a place: one builder for all, and routes to their gradients.

A Lipschitz constant is for the maximum norm of R^n, so it bounds |s|_1.
"""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import Any

import torch
from flint import fmpq

from claims.core.check import EXACT, Scale, entries
from claims.instances.differentiable_functions import apart
from claims.instances.limiting_sets import GermSubject, at_another_point, gradients, limiting, near
from claims.instances.lipschitz_functions import Local, Root
from claims.instances.oscillations import OscillationSubject, by_balls
from claims.instances.polyhedral_functions import FunctionAtPoint
from claims.instances.smooth_functions import RADII, Smooth, SmoothSubject
from impl import teeth as teeth_functions
from impl.autograd import differentiate
from impl.closed_forms import SquareRootOfModulus
from impl.lipschitz_rules import moduli
from impl.oscillating import Oscillation
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import ZERO, Matrix, Vector, rational, vector
from impl.teeth import Teeth

EXPONENTS = (7, 9)  # of the distances 2^-k at which the gradients of a piecewise affine function are asked for
SCALES = (3, 5)  # the first and the last interval in which the slopes of teeth are asked for


class PiecewiseSubject(GermSubject):
    """A piecewise affine function at a point."""

    @cached_property
    def points(self) -> Matrix:
        """Points near the point, on no kink."""
        return tuple(p for k in EXPONENTS for p in near(self, k))

    def gradients(self) -> Matrix:
        """The gradients at the points, by torch's backpropagation at the place."""
        return gradients(self, self.points)

    def bound(self, _point: Vector) -> fmpq:
        """Near the point the gradients are limiting gradients."""
        return ZERO

    def scale(self, _point: Vector) -> Scale:
        """The gradients are sums of products of small dyadic numbers."""
        return EXACT

    def elements(self) -> Matrix:
        """The limiting gradients, by the exact engine."""
        return limiting(self)

    def around(self) -> Matrix:
        """The limiting gradients at points near the point, many of them on kinks, by the exact engine."""
        steps = [vector(step) for step in product((-1, 0, 1), repeat=self.n) if any(step)]
        moved = [tuple(float(a + e / 2 ** EXPONENTS[-1]) for a, e in zip(self.point, step, strict=True)) for step in steps]
        return tuple(sorted({g for p in moved for g in at_another_point(self, *p)}))

    def constant(self) -> fmpq:
        """The rules for sums, multiples, maxima and minima, on the moduli of the partial derivatives."""
        return sum(moduli(self.graph), ZERO)


class C1Subject(SmoothSubject):
    """A C^1 function at a point."""

    def elements(self) -> Matrix:
        """The gradient, in closed form."""
        return (self.gradient(),)

    def constant(self) -> fmpq:
        """Within r the partial derivatives are within K r of those at x."""
        return sum((abs(g) for g in self.gradient()), ZERO) + len(self.x) * self.calmness / 2 ** min(RADII)


class OscillatingSubject(OscillationSubject):
    """An oscillation at 0."""

    def elements(self) -> Matrix:
        """The ends of the interval that f' is seen to approach, in ball arithmetic."""
        return by_balls(self).vertices

    def constant(self) -> fmpq:
        """|a| + |c| (p + q) bounds |f'| on [-1, 1] for p > q; for p <= q nothing does, and |f(h)| <= (|a| + |c|) |h| is the best there is."""
        a, c, p, q = (abs(rational(v)) for v in self.f)
        return a + c * (p + q if p > q else 1)


class TeethSubject:
    """Teeth at 0."""

    def __init__(self, f: Teeth, place: Place) -> None:
        self.f, self.place = f, place
        self.points = tuple((x,) for k in range(SCALES[0], SCALES[1] + 1) for x in teeth_functions.flanks(f, k))

    def gradients(self) -> Matrix:
        """f' at the points, by torch's backpropagation at the place."""
        leaf = self.place.tensor([x for (x,) in self.points]).requires_grad_()
        return tuple((rational(g),) for g in differentiate(teeth_functions.as_torch(self.f, leaf).sum(), [leaf])[0])

    def bound(self, _point: Vector) -> fmpq:
        """Where slopes do not grow, all of them are limits."""
        return ZERO

    def scale(self, _point: Vector) -> Scale:
        """All numbers are powers of two times a and c."""
        return EXACT

    def elements(self) -> Matrix:
        """The slopes that are found in every interval."""
        return teeth_functions.lasting(self.f, *SCALES)

    def constant(self) -> fmpq:
        """|a| + |c| for equal slopes; for growing ones the constant of calmness at 0."""
        return abs(rational(self.f.a)) + abs(rational(self.f.c)) / min(self.f.growth, 2)


class RootSubject:
    """c sqrt|x| at 0."""

    def __init__(self, f: Root, place: Place) -> None:
        self.f, self.place = f, place
        self.points = tuple((sign * fmpq(1, 4**k),) for k in RADII for sign in (1, -1))

    def gradients(self) -> Matrix:
        """f' at the points, by torch's backpropagation at the place."""
        leaf = self.place.tensor([x for (x,) in self.points]).requires_grad_()
        return tuple((rational(g),) for g in differentiate((self.f.c * torch.sqrt(torch.abs(leaf))).sum(), [leaf])[0])

    def bound(self, _point: Vector) -> fmpq:
        """No limit, no distance from it."""
        return ZERO

    def scale(self, _point: Vector) -> Scale:
        """Square roots of powers of four."""
        return EXACT

    def elements(self) -> Matrix:
        """None."""
        return SquareRootOfModulus().limiting_gradients((0,))

    def constant(self) -> fmpq:
        """|f(h)| <= |c| |h|^(1/2) is the best there is."""
        return abs(rational(self.f.c))


Subject = PiecewiseSubject | C1Subject | OscillatingSubject | TeethSubject | RootSubject


def local_at(instance: Local, place: Place) -> Subject:
    """The builder of claims about a function near a point, locally Lipschitz or not."""
    match instance:
        case FunctionAtPoint():
            return PiecewiseSubject(instance, place)
        case Smooth():
            return C1Subject(instance, place)
        case Oscillation():
            return OscillatingSubject(instance, place)
        case Teeth():
            return TeethSubject(instance, place)
    return RootSubject(instance, place)


def by_torch(s: Subject) -> Any:
    """Route: the gradients at points near x, by torch's backpropagation at the place; one of shape (n,) for each of s.points."""
    return s.gradients()


def limits(s: Subject) -> Matrix:
    """Route: the limits of gradients at x that are known: all of them, or the ends of the interval that they fill."""
    return s.elements()


def limits_around(s: Subject) -> Matrix:
    """Route: the limiting gradients of a piecewise affine function at points near x, kinks among them; none for another function."""
    return s.around() if isinstance(s, PiecewiseSubject) else ()


def constant(s: Subject) -> fmpq:
    """A Lipschitz constant of f near x, from its formula."""
    return s.constant()


def size(slope: Any) -> fmpq:
    """|s|_1, the least L with |<s, v>| <= L |v| in the maximum norm."""
    return sum((abs(c) for c in entries(slope)), ZERO)


def beyond(slope: Any, found: Matrix) -> fmpq:
    """The distance of a slope from the smallest box around the limits; in the maximum norm."""
    return apart(slope, Polytope(found))
