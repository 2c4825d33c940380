"""Points with a factor: for statements that compare a function at x with the same function at a multiple of x.

Two in three instances are dyadic and small: there torch computes exactly. The others have arbitrary floats: they test what
rounding may do. Zeros, equal moduli and opposite signs are drawn on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.numbers import choices, dyadics, floats, halvings
from impl import networks
from impl.place import Place
from impl.rationals import rational

FACTORS = (2, 3, 0, 0.5, 1, 4, 0.75)  # powers of two alone would let through what is homogeneous for doubling only
NEGATIVE = (-1, -2, -0.5)


class ScaledPoint(NamedTuple):
    """A point of plain numbers and a factor."""

    x: tuple[float, ...]
    factor: float


@st.composite
def scaled_points(draw: Any, *, largest: int = 4, factors: tuple[float, ...] = FACTORS, zeros: bool = True) -> ScaledPoint:
    """Points with 1 to `largest` coordinates, some of them 0 if `zeros`; shrinks to fewer of them, then to 0."""
    kind = draw(choices(("dyadic", "dyadic", "tied", "floats")))
    entry = floats() if kind == "floats" else dyadics(draw(halvings()))
    x = draw(st.lists(entry, min_size=1, max_size=largest))
    if kind == "tied":  # moduli that agree, as at the kinks of a maximum
        x = [x[0] * sign for sign, _ in zip(draw(st.tuples(*[st.sampled_from((1, -1, 0))] * largest)), x, strict=False)]
    return ScaledPoint(tuple(v if v or zeros else 1 for v in x), draw(st.sampled_from(factors)))


class PointSubject:
    """A point with a factor, lifted to a place: torch tensors beside the judge's rationals (numpy object arrays)."""

    def __init__(self, instance: Any, place: Place) -> None:
        self.place, self.factor, self.alpha = place, instance.factor, rational(instance.factor)
        self.x: torch.Tensor = place.tensor(instance.x)
        self.point: np.ndarray = networks.exact(instance.x)
        self.multiple: np.ndarray = self.alpha * self.point
        self.ties = ("".join("o" if v == 0 else "." for v in self.point),)

    @property
    def entrywise(self) -> Scale:
        """Rounding in alpha x, entry by entry: one each, none where the format holds them all."""
        return Scale(max(abs(self.multiple)), 1, self.place.unit_roundoff, self.fits(self.multiple))

    def norm_scale(self, power: int) -> Scale:
        """Rounding in a norm of alpha x (power 1), or in the square (power 2) of one that is a root, hence never exact."""
        d = len(self.point)
        if power == 1:
            return Scale(sum(abs(self.multiple)), d + 1, self.place.unit_roundoff, self.fits(self.multiple))
        return Scale(sum(self.multiple**2), 2 * (d + 4), self.place.unit_roundoff, False)

    def fits(self, values: Iterable[fmpq]) -> bool:
        """Whether the format holds these dyadic rationals, and every sum of their moduli, exactly."""
        values = [abs(v) for v in values]
        fraction = max(int(v.q).bit_length() - 1 for v in values)
        return int(sum(values, fmpq(0))).bit_length() + fraction <= self.place.bits


def scaled_point_at(instance: Any, place: Place) -> PointSubject:
    """The builder of claims about a point and its multiples."""
    return PointSubject(instance, place)


def in_both(by_torch: Any, by_judge: Any) -> dict[str, Any]:
    """Another activation, in both routes."""
    return {"activation": by_torch, "maximum": by_judge}


LEAKY: tuple[Any, Any] = (lambda z: torch.nn.functional.leaky_relu(z, 0.25), lambda v: max(v, v / 4))  # by torch, and in rationals
