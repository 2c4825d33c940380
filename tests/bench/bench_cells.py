"""Cells of arrangements: microseconds a cell, how that grows, how much memory, and how many times linear programs are slower.

Everything is measured in one run, side by side; the figures that count are in `extra_info` of each benchmark.
"""

from __future__ import annotations

import random
import tracemalloc
from math import comb
from time import perf_counter

import numpy as np
import pytest
from scipy.optimize import linprog

from impl.cells import cells
from impl.exact_lp import strictly_feasible

GENERIC = [(10, 3), (20, 3), (12, 4), (20, 4), (30, 4), (16, 8)]
DEGENERATE = [(10, 3), (12, 4), (20, 4), (30, 4), (14, 5), (16, 6), (16, 8)]
GROWTH = [8, 12, 16, 20, 24, 28, 34]


def rows(k: int, d: int, bound: int, seed: int = 0) -> list[list[int]]:
    rng, found = random.Random(seed), []
    while len(found) < k:
        row = [rng.randint(-bound, bound) for _ in range(d)]
        if any(row):
            found.append(row)
    return found


def note(benchmark, found, **more) -> None:
    seconds = benchmark.stats.stats.median
    benchmark.extra_info.update(cells=len(found), microseconds_a_cell=round(seconds / len(found) * 1e6, 3), **more)


@pytest.mark.parametrize(("k", "d"), GENERIC)
def test_generic(benchmark, k, d):
    """Entries -9..9: at most 8 us a cell for d <= 4, 12 us for d = 8 were asked, 3 us were to be tried."""
    note(benchmark, benchmark(cells, rows(k, d, 9)), asked=8 if d <= 4 else 12, tried=3)


@pytest.mark.parametrize(("k", "d"), DEGENERATE)
def test_degenerate(benchmark, k, d):
    """Entries -1..1: at most 40 us a cell were asked."""
    found = benchmark(cells, rows(k, d, 1))
    generic = 2 * sum(comb(k - 1, i) for i in range(d))
    note(benchmark, found, asked=40, share_of_general_position=round(len(found) / generic, 3))


@pytest.mark.parametrize("k", [12, 20])
def test_entries_of_fifty_bits(benchmark, k):
    """Floating-point weights: minors of hundreds of bits, in Python integers."""
    note(benchmark, benchmark(cells, rows(k, 4, 2**52)))


@pytest.mark.parametrize("k", GROWTH)
def test_growth(benchmark, k):
    """d = 5: the cost of a cell stays flat, and the memory linear in the cells."""
    given = rows(k, 5, 9)
    found = benchmark(cells, given)
    tracemalloc.start()
    cells(given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    note(benchmark, found, peak_bytes=peak, bytes_a_cell=round(peak / len(found), 1), bytes_a_sign=round(peak / len(found) / k, 2))


def test_sixteen_ties_in_eight_dimensions(benchmark):
    """32,768 cells: under 0.5 s were asked."""
    found = benchmark(cells, rows(16, 8, 9))
    note(benchmark, found, asked_seconds=0.5)


def cells_by_programs(given: list[list[int]]) -> tuple[int, int]:
    """The usual way: hyperplane after hyperplane, one floating-point linear program for each cell and side. Cells and programs."""
    table, found, programs = np.array(given, dtype=float), [()], 0
    for k in range(1, len(given) + 1):
        longer = []
        for signs in found:
            for s in (-1, 1):
                programs += 1
                if program(table[:k] * np.array((*signs, s))[:, None]):
                    longer.append((*signs, s))
        found = longer
    return len(found), programs


def program(turned: np.ndarray) -> bool:
    """Whether <row, v> > 0 for all rows: the largest t <= 1 with <row, v> >= t."""
    k, n = turned.shape
    best = linprog(
        [*[0.0] * n, -1.0], A_ub=np.hstack([-turned, np.ones((k, 1))]), b_ub=np.zeros(k), bounds=[(None, None)] * n + [(None, 1.0)], method="highs"
    )
    return best.x is not None and best.x[-1] > 0.5


def test_against_one_program_a_neighbour(benchmark):
    """k = 12, d = 4: at least 500 times faster were asked."""
    given = rows(12, 4, 9)
    found = benchmark(cells, given)
    start = perf_counter()
    count, programs = cells_by_programs(given)
    slow = perf_counter() - start
    assert count == len(found)
    note(benchmark, found, programs=programs, slow_seconds=round(slow, 3), times_faster=round(slow / benchmark.stats.stats.median), asked=500)


def test_against_a_program_for_each_sign_vector(benchmark):
    """k = 20, d = 4: at least 10^5 times the 2^19 programs (one of each pair of opposites), estimated from 200 of them, were asked."""
    given = rows(20, 4, 9)
    found = benchmark(cells, given)
    rng, table = np.random.default_rng(0), np.array(given, dtype=float)
    start = perf_counter()
    for _ in range(200):
        program(table * rng.choice((-1.0, 1.0), size=20)[:, None])
    estimate = (perf_counter() - start) / 200 * 2**19
    note(benchmark, found, estimated_seconds=round(estimate), times_faster=round(estimate / benchmark.stats.stats.median), asked=10**5)


def test_an_exact_point_in_a_cell(benchmark):
    """The witness that a cell has on demand: one nonnegative least squares problem, proved in rationals."""
    found = cells(rows(20, 4, 9))
    turn = iter(range(10**9))
    benchmark(lambda: found.certificate(next(turn) % len(found)))
    given = [[s * a for a in row] for s, row in zip(found[0], rows(20, 4, 9), strict=True)]
    start = perf_counter()
    for _ in range(50):
        strictly_feasible(given)
    benchmark.extra_info.update(without_turning_the_rows=round((perf_counter() - start) / 50 * 1e6, 1))
