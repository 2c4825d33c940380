"""Exact feasibility and linear programs: known values, twins, certificates, and floats that lie."""

from __future__ import annotations

import random

import numpy as np
import pytest
from flint import fmpq

from impl import conic, membership
from impl.certificates import Combination, Farkas, Gordan, Infeasible, Interior, Optimal, Unbounded, verify
from impl.exact_lp import Malformed, maximise, nonnegative, strictly_feasible
from impl.rationals import fraction, matrix, vector
from impl.simplex import Blocked, Descent, Minimum, minimise
from tests.impl.depth import count
from tests.impl.oracles_geometry import best_vertex, in_cone, in_hull, open_cone_is_empty


def whole(rng: random.Random, k: int, n: int, bound: int = 2) -> list[list[int]]:
    return [[rng.randint(-bound, bound) for _ in range(n)] for _ in range(k)]


# known values ------------------------------------------------------------------------------------------------------------------------


def test_half_spaces():
    assert isinstance(strictly_feasible([[1, 0], [0, 1], [-1, 5]]), Interior)
    assert isinstance(strictly_feasible([[1, 0], [0, 1], [-1, -1]]), Gordan)
    assert strictly_feasible([[1, 1], [0, 0]]) == Gordan(matrix([[1, 1], [0, 0]]), vector([0, 1]))
    assert strictly_feasible([], n=2) == Interior((), vector([0, 0]))
    assert strictly_feasible([[1], [-1]]) == Gordan(matrix([[1], [-1]]), vector([fmpq(1, 2), fmpq(1, 2)]))


def test_cones():
    assert nonnegative([[1, 0], [1, 1]], [3, 1]) == Combination(vector([3, 1]), matrix([[1, 0], [1, 1]]), vector([2, 1]))
    assert isinstance(nonnegative([[1, 0], [1, 1]], [0, 1]), Farkas)
    assert isinstance(nonnegative([[1, 0], [-1, 0]], [0, 1]), Farkas)
    assert isinstance(nonnegative([], [0, 1]), Farkas)
    assert isinstance(nonnegative([], [0, 0]), Combination)
    assert nonnegative([[1, 0]], [0, 0]).weights == vector([0])
    assert isinstance(nonnegative([[0, 0]], [1, 0]), Farkas)


def test_programs():
    square = [([1, 0], 1), ([0, 1], 1), ([-1, 0], 0), ([0, -1], 0)]
    best = maximise([1, 2], square)
    assert isinstance(best, Optimal)
    assert (best.value, best.point, best.duals) == (3, vector([1, 1]), vector([1, 2, 0, 0]))
    assert maximise([1, 0], [([1, 0], 3)], [([1, -1], 0)]).point == vector([3, 3])
    assert isinstance(maximise([0], [([1], -1), ([-1], 0)]), Infeasible)
    assert isinstance(maximise([1], [([1], -1), ([-1], 0)]), Infeasible)  # both programs infeasible: not unbounded
    assert isinstance(maximise([1, 0], [([-1, 0], 0)], [([0, 1], 4)]), Unbounded)
    assert isinstance(maximise([0, 0]), Optimal)
    assert isinstance(maximise([0, 1]), Unbounded)
    assert isinstance(maximise([1, 1], [([0, 0], -1)]), Infeasible)


def test_beale_cycles_under_dantzigs_rule_and_ends_under_blands():
    """[Beale 1955]: min -3/4 x4 + 20 x5 - 1/2 x6 + 6 x7 with a degenerate start; minimum -5/4."""
    rows = [["1/4", -8, -1, 9], ["1/2", -12, "-1/2", 3], [0, 0, 1, 0]]
    columns = [vector([fmpq(*map(int, str(row[j]).split("/"))) for row in rows]) for j in range(4)] + list(matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]]))
    cost = vector([fmpq(-3, 4), 20, fmpq(-1, 2), 6, 0, 0, 0])
    found = minimise(columns, vector([0, 0, 1]), cost)
    assert isinstance(found, Minimum)
    assert sum((c * w for c, w in zip(cost, found.weights, strict=True)), fmpq(0)) == fmpq(-5, 4)


def test_the_simplex_method_says_what_it_found():
    columns = matrix([[1, 1], [2, 2]])
    assert isinstance(minimise(columns, vector([1, 2]), vector([0, 0])), Blocked)
    assert minimise(columns, vector([2, 2]), vector([1, 1])).weights == vector([0, 1])  # a redundant equation
    assert minimise(matrix([[1], [-1]]), vector([0]), vector([0, -1])) == Descent(vector([0, 0]), vector([1, 1]))


# twins -------------------------------------------------------------------------------------------------------------------------------


def test_open_cones_are_empty_when_fourier_and_motzkin_say_so():
    rng = random.Random(1)
    empty = 0
    for _ in range(count(300, 4000)):
        rows = whole(rng, rng.randint(1, 6), rng.randint(1, 4))
        found = strictly_feasible(rows)
        assert verify(found)
        assert found.rows == matrix(rows)
        assert bool(found) is not open_cone_is_empty(rows)
        empty += not found
    assert empty > 50


def test_membership_in_cones_is_caratheodorys():
    rng = random.Random(2)
    inside = 0
    for _ in range(count(200, 3000)):
        n = rng.randint(1, 4)
        columns, target = whole(rng, rng.randint(0, 6), n), whole(rng, 1, n)[0]
        found = nonnegative(columns, target)
        assert verify(found)
        assert (found.target, found.columns) == (vector(target), matrix(columns))
        assert bool(found) is in_cone(target, columns)
        if isinstance(found, Combination):
            inside += 1
            assert sum(w > 0 for w in found.weights) <= n
    assert inside > 30


def test_bounded_programs_are_best_at_a_vertex():
    rng = random.Random(3)
    empty = 0
    for _ in range(count(60, 600)):
        n = rng.randint(1, 3)
        cube = [([s * (i == j) for i in range(n)], 3) for j in range(n) for s in (1, -1)]
        inequalities = cube + [(row, rng.randint(-3, 4)) for row in whole(rng, rng.randint(0, 4), n)]
        objective = whole(rng, 1, n, 5)[0]
        found = maximise(objective, inequalities)
        assert verify(found)
        best = best_vertex(objective, inequalities)
        empty += best is None
        assert (fraction(found.value) if isinstance(found, Optimal) else None) == best
    assert empty > 3


def test_every_program_has_a_certificate():
    rng, kinds = random.Random(4), set()
    for _ in range(count(300, 4000)):
        n = rng.randint(1, 4)
        inequalities = [(row, rng.randint(-2, 3)) for row in whole(rng, rng.randint(0, 5), n)]
        equalities = [(row, rng.randint(-2, 3)) for row in whole(rng, rng.randint(0, 2), n)]
        found = maximise(whole(rng, 1, n)[0], inequalities, equalities, n)
        assert verify(found)
        kinds.add(type(found))
    assert kinds == {Optimal, Infeasible, Unbounded}


# floats that lie ---------------------------------------------------------------------------------------------------------------------


def liars(rng: random.Random):
    def garbage(system, aim):
        weights = np.array([rng.choice((0.0, 1.0)) for _ in range(system.shape[1])])
        return weights, rng.choice((0.0, 1.0))

    def nothing(system, aim):
        return np.zeros(system.shape[1]), 0.0

    def stuck(system, aim):
        raise RuntimeError("no convergence")

    return garbage, nothing, stuck


def test_wrong_proposals_never_make_a_wrong_answer(monkeypatch):
    rng = random.Random(5)
    for liar in liars(rng):
        monkeypatch.setattr(membership, "nnls", liar)
        monkeypatch.setattr(conic, "nnls", liar)
        for _ in range(60):
            n = rng.randint(1, 3)
            rows, target = whole(rng, rng.randint(1, 6), n), whole(rng, 1, n)[0]
            for found, expected in (
                (strictly_feasible(rows), not open_cone_is_empty(rows)),
                (nonnegative(rows, target), in_cone(target, rows)),
                (membership.contains(membership.hull(matrix(rows)), vector(target)), in_hull(target, rows)),
            ):
                assert verify(found)
                assert bool(found) is expected


@pytest.mark.parametrize("gap", [fmpq(1, 2**60), fmpq(1, 2**300), fmpq(1, 2**1100)])
def test_gaps_below_rounding_are_seen(gap):
    assert isinstance(strictly_feasible([[1, gap], [-1, gap]]), Interior)
    assert isinstance(strictly_feasible([[1, gap], [-1, gap], [0, -1]]), Gordan)
    assert isinstance(strictly_feasible([[1, 0, gap], [-1, 0, gap], [0, 1, 1], [0, -1, 1]]), Interior)
    assert isinstance(strictly_feasible([[1, 0, gap], [-1, 0, -gap], [0, 1, 1], [0, -1, 1]]), Gordan)
    assert isinstance(nonnegative([[1, gap], [1, 1]], [1, gap]), Combination)
    assert isinstance(nonnegative([[1, gap], [1, 1]], [1, gap / 2]), Farkas)
    for certificate in (
        strictly_feasible([[1, gap], [-1, gap]]),
        strictly_feasible([[1, 0, gap], [-1, 0, -gap], [0, 1, 1], [0, -1, 1]]),
        nonnegative([[1, gap], [1, 1]], [1, gap / 2]),
    ):
        assert verify(certificate)


@pytest.mark.parametrize("size", [2**40, 2**200, 2**1100])
def test_numbers_of_any_size(size):
    rng = random.Random(6)
    for _ in range(20):
        n = rng.randint(1, 3)
        rows = whole(rng, rng.randint(1, 6), n)
        large = [[a * size for a in row] if rng.random() < 0.5 else row for row in rows]
        found, expected = strictly_feasible(large), strictly_feasible(rows)
        assert verify(found)
        assert bool(found) is bool(expected)


# refusals ----------------------------------------------------------------------------------------------------------------------------


def test_shapes_are_refused():
    with pytest.raises(Malformed, match="no dimension"):
        strictly_feasible([])
    with pytest.raises(Malformed, match="found length 2"):
        strictly_feasible([[1, 2]], n=3)
    with pytest.raises(Malformed, match="lengths"):
        strictly_feasible([[1, 2], [1]])
    with pytest.raises(Malformed, match="found length 3"):
        nonnegative([[1, 2, 3]], [1, 2])
    with pytest.raises(Malformed, match="dimension 3"):
        maximise([1, 2], n=3)
    with pytest.raises(Malformed, match="lengths"):
        maximise([1, 2], [([1], 0)])
