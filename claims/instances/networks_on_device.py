"""Networks at points made and judged on the device itself: what `network_batches` makes on the CPU, bit for bit, by torch's integers there.

Copying instances to a GPU is expected to take longer than examining them. The judge forms products and sums of int32 without autograd; at
profile deep it is compiled, as the instances and torch's route are. The first instances of every batch, and what the judge says of them, are
compared with the CPU's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from math import prod

import numpy as np
import torch

from claims.core.batches import Arrays, Distribution, key_of
from claims.core.counter import LANES, hashed, signed
from claims.core.swarm import HEADER, densities, menu
from claims.instances import inductor
from claims.instances.integer_networks import IntegerNetwork
from claims.instances.network_batches import SHARE, shapes
from claims.instances.network_ties import COPY, NEGATIVE, ZERO
from impl.place import Place

JUDGE = (
    "forward pass in int32 by torch on the device, without autograd, compiled where torch's route is; in every batch its numbers and the instances "
    "are compared with the CPU's, for the first 1,024"
)


class IntegersOnDevice:
    """The judge there: f and all that comes before it in int32. The bit budget of float32 keeps every sum below 2^24."""

    def __init__(self, preactivations: Sequence[torch.Tensor]) -> None:
        self.preactivations = list(preactivations)

    @property
    def output(self) -> torch.Tensor:
        """f, shape (k, B)."""
        return self.preactivations[-1]


class NetworksOnDevice:
    """A batch there: torch leaves (m, n, B) and x (n, B), beside the judge's integers `exact`; `small` holds all entries as int8."""

    def __init__(self, small: Sequence[torch.Tensor], preactivations: Sequence[torch.Tensor], place: Place) -> None:
        self.small, self.place, self.count = tuple(small), place, small[-1].shape[-1]
        self.exact = IntegersOnDevice(preactivations)

    @cached_property
    def weights(self) -> list[torch.Tensor]:
        """The layers as torch leaves, shapes (m, n, B)."""
        return [w.to(self.place.dtype).requires_grad_() for w in self.small[:-1]]

    @cached_property
    def x(self) -> torch.Tensor:
        """The inputs, shape (n, B)."""
        return self.small[-1].to(self.place.dtype)

    @property
    def ties(self) -> list[torch.Tensor]:
        """Which preactivations are 0, hidden layer by hidden layer, shape (m, B)."""
        return [z == 0 for z in self.exact.preactivations[:-1]]

    @property
    def layers(self) -> range:
        return range(len(self.small) - 1)


def made(distribution: Distribution, first: int, count: int, place: Place, compiled: bool) -> NetworksOnDevice:
    """Instances first..first+count-1. Raises ValueError where `first` is not the first of a group."""
    if first % LANES:
        raise ValueError(f"instances from number {first} were asked for; allowed on a device: multiples of {LANES}")
    groups = -(-count // LANES)
    tables = (*menu(distribution.bound), densities(distribution.dense))
    given = [torch.from_numpy(table.view(np.uint8)).to(place.device) for table in tables]
    key, start = (torch.tensor(signed(number), device=place.device) for number in (key_of(distribution), first // LANES))
    with torch.no_grad():
        small, preactivations = (inductor.compiled(_made) if compiled else _made)(distribution._replace(seed=0), groups, key, start, *given)
    cut = (lambda a: a) if groups * LANES == count else (lambda a: a[..., :count].contiguous())
    return NetworksOnDevice([cut(a) for a in small], [cut(z) for z in preactivations], place)


def agrees(s: NetworksOnDevice, arrays: Arrays) -> bool:
    """Whether the first instances are `arrays`, which the CPU made, and the judge's numbers there those of its own judge."""
    claimed, count = IntegerNetwork(arrays[:-1], arrays[-1], np.int32).preactivations, arrays[-1].shape[-1]
    pairs = [*zip(s.small, arrays, strict=True), *zip(s.exact.preactivations, claimed, strict=True)]
    return all(np.array_equal(here[..., :count].cpu().numpy(), there) for here, there in pairs)


def _made(
    distribution: Distribution, groups: int, key: torch.Tensor, start: torch.Tensor, masks: torch.Tensor, centres: torch.Tensor, highs: torch.Tensor
) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    forms = shapes(distribution)
    sizes = [prod(form) for form in forms]
    drawn = hashed(key, start, HEADER + sum(sizes), groups).view(torch.uint8)
    header, lanes = drawn[:HEADER], drawn[HEADER:]
    low, habit = header[0] & 7, header[0].long()
    changed = ((low & 1) == 0) | (low == 7)  # `claims.core.swarm.plain` instances keep all entries, and no ties are made in them
    dropped = highs[header[1].long()] * changed
    flat = (((lanes & masks[habit]) - centres[habit]) * ((lanes & dropped) == 0)).view(torch.int8)
    ends = list(accumulate(sizes, initial=0))
    *layers, x = [flat[a:b].reshape(*form, flat.shape[1]) for a, b, form in zip(ends, ends[1:], forms, strict=False)]
    _arrange(header, layers, x, distribution.plan, changed)
    return [*layers, x], _preactivations(layers, x)


def _arrange(header: torch.Tensor, layers: list[torch.Tensor], x: torch.Tensor, plan: str, made: torch.Tensor) -> None:
    """`network_batches.arrange`, in place."""
    alive = ((header[3] & 1) == 0) & made
    for rows in (x, *(w[0] for w in layers[:-1])):
        rows.copy_(torch.where(alive & (rows < 0), -rows, rows))
    if plan == "generic":
        return
    for h, w in enumerate(layers[:-1]):
        kind = ((header[2] >> (h % 3)) & 7) * made
        if len(w) > 1:
            w[1].copy_(torch.where(kind == NEGATIVE, -w[0], torch.where(kind == COPY, w[0], w[1])))
        w[-1].mul_(kind != ZERO)
    if len(x) > 1:
        row = torch.cat([x[1:2], -x[:1], torch.zeros_like(x[2:])])
        layers[0][0].copy_(torch.where(((header[2] & 3) == 2) & made, row, layers[0][0]))
    if plan == "degenerate":
        for h, w in enumerate(layers[:-1]):
            w.mul_(~((header[3] // SHARE == h) & made))
        x.mul_(~((header[3] >= 256 - SHARE) & made))


def _preactivations(layers: list[torch.Tensor], x: torch.Tensor) -> list[torch.Tensor]:
    found, v = [], x.to(torch.int32)
    for w in layers:
        found.append((w.to(torch.int32) * v).sum(1, dtype=torch.int32))
        v = found[-1].clamp_min(0)
    return found
