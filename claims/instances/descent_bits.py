"""How many bits some steps of gradient descent may need, from sizes, a bound and rates that are powers of two alone; and which rates fit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from impl.place import BITS

RATES = (
    1,
    0.5,
    0.25,
    2,
)  # of a distribution the first so many that keep to its budget of bits: a simpler one does, too
BUDGET = min(BITS.values()) - 2  # the rest is for rules that are not descent, and for the sums of squares: 2 * 24 + 4 bits are below 53


class Growth(NamedTuple):
    """What bounds the weights after some steps: a modulus for each layer's entries, and the k with which all are multiples of 2^-k."""

    moduli: list[Fraction]
    fineness: int


def bits_of_descent(sizes: Sequence[int], bound: int, samples: int, rates: Sequence[float]) -> int:
    """Bits that hold every partial sum of descent at these rates, on layers of these sizes (inputs first, 1 last) with entries up to `bound`."""
    layers = len(sizes) - 1
    growth, needed = Growth([Fraction(bound)] * layers, 0), 0
    for rate in map(Fraction, rates):
        reaching, back = [Fraction(bound)], [Fraction(1)]
        for n, m in zip(sizes, growth.moduli, strict=False):
            reaching.append(n * m * reaching[-1])
        for h in range(layers - 1, 0, -1):
            back.insert(0, sizes[h + 1] * growth.moduli[h] * back[0])
        residual = reaching[-1] + bound
        gradient = [samples * residual * u * v for u, v in zip(back, reaching, strict=False)]
        fine = growth.fineness * (2 * layers - 1)
        needed = max(needed, _bits(2 * residual, fine), *(_bits(g, fine) for g in gradient))  # torch halves the square before it differentiates
        fine += rate.denominator.bit_length() - 1
        growth = Growth([m + rate * g for m, g in zip(growth.moduli, gradient, strict=True)], fine)
        needed = max(needed, *(_bits(m, fine) for m in growth.moduli))
    return needed


def _bits(modulus: Fraction, fineness: int) -> int:
    return int(modulus * 2**fineness).bit_length()


@lru_cache(maxsize=4096)
def fitting(sizes: tuple[int, ...], bound: int, samples: int, steps: int) -> int:
    """How many of the RATES, from the first on, may be mixed in so many steps within the budget of bits."""
    for count in range(len(RATES), 0, -1):
        if all(bits_of_descent(sizes, bound, samples, rates) <= BUDGET for rates in product(RATES[:count], repeat=steps)):
            return count
    return 0
