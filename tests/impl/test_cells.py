"""Cells of central arrangements: known values, two roads to one thing, certificates, refusals."""

from __future__ import annotations

import random
from math import comb, factorial

import numpy as np
import pytest
from flint import fmpq

from impl import deletion_restriction
from impl.arrangement import arrangement
from impl.cells import Cells, Malformed, TooManyCells, ZeroRow, cells
from impl.certificates import verify
from impl.rationals import matrix
from tests.impl.depth import count
from tests.impl.oracles_geometry import cells_by_brute_force, cells_by_rays, number_of_cells


def generic(k: int, d: int) -> int:
    """Cells of k hyperplanes in general position [Schläfli 1901; Cover 1965, theorem 1]."""
    return 2 * sum(comb(k - 1, i) for i in range(d))


def degenerate(rng: random.Random, k: int, d: int, bound: int = 1) -> list[list[int]]:
    """Nonzero rows with small entries, some of them parallel to earlier ones."""
    rows: list[list[int]] = []
    while len(rows) < k:
        if rows and rng.random() < 0.25:
            factor = rng.choice((-2, -1, 1, 3))
            row = [factor * a for a in rng.choice(rows)]
        else:
            row = [rng.randint(-bound, bound) for _ in range(d)]
        if any(row):
            rows.append(row)
    return rows


def signs(found: Cells) -> set[tuple[int, ...]]:
    assert len(set(found)) == len(found) == len(found.signs)
    assert list(found) == sorted(found)
    return set(found)


# known values ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("k", "d"), [(1, 1), (1, 3), (2, 2), (5, 2), (4, 3), (7, 3), (9, 4), (8, 5), (9, 6), (11, 8)])
def test_general_position(k, d):
    moments = [[(i + 2) ** j for j in range(d)] for i in range(k)]  # any d of them independent: Vandermonde
    assert len(signs(cells(moments))) == generic(k, d)


def roots(kind: str, n: int) -> list[list[int]]:
    """Mirrors of the reflection groups A_{n-1}, B_n, D_n, F_4: as many cells as group elements [Humphreys 1990, theorem 1.12, section 2.10 f.]."""
    unit = [[int(i == j) for j in range(n)] for i in range(n)]
    minus = [[a - b for a, b in zip(unit[i], unit[j], strict=True)] for i in range(n) for j in range(i)]
    plus = [[a + b for a, b in zip(unit[i], unit[j], strict=True)] for i in range(n) for j in range(i)]
    halves = [[1, s, t, u] for s in (1, -1) for t in (1, -1) for u in (1, -1)]
    return {"A": minus, "B": unit + minus + plus, "D": minus + plus, "F": unit + minus + plus + halves}[kind]


@pytest.mark.parametrize(
    ("kind", "n", "order"),
    [("A", 4, factorial(4)), ("A", 6, factorial(6)), ("B", 3, 48), ("B", 4, 384), ("D", 4, 192), ("B", 5, 3840), ("F", 4, 1152)],
)
def test_reflection_arrangements(kind, n, order):
    assert len(signs(cells(roots(kind, n)))) == order


def test_three_concurrent_lines_have_six_cells():
    assert signs(cells([[1, 0], [0, 1], [1, 1]])) == {(1, 1, 1), (1, -1, 1), (1, -1, -1), (-1, -1, -1), (-1, 1, -1), (-1, 1, 1)}


def test_parallel_rows_have_tied_signs():
    assert signs(cells([[1, 2], [2, 4], [-1, -2], [fmpq(1, 3), fmpq(2, 3)]])) == {(1, 1, -1, 1), (-1, -1, 1, -1)}


def test_no_row_has_one_cell():
    found = cells((), n=3)
    assert list(found) == [()]
    assert len(found.witness(0)) == 3
    assert verify(found.certificate(0))


def test_independent_rows_have_all_signs():
    assert len(signs(cells([[1, 2, 0, 1], [0, 1, 1, 0], [5, 0, 0, 1]]))) == 8


# two roads to one thing --------------------------------------------------------------------------------------------------------------


def test_cells_are_those_of_one_question_for_each_sign_vector():
    rng = random.Random(1)
    for _ in range(count(150, 2000)):
        rows = degenerate(rng, rng.randint(1, 7), rng.randint(1, 4), rng.choice((1, 1, 2)))
        assert signs(cells(rows)) == cells_by_brute_force(rows)


def test_cells_are_those_around_the_rays():
    rng = random.Random(2)
    for _ in range(count(40, 600)):
        rows = degenerate(rng, rng.randint(4, 10), rng.randint(2, 5), rng.choice((1, 1, 3)))
        assert signs(cells(rows)) == cells_by_rays(rows)


def test_as_many_cells_as_deletion_and_restriction_count():
    rng = random.Random(3)
    for _ in range(count(300, 3000)):
        rows = degenerate(rng, rng.randint(1, 14), rng.randint(1, 6), rng.choice((1, 1, 1, 2)))
        assert len(signs(cells(rows))) == number_of_cells(rows)


def test_opposite_signs_are_a_cell_too():
    rng = random.Random(4)
    for _ in range(30):
        found = signs(cells(degenerate(rng, 9, 4)))
        assert found == {tuple(-s for s in cell) for cell in found}


def test_coordinates_do_not_matter_nor_does_the_size_of_the_numbers():
    """A unimodular change of coordinates with entries of many digits leaves the signs; Python integers find what int64 finds."""
    rng = random.Random(5)
    for _ in range(count(40, 300)):
        d = rng.randint(2, 5)
        rows = degenerate(rng, rng.randint(d + 1, 10), d)
        change = [[int(i == j) for j in range(d)] for i in range(d)]
        for _ in range(6):
            i, j = rng.sample(range(d), 2)
            factor = rng.randint(-(2**40), 2**40)
            change[i] = [a + factor * b for a, b in zip(change[i], change[j], strict=True)]
        large = [[sum(a * change[i][j] for i, a in enumerate(row)) for j in range(d)] for row in rows]
        assert max(abs(a) for row in large for a in row) > 2**30
        assert list(cells(large)) == list(cells(rows))


@pytest.mark.parametrize(("k", "d"), [(70, 2), (66, 3), (130, 2)])
def test_more_hyperplanes_than_bits_in_a_word(k, d):
    rows = [[1, i, i * i][:d] for i in range(k)]
    found = cells(rows)
    assert len(signs(found)) == generic(k, d)
    assert all(verify(found.certificate(i)) for i in range(0, len(found), 97))


def test_one_flat_at_a_time_is_the_same(monkeypatch):
    rng = random.Random(6)
    for _ in range(20):
        rows = degenerate(rng, 9, rng.randint(3, 5))
        whole = list(cells(rows))
        with monkeypatch.context() as patched:
            patched.setattr(deletion_restriction, "BATCH", 1)
            assert list(cells(rows)) == whole


def test_growing_minors_leave_int64_in_time(monkeypatch):
    """The guard decides at every dimension anew; with a low one, all of them change to Python integers on the way."""
    rng = random.Random(7)
    for largest in (1, 10, 100):
        monkeypatch.setattr(deletion_restriction, "LARGEST", largest)
        for _ in range(6):
            rows = degenerate(rng, 7, 4, 3)
            assert set(cells(rows)) == cells_by_rays(rows)


def test_smallest_form_has_the_same_signs_everywhere():
    rng = random.Random(8)
    for _ in range(50):
        rows = degenerate(rng, rng.randint(1, 6), rng.randint(1, 5))
        small = arrangement(matrix(rows))
        assert {len(row) for row in small.rows} == {small.rank}
        turned = [[o * a for a in small.rows[w]] for w, o in zip(small.which, small.orientation, strict=True)]
        assert cells_by_brute_force(turned) == cells_by_brute_force(rows)


# certificates ------------------------------------------------------------------------------------------------------------------------


def test_every_cell_has_a_point():
    rng = random.Random(9)
    for _ in range(count(40, 400)):
        rows = matrix(degenerate(rng, rng.randint(1, 9), rng.randint(1, 5), 2))
        found = cells(rows)
        for i, cell in enumerate(found):
            certificate = found.certificate(i)
            assert verify(certificate)
            assert certificate.rows == tuple(tuple(s * a for a in row) for s, row in zip(cell, rows, strict=True))
            assert found.witness(i) == certificate.direction
            assert found[i] == cell


def test_a_sign_vector_that_is_no_cell_is_noticed():
    wrong = Cells(matrix([[1, 0], [-1, 0]]), 2, np.array([[1, 1]], dtype=np.int8))
    with pytest.raises(ArithmeticError, match="empty"):
        wrong.certificate(0)


def test_a_cell_lost_is_noticed(monkeypatch):
    """The count by deletion and restriction is held against the enumeration."""
    right = deletion_restriction._distinct

    def forgetful(flags, valid):
        found = right(flags, valid)
        return found if len(valid) > 1 else deletion_restriction._Flags(found.node[1:], found.above[1:], found.below[1:])

    monkeypatch.setattr(deletion_restriction, "_distinct", forgetful)
    with pytest.raises(ArithmeticError, match="22 cells were counted by deletion and restriction, and 20 enumerated"):
        cells([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [1, 2, 4]])


# refusals ----------------------------------------------------------------------------------------------------------------------------


def test_a_zero_row_is_refused():
    with pytest.raises(ZeroRow, match="row 1 is zero"):
        cells([[1, 2], [0, 0]])


def test_shapes_are_refused():
    with pytest.raises(Malformed, match="no dimension"):
        cells(())
    with pytest.raises(Malformed, match="lengths"):
        cells([[1, 2], [1]])
    with pytest.raises(Malformed, match="found length 2"):
        cells([[1, 2]], n=3)


def test_too_many_cells_are_refused_with_the_number_reached():
    rng = random.Random(10)
    rows = [[rng.randint(-9, 9) for _ in range(4)] for _ in range(12)]
    total = len(cells(rows))
    assert len(cells(rows, max_cells=total)) == total
    with pytest.raises(TooManyCells, match=rf"at most {total - 1} cells were allowed, found at least {total}"):
        cells(rows, max_cells=total - 1)
    with pytest.raises(TooManyCells, match=r"found 2\^3"):
        cells([[1, 0, 0], [0, 1, 0], [0, 0, 1]], max_cells=7)


@pytest.mark.parametrize(("k", "d"), [(200, 100), (60, 12), (500, 3), (90, 16)])
def test_too_many_cells_are_refused_before_they_are_made(k, d):
    rng = random.Random(11)
    with pytest.raises(TooManyCells, match="at most 3000 cells"):
        cells([[rng.randint(-9, 9) for _ in range(d)] for _ in range(k)], max_cells=3000)
