"""The activation patterns that a bias-free ReLU network takes arbitrarily near given weights, and their gradients.

f(W) = W_{H+1} relu(W_H ... relu(W_1 x)), every row of every W_l an independent variable, x fixed and not 0. A pattern a
says for each layer, up to and including the first dead one, which neurons are active; U_a is the open set of weights where
every preactivation up to that layer is nonzero with the signs of a, and P_a the polynomial that f equals on U_a. The
statement, its hypotheses and the proof that { grad P_a(W0) : W0 in the closure of U_a } is the exact set of limiting
gradients of f at W0 are in `impl/weights.md`; "free layer", "vanishing layer", "direct" and "reset" are used as there.

Gradients are enumerated backwards, so that a tied neuron branches only where its cotangent is not zero: in the free layers
the work is proportional to the number of different gradients.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from impl.directions import Run, extensions, fresh, reset
from impl.rationals import ONE, ZERO, Vector
from impl.weight_network import Gradient, Network, Pattern, masked, outer_product, times, zero_gradient


class TooManyPatterns(ValueError):
    """More activation patterns meet near the weights than were allowed."""


class Step(NamedTuple):
    """What a vanishing layer does near the weights: who is active, and the limit of h_l / |h_l|_1 (None in a dead layer)."""

    active: tuple[bool, ...]
    direction: Vector | None


class Limit(NamedTuple):
    """One limiting gradient, a pattern that realises it, and the limit directions of the layers that vanish at the weights.

    `gradient` has the shapes of the weights; `pattern` ends at the first dead layer; `steps` are its vanishing layers.
    """

    gradient: Gradient
    pattern: Pattern
    steps: tuple[Step, ...]


def limits(net: Network, max_patterns: int) -> tuple[Limit, ...]:
    """All limiting gradients of f at the weights, sorted, without duplicates, each with a pattern and the directions that realise it.

    Raises TooManyPatterns where more than `max_patterns` patterns of vanishing layers or more than that many gradients are met.
    """
    first = net.vanishing
    if first == 0:
        return (Limit(zero_gradient(net), (), ()),)
    starts: dict[Vector, tuple[Step, ...]] | None = None
    if first <= net.depth:
        starts = {}
        for delta, steps in vanishing_deltas(net, max_patterns):
            starts.setdefault(delta, steps)
    found = dict(_free_layers(net, first, starts, max_patterns))
    return tuple(found[g] for g in sorted(found))


# ---- layers that vanish at the weights ----------------------------------------------------------------------------------


@dataclass
class _Search:
    net: Network
    budget: int
    reaches_output: tuple[tuple[bool, ...], ...]
    met: int = 0
    memo: dict[tuple[int, tuple[bool, ...]], dict[Vector, tuple[Step, ...]]] = field(default_factory=dict)

    def count(self) -> None:
        self.met += 1
        if self.met > self.budget:
            raise TooManyPatterns(
                f"all limiting gradients at these weights were asked for, reached pattern {self.met} of the vanishing layers; "
                f"allowed: max_patterns={self.budget}; raise it, or take fewer neurons in the layers that vanish"
            )


def vanishing_deltas(net: Network, max_patterns: int) -> Iterator[tuple[Vector, tuple[Step, ...]]]:
    """delta_l, the gradient of the masked product in z_l, for the first vanishing layer l <= H, with the steps that realise it.

    The pattern of layer l is the first step's; one delta can come with several of these, and does so once each.
    """
    first = net.vanishing
    ties = [z == 0 for z in net.preactivations[first - 1]]
    search = _Search(net, max_patterns, _reaches_output(net))
    for active in _subsets(ties):
        if not any(active):
            yield (ZERO,) * len(ties), (Step(active, None),)
            continue
        for delta, steps in _fresh_cotangents(search, first, active).items():
            search.count()
            yield delta, steps


def _fresh_cotangents(search: _Search, layer: int, active: tuple[bool, ...]) -> dict[Vector, tuple[Step, ...]]:
    """delta_layer -> steps, where layer's activation vanishes in an arbitrary direction on `active`."""
    key = (layer, active)
    if key not in search.memo:
        found: dict[Vector, tuple[Step, ...]] = {}
        for delta, steps in _run_cotangents(search, layer, fresh(active)):
            search.count()
            found.setdefault(delta, steps)
        search.memo[key] = found
    return search.memo[key]


def _run_cotangents(search: _Search, layer: int, run: Run) -> Iterator[tuple[Vector, tuple[Step, ...]]]:
    """Pairs (delta_layer, steps from the start of the run), where layer's direction is the last image of the run."""
    net, active = search.net, run.active
    if layer == net.depth:
        yield masked(net.weights[-1][0], active), _steps(run, run.witness)
        return
    blind = not any(a and r for a, r in zip(active, search.reaches_output[layer - 1], strict=True))
    w = net.weights[layer]
    for longer in extensions(run, w):
        if not any(longer.active):
            yield (ZERO,) * len(active), (*_steps(run, longer.witness), Step(longer.active, None))
        elif (u := reset(longer)) is not None:
            for delta, rest in _fresh_cotangents(search, layer + 1, longer.active).items():
                yield masked(times(delta, w), active), (*_steps(run, u), *rest)
        else:
            for delta, steps in _run_cotangents(search, layer + 1, longer):
                yield masked(times(delta, w), active), steps
        if blind:  # no path from the active neurons to the output: every pattern above gives the cotangent 0
            return


def _steps(run: Run, u: Vector) -> tuple[Step, ...]:
    return tuple(Step(active, direction) for active, direction in run.directions(u))


def _reaches_output(net: Network) -> tuple[tuple[bool, ...], ...]:
    """Per hidden layer and neuron: is there a path of nonzero weights from it to the output?"""
    found = [tuple(bool(v) for v in net.weights[-1][0])]
    for w in reversed(net.weights[1:-1]):
        found.append(tuple(any(row[j] and ok for row, ok in zip(w, found[-1], strict=True)) for j in range(len(w[0]))))
    return tuple(reversed(found))


# ---- layers that do not ----------------------------------------------------------------------------------------------------


def _free_layers(net: Network, first: int, starts: dict[Vector, tuple[Step, ...]] | None, budget: int) -> Iterator[tuple[Gradient, Limit]]:
    """Backwards from the last layer that matters to layer 1; every tie whose cotangent is not 0 takes both values."""
    partial: list[tuple[Vector, Gradient, Pattern, tuple[Step, ...]]]  # delta_l, gradients of the layers l.., pattern of l.., steps
    if starts is None:
        above: Gradient = ((net.activations[-1],),)
        layer = net.depth
        partial = [((ONE,), above, (), ())]
    else:
        above = zero_gradient(net)[first:]
        layer = first - 1
        partial = [
            (delta, (outer_product(delta, net.activations[first - 1]), *above), tuple(s.active for s in steps), steps)
            for delta, steps in starts.items()
        ]
    for level in range(layer, 0, -1):
        grown = []
        z, h = net.preactivations[level - 1], net.activations[level - 1]
        for delta, gradients, pattern, steps in partial:
            g = times(delta, net.weights[level])
            on = tuple(v > 0 for v in z)
            for extra in _subsets([v == 0 and bool(c) for v, c in zip(z, g, strict=True)]):
                active = tuple(a or b for a, b in zip(on, extra, strict=True))
                below = masked(g, active)
                grown.append((below, (outer_product(below, h), *gradients), (active, *pattern), steps))
                if len(grown) > budget:
                    raise TooManyPatterns(
                        f"all limiting gradients at these weights were asked for, reached {len(grown)} different ones at layer {level}; "
                        f"allowed: max_patterns={budget}; raise it, or take a point with fewer tied neurons"
                    )
        partial = grown
    for _, gradients, pattern, steps in partial:
        yield gradients, Limit(gradients, pattern, steps)


def _subsets(free: Sequence[bool]) -> Iterator[tuple[bool, ...]]:
    """All tuples of truth values that are False wherever `free` is; the empty one first."""
    if not free:
        yield ()
        return
    for head in (False, True) if free[0] else (False,):
        for tail in _subsets(free[1:]):
            yield (head, *tail)
