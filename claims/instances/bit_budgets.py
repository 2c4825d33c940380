"""How large the numbers get that a gradient of a batch loss is made of, and how many bits a format needs to hold all of them exactly.

Every entry is an integer multiple of 2**-q. A sum of such numbers whose moduli add up to at most 2**p is exact in a format
of p + q bits, in whatever order it is taken. What does not fit is judged by rounding bounds, which the same moduli measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from flint import fmpq

from impl import descent, networks
from impl.rationals import ZERO


class Moduli(NamedTuple):
    """The computation of a gradient of a batch loss with all moduli, in rationals."""

    gradients: list[np.ndarray]
    pairing: fmpq  # sum_n |l'_n| |f_n|: bounds every <W_h, G_h>
    loss: fmpq
    output: fmpq  # sum_n |f_n|
    largest: fmpq  # of everything met on the way
    bits: int  # how many bits a format needs for every partial sum of the gradient, and of a step at `rate`


def moduli(weights: Sequence[np.ndarray], inputs: np.ndarray, targets: np.ndarray, loss: descent.Loss, rate: fmpq = ZERO) -> Moduli:
    """Sizes and needed bits of grad L at rational weights (m, n), inputs (d, B) and targets (B,), and of one step at `rate`."""
    layers = descent.shared([abs(w) for w in weights])
    ones = [w[:, 0] * 0 + 1 for w in layers[:-1]]
    output, per_sample = networks.modulus(layers, abs(inputs))
    sizes = output[0] + abs(targets)
    residuals = sizes**loss.degree if loss.degree else abs(targets)
    gradient = [(residuals * g).sum(-1) for g in per_sample]
    backward = networks.cotangents(layers, ones)
    met = [*networks.layer_inputs(layers, ones, abs(inputs)), *backward, *(c * residuals for c in backward), *per_sample, *gradient]
    met += [sizes, residuals, sizes * sizes]
    met += [abs(w) + rate * g for w, g in zip(weights, gradient, strict=True)]
    fine = [fineness(w) for w in weights]
    fine_output = sum(fine) + fineness(inputs)
    fine_residual = max(fine_output, fineness(targets)) * max(loss.degree, 1)
    needed = max(*fine, int(rate.q).bit_length() - 1 + fine_residual + fine_output)
    largest = max(v for array in met for v in array.flat)
    whole_loss = abs(loss.value(sizes, targets * 0)).sum()
    return Moduli(gradient, (residuals * output[0]).sum(), whole_loss, output[0].sum(), largest, int(largest).bit_length() + needed)


def fineness(array: np.ndarray) -> int:
    """The least q such that every entry is a multiple of 2**-q (entries are dyadic)."""
    return max((int(v.q).bit_length() - 1 for v in array.flat), default=0)
