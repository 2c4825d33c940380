r"""Limiting gradients where all ties stand on one level: every tied max or min is over two fixed linear forms.

Such a node with forms u, v is max(u, v) = v + s (u - v), min(u, v) = u - s (u - v), with s = 1 where u > v and 0 where u < v. What
follows it near x is affine, so f'(x; .) has on each open cell of the arrangement {u = v} the gradient

    base + sum_g s_g m_g a_g        (g: the distinct hyperplanes {a_g = 0}, a_g a primitive integer vector, s_g = [a_g > 0])

after the nodes on one hyperplane are put together (u - v = c a_g with c < 0 is c [a_g < 0] a_g = c a_g - c [a_g > 0] a_g). The gradients
of all cells are the limiting gradients: `impl.limiting` has the proof, whose leaves are these cells. Two shortcuts, both exact:
hyperplanes with m_g = 0 are left out, since the gradient is the same on both sides (every cell of the coarser arrangement
contains a cell of the finer one); and linearly independent a_g have all 2^k sign vectors, since v -> (<a_g, v>)_g is onto.
Otherwise `impl.cells` lists the sign vectors. Sums are taken in int64 only where a bound on all of them is below 2^62.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq, fmpz, fmpz_mat

from impl.cells import TooManyCells, cells
from impl.cone import Integers, integers
from impl.expressions import Affine, Input, Min
from impl.germ import Germ, Statistics, combined, unit
from impl.rationals import ZERO, Vector
from impl.steps import Steps

INT64 = 2**62


def one_level(near: Germ, max_cells: int, counted: Statistics, steps: Steps) -> tuple[Vector, ...] | None:
    """The sorted limiting gradients of the germ, or None where ties stand on several levels or between three forms and more.

    Raises `TooManyCells` where the arrangement has more than max_cells cells, `TooManySteps` where the steps do not suffice.
    """
    steps.spend(near.n * sum(map(len, near.active.values())))
    found = _switches(near)
    if found is None:
        return None
    base, jumps = found
    if not jumps:
        counted.leaves += 1
        return (base,)
    rows = tuple(jumps)
    if fmpz_mat(rows).rank() == len(rows):
        counted.independent += len(rows)
        if 2 ** len(rows) > max_cells:
            raise TooManyCells(f"at most {max_cells} cones were allowed, found 2**{len(rows)} that meet at this point; allow more with max_cells")
        signs = (np.arange(2 ** len(rows))[:, None] >> np.arange(len(rows))) & 1
    else:
        signs = (cells(rows, max_cells=max_cells).signs > 0).astype(np.int64)
    steps.found = len(signs)
    steps.spend(len(signs) * (len(rows) + near.n))
    counted.leaves += len(signs)
    counted.cells += len(signs)
    return _sums(base, [tuple(m * a for a in row) for row, m in jumps.items()], signs)


def _switches(near: Germ) -> tuple[Vector, dict[Integers, fmpq]] | None:
    """The base, and for each hyperplane a_g (primitive, first entry that is not 0 positive) its factor m_g, never 0."""
    fixed: dict[Any, Vector] = {}  # the form of a node, for s = 0
    switched: dict[Any, dict[Integers, fmpq]] = {}  # the factors of s_g a_g
    for node in near.order:
        active = near.active[node]
        moving: dict[Integers, fmpq] = {}
        if isinstance(node, Input):
            form = unit(node.index, near.n)
        elif isinstance(node, Affine):
            form = combined(node, fixed, near.n)
            for a, c in node.terms:
                for row, m in switched[a].items():
                    moving[row] = moving.get(row, ZERO) + c * m
            moving = {row: m for row, m in moving.items() if m != 0}
        else:
            form, moving = fixed[active[0]], switched[active[0]]
            others = [fixed[a] for a in active[1:] if fixed[a] != form or switched[a] != moving]
            if others:
                if any(switched[a] for a in active) or any(other != others[0] for other in others):
                    return None
                form, moving = _tie(form, others[0], isinstance(node, Min))
        fixed[node], switched[node] = form, moving
    return fixed[near.order[-1]], switched[near.order[-1]]


def _tie(u: Vector, v: Vector, smallest: bool) -> tuple[Vector, dict[Integers, fmpq]]:
    """max(u, v), or min(u, v), as a fixed form and one switch."""
    h = tuple(a - b for a, b in zip(u, v, strict=True))
    row = integers(h)
    i = next(i for i, a in enumerate(h) if a != 0)
    size = h[i] / row[i]  # h = size * row, size > 0
    low, high = (v, u) if not smallest else (u, v)  # the value for s = 0 and for s = 1, s = [h > 0]
    if row[i] < 0:
        row, low, high = tuple(-a for a in row), high, low
    sign = 1 if (high[i] - low[i]) > 0 else -1
    return low, {row: sign * size}


def _sums(base: Vector, jumps: list[Vector], signs: np.ndarray) -> tuple[Vector, ...]:
    """Sorted, without repetition: base + the jumps switched on in each row of signs, shape (cells, k), of 0 and 1."""
    common = fmpz(1)
    for a in (*base, *(a for row in jumps for a in row)):
        common = common.lcm(a.q)
    whole = [[int((a * common).p) for a in row] for row in (base, *jumps)]
    bound = max(sum(abs(row[i]) for row in whole) for i in range(len(base)))
    kind: Any = np.int64 if bound < INT64 else object
    sums = signs.astype(kind) @ np.array(whole[1:], dtype=kind) + np.array(whole[0], dtype=kind)
    if kind is object:
        return tuple(tuple(fmpq(a, common) for a in row) for row in sorted(set(map(tuple, sums.tolist()))))
    sums = sums[np.lexsort(sums.T[::-1])]
    sums = sums[np.append(True, (sums[1:] != sums[:-1]).any(axis=1))]
    values, places = np.unique(sums, return_inverse=True)  # far fewer numbers than entries: each is made rational once
    numbers = np.array([fmpq(a, common) for a in values.tolist()], dtype=object)
    return tuple(map(tuple, numbers[places].reshape(sums.shape).tolist()))
