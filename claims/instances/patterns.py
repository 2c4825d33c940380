"""Activation patterns: which neurons are on, by torch at the place and in rationals, and the slopes a program of the ReLU shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from claims.instances.network_subjects import NetworkSubject
from impl import networks
from impl.networks import apply, step


def seen_by_hooks(s: NetworkSubject) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Route: what goes into every ReLU module of a torch network and what comes out, recorded by a forward hook."""
    seen: list[tuple[torch.Tensor, torch.Tensor]] = []
    relu = torch.nn.ReLU()
    relu.register_forward_hook(lambda _module, given, found: seen.append((given[0].detach(), found.detach())))
    h = s.x
    for w in s.weights[:-1]:
        h = relu(w @ h)
    return seen


def by_torch(s: NetworkSubject, x: torch.Tensor | None = None) -> list[torch.Tensor]:
    """The diagonals of A_1, ..., A_H from torch's forward pass at the place (of another input x, if given): 1 where z > 0, else 0."""
    found, h = [], s.x if x is None else x
    with torch.no_grad():
        for w in s.weights[:-1]:
            z = w @ h
            found.append(step(z))
            h = torch.relu(z)
    return found


def from_what_reaches(s: NetworkSubject) -> list[np.ndarray]:
    """Route: the diagonals s'(W_h s(W_{h-1} ... s(W_1 x))) in rationals, 0 at a tie."""
    return [step(z) for z in s.exact.preactivations[:-1]]


def from_the_input(s: NetworkSubject) -> list[np.ndarray]:
    """The diagonals s'(W_h x), for layers with as many columns as x has entries."""
    return [step(apply(w, s.exact.x)) for w in s.exact.weights[:-1]]


def chained(s: NetworkSubject) -> list[np.ndarray]:
    """The products s'(z_h) ... s'(z_1), entry by entry, where the widths agree."""
    found = from_what_reaches(s)
    for h in range(1, len(found)):
        found[h] = found[h] * found[h - 1] if len(found[h]) == len(found[h - 1]) else found[h]
    return found


def from_transposed_layers(s: NetworkSubject) -> list[np.ndarray]:
    """The diagonals s'(W_h^T s(...)) where W_h is square."""
    reaching = networks.layer_inputs(s.exact.weights, from_what_reaches(s), s.exact.x)
    return [step(apply(w.T if w.shape[0] == w.shape[1] else w, v)) for w, v in zip(s.exact.weights[:-1], reaching, strict=False)]


def switched(a: Sequence[Any], z: torch.Tensor) -> torch.Tensor:
    """A z for the diagonal matrix A with diagonal a."""
    return torch.diag(z.new_tensor([int(v) for v in a])) @ z


def switched_by_transpose(a: Sequence[Any], z: torch.Tensor) -> torch.Tensor:
    """A^T z for the same matrix."""
    return torch.diag(z.new_tensor([int(v) for v in a])).T @ z


def at_minus_x(s: NetworkSubject) -> list[torch.Tensor]:
    """The pattern of another sample, -x."""
    return by_torch(s, -s.x)


def first_two_swapped(s: NetworkSubject) -> list[torch.Tensor]:
    """The patterns of the first two hidden layers exchanged, where their widths agree."""
    first, *rest = by_torch(s)
    return [rest[0], first, *rest[1:]] if rest and len(rest[0]) == len(first) else [first, *rest]


def last_dropped(s: NetworkSubject) -> list[torch.Tensor]:
    """A_H replaced by the identity."""
    *masks, last = by_torch(s)
    return [*masks, torch.ones_like(last)]


def slope_17_at_0(s: NetworkSubject) -> list[torch.Tensor]:
    """The diagonals with s'(0) = 17."""
    return [mask + 17 * (z == 0) for mask, (z, _) in zip(by_torch(s), seen_by_hooks(s), strict=True)]


ROUTES = {"seen": "forward hooks of torch at the place named: what enters and leaves every ReLU", "patterns": "signs in rationals"}
