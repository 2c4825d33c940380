"""Bounds on the limiting gradients of a batch loss, for networks with more than one hidden layer: see `impl.batch_loss`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from flint import fmpq, fmpq_mat

from impl.batch_sampling import sampled_families
from impl.exact_lp import strictly_feasible
from impl.loss_gradients import LossGradients
from impl.rationals import ONE, Vector
from impl.weight_network import Gradient, Network, combined, first_cotangent, masked_gradient, outer_product, scaled
from impl.weight_patterns import TooManyPatterns, limits, vanishing_deltas

Signs = tuple[bool | None, ...]  # one entry a neuron: active, inactive, or of no consequence


def bounds(nets: list[Network], factors: list[fmpq], budget: int, samples: int) -> LossGradients:
    """The set of sum_n factors[n] grad P_{a_n} over jointly reachable patterns, between two bounds; equal ones where theory decides.

    nets: one network a sample, with the same weights, more than one hidden layer and inputs that are not 0. Raises TooManyPatterns.
    """
    outer = tuple(sorted(_reachable_one_by_one(nets, factors, budget)))
    if len(outer) == 1 or _free_above_first_layer(nets):
        return LossGradients(outer, outer)
    found: set[Gradient] = set()
    for family in sampled_families(nets, samples):
        found.add(combined(factors, [masked_gradient(net, pattern) for net, pattern in zip(nets, family, strict=True)]))
        if len(found) == len(outer):
            break
    return LossGradients(tuple(sorted(found)), outer)


def _free_above_first_layer(nets: list[Network]) -> bool:
    """At every neuron above the first layer, are the activations below of the samples tied there linearly independent?"""
    for layer in range(2, nets[0].depth + 1):
        for j in range(len(nets[0].weights[layer - 1])):
            below = [net.activations[layer - 1] for net in nets if net.preactivations[layer - 1][j] == 0]
            if below and fmpq_mat(len(below), len(below[0]), [v for h in below for v in h]).rank() < len(below):
                return False
    return True


def _reachable_one_by_one(nets: list[Network], factors: list[fmpq], budget: int) -> set[Gradient]:
    """Sums of single-sample limiting gradients whose first-layer signs are taken jointly; a superset of the limiting gradients."""
    inputs = [net.activations[0] for net in nets]
    width = len(nets[0].weights[0])
    known: dict[tuple[tuple[bool, Vector], ...], bool] = {}

    def joint(signs: Sequence[Signs]) -> bool:
        return all(_sign_vector_exists(known, inputs, [s[k] for s in signs]) for k in range(width))

    partial: dict[tuple[Gradient | None, tuple[Signs, ...]], None] = {(None, ()): None}
    for net, factor in zip(nets, factors, strict=True):
        options = [(scaled(factor, gradient), signs) for gradient, signs in _with_first_layer(net, budget)]
        grown: dict[tuple[Gradient | None, tuple[Signs, ...]], None] = {}
        for (total, signs), (gradient, more) in product(partial, options):
            if joint((*signs, more)):
                grown[gradient if total is None else combined([ONE, ONE], [total, gradient]), (*signs, more)] = None
                if len(grown) > budget:
                    raise TooManyPatterns(
                        f"an outer bound of the batch loss was asked for, reached {len(grown)} sums; allowed: max_patterns={budget}"
                    )
        partial = grown
    return {total for total, _ in partial if total is not None}


def _with_first_layer(net: Network, budget: int) -> list[tuple[Gradient, Signs]]:
    """The single-sample limiting gradients with the first-layer ties that must be active, must be inactive, or may be either.

    Where layer 1 vanishes, each is listed with every first-layer pattern that it comes from. Otherwise the gradient in z_1j
    is delta_j = a_j g_j with g from the layers above alone: g_j = 0 leaves a_j open, and delta_j says a_j where g_j is not 0.
    """
    x, z = net.activations[0], net.preactivations[0]
    if net.vanishing == 1:
        zero = masked_gradient(net, ())[1:]
        return [
            ((outer_product(delta, x), *zero), tuple(on if value == 0 else None for on, value in zip(steps[0].active, z, strict=True)))
            for delta, steps in vanishing_deltas(net, budget)
        ]
    found = []
    for limit in limits(net, budget):
        g = first_cotangent(net, limit.pattern)
        found.append((limit.gradient, tuple(on if value == 0 and c else None for on, value, c in zip(limit.pattern[0], z, g, strict=True))))
    return found


def _sign_vector_exists(known: dict[tuple[tuple[bool, Vector], ...], bool], inputs: list[Vector], signs: Sequence[bool | None]) -> bool:
    """Is there a w with <w, x> of the given strict sign for every sample that has one?"""
    key = tuple((on, x) for on, x in zip(signs, inputs, strict=False) if on is not None)
    if key not in known:
        known[key] = not key or bool(strictly_feasible([x if on else tuple(-v for v in x) for on, x in key]))
    return known[key]
