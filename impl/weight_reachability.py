"""One activation pattern near given weights: reached, with directions that lead to it, or unreachable, with Farkas multipliers.

The criterion is that of `impl/weights.md`, section 3, for one pattern. From the last layer on at which the direction is
arbitrary (the first vanishing layer, or the last reset) it is carried by the weights; the pattern is unreachable if and only if the
inequalities of the layers up to some layer contradict each other, while on the layers between no reset was possible. Each of
these facts is one infeasible linear system, so the refutation is a short list of Farkas certificates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from impl.certificates import Combination, Farkas
from impl.directions import Run, carried, feasible, fresh
from impl.rationals import ZERO, Matrix, Vector
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
    run, refused = fresh(wanted[first - 1]), list[Farkas]()
    for layer in range(first + 1, len(wanted) + 1):
        active = wanted[layer - 1]
        longer = _extended(run, net.weights[layer - 1], active)
        if isinstance(longer, Farkas):
            return Unreachable(layer, None, (*refused, longer))
        if not any(active):
            return (*steps, *_steps(run, longer.witness), Step(active, None))
        rows = tuple(form for form, on in zip(longer.images[-1], active, strict=True) if on)
        reset = feasible(longer.constraints, rows, len(run.witness))
        if isinstance(reset, Combination):
            steps += _steps(run, reset.weights[: len(run.witness)])
            run, refused = fresh(active), []
        else:
            run = longer
            refused.append(reset)
    return (*steps, *_steps(run, run.witness))


def _extended(run: Run, weights: Matrix, active: tuple[bool, ...]) -> Run | Farkas:
    """The run one layer longer with this pattern, or why there is none."""
    forms = carried(run, weights)
    rows = tuple(form if on else tuple(-v for v in form) for form, on in zip(forms, active, strict=True))
    answer = feasible((*run.constraints, *rows), (), len(run.witness))
    if not isinstance(answer, Combination):
        return answer
    nothing: Vector = (ZERO,) * len(run.witness)
    image = tuple(form if on else nothing for form, on in zip(forms, active, strict=True))
    return Run((*run.images, image), (*run.actives, active), (*run.constraints, *rows), answer.weights[: len(run.witness)])


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
