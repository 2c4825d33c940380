"""Membership in a polytope with an exact certificate, beside scipy's linear programs without one."""

from __future__ import annotations

import random
from time import perf_counter

import numpy as np
import pytest
from flint import fmpq
from scipy.optimize import linprog

from impl.certificates import verify
from impl.membership import decide
from impl.polytope import Polytope, hausdorff
from impl.rationals import Vector, vector

SIZES = [(4, 2), (8, 4), (16, 8), (32, 16)]
QUESTIONS = 40


def questions(k: int, d: int) -> list[tuple[Polytope, Vector, np.ndarray, np.ndarray]]:
    """Polytopes and points, every other one inside (a random convex combination), with their floats."""
    rng, found = random.Random(0), []
    for i in range(QUESTIONS):
        points = [[rng.randint(-5, 5) for _ in range(d)] for _ in range(k)]
        weights = [rng.randint(0, 3) for _ in range(k - 1)] + [1]
        s = vector([fmpq(sum(w * p[j] for w, p in zip(weights, points, strict=True)), sum(weights)) for j in range(d)])
        if i % 2:
            s = vector([rng.randint(-5, 5) for _ in range(d)])
        system = np.vstack([np.array(points, dtype=float).T, np.ones(k)])
        found.append((Polytope.hull(points), s, system, np.array([float(int(a.p) / int(a.q)) for a in s] + [1.0])))
    return found


@pytest.mark.parametrize(("k", "d"), SIZES)
def test_membership(benchmark, k, d):
    """At most 50 us for k <= 8, and at least 25 times faster than scipy's linprog (HiGHS), were asked."""
    asked = questions(k, d)

    def all_of_them():
        return [polytope.contains(s) for polytope, s, _, _ in asked]

    found = benchmark(all_of_them)
    assert all(verify(certificate) for certificate in found)
    assert [bool(c) for c in found] == [bool(decide(p.points, s)) for p, s, _, _ in asked]
    start = perf_counter()
    for _, _, system, right in asked:
        linprog(np.zeros(system.shape[1]), A_eq=system, b_eq=right, bounds=(0, None), method="highs")
    slow = perf_counter() - start
    fast = benchmark.stats.stats.median
    benchmark.extra_info.update(
        inside=sum(map(bool, found)),
        microseconds=round(fast / QUESTIONS * 1e6, 1),
        asked_microseconds=50 if k <= 8 else None,
        linprog_microseconds=round(slow / QUESTIONS * 1e6),
        times_faster=round(slow / fast, 1),
        asked_times=25,
    )


@pytest.mark.parametrize(("k", "d"), SIZES[:3])
def test_the_exact_simplex_method_alone(benchmark, k, d):
    """What every answer would cost if floats proposed nothing."""
    asked = questions(k, d)
    benchmark(lambda: [decide(polytope.points, s) for polytope, s, _, _ in asked])
    benchmark.extra_info.update(microseconds=round(benchmark.stats.stats.median / QUESTIONS * 1e6, 1))


@pytest.mark.parametrize(("k", "d"), [(8, 3), (30, 3), (64, 6), (200, 4)])
def test_vertices(benchmark, k, d):
    rng = random.Random(1)
    points = [[rng.randint(-9, 9) for _ in range(d)] for _ in range(k)]
    benchmark.extra_info.update(vertices=len(benchmark(lambda: Polytope.hull(points).vertices)))


@pytest.mark.parametrize(("k", "d"), [(8, 2), (8, 3), (16, 4)])
def test_distances(benchmark, k, d):
    rng = random.Random(2)
    P, Q = (Polytope.hull([[rng.randint(-9, 9) + shift for _ in range(d)] for _ in range(k)]) for shift in (0, 5))
    assert P.vertices  # found beforehand, and so are those of Q
    assert Q.vertices
    benchmark(hausdorff, P, Q)
    start = perf_counter()
    for _ in range(50):
        Q.min_norm()
    benchmark.extra_info.update(least_norm_microseconds=round((perf_counter() - start) / 50 * 1e6, 1))
