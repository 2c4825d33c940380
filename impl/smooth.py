r"""Maxima and minima of polynomials (quadratics, products): Clarke differentials where they are hulls of active gradients.

Let f = max(p_1, ..., p_k) with p_i continuously differentiable, I(x) = {i : p_i(x) = f(x)}. Then

    df(x) = conv { grad p_i(x) : i in I(x) }        [Clarke 1983, Prop. 2.3.12; C^1 functions are regular, Prop. 2.3.6 (a)].

*Proof.* (Inside.) Let x_k -> x with f differentiable at x_k and i in I(x_k) for infinitely many k. f - p_i >= 0 has the minimum 0 at
x_k, so grad f(x_k) = grad p_i(x_k) -> grad p_i(x), and i is in I(x) by continuity. (All of it.) f'(x; v) = max over I(x) of <grad p_i(x), v>
(Danskin), and f'(x; .) <= f°(x; .), so the hull's support function is at most that of df(x).  []

*Limiting gradients.* By the first part dB f(x) is a subset of the finite set of active gradients, with the same hull; so every vertex of
the hull is limiting. Active gradients that are no vertices may be limiting or not (max(0, x + y^2, 2x) at 0 has the gradients 0, 1, 2 of
which 1 is limiting; without y^2 it is not): there `limiting_gradients` refuses. Minima go through -max(-p_i): d(-f) = -df [Prop. 2.3.1].

Mixtures of maxima and minima of curved pieces are not here: the hull of active gradients is only an outer bound for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import torch
from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from impl.expressions import Unsupported
from impl.polytope import Polytope
from impl.rationals import Vector, fraction, vector


def polynomials(n: int) -> tuple[fmpq_mpoly, ...]:
    """The coordinates x0, ..., x(n-1) as polynomials over the rationals; + - * and ** build the others."""
    return fmpq_mpoly_ctx.get([f"x{i}" for i in range(n)], Ordering.lex).gens()


@dataclass(frozen=True)
class Extremum:
    """The pointwise maximum (or minimum) of polynomials in the same n variables; made by `maximum` and `minimum`."""

    pieces: tuple[fmpq_mpoly, ...]
    smallest: bool

    @property
    def n(self) -> int:
        """The number of variables."""
        return self.pieces[0].context().nvars()

    def evaluate(self, x: Any) -> fmpq:
        """f(x), x of shape (n,)."""
        values = [p(*_point(self, x)) for p in self.pieces]
        return min(values) if self.smallest else max(values)

    def active_gradients(self, x: Any) -> tuple[Vector, ...]:
        """The gradients at x, shape (n,), of the pieces that attain the value there; sorted, without repetition."""
        point, value = _point(self, x), self.evaluate(x)
        active = [p for p in self.pieces if p(*point) == value]
        return tuple(sorted({tuple(p.derivative(i)(*point) for i in range(self.n)) for p in active}))

    def clarke(self, x: Any) -> Polytope:
        """The Clarke differential at x, shape (n,): the hull of the active gradients."""
        return Polytope.hull(self.active_gradients(x))

    def limiting_gradients(self, x: Any) -> tuple[Vector, ...]:
        """The limiting gradients at x, shape (n,). Raises `Unsupported` where an active gradient is no vertex of their hull."""
        active, vertices = self.active_gradients(x), self.clarke(x).vertices
        inner = [s for s in active if s not in vertices]
        if inner:
            raise Unsupported(
                f"the limiting gradients of {self} at {list(_point(self, x))} were asked for, found the active gradients {inner} inside the hull "
                "of the others, limiting or not; supported: active gradients in convex position; the Clarke differential is there"
            )
        return active

    def as_torch(self) -> Callable[[torch.Tensor], torch.Tensor]:
        """The same function of a tensor of shape (n,), or (n, B) with the batch axis last, in torch's operations."""

        def f(x: torch.Tensor) -> torch.Tensor:
            values = [sum((_monomial(x, powers, c) for powers, c in p.terms()), torch.zeros_like(x[0])) for p in self.pieces]
            return reduce(torch.minimum if self.smallest else torch.maximum, values)

        return f

    def __str__(self) -> str:
        return f"{'min' if self.smallest else 'max'}({', '.join(map(str, self.pieces))})"


def maximum(*pieces: Any) -> Extremum:
    """max(p_1, ..., p_k) of polynomials in the same variables; numbers are constants. Raises ValueError where there is no polynomial."""
    return _extremum(pieces, smallest=False)


def minimum(*pieces: Any) -> Extremum:
    """min(p_1, ..., p_k), as `maximum`."""
    return _extremum(pieces, smallest=True)


def _extremum(pieces: tuple[Any, ...], smallest: bool) -> Extremum:
    contexts = {id(p.context()): p.context() for p in pieces if isinstance(p, fmpq_mpoly)}
    if len(contexts) != 1:
        raise ValueError(
            f"polynomials in the same variables were asked for, found {pieces}; allowed: at least one polynomial, all of one `polynomials(n)`"
        )
    (context,) = contexts.values()
    return Extremum(tuple(p if isinstance(p, fmpq_mpoly) else context.constant(p) for p in pieces), smallest)


def _point(f: Extremum, x: Any) -> Vector:
    point = vector(x)
    if len(point) != f.n:
        raise ValueError(f"a point of shape ({f.n},) was asked for, found ({len(point)},); the function is {f}")
    return point


def _monomial(x: torch.Tensor, powers: tuple[int, ...], c: fmpq) -> torch.Tensor:
    factors = [x[i] for i, power in enumerate(powers) for _ in range(int(power))]
    return reduce(torch.mul, factors, float(fraction(c)) * torch.ones_like(x[0]))
