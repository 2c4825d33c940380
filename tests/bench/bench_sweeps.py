"""Rates of the sweep of L36r beside plain Hypothesis and the machine's limits, in one run: medians of five, all on distinct 3-layer nets of width 8.

Every rate says what it is: shared or distinct weights, exact, judged or not, how many processes. `tests.bench.rates` has the work.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from statistics import median

import numpy as np
import pytest
import torch

from claims.instances import network_rates
from tests.bench import rates
from tests.devices import malloc

ROUNDS = 5
PROCESSES = 2
KINDS = {  # work -> instances a round, what it is, the rate asked for with two processes
    "judged": (rates.judged, 2**19, "distinct weights, float32, exact ==, judged by integers, ties on purpose", 3.5e6),
    "unjudged": (rates.unjudged, 2**19, "distinct weights, float32, exact ==, torch against itself", 5.5e6),
    "compiled": (rates.compiled, 2**20, "distinct weights, float32, exact ==, compiled by inductor, torch against itself", 1.5e7),
    "compiled and judged": (rates.compiled_judged, 2**20, "distinct weights, float32, exact ==, as at profile deep: compiled, judged, ties", 3.5e6),
    "shared": (rates.shared, 2**22, "256 nets x 256 inputs, one equation a random combination", 3e7),
    "shared and judged": (rates.shared_judged, 2**22, "256 nets x 256 inputs, one equation a random combination, judged in float64", None),
}


@pytest.fixture(scope="module")
def pool():
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as found:
        list(found.map(rates.started, range(PROCESSES)))
        yield found


@pytest.fixture(scope="module")
def limits():
    """What this machine does at best, one thread: float32 products of matrices and a copy."""
    torch.set_num_threads(1)
    a, b = torch.rand(1536, 1536), torch.rand(1536, 1536)
    gemm = median(rates.timed(lambda *_: a @ b, 0, 0) for _ in range(ROUNDS))
    block, into = np.ones(2**24), np.empty(2**24)
    copy = median(rates.timed(lambda *_: np.copyto(into, block), 0, 0) for _ in range(ROUNDS))
    return {"malloc": malloc(), "gemm_gflops": round(2 * 1536**3 / gemm / 1e9, 1), "copy_gb_per_second": round(2 * block.nbytes / copy / 1e9, 1)}


@pytest.fixture(scope="module")
def plain():
    """Examples a second of the property as one writes it: one instance an example, default settings."""
    rates.plain_property(50)
    return _plain_rate()


def _plain_rate(**options) -> float:
    return median(200 / rates.timed(lambda *_: rates.plain_property(200, **options), 0, 0) for _ in range(ROUNDS))


@pytest.fixture(scope="module")
def every_entry():
    """The same with every entry drawn, as the sweep has it."""
    return _plain_rate(every_entry=True)


def test_limits_of_this_machine(benchmark, limits):
    benchmark.extra_info.update(limits)
    benchmark.pedantic(lambda: None, rounds=1)


def test_plain_property(benchmark, plain, every_entry):
    """Hypothesis draws every array, torch differentiates one network an example."""
    benchmark.extra_info.update(examples_per_second=round(plain), every_entry_drawn=round(every_entry))
    benchmark.pedantic(lambda: None, rounds=1)


@pytest.mark.parametrize("processes", [1, PROCESSES])
@pytest.mark.parametrize("kind", KINDS)
def test_rate(benchmark, kind, processes, pool, plain, every_entry, limits):
    work, count, what, asked = KINDS[kind]
    first = list(pool.map(work, [0] * PROCESSES, [16_384] * PROCESSES))  # compiled, and warm
    assert first == [16_384] * PROCESSES

    def once():
        assert sum(pool.map(work, [k * count for k in range(processes)], [count] * processes)) == processes * count

    benchmark.pedantic(once, rounds=ROUNDS, warmup_rounds=1)
    rate = processes * count / benchmark.stats.stats.median
    benchmark.extra_info.update(
        what=what,
        processes=processes,
        per_second=round(rate),
        asked_per_second=asked if processes == PROCESSES else None,
        times_plain=round(rate / plain),
        times_every_entry_drawn=round(rate / every_entry),
        plain_per_second=round(plain),
        flops_share_of_gemm=round(rate / processes * _flops() / limits["gemm_gflops"] / 1e9, 3),
        miss_probability=1 / network_rates.COEFFICIENTS if "shared" in kind else 0,
    )


def _flops() -> int:
    """Multiplications and additions of a forward and a backward pass and the pairings, an instance."""
    return 8 * sum(n * m for n, m in pairwise(rates.SIZES))


def test_a_long_sweep(benchmark, pool):
    """The sweep's own rate by two processes, and what 10^9 instances would take at it: 360 s were asked."""
    count = 2**22

    def once():
        assert sum(pool.map(rates.judged, range(0, 4 * count, count // 2), [count // 2] * 8)) == 4 * count

    benchmark.pedantic(once, rounds=1, warmup_rounds=0)
    rate = 4 * count / benchmark.stats.stats.median
    benchmark.extra_info.update(per_second=round(rate), seconds_for_a_thousand_million=round(1e9 / rate), asked_seconds=360, processes=PROCESSES)
