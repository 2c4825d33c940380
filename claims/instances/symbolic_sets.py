"""Membership in the sets of the lecture over any kind of number `r`: by definition over z3 terms, by the exact engine elsewhere.

A function `f(r, y1, ..., yn)` is written once for every kind, too: the engine traces it as the torch function that it is over
tensors, and over tensors torch itself is asked for its values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import torch
from flint import fmpq

from claims.core.numbers import Rationals, Tensors
from claims.core.terms import Terms
from impl.limiting import limiting_gradients
from impl.rationals import rational
from impl.subdifferential import subdifferential

Function = Callable[..., Any]  # f(r, y1, ..., yn)
HALVES = [fmpq(k, 2) for k in range(-6, 7)]  # the lattice on which torch's values are looked at


class TorchDisagrees(ValueError):
    """Torch's own values contradict what the exact engine says."""


def subgradient(r: Any, f: Function, x: Sequence[Any], s: Sequence[Any]) -> Any:
    """s is in the convex subdifferential of f at x, both of length n = 1 or 2: f(y) >= f(x) + <s, y - x> for all y."""

    def below(*y: Any) -> Any:
        return f(r, *y) >= f(r, *x) + sum(a * (b - c) for a, b, c in zip(s, y, x, strict=True))

    if isinstance(r, Terms):
        return r.for_all(lambda y: below(y)) if len(x) == 1 else r.for_all(lambda y, z: below(y, z))
    numbers: Rationals = r
    found = subdifferential(lambda y: f(Tensors(numbers.model), *y), [rational(v) for v in x]).contains([rational(v) for v in s])
    if isinstance(r, Tensors):
        _ask_torch(below, found, r)
    return bool(found)


def some_subgradient(r: Any, f: Function, x: Any) -> Any:
    """The convex subdifferential of f, a function of one variable, is not empty at x."""
    if isinstance(r, Terms):
        return r.there_is(lambda s: subgradient(r, f, [x], [s]))
    return not subdifferential(lambda y: f(Tensors(r.model), *y), [rational(x)]).is_empty


def derivative(r: Any, f: Function, x: Any, d: Any) -> Any:
    """f, a piecewise affine function of one variable, has the derivative d at x: f(x + h) = f(x) + d h for all small h."""
    if isinstance(r, Terms):

        def straight(radius: Any) -> Any:
            return r.for_all(lambda h: r.some(h >= radius, -h >= radius, f(r, x + h) == f(r, x) + d * h))

        return r.there_is(lambda radius: r.every(radius > 0, straight(radius)))
    return limiting_gradients(lambda y: f(Tensors(r.model), *y), [rational(x)]) == ((rational(d),),)


def limiting(r: Any, f: Function, slope: Function, x: Any, s: Any) -> Any:
    """s is a limiting gradient of f at x: for every e > 0 there is a y with 0 < |y - x| < e and |f'(y) - s| < e; `slope` is f' off kinks."""
    if isinstance(r, Terms):

        def near(e: Any) -> Any:
            return r.there_is(lambda y: r.every(r.no(y == x), y - x < e, x - y < e, slope(r, y) - s < e, s - slope(r, y) < e))

        return r.for_all(lambda e: r.some(e <= 0, near(e)))
    return (rational(s),) in limiting_gradients(lambda y: f(Tensors(r.model), *y), [rational(x)])


def returned(r: Any, f: Function, by_hand: Any, x: Any) -> Any:
    """What backpropagation returns for f at x: torch's own autograd over tensors, `by_hand` elsewhere."""
    if not isinstance(r, Tensors):
        return by_hand
    leaf = x.detach().requires_grad_()
    return torch.autograd.grad(f(leaf), leaf)[0]


def _ask_torch(below: Callable[..., Any], found: Any, r: Tensors) -> None:
    """Torch's values break the inequality at the engine's point, or nowhere on a lattice. Raises TorchDisagrees."""
    points = product(HALVES, repeat=len(found.point)) if found else [found.there]
    for y in points:
        if bool(below(*(r.lifted(v) for v in y))) is not bool(found):
            raise TorchDisagrees(f"the inequality of the subgradient at {y}: torch and the exact engine differ")
