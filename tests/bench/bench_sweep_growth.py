"""How a sweep grows: time against instances, widths, depths and processes, with slopes fitted to the logarithms; and its memory."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from statistics import median

import numpy as np
import pytest
import torch

from claims.core.batches import Distribution
from tests.bench import rates

ROUNDS = 5
COUNT = 2**16


def slope(x, y) -> float:
    """The exponent of the power law that fits the points best: least squares on logarithms."""
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def of(sizes, bound=1) -> Distribution:
    return Distribution(tuple(sizes), bound, 1, "generic", 0)


CURVES = {
    "instances": ([2**k for k in range(13, 21)], lambda n: (rates.TIES, n), 1),
    "width": ([2, 4, 8, 16, 32], lambda m: (of((m, m, m, 1)), COUNT // m), 2),
    "depth": ([1, 2, 3, 4, 5, 6], lambda h: (of((*(4,) * (h + 1), 1)), COUNT), 1),
}


@pytest.mark.parametrize("grown", CURVES)
def test_curve(benchmark, grown):
    torch.set_num_threads(1)
    x, asked, expected = CURVES[grown]
    times = []
    for value in x:
        distribution, count = asked(value)
        rates.judged(0, 4096, distribution)
        seconds = median(rates.timed(lambda f, n, d=distribution: rates.judged(f, n, d), 10_000, count) for _ in range(ROUNDS))
        times.append(seconds if grown == "instances" else seconds / count)
    benchmark.extra_info.update(curve={"x": x, "y": times, "x_label": grown, "y_label": "seconds" if grown == "instances" else "seconds an instance"})
    benchmark.extra_info.update(fitted_slope=round(slope(x, times), 2), slope_of_the_work=expected)
    benchmark.pedantic(lambda: None, rounds=1)


def test_curve_of_processes(benchmark):
    """Instances a second by 1, 2, ... processes, a round of work each."""
    found = []
    counts = [1, 2]
    for processes in counts:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            list(pool.map(rates.started, range(processes)))
            work = lambda *_: list(pool.map(rates.judged, [0] * processes, [2**20] * processes))  # noqa: E731, B023
            found.append(processes * 2**20 / median(rates.timed(work, 0, 0) for _ in range(ROUNDS)))
    benchmark.extra_info.update(curve={"x": counts, "y": found, "x_label": "processes", "y_label": "instances a second"})
    benchmark.extra_info.update(fitted_slope=round(slope(counts, found), 2), times_of_one_process=round(found[-1] / found[0], 2))
    benchmark.pedantic(lambda: None, rounds=1)


def test_memory_is_flat(benchmark):
    """Resident memory of a process of its own after 2^16, 2^18, 2^20 and 2^22 instances."""
    counts = [2**16, 2**18, 2**20, 2**22]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(rates.started, [0]))
        (peaks,) = pool.map(rates.peak_memory, [counts])
    benchmark.extra_info.update(curve={"x": counts, "y": peaks, "x_label": "instances", "y_label": "bytes at peak"})
    benchmark.extra_info.update(grown_by=round(peaks[-1] / peaks[0], 3))
    benchmark.pedantic(lambda: None, rounds=1)
    assert peaks[-1] < 1.1 * peaks[0]
