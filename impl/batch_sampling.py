"""Activation patterns that a batch takes jointly on curves of weights ending in given ones: an inner bound, deterministic and exact.

A curve W(e), e -> 0+, moves every row of every layer at its own rate: row = row0 + e^k d with its own k and small integers d.
One rate a layer would miss the cusps, where a difference of two preactivations must be much smaller than both. Along the
curve everything is a polynomial in e, and its sign for all small e > 0 is the sign of the lowest coefficient that is not 0:
a family of patterns without ties found so is taken at weights arbitrarily near the given ones, without any rounding or scale.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from random import Random

from flint import fmpz, fmpz_poly

from impl.rationals import Matrix, Vector
from impl.weight_network import Network, Pattern

RATES = (1, 2, 3, 4)
ENTRIES = (-3, -2, -2, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2, 2, 3)
ATTEMPTS = 12  # directions tried for one row before the curve is given up


def sampled_families(nets: Sequence[Network], samples: int) -> Iterator[tuple[Pattern, ...]]:
    """At most `samples` families of patterns, one pattern a network, of networks with the same weights and inputs that are not 0.

    A pattern ends at the first dead layer of its sample, as in `impl.weight_patterns`.
    """
    random = Random(0)
    layers = [_integers(w) for w in nets[0].weights[:-1]]
    inputs = [[fmpz_poly([v]) for v in _integers((net.activations[0],))[0]] for net in nets]
    for _ in range(samples):
        family = _along_one_curve(layers, inputs, random)
        if family is not None:
            yield family


def _along_one_curve(layers: list[list[list[fmpz]]], inputs: list[list[fmpz_poly]], random: Random) -> tuple[Pattern, ...] | None:
    alive = dict(enumerate(inputs))
    patterns: list[Pattern] = [() for _ in inputs]
    for w in layers:
        rows = []
        for row in w:
            z = _without_ties(row, alive, random)
            if z is None:
                return None
            rows.append(z)
        for n in list(alive):
            signs = tuple(_sign(z[n]) > 0 for z in rows)
            patterns[n] = (*patterns[n], signs)
            if any(signs):
                alive[n] = [z[n] if on else fmpz_poly() for z, on in zip(rows, signs, strict=True)]
            else:
                del alive[n]
    return tuple(patterns)


def _without_ties(row: list[fmpz], alive: dict[int, list[fmpz_poly]], random: Random) -> dict[int, fmpz_poly] | None:
    """Preactivations of the samples that are alive, on a random perturbation of the row for which none of them is 0."""
    for _ in range(ATTEMPTS):
        rate = random.choice(RATES)
        moved = [fmpz_poly([w] + [0] * (rate - 1) + [random.choice(ENTRIES)]) for w in row]
        z = {n: sum((a * b for a, b in zip(moved, h, strict=True)), fmpz_poly()) for n, h in alive.items()}
        if all(_sign(v) for v in z.values()):
            return z
    return None


def _sign(value: fmpz_poly) -> int:
    """The sign of the polynomial for all small positive arguments; 0 for the zero polynomial."""
    lowest = next((c for c in value.coeffs() if c), 0)
    return (lowest > 0) - (lowest < 0)


def _integers(w: Matrix | tuple[Vector]) -> list[list[fmpz]]:
    """The matrix times the least common denominator of its entries: one positive factor for the whole layer changes no sign."""
    scale = math.lcm(*(int(v.q) for row in w for v in row))
    return [[(v * scale).p for v in row] for row in w]
