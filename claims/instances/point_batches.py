"""Points with a factor in batches: the families of sweeps over homogeneous functions of a point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from claims.core.batches import Arrays, Distribution, Family
from claims.core.check import EXACT
from claims.instances.monomials import Monomial
from claims.instances.network_batches import lifted, plain
from claims.instances.scaled_points import ScaledPoint
from impl.place import Place

LARGEST_POWER, CUBES_UP_TO = 3, 3  # powers, and in how many variables the largest is allowed


class PointBatch:
    """Points and factors at a place: `x` (n, B) and `factor` (B,) for torch, `point` and `alpha` for the judge in int64."""

    entrywise = products = powers_of_torch = pairing = EXACT

    def __init__(self, arrays: Arrays, place: Place) -> None:
        self.place, self.count = place, arrays[0].shape[-1]
        self.x, self.factor = lifted(arrays[0], place), lifted(arrays[-1], place)
        self.point: np.ndarray = arrays[0].astype(np.int64)
        self.alpha: np.ndarray = arrays[-1].astype(np.int64)
        self.powers: list[Any] = list(arrays[1].astype(np.int64)) if len(arrays) > 2 else []
        self.ties = [arrays[0] == 0]


@st.composite
def distributions(draw: Any, *, bounds: tuple[int, ...] = (8, 8, 4, 2, 1), largest: int = 8) -> Distribution:
    """1 to `largest` coordinates; with the plan "tied" the moduli of some instances agree."""
    shape = (draw(st.integers(1, largest)),)
    return Distribution(shape, draw(st.sampled_from(bounds)), draw(st.integers(0, 3)), draw(st.sampled_from(("free", "tied"))))


def arrange_with(negative: bool, powers: bool) -> Any:
    """Factors >= 0, or < 0; powers from 0 to 3; in some instances all moduli agree."""

    def arrange(header: np.ndarray, arrays: Arrays, distribution: Distribution) -> None:
        x, factor = arrays[0], arrays[-1]
        if distribution.plan == "tied":
            np.copyto(x, np.sign(x) * np.abs(x[:1]), where=header[2] < 128)
        np.abs(factor, out=factor)
        if negative:
            np.minimum(-factor, -1, out=factor)
        if powers:
            np.bitwise_and(np.abs(arrays[1]) + (header[3] & 1).view(np.int8), LARGEST_POWER, out=arrays[1])
            if len(x) > CUBES_UP_TO:
                np.minimum(arrays[1], 2, out=arrays[1])

    return arrange


def fewer_coordinates(arrays: Arrays) -> Iterator[Arrays]:
    """Without one coordinate."""
    *vectors, factor = arrays
    for k in range(len(vectors[0]) if len(vectors[0]) > 1 else 0):
        yield (*(np.delete(v, k) for v in vectors), factor)


def scaled_points(*, negative: bool = False) -> Family:
    """Points with a factor."""
    instance = lambda arrays: ScaledPoint(plain(arrays[0]), int(arrays[1]))  # noqa: E731
    name = "points with a factor"
    return Family(name, distributions(), lambda d: [d.shape, ()], arrange_with(negative, False), PointBatch, instance, fewer_coordinates)


def monomials() -> Family:
    """Points, powers 0 to 3 (to 2 beyond three variables), and a factor; every product is at most 2^24."""
    instance = lambda arrays: Monomial(plain(arrays[0]), plain(arrays[1]), int(arrays[2]))  # noqa: E731
    made = distributions(bounds=(2, 2, 2, 1), largest=6)
    return Family("monomials", made, lambda d: [d.shape, d.shape, ()], arrange_with(False, True), PointBatch, instance, fewer_coordinates)


def in_integers(s: PointBatch) -> np.ndarray:
    """Route: the monomial at x in int64, with 0^0 = 1, shape (B,)."""
    return np.multiply.reduce(s.point ** np.stack(s.powers), axis=0)


def by_products(s: PointBatch, x: torch.Tensor) -> torch.Tensor:
    """Route: the product of the coordinates, each repeated as often as its power says, by torch."""
    powers = torch.from_numpy(np.stack(s.powers)).to(x.device)
    found = torch.ones_like(x[0])
    for coordinate, p in zip(x, powers, strict=True):
        for k in range(1, LARGEST_POWER + 1):
            found = found * torch.where(p >= k, coordinate, 1)
    return found


def by_powers(s: PointBatch, x: torch.Tensor) -> torch.Tensor:
    """Route: torch's own powers, to the nearest whole number: they may round where products would not."""
    return torch.round(torch.prod(x ** torch.from_numpy(np.stack(s.powers)).to(x), 0))


def sum_of_powers(s: PointBatch, x: torch.Tensor) -> torch.Tensor:
    """x_1^p_1 + ... + x_n^p_n by torch."""
    return torch.round((x ** torch.from_numpy(np.stack(s.powers)).to(x)).sum(0))


def along_the_point(s: PointBatch) -> Any:
    """Route: <grad f(x), x> with the gradient by torch's backpropagation, the pairing in int64, shape (B,)."""
    leaf = s.x.clone().requires_grad_()
    value = by_products(s, leaf)
    (gradient,) = torch.autograd.grad(value, [leaf], torch.ones_like(value), allow_unused=True)
    return 0 if gradient is None else (gradient.cpu().numpy().astype(np.int64) * s.point).sum(0)
