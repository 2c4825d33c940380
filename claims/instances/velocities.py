"""Velocities -s of the weights, s an element of the Clarke differential of the loss, and what torch's forward mode says of ||W_i||^2 along them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import torch
from flint import fmpq
from torch.autograd import forward_ad

from claims.core.check import Scale
from claims.instances.loss_elements import Element, by_engine, by_torch
from claims.instances.training_runs import TrainingSubject
from impl import descent


def elements(s: TrainingSubject) -> list[Element]:
    """Route: the limiting gradients of the loss, by the exact engine; and, last, what backpropagation returns at the place."""
    return [*by_engine(s), by_torch(s)]


def forward_mode(function: Any, where: Sequence[torch.Tensor], velocities: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """The derivatives of function(W_i) along W_i + t V_i at t = 0 by torch's forward mode, layer by layer."""
    _load()
    with forward_ad.dual_level():
        found = [function(forward_ad.make_dual(w.detach(), v)) for w, v in zip(where, velocities, strict=True)]
        tangents = [forward_ad.unpack_dual(value).tangent for value in found]
    return [torch.zeros_like(value) if tangent is None else tangent for value, tangent in zip(found, tangents, strict=True)]


@cache
def _load() -> None:
    """Has torch load its forward mode, which it does at the first use, with a warning about a deprecated part of torch itself."""
    with warnings.catch_warnings(), forward_ad.dual_level():
        warnings.simplefilter("ignore", DeprecationWarning)
        forward_ad.make_dual(torch.zeros(1), torch.zeros(1))


def squared_norm(w: torch.Tensor) -> torch.Tensor:
    """||W||_F^2."""
    return (w * w).sum()


def speeds(s: TrainingSubject, element: Element) -> list[torch.Tensor]:
    """Route: d||W_i - t s_i||^2 / dt at t = 0 for every layer, by torch's forward mode at the place."""
    return forward_mode(squared_norm, s.weights, [-v for v in rounded(s, element)])


def ascending(s: TrainingSubject, element: Element) -> list[torch.Tensor]:
    """The speeds along +s, as the slide prints the inclusion."""
    return speeds(s, [-v for v in element])


def rounded(s: TrainingSubject, element: Element) -> list[torch.Tensor]:
    """The element at the place, rounded to nearest where it does not fit."""
    return [torch.tensor([[_float(v) for v in row] for row in w], dtype=s.place.dtype, device=s.place.device) for w in element]


def _float(v: fmpq) -> float:
    return int(v.p) / int(v.q)


def speed_scale(s: TrainingSubject) -> Scale:
    """Rounding in the speed of any layer along any element, and in the element itself where it is what the place computed.

    An entry of W_i * s_i is a multiple of what l'_n f_n is a multiple of, and their moduli add up to at most the sum of |l'_n| |f_n|.
    """
    size = s.exact.moduli
    more = int(4 * size.pairing).bit_length() - int(size.largest).bit_length()
    return s.scale(4 * size.pairing, size.bits + max(more, 0))


def pairing(s: TrainingSubject) -> fmpq:
    """The sum of l'(f_n, y_n) f_n, by the forward pass in rationals."""
    f = s.exact.preactivations[-1][0]
    return (s.loss.derivative(f, s.exact.targets) * f).sum()


def inner(weights: Sequence[np.ndarray], element: Element) -> list[Any]:
    """<W_i, s_i> for every layer, in rationals."""
    return [(w * g).sum() for w, g in zip(weights, element, strict=True)]


def by_forward_pass(s: TrainingSubject) -> torch.Tensor:
    """Route: the sum of l'(f_n, y_n) f_n by torch's forward pass at the place."""
    f = descent.predictions(s.weights, s.inputs)
    return (s.loss.derivative(f, s.targets) * f).sum()


def weighted(s: TrainingSubject, residuals: Any) -> Any:
    """The sum of r_n f_n for given numbers r_n."""
    return (residuals * s.exact.preactivations[-1][0]).sum()


def counting(s: TrainingSubject) -> np.ndarray:
    """2, 3, 4, ... in place of the derivatives of the loss."""
    return np.arange(len(s.targets)) + 2


def common(s: TrainingSubject) -> fmpq:
    """Route: -2 times the sum of l'_n f_n, by the forward pass in rationals."""
    return -2 * pairing(s)
