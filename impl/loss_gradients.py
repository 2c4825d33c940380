"""Limiting gradients of a loss, known between two bounds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from impl.polytope import Polytope
from impl.rationals import Vector
from impl.weight_network import Gradient


class Undecided(ValueError):
    """The inner and the outer bound differ, so the exact set is not known."""


@dataclass(frozen=True)
class LossGradients:
    """inner is contained in the set of limiting gradients, outer contains it; decided: the hulls of the two coincide.

    Gradients are tuples of matrices of the shapes of the weights, sorted, without duplicates.
    """

    inner: tuple[Gradient, ...]
    outer: tuple[Gradient, ...]

    @cached_property
    def decided(self) -> bool:
        """Whether the Clarke differential is known: the hulls of the two bounds coincide (inner is part of outer)."""
        if self.inner == self.outer:
            return True
        hull = Polytope.hull([_flat(g) for g in self.inner])
        return all(hull.contains(_flat(g)) for g in self.outer if g not in self.inner)

    @property
    def exact(self) -> tuple[Gradient, ...]:
        """The limiting gradients. Raises Undecided (a ValueError) where the two bounds differ."""
        if self.inner != self.outer:
            raise Undecided(f"the exact limiting gradients were asked for, {self._found()}; allowed: equal bounds; ask for .inner, .outer or .clarke")
        return self.inner

    @property
    def clarke(self) -> Polytope:
        """The Clarke differential, over the flattened weights. Raises Undecided (a ValueError) unless `decided`."""
        if not self.decided:
            raise Undecided(f"the Clarke differential was asked for, {self._found()}; allowed: bounds with one hull; ask for .inner or .outer")
        return Polytope.hull([_flat(g) for g in self.inner])

    def _found(self) -> str:
        return f"found {len(self.inner)} gradients certainly in it and {len(self.outer)} that may be"


def _flat(gradient: Gradient) -> Vector:
    return tuple(v for w in gradient for row in w for v in row)
