"""A homogeneous function at a point, lifted to a place: torch evaluates it along the ray through the point, the judge knows its pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import fmpq

from claims.instances.homogeneous_pieces import in_torch, judged_function
from claims.instances.premises import suppose
from impl import networks
from impl.piecewise import evaluate, parse
from impl.place import Place
from impl.rationals import ZERO, Vector, dot, rational
from impl.weights import flatten

RAY = tuple(map(rational, (0, 0.5, 2, 3)))  # doubling alone would let through what is homogeneous for doubling only
NEGATIVE, DOUBLINGS = tuple(map(rational, (-1, -2))), tuple(map(rational, (0, 0.5, 2, 4)))
BITS_ON_RAY = 3  # what a factor 1/2 or 3 adds to the numbers on the way, for each degree


class NotHomogeneous(ValueError):
    """The values along a ray are not those of a homogeneous function of a whole degree."""


class HomogeneousSubject:
    """A homogeneous function at a point: `at` is torch's, `judged` the judge's knowledge of it."""

    def __init__(self, instance: Any, place: Place) -> None:
        self.instance, self.place, self.shares = instance, place, instance.shares
        self.judged = judged_function(instance)
        self.point, self.ties = self.judged.point, self.judged.ties
        suppose(self.judged.bits + BITS_ON_RAY * max(self.judged.degree, 1) <= place.bits, "torch is exact along the ray")
        self.f = in_torch(instance, place)
        self._found: dict[Any, fmpq] = {}

    def at(self, alpha: Any = 1) -> fmpq:
        """f(alpha x) as torch evaluates it at the place, once for all who ask; the multiple of the point must be representable there."""
        if alpha not in self._found:
            self._found[alpha] = rational(self.f(self.place.tensor([alpha * v for v in self.point])))
        return self._found[alpha]


def homogeneous_at(instance: Any, place: Place) -> HomogeneousSubject:
    """The builder of claims about homogeneous functions."""
    return HomogeneousSubject(instance, place)


def degree_by_torch(s: HomogeneousSubject) -> int:
    """Route: the L with f(alpha x) = alpha^L f(x) along the ray through x, found by doubling and tested at every factor of RAY.

    Where f(x) = 0 every L is one; then 0 is returned, and f must vanish on the ray. Raises NotHomogeneous where there is none.
    """
    value = s.at()
    L = by_doubling(s) if value else 0
    found = [s.at(alpha) for alpha in RAY]
    if found != [alpha**L * value for alpha in RAY]:
        raise NotHomogeneous(f"f(alpha x) = alpha^L f(x) was asked for, found {found} at alpha = {RAY} where f(x) = {value}; allowed: one whole L")
    return L


def by_doubling(s: HomogeneousSubject, factor: int = 2) -> int:
    """Route: log2 of f(2x) / f(x), both by torch at the place, rounded down to a whole number. Raises NotHomogeneous where it is not positive."""
    ratio = s.at(factor) / s.at()
    if ratio <= 0:
        raise NotHomogeneous(f"f({factor}x) / f(x) = 2^L was asked for, found {ratio}; allowed: a positive ratio")
    L = int(ratio.p).bit_length() - int(ratio.q).bit_length()
    return L if ratio >= rational(2) ** L else L - 1


def degree_by_rule(s: HomogeneousSubject) -> int:
    """Route: the degree that the kind of function has by the rules for sums, products and compositions."""
    return s.judged.degree


def multiple_by_torch(s: HomogeneousSubject, alpha: fmpq) -> fmpq:
    """Route: f(alpha x) as torch evaluates it at the place."""
    return s.at(alpha)


def exact_value(s: HomogeneousSubject) -> fmpq:
    """Route: f(x) in rationals."""
    return s.judged.value


def value_by_torch(s: HomogeneousSubject) -> fmpq:
    """Route: f(x) as torch evaluates it at the place."""
    return s.at()


def by_engine(s: HomogeneousSubject) -> tuple[Vector, ...]:
    """Route: points whose convex hull is the Clarke differential of f at x, exactly; all its vertices are among them."""
    return s.judged.generators


def differences(s: HomogeneousSubject) -> list[Vector]:
    """No element of the Clarke differential: f(x + e_i) - f(x) for every i, in rationals; piecewise linear functions only."""
    graph, x = parse(s.instance.formula, len(s.point)), s.point
    steps = [[v + (i == j) for j, v in enumerate(x)] for i in range(len(x))]
    return [tuple(evaluate(graph, y) - evaluate(graph, x) for y in steps)]


def backpropagated(s: HomogeneousSubject, slope: int) -> list[Vector]:
    """What backpropagation with s'(0) = slope returns for a network in its weights, in rationals."""
    weights, x = [networks.exact(layer) for layer in s.instance.weights], networks.exact(s.instance.x)
    masks = [networks.step(z) + slope * (z == 0) for z in networks.preactivations(weights, x)[:-1]]
    return [flatten([layer.tolist() for layer in networks.layer_gradients(weights, masks, x)])]


def combination(elements: Sequence[Vector], coefficients: Sequence[fmpq]) -> Vector:
    """The sum of coefficient times element."""
    return tuple(dot(coefficients, column) for column in zip(*elements, strict=True))


def repeated(s: HomogeneousSubject, count: int) -> list[fmpq]:
    """`count` coefficients: the shares of the instance, over and over."""
    return [rational(s.shares[k % len(s.shares)]) for k in range(count)]


def normalised(s: HomogeneousSubject, count: int) -> list[fmpq]:
    """`count` coefficients of a convex combination: the shares over their sum."""
    return [share / sum(repeated(s, count), ZERO) for share in repeated(s, count)]
