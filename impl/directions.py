"""Limit directions of an activation that vanishes: polyhedral cones of directions, carried from layer to layer.

Where h_l tends to 0 along weights W^k -> W0, the directions h_l / |h_l|_1 have limits, and the signs of the next
preactivations are restricted by them only weakly: s_j (W0 u)_j >= 0. A *run* is a stretch of layers on which the limit
direction is carried by the weights themselves,

    direction of layer l  =  M_l u / |M_l u|_1,      u >= 0,   C u >= 0,

from a first layer where it is an arbitrary point of the simplex on the active neurons (M = the inclusion of those). At the
next layer, with pattern s and the masked image M' = diag(s > 0) W0 M: C gains the rows s_j (W0 M)_j, and either M'u can be
0 for some u != 0 (the run is *reset*: the next direction is again arbitrary on the active neurons) or for none (it goes on). So
along a run u != 0 is the same as M u != 0, and every question can be asked with sum u = 1. The proof is in `impl/weights.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flint import fmpq

from impl.certificates import Combination, Farkas
from impl.exact_lp import nonnegative
from impl.rationals import ONE, ZERO, Matrix, Vector, dot


@dataclass(frozen=True)
class Run:
    """A stretch of vanishing layers; `images` and `actives` have one entry a layer, `witness` is one u of the run, sum u = 1."""

    images: tuple[Matrix, ...]
    actives: tuple[tuple[bool, ...], ...]
    constraints: Matrix
    witness: Vector

    @property
    def active(self) -> tuple[bool, ...]:
        """The active neurons of the last layer."""
        return self.actives[-1]

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
    return Run((inclusion,), (tuple(active),), (), tuple(fmpq(1, len(on)) for _ in on))


def extensions(run: Run, weights: Matrix) -> Iterator[Run]:
    """Every pattern of the next layer, weights of shape (m', m), that is reachable from the run, as the run one layer longer."""
    size, forms = len(run.witness), carried(run, weights)

    def grow(signs: tuple[bool, ...], constraints: Matrix, u: Vector) -> Iterator[Run]:
        if len(signs) == len(forms):
            image = tuple(form if on else (ZERO,) * size for form, on in zip(forms, signs, strict=True))
            yield Run((*run.images, image), (*run.actives, signs), constraints, u)
            return
        form = forms[len(signs)]
        value = dot(form, u)
        for on in (False, True):
            row = form if on else tuple(-v for v in form)
            if all(v >= 0 for v in row):  # u >= 0 says it already
                yield from grow((*signs, on), constraints, u)
                continue
            more = (*constraints, row)
            point = u if (value >= 0 if on else value <= 0) else _point(more, (), size)
            if point is not None:
                yield from grow((*signs, on), more, point)

    yield from grow((), run.constraints, run.witness)


def carried(run: Run, weights: Matrix) -> Matrix:
    """The next preactivations, before any pattern, as forms in u: weights M, shapes (m', m) and (m, size)."""
    present, size = run.images[-1], len(run.witness)
    return tuple(tuple(sum((w * row[i] for w, row in zip(line, present, strict=True) if w), ZERO) for i in range(size)) for line in weights)


def reset(run: Run) -> Vector | None:
    """A u of the run with image 0 at its last layer, None where there is none."""
    rows = tuple(row for row, on in zip(run.images[-1], run.active, strict=True) if on)
    if not any(dot(row, run.witness) for row in rows):
        return run.witness
    return _point(run.constraints, rows, len(run.witness))


def feasible(constraints: Matrix, equalities: Matrix, size: int) -> Combination | Farkas:
    """Whether some u >= 0 of shape (size,) has constraints u >= 0, equalities u = 0 and sum u = 1: its weights begin with u."""
    rows = (*constraints, *equalities, (ONE,) * size)
    columns = [tuple(row[i] for row in rows) for i in range(size)]
    columns += [tuple(-ONE if r == c else ZERO for r in range(len(rows))) for c in range(len(constraints))]
    return nonnegative(columns, (ZERO,) * (len(rows) - 1) + (ONE,))


def _point(constraints: Matrix, equalities: Matrix, size: int) -> Vector | None:
    answer = feasible(constraints, equalities, size)
    return answer.weights[:size] if isinstance(answer, Combination) else None
