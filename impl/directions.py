"""Limit directions of an activation that vanishes: polytopes of directions, carried from layer to layer.

Where h_l tends to 0 along weights W^k -> W0, the directions h_l / |h_l|_1 have limits, and the signs of the next
preactivations are restricted by them only weakly: s_j (W0 u)_j >= 0. A *run* is a stretch of layers on which the limit
direction is carried by the weights themselves,

    direction of layer l  =  M_l u / |M_l u|_1,      u >= 0,   sum u = 1,   C u >= 0,

from a first layer where it is an arbitrary point of the simplex on the active neurons (M = the inclusion of those). At the
next layer, with pattern s and the masked image M' = diag(s > 0) W0 M: C gains the rows s_j (W0 M)_j, and either M'u can be
0 for some u (the run is *reset*: the next direction is again arbitrary on the active neurons) or for none (it goes on). The proof
is in `impl/weights.md`.

The polytope of u is kept by its vertices. So no linear program is solved: a weak inequality leaves something over if and only
if it holds at some vertex; and M'u, whose entries are >= 0 on the whole polytope, is 0 somewhere if and only if it is 0 at
some vertex (the u with M'u = 0 form a face).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from impl.clipping import Corners, simplex
from impl.rationals import ONE, ZERO, Matrix, Vector, dot


@dataclass(frozen=True)
class Run:
    """A stretch of vanishing layers; `images` and `actives` have one entry a layer, `polytope` holds the u."""

    images: tuple[Matrix, ...]
    actives: tuple[tuple[bool, ...], ...]
    polytope: Corners

    @property
    def active(self) -> tuple[bool, ...]:
        """The active neurons of the last layer."""
        return self.actives[-1]

    @property
    def witness(self) -> Vector:
        """One u."""
        return self.polytope.corners[0].at

    def directions(self, u: Vector) -> Iterator[tuple[tuple[bool, ...], Vector]]:
        """Per layer the active neurons and the direction M u / |M u|_1, for the layers with M u != 0."""
        for image, active in zip(self.images, self.actives, strict=True):
            h = tuple(dot(row, u) for row in image)
            total = sum(h, ZERO)
            if total:
                yield active, tuple(v / total for v in h)


def fresh(active: Sequence[bool]) -> Run:
    """The run whose first layer has an arbitrary direction on `active` (not empty)."""
    on = [j for j, a in enumerate(active) if a]
    inclusion = tuple(tuple(ONE if j == i else ZERO for i in on) for j in range(len(active)))
    return Run((inclusion,), (tuple(active),), simplex(len(on)))


def extensions(run: Run, weights: Matrix) -> Iterator[Run]:
    """Every pattern of the next layer, weights of shape (m', m), that is reachable from the run, as the run one layer longer."""
    forms = carried(run, weights)

    def grow(signs: tuple[bool, ...], polytope: Corners) -> Iterator[Run]:
        if len(signs) == len(forms):
            yield Run((*run.images, masked_rows(forms, signs)), (*run.actives, signs), polytope)
            return
        form = forms[len(signs)]
        for on, row in ((False, form), (True, tuple(-v for v in form))):
            part = polytope.cut(row, ZERO)
            if part.corners:
                yield from grow((*signs, on), part)

    yield from grow((), run.polytope)


def carried(run: Run, weights: Matrix) -> Matrix:
    """The next preactivations, before any pattern, as forms in u: weights M, shapes (m', m) and (m, size)."""
    present, size = run.images[-1], len(run.witness)
    return tuple(tuple(sum((w * row[i] for w, row in zip(line, present, strict=True) if w), ZERO) for i in range(size)) for line in weights)


def masked_rows(forms: Matrix, active: Sequence[bool]) -> Matrix:
    """The forms with zero rows where `active` is False."""
    return tuple(form if on else (ZERO,) * len(form) for form, on in zip(forms, active, strict=True))


def reset(run: Run) -> Vector | None:
    """A u of the run with image 0 at its last layer, None where there is none."""
    rows = [row for row, on in zip(run.images[-1], run.active, strict=True) if on]
    return next((c.at for c in run.polytope.corners if not any(dot(row, c.at) for row in rows)), None)
