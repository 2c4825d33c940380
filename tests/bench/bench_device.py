"""The sweep of L36r on a GPU, made and judged there, beside what the card does at best: medians of five, distinct 3-layer nets of width 8."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from statistics import median

import pytest
import torch

from claims.core.batches import LARGEST_ON_DEVICE
from claims.instances import inductor
from claims.instances.network_batches import shapes
from impl.place import Place
from tests.bench import rates

CUDA = Place("cuda", "float32")
ROUNDS, COUNT, ASKED_A_MINUTE = 5, 16 * LARGEST_ON_DEVICE, 10**10
KINDS = {
    "judged": (False, "distinct weights, float32, exact ==, made and judged on the device, ties on purpose"),
    "compiled and judged": (True, "the same, instances, judge and torch's route compiled by inductor"),
}


@pytest.fixture(scope="module")
def card():
    """Arithmetic (float32, no TF32) and bandwidth of the card, or a skip that says why."""
    if CUDA.missing():
        pytest.skip(CUDA.missing())
    torch.backends.cuda.matmul.allow_tf32 = False
    a, b = (torch.rand(8192, 8192, device="cuda") for _ in range(2))
    block, into = torch.ones(2**28, device="cuda"), torch.empty(2**28, device="cuda")
    gemm, copy = (median(_seconds(work) for _ in range(ROUNDS)) for work in (lambda: a @ b, lambda: into.copy_(block)))
    return {
        "device": torch.cuda.get_device_name(),
        "gemm_gflops": round(2 * 8192**3 / gemm / 1e9),
        "copy_gb_per_second": round(2 * block.numel() * 4 / copy / 1e9),
    }


def _seconds(work) -> float:
    torch.cuda.synchronize()
    return rates.timed(lambda *_: (work(), torch.cuda.synchronize()), 0, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_rate_on_the_device(benchmark, kind, card):
    compiled, what = KINDS[kind]
    if compiled and not inductor.available(CUDA):
        pytest.skip("inductor needs triton on a GPU, found none")

    def once():
        assert rates.judged(0, COUNT, rates.TIES, CUDA, compiled) == COUNT
        torch.cuda.synchronize()

    once()  # compiled, and warm
    benchmark.pedantic(once, rounds=ROUNDS, warmup_rounds=1)
    rate = COUNT / benchmark.stats.stats.median
    touched = 4 * 2 * sum(prod(shape) for shape in shapes(rates.TIES))  # bytes: every entry read once forward and once backward, as float32
    benchmark.extra_info.update(
        what=what,
        processes=1,
        per_minute=round(60 * rate),
        asked_per_minute=ASKED_A_MINUTE,
        flops_share_of_gemm=round(rate * 8 * sum(n * m for n, m in pairwise(rates.SIZES)) / card["gemm_gflops"] / 1e9, 4),
        bytes_share_of_copy=round(rate * touched / card["copy_gb_per_second"] / 1e9, 4),
        **card,
    )
