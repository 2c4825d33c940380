"""One activation pattern near given weights: reached, with directions that lead to it, or unreachable, with Farkas multipliers.

The criterion is that of `impl/weights.md`, section 3, for one pattern. From the last layer on at which the direction is
arbitrary (the first vanishing layer, or the last reset) it is carried by the weights; the pattern is unreachable if and only if the
inequalities of the layers up to some layer contradict each other, while on the layers between no reset was possible. Each of
these facts is one infeasible linear system, so the refutation is a short list of Farkas certificates. (The enumeration in
`impl.weight_patterns` decides by vertices instead; the two share no decision.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from impl.certificates import Combination, Farkas
from impl.directions import Run, carried, fresh, masked_rows
from impl.exact_lp import nonnegative
from impl.rationals import ONE, ZERO, Matrix, Vector
from impl.weight_network import Network, Pattern, masked_gradient, network
from impl.weight_patterns import Limit, Step


@dataclass(frozen=True)
class Unreachable:
    """No weights near the given ones have the pattern.

    Either `neuron` of `layer` (counted from 1) is not tied at the weights and keeps its sign (no systems), or the last of `systems`
    refutes the signs up to `layer`, and the others, one a layer before it, that the direction was reset on the way.
    """

    layer: int
    neuron: int | None
    systems: tuple[Farkas, ...]

    def __bool__(self) -> bool:
        return False


def reachable(weights: Iterable[Any], x: Any, pattern: Sequence[Sequence[bool]]) -> Limit | Unreachable:
    """Whether weights arbitrarily near the given ones have the pattern strictly: a `Limit` (true; see `nearby`) or `Unreachable` (false).

    pattern: per layer one truth value a neuron, ending with the first dead layer. Raises ValueError for a pattern of another
    form, and where x = 0 (then every preactivation is 0 at all weights), ShapeMismatch for weights that do not chain.
    """
    net = network(weights, x)
    wanted = _checked(net, pattern)
    first = net.vanishing
    for layer in range(1, min(first, len(wanted)) + 1):
        for j, (z, on) in enumerate(zip(net.preactivations[layer - 1], wanted[layer - 1], strict=True)):
            if z and (z > 0) != on:
                return Unreachable(layer, j, ())
    if first > len(wanted):
        return Limit(masked_gradient(net, wanted), wanted, ())
    steps = _vanishing(net, wanted, first)
    return steps if isinstance(steps, Unreachable) else Limit(masked_gradient(net, wanted), wanted, steps)


def _vanishing(net: Network, wanted: Pattern, first: int) -> tuple[Step, ...] | Unreachable:
    if not any(wanted[first - 1]):
        return (Step(wanted[first - 1], None),)
    steps: list[Step] = []
    rows: Matrix = ()
    refused: list[Farkas] = []
    run = fresh(wanted[first - 1])
    for layer in range(first + 1, len(wanted) + 1):
        active = wanted[layer - 1]
        forms = carried(run, net.weights[layer - 1])
        rows = (*rows, *(form if on else tuple(-v for v in form) for form, on in zip(forms, active, strict=True)))
        signs = _feasible(rows, (), len(run.witness))
        if isinstance(signs, Farkas):
            return Unreachable(layer, None, (*refused, signs))
        if not any(active):
            return (*steps, *_steps(run, signs), Step(active, None))
        vanishes = _feasible(rows, tuple(form for form, on in zip(forms, active, strict=True) if on), len(run.witness))
        if isinstance(vanishes, Farkas):
            run = Run((*run.images, masked_rows(forms, active)), (*run.actives, active), run.polytope)
            refused.append(vanishes)
        else:
            steps += _steps(run, vanishes)
            run, rows, refused = fresh(active), (), []
    signs = _feasible(rows, (), len(run.witness))
    assert not isinstance(signs, Farkas)  # it was feasible at the last layer
    return (*steps, *_steps(run, signs))


def _feasible(constraints: Matrix, equalities: Matrix, size: int) -> Vector | Farkas:
    """A u >= 0 of shape (size,) with constraints u >= 0, equalities u = 0 and sum u = 1, or why there is none."""
    rows = (*constraints, *equalities, (ONE,) * size)
    columns = [tuple(row[i] for row in rows) for i in range(size)]
    columns += [tuple(-ONE if r == c else ZERO for r in range(len(rows))) for c in range(len(constraints))]
    answer = nonnegative(columns, (ZERO,) * (len(rows) - 1) + (ONE,))
    return answer.weights[:size] if isinstance(answer, Combination) else answer


def _steps(run: Run, u: Vector) -> list[Step]:
    return [Step(active, direction) for active, direction in run.directions(u)]


def _checked(net: Network, pattern: Sequence[Sequence[bool]]) -> Pattern:
    given = tuple(tuple(map(bool, layer)) for layer in pattern)
    widths = [len(w) for w in net.weights[:-1]]
    dead = [not any(layer) for layer in given]
    whole = len(given) == len(widths) and not any(dead[:-1])
    cut = bool(given) and len(given) <= len(widths) and dead.index(True) == len(given) - 1 if any(dead) else False
    if [len(layer) for layer in given] != widths[: len(given)] or not (whole or cut) or net.vanishing == 0:
        raise ValueError(
            f"a pattern of layers of {widths} neurons at an input that is not 0 was asked about, found {given} at x = {net.activations[0]}; "
            "allowed: one truth value a neuron, the layers up to the first dead one, or all of them where none is dead"
        )
    return given
