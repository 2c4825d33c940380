"""What is checked of a recorded training run: its drift against the ledger, the norms carried against the weights, layers and neurons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from flint import fmpq

from claims.core.check import REFUTING, Check, Scale, at_most, equal
from impl.rationals import rational
from impl.training_ledger import Bound, Ledger, carried, ledger, looked
from impl.training_run import Record

Owed = Callable[[Record, Ledger, int, int], list[fmpq]]  # what D_ij should have moved by, at every step


def by_ledger(record: Record, found: Ledger, i: int, j: int) -> list[fmpq]:
    """eta^2 sum (||G_i||^2 - ||G_j||^2): the ledger (L51)."""
    return [a - b for a, b in zip(found.owed[i], found.owed[j], strict=True)]


def nothing(record: Record, found: Ledger, i: int, j: int) -> list[fmpq]:
    """Mutant: differences stay what they were, as along the flow."""
    return [fmpq(0)] * len(found.spread)


def first_order(record: Record, found: Ledger, i: int, j: int) -> list[fmpq]:
    """Mutant: eta for eta^2."""
    return [moved / rational(record.setting.rate) for moved in by_ledger(record, found, i, j)]


def added(record: Record, found: Ledger, i: int, j: int) -> list[fmpq]:
    """Mutant: the sum of the squared gradients for their difference."""
    return [a + b for a, b in zip(found.owed[i], found.owed[j], strict=True)]


MUTANTS: Mapping[str, tuple[str, Owed]] = {
    "figure: nothing moves": ("differences that stay, as along the flow", nothing),
    r"figure: $\eta$ for $\eta^2$": ("a drift of first order", first_order),
    "figure: a sign flipped": ("the sum of the squared gradients", added),
}


def checks(record: Record, owed: Owed = by_ledger) -> Iterator[Check]:
    """Every step: the drift carried along is the ledger's, and within its spread. Every look: the weights' own norms are those carried along,
    their drift is the ledger's, and so is every neuron's."""
    found, bound, bounds = ledger(record), carried(record), looked(record)
    for i, j in pairs(record):
        claimed = owed(record, found, i, j)
        moved = drift(found.norms, i, j)
        for t, (left, right, size) in enumerate(zip(moved, claimed, bound.sizes, strict=True)):
            scale = scale_of(record, bound, size)
            yield equal(left, right, scale=scale, label=f"carried, step {t}, layers {i + 1} and {j + 1}")
            yield at_most(abs(left), found.spread[t], scale=scale, label=f"spread, step {t}, layers {i + 1} and {j + 1}")
        yield from _looked(record, found, claimed, (i, j), (bound, *bounds))
    yield from _neurons(record, found, (bound, *bounds))


def drift(norms: list[list[fmpq]], i: int, j: int) -> list[fmpq]:
    """D_ij(t) - D_ij(0) at every step."""
    start = norms[i][0] - norms[j][0]
    return [a - b - start for a, b in zip(norms[i], norms[j], strict=True)]


def pairs(record: Record) -> list[tuple[int, int]]:
    """Neighbouring layers, and the first with the last."""
    last = record.norms.shape[1] - 1
    return [*pairwise(range(last + 1)), *([(0, last)] if last > 1 else [])]


def scale_of(record: Record, bound: Bound, size: fmpq) -> Scale:
    """What rounding may do, in the words of `check`."""
    return Scale(size, bound.roundings, record.place.unit_roundoff, False)


def _looked(record: Record, found: Ledger, claimed: list[fmpq], pair: tuple[int, int], bounds: tuple[Bound, ...]) -> Iterator[Check]:
    i, j = pair
    direct = [[rational(v) for v in record.norms[:, h].tolist()] for h in range(record.norms.shape[1])]
    moved = drift(direct, i, j)
    for k, t in enumerate(record.looks):
        for h in {i, j} if j == i + 1 else ():
            scale = scale_of(record, bounds[h + 1], bounds[h + 1].sizes[k])
            yield equal(direct[h][k], found.norms[h][t], scale=scale, label=f"norm, step {t}, layer {h + 1}")
        yield equal(moved[k], claimed[t], scale=_together(record, bounds, t, k, (i, j)), label=f"weights, step {t}, layers {i + 1} and {j + 1}")


def _neurons(record: Record, found: Ledger, bounds: tuple[Bound, ...]) -> Iterator[Check]:
    """A neuron's share of every sum is at most the layers' own, so their bounds hold for it; `owed` was added up in float64, T terms."""
    for h, (apart, owed) in enumerate(zip(record.apart, record.owed, strict=True)):
        for k, t in enumerate(record.looks):
            scale = _together(record, bounds, t, k, (h, h + 1))
            scale = scale._replace(size=scale.size + found.owed[h][t] + found.owed[h + 1][t], roundings=scale.roundings + record.setting.steps)
            yield equal(apart[k] - apart[0], owed[k], scale=scale, label=f"neurons, step {t}, hidden layer {h + 1}")


def _together(record: Record, bounds: tuple[Bound, ...], t: int, k: int, layers: tuple[int, ...]) -> Scale:
    """The bounds of the carried drift at step `t` and of the layers' norms at look `k`, added."""
    size = bounds[0].sizes[t] + sum((bounds[h + 1].sizes[k] for h in layers), fmpq(0))
    return scale_of(record, Bound(max(bound.roundings for bound in bounds), []), size)


def sharp(record: Record) -> bool:
    """Whether the largest drift could be told from none: it is more than a check's refuting factor times what rounding may produce."""
    found, bound = ledger(record), carried(record)
    allowed = scale_of(record, bound, bound.sizes[-1]).allowed()
    return any(max(map(abs, drift(found.norms, i, j))) > REFUTING * allowed for i, j in pairs(record))


def floats(values: Any) -> np.ndarray:
    """Rationals as an array of floats, for drawing and for words."""
    return np.array([float(v) for v in values])
