"""A function at a point, with its limiting gradients there: torch's gradients nearby, the exact engine, exact difference quotients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import torch
from flint import fmpq

from claims.instances.function_subjects import FunctionSubject, judged
from impl.autograd import differentiate
from impl.expressions import Affine, Extremum, Node
from impl.limiting import limiting_gradients
from impl.piecewise import evaluate, values
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import ONE, ZERO, Matrix, Vector, vector

SIDEWAYS = fmpq(101, 256)  # (1, 101/256) is on no line a x + b y = 0 with integers |a| < 101
TINY = fmpq(1, 2**40)
FIRST = 4  # sequences start at distance 2^-4


class GermSubject(FunctionSubject):
    """A function at a point, lifted to a place, that remembers what was asked about its gradients."""

    def __init__(self, instance: Any, place: Place) -> None:
        super().__init__(instance, place)
        self.key = (str(instance.formula), tuple(instance.x))

    @cached_property
    def engine(self) -> tuple[Matrix, Polytope]:
        """The limiting gradients and their hull, by the exact engine; once for all places."""
        return _engine(*self.key)

    @cached_property
    def sides(self) -> tuple[Matrix, Matrix]:
        """For a function on the line: torch's gradients at x - 2^-k and at x + 2^-k; each value once."""
        return self._along(-1), self._along(1)

    def _along(self, sign: int) -> Matrix:
        leaf = halved(self.place, self.key[1][0], sign).detach().requires_grad_()
        return tuple(vector(g) for g in sorted(set(map(tuple, differentiate(self.f(leaf).sum(), [leaf])[0].T.tolist()))))


def germ_at(instance: Any, place: Place) -> GermSubject:
    """The builder of claims about gradients near a point; the instance has a `formula` and a point `x`."""
    return GermSubject(instance, place)


@lru_cache(maxsize=64)
def _engine(formula: str, x: tuple[float, ...]) -> tuple[Matrix, Polytope]:
    found = limiting_gradients(judged(formula, x)[0], x)
    return found, Polytope.hull(found)


def at_another_point(s: GermSubject, *x: float) -> Matrix:
    """The limiting gradients of the same function at the point x instead, by the exact engine."""
    return _engine(s.key[0], x)[0]


@lru_cache(maxsize=16)
def halved(place: Place, x: float, sign: int) -> torch.Tensor:
    """x + sign * 2^-k, shape (1, B), for all k from `FIRST` on that the format holds exactly; at 0 down to subnormal numbers."""
    limits = torch.finfo(place.dtype)
    last = -round(math.log2(limits.smallest_normal * limits.eps)) if x == 0 else place.bits - 3
    return place.tensor([[x + sign * 2.0**-k for k in range(FIRST, last)]])


def sides(s: GermSubject) -> tuple[Matrix, Matrix]:
    """Route: torch's gradients along x - 2^-k and along x + 2^-k at the place; each value once."""
    return s.sides


def limiting(s: GermSubject) -> Matrix:
    """Route: the limiting gradients at the point, by the exact engine."""
    return s.engine[0]


def differential(s: GermSubject) -> Polytope:
    """Route: the Clarke differential at the point, the hull of the engine's limiting gradients."""
    return s.engine[1]


def contains(s: GermSubject, element: Sequence[Any]) -> bool:
    """Whether the engine's hull holds the element."""
    return bool(differential(s).contains(element))


def gradients(s: GermSubject, where: Sequence[Sequence[Any]]) -> Matrix:
    """Route: the gradients at B points by torch's backpropagation at the place, taken exactly, shape (B, n)."""
    leaf = s.place.tensor([list(column) for column in zip(*where, strict=True)]).requires_grad_()
    return tuple(map(vector, differentiate(s.f(leaf).sum(), [leaf])[0].T.tolist()))


def near(s: GermSubject, exponent: int = 8) -> Matrix:
    """Points at distance 2^-exponent of x in the maximum norm, on no kink of a function with small integer coefficients."""
    return tuple(tuple(a + e / 2**exponent for a, e in zip(s.point, step, strict=True)) for step in _steps(s.n))


def slopes_near(s: GermSubject) -> Matrix:
    """Route: torch's gradients at the points of `near`, at the place."""
    return gradients(s, near(s))


@lru_cache
def _steps(n: int) -> Matrix:
    scale = [SIDEWAYS**i for i in range(n)]
    orders = [tuple(scale[(i + shift) % n] for i in range(n)) for shift in range(n)]
    return tuple(tuple(sign * c for sign, c in zip(signs, order, strict=True)) for order in orders for signs in product((1, -1), repeat=n))


def slope(s: GermSubject, x: Sequence[Any], v: Sequence[Any], step: fmpq = TINY) -> fmpq:
    """Route: (f(x + step v) - f(x)) / step by exact evaluation."""
    start, direction = vector(x), vector(v)
    return (evaluate(s.graph, [a + step * b for a, b in zip(start, direction, strict=True)]) - evaluate(s.graph, start)) / step


def independent_choices(s: GermSubject) -> Matrix:
    """What the chain rule gives when each tied maximum picks one of its active arguments by itself: too many gradients where ties depend."""
    value = values(s.graph, s.point)
    chosen: list[dict[Node, Vector]] = [{}]
    for node in s.graph.order:
        chosen = [{**forms, node: form} for forms in chosen for form in _forms(node, forms, value, s.n)]
    return tuple(sorted({forms[s.graph.root] for forms in chosen}))


def hull_of_choices(s: GermSubject) -> Polytope:
    """The hull of what independent choices give."""
    return Polytope.hull(independent_choices(s))


def _forms(node: Node, forms: dict[Node, Vector], value: dict[Node, fmpq], n: int) -> list[Vector]:
    if isinstance(node, Affine):
        return [tuple(sum((c * forms[a][i] for a, c in node.terms), ZERO) for i in range(n))]
    if isinstance(node, Extremum):
        return list(dict.fromkeys(forms[a] for a in node.arguments if value[a] == value[node]))
    index = getattr(node, "index", None)
    return [tuple(ONE if i == index else ZERO for i in range(n))]
