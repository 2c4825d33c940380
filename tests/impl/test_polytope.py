"""Polytopes: textbook values, twins (qhull, Carathéodory by enumeration, dense directions), certificates, refusals."""

from __future__ import annotations

import random
from itertools import product

import pytest
import torch
from flint import fmpq
from scipy.spatial import ConvexHull

from impl import membership
from impl.certificates import Member, Outside, verify
from impl.place import Place
from impl.polytope import EmptyHull, Polytope, hausdorff
from impl.rationals import dot, fraction, matrix, vector
from tests.impl.depth import count
from tests.impl.oracles_geometry import box, in_hull, least_squared_norm


def whole(rng: random.Random, k: int, n: int, bound: int = 3) -> list[list[int]]:
    return [[rng.randint(-bound, bound) for _ in range(n)] for _ in range(k)]


def cube(n: int) -> Polytope:
    return Polytope.hull(list(product((-1, 1), repeat=n)))


def cross(n: int) -> Polytope:
    return Polytope.hull([[s * (i == j) for i in range(n)] for j in range(n) for s in (-1, 1)])


# textbook values ---------------------------------------------------------------------------------------------------------------------


def test_an_interval():
    interval = Polytope.hull([[1], [0], [fmpq(1, 2)], [1]])
    assert interval.vertices == matrix([[0], [1]])
    assert interval.contains([fmpq(1, 3)]).weights[:2] == vector([fmpq(1, 3), fmpq(2, 3)])
    assert not interval.contains([fmpq(-1, 10**30)])
    assert (interval.support([2]), interval.support([-2])) == (2, 0)
    assert interval.distance_squared([3]) == 4
    assert interval.min_norm() == vector([0])
    assert interval.dimension == 1


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_cubes_and_cross_polytopes(n):
    assert len(cube(n).vertices) == 2**n
    assert len(cross(n).vertices) == 2 * n
    assert cube(n).contains([1] * n)
    assert cross(n).contains([fmpq(1, n)] * n)
    assert not cross(n).contains([fmpq(1, n) + fmpq(1, 2**80)] + [fmpq(1, n)] * (n - 1))
    assert cube(n).support(range(n)) == sum(range(n))
    assert cross(n).distance_squared([1] * n) == fmpq((n - 1) ** 2, n)
    assert hausdorff(cube(n), cross(n)) == fmpq(n - 1, n)  # from a corner (1, .., 1) to (1, .., 1)/n
    assert hausdorff(cube(n), cube(n)) == 0
    assert hausdorff(cube(n), cube(n).translate([3] * n)) == 3


def test_a_face_an_edge_and_a_vertex_are_nearest():
    triangle = Polytope.hull([[1, 0], [0, 1], [3, 3]])
    assert triangle.min_norm() == vector([fmpq(1, 2), fmpq(1, 2)])
    assert Polytope.hull([[1, 1], [2, 5], [5, 2]]).min_norm() == vector([1, 1])
    assert Polytope.hull([[-1, -1], [2, 0], [0, 2]]).min_norm() == vector([0, 0])
    assert triangle.distance_squared([4, 4]) == 2


def test_coordinate_directions_do_not_suffice_for_the_distance():
    """Two segments with equal bounding boxes: the support functions differ only off the axes."""
    up, down = Polytope.hull([[-1, -1], [1, 1]]), Polytope.hull([[-1, 1], [1, -1]])
    assert all(up.support(v) == down.support(v) for v in ([1, 0], [0, 1], [-1, 0], [0, -1]))
    assert hausdorff(up, down) == 1


def test_equality_is_that_of_sets():
    assert Polytope.hull([[0, 0], [2, 0], [1, 0], [0, 2], [1, 1]]) == Polytope.hull([[0, 2], [0, 0], [2, 0], [2, 0]])
    assert hash(Polytope.hull([[0], [2], [1]])) == hash(Polytope.hull([[2], [0]]))
    assert Polytope.hull([[0, 0], [2, 0]]) != Polytope.hull([[0, 0], [1, 0]])
    assert Polytope.hull([[0]]) != Polytope.hull([[0, 0]])
    assert Polytope.hull([[0]]) != "a point"


def test_the_polytope_of_no_coordinate_is_one_point():
    point = Polytope.hull([[], []])
    assert point.vertices == ((),)
    assert point.contains([])
    assert point.support([]) == 0
    assert hausdorff(point, point) == 0


# twins -------------------------------------------------------------------------------------------------------------------------------


def test_membership_is_caratheodorys():
    rng = random.Random(1)
    inside = 0
    for _ in range(count(250, 4000)):
        n = rng.randint(1, 4)
        points, target = whole(rng, rng.randint(1, 7), n), [fmpq(a, rng.choice((1, 2, 3))) for a in whole(rng, 1, n, 4)[0]]
        if rng.random() < 0.5:
            weights = [rng.randint(0, 2) for _ in points]
            target = [fmpq(sum(w * p[i] for w, p in zip(weights, points, strict=True)), max(1, sum(weights))) for i in range(n)]
        polytope = Polytope.hull(points)
        found = polytope.contains(target)
        assert verify(found)
        assert (found.target, found.points) == (vector(target), polytope.points)
        assert bool(found) is in_hull(target, points)
        assert bool(found) is bool(membership.decide(polytope.points, vector(target)))
        if isinstance(found, Member):
            inside += 1
            assert sum(w > 0 for w in found.weights) <= n + 1
        else:
            assert isinstance(found, Outside)
    assert inside > 80


def test_vertices_are_qhulls():
    rng, compared = random.Random(2), 0
    for _ in range(count(80, 1000)):
        n = rng.randint(2, 4)
        points = sorted(set(map(tuple, whole(rng, rng.randint(n + 1, 14), n, 40))))
        polytope = Polytope.hull(points)
        if membership_rank(points) < n:  # qhull wants a body
            continue
        compared += 1
        assert set(polytope.vertices) == {vector(points[i]) for i in ConvexHull(points).vertices}
    assert compared > 60


def membership_rank(points) -> int:
    return int(torch.linalg.matrix_rank(torch.tensor([[float(a - b) for a, b in zip(p, points[0], strict=True)] for p in points])))


def test_vertices_are_the_points_outside_the_hull_of_the_others():
    rng = random.Random(3)
    for _ in range(count(60, 800)):
        points = [tuple(p) for p in whole(rng, rng.randint(1, 8), rng.randint(1, 3), 2)]
        polytope = Polytope.hull(points)
        expected = [p for p in sorted(set(points)) if len(set(points)) == 1 or not in_hull(p, [q for q in set(points) if q != p])]
        assert polytope.vertices == matrix(expected)


def test_least_norm_is_that_of_the_best_simplex():
    rng = random.Random(4)
    for _ in range(count(60, 800)):
        n = rng.randint(1, 3)
        points, s = whole(rng, rng.randint(1, 6), n), whole(rng, 1, n)[0]
        polytope = Polytope.hull(points)
        nearest = polytope.min_norm()
        assert fraction(dot(nearest, nearest)) == least_squared_norm(points)
        assert verify(polytope.contains(nearest))
        assert polytope.contains(nearest)
        moved = [[a - b for a, b in zip(p, s, strict=True)] for p in points]
        assert fraction(polytope.distance_squared(s)) == least_squared_norm(moved)


def test_hausdorff_distance_is_the_least_radius_of_mutual_covering():
    """d <= t iff P lies in Q + t [-1, 1]^n and Q in P + t [-1, 1]^n; by membership with certificates, at d and a little below."""
    rng = random.Random(5)
    for _ in range(count(30, 300)):
        n = rng.randint(1, 3)
        P, Q = Polytope.hull(whole(rng, rng.randint(1, 5), n)), Polytope.hull(whole(rng, rng.randint(1, 5), n))
        distance = hausdorff(P, Q)
        assert distance == hausdorff(Q, P)
        assert (distance == 0) is (P == Q)
        assert covered(P, Q, distance)
        assert covered(Q, P, distance)
        if distance:
            shorter = distance * (1 - fmpq(1, 2**30))
            assert not (covered(P, Q, shorter) and covered(Q, P, shorter))


def covered(P: Polytope, Q: Polytope, radius: fmpq) -> bool:
    grown = Polytope.hull(box(Q.points, fraction(radius)))
    found = [grown.contains(p) for p in P.points]
    assert all(verify(certificate) for certificate in found)
    return all(found)


def test_no_direction_sees_more_than_the_hausdorff_distance():
    """|h_P(v) - h_Q(v)| <= d for |v|_1 = 1, and a fine grid of directions comes close [Schneider 2014, lemma 1.8.14]."""
    rng = random.Random(6)
    grid = [(i, j) for i in range(-24, 25) for j in (24 - abs(i), abs(i) - 24)]
    for _ in range(count(20, 200)):
        P, Q = Polytope.hull(whole(rng, rng.randint(1, 5), 2)), Polytope.hull(whole(rng, rng.randint(1, 5), 2))
        seen = max(abs(P.support(v) - Q.support(v)) for v in grid) / 24
        distance = hausdorff(P, Q)
        assert seen <= distance <= seen + fmpq(2 * 3, 24)  # both support functions are Lipschitz with constant 3 in the l_1 norm


def test_translation_moves_everything():
    rng = random.Random(7)
    P, v = Polytope.hull(whole(rng, 6, 3)), vector([1, fmpq(1, 2), -3])
    moved = P.translate(v)
    assert moved.vertices == tuple(tuple(a + b for a, b in zip(p, v, strict=True)) for p in P.vertices)
    assert moved.support(v) == P.support(v) + dot(v, v)


# degenerate numbers ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("far", [2**30, 2**60, 2**400, 2**1100])
def test_far_from_the_origin(far):
    rng = random.Random(8)
    for _ in range(15):
        points, s = whole(rng, rng.randint(1, 6), 3), whole(rng, 1, 3)[0]
        near, there = Polytope.hull(points).contains(s), Polytope.hull(points).translate([far] * 3).contains([a + far for a in s])
        assert verify(there)
        assert bool(near) is bool(there)


def test_thin_simplices():
    for bits in (30, 60, 200, 1100):
        thin = Polytope.hull([[0, 0], [1, 0], [fmpq(1, 2), fmpq(1, 2**bits)]])
        inside, outside = thin.contains([fmpq(1, 2), fmpq(1, 2 ** (bits + 1))]), thin.contains([fmpq(1, 2), fmpq(1, 2 ** (bits - 1))])
        assert verify(inside)
        assert verify(outside)
        assert inside
        assert not outside
        assert len(thin.vertices) == 3


# places and refusals -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["float64", "float32"])
def test_vertices_as_a_tensor(format):
    place = Place("cpu", format)
    found = Polytope.hull([[1, 0], [0, fmpq(1, 2)], [fmpq(1, 2), fmpq(1, 4)]]).tensor(place)
    assert torch.equal(found, torch.tensor([[0.0, 0.5], [1.0, 0.0]], dtype=place.dtype))
    with pytest.raises(ValueError, match="would round"):
        Polytope.hull([[fmpq(1, 3)]]).tensor(place)


def test_refusals():
    with pytest.raises(EmptyHull, match="found none"):
        Polytope.hull([])
    with pytest.raises(ValueError, match="lengths"):
        Polytope.hull([[1, 2], [1]])
    with pytest.raises(ValueError, match="found one of length 1"):
        cube(2).contains([1])
    with pytest.raises(ValueError, match="dimensions 2 and 3"):
        hausdorff(cube(2), cube(3))
    for method in (cube(2).support, cube(2).distance_squared, cube(2).translate):
        with pytest.raises(ValueError, match="found one of length 3"):
            method([1, 2, 3])
