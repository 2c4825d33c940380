"""Cones by double description: against Fourier-Motzkin elimination, against the cells, and with certificates."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from flint import fmpq

from impl.cells import cells
from impl.certificates import verify
from impl.cone import Cone, integers, primitive, whole
from impl.rationals import dot, fraction
from tests.impl.depth import count
from tests.impl.oracles_limiting import feasible


def rows_of(random, n, k, largest=2):
    """k rows in Z^n, none zero; some repeat, some are opposite, some are sums of earlier ones."""
    rows = []
    while len(rows) < k:
        kind = random.random()
        if len(rows) > 1 and kind < 0.3:
            a, b = random.sample(rows, 2)
            row = tuple(p + random.choice((-1, 1, 2)) * q for p, q in zip(a, b, strict=True))
        elif rows and kind < 0.4:
            row = tuple(random.choice((-1, 2)) * a for a in random.choice(rows))
        else:
            row = tuple(random.randint(-largest, largest) for _ in range(n))
        if any(row):
            rows.append(row)
    return [tuple(map(fmpq, row)) for row in rows]


def test_every_cut_agrees_with_elimination_and_carries_a_witness():
    cuts = empty = free = 0
    for seed in range(count(60, 600)):
        random = Random(seed)
        n = random.randint(1, 4)
        cone: Cone = whole(n)
        path: list = []
        for h in rows_of(random, n, 6):
            minus = tuple(-a for a in h)
            above, below, independent = cone.split(h)
            for side, row in ((above, h), (below, minus)):
                asked = [tuple(map(fraction, r)) for r in [*path, row]]
                assert (side is not None) == feasible(asked, n)
                if side is not None:
                    assert verify(side.certificate())
                    assert all(dot(r, side.witness) > 0 for r in [*path, row])
            cuts, empty, free = cuts + 1, empty + (above is None or below is None), free + independent
            go_up = below is None or (above is not None and random.random() < 0.5)
            cone, row = (above, h) if go_up else (below, minus)
            path.append(row)
    assert min(cuts - empty - free, empty, free) > 30


@pytest.mark.parametrize("seed", range(12))
def test_cutting_by_all_rows_lists_the_cells(seed):
    random = Random(seed)
    n = random.randint(2, 4)
    rows = [row for row in rows_of(random, n, 7) if any(row)]
    parts = [(whole(n), ())]
    for h in rows:
        parts = [(side, (*signs, s)) for cone, signs in parts for side, s in zip(cone.split(h)[:2], (1, -1), strict=True) if side is not None]
    assert sorted(signs for _, signs in parts) == list(cells(rows))


def test_rays_of_an_octahedral_cone():
    """{|x| + |y| < z}: not simplicial, four facets and four rays."""
    cone = whole(3)
    for row in ((1, 1, 1), (1, -1, 1), (-1, 1, 1), (-1, -1, 1)):
        cone = cone.split(tuple(map(fmpq, row))).positive
    assert {ray.at for ray in cone.rays} == {(1, 0, 1), (-1, 0, 1), (0, 1, 1), (0, -1, 1)}
    assert cone.witness == (0, 0, 1)
    assert cone.split((fmpq(0), fmpq(0), fmpq(1))).negative is None


def test_rows_that_others_imply_are_not_kept():
    cone = whole(2).split((fmpq(1), fmpq(0))).positive.split((fmpq(0), fmpq(1))).positive
    again = cone.split((fmpq(2), fmpq(3))).positive
    assert again is cone


def test_the_whole_space_has_the_witness_zero():
    assert whole(2).witness == (0, 0)
    assert verify(whole(2).certificate())


def test_integers_keep_the_ray():
    assert integers((fmpq(1, 2), fmpq(-1, 3))) == (3, -2)
    assert primitive([4, -6]) == (2, -3)
    assert primitive([0, 0]) == (0, 0)
    assert all(a < b for a, b in pairwise(primitive([-2, 0, 2])))
