"""Whole models with eight or nine exact ties: time and memory of the answer, beside a linear program for each of the 2^k patterns, in one run.

Memory is the peak of a process of its own, torch included (about 250 MiB of it).

python -m nox -s bench -- -k models
"""

from __future__ import annotations

import subprocess
import sys
from itertools import islice, product
from math import prod
from pathlib import Path
from time import perf_counter

import pytest
import torch

from impl.audit import audit
from impl.limiting import limiting_gradients
from impl.steps import TooManySteps
from impl.trace import trace
from tests.impl.torch_patterns import feasible_gradient, options
from tests.impl.whole_models import MODELS, massive

ROOT = Path(__file__).parents[2]
SAMPLED = 12

PEAK = """
import resource, sys, torch
from impl.limiting import limiting_gradients
from impl.trace import trace
from tests.impl.whole_models import MODELS
model = MODELS[sys.argv[1]]()
limiting_gradients(trace(model.net, model.x), model.x)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize("name", MODELS)
def test_models_against_patterns(benchmark, name):
    """The answer from torch module to gradients; the patterns are estimated from the first of them, each with its own program."""
    model = MODELS[name]()
    choices = options(model)
    found = benchmark.pedantic(lambda: limiting_gradients(trace(model.net, model.x), model.x), rounds=5, warmup_rounds=1)
    start = perf_counter()
    for chosen in islice(product(*map(range, choices)), SAMPLED):
        feasible_gradient(model, chosen)
    estimate = (perf_counter() - start) / SAMPLED * prod(choices)
    done = subprocess.run((sys.executable, "-c", PEAK, name), cwd=ROOT, capture_output=True, text=True, check=True)
    benchmark.extra_info.update(
        inputs=model.x.numel(),
        ties=len(choices),
        gradients=len(found),
        patterns=prod(choices),
        patterns_seconds=round(estimate, 2),
        times_faster=round(estimate / benchmark.stats.stats.median, 1),
        peak_MiB=int(done.stdout),
    )


@pytest.mark.parametrize("name", [name for name in MODELS if name != "lenet"])
def test_models_audited(benchmark, name):
    """The whole audit, in both formats."""
    model = MODELS[name]()
    report = benchmark.pedantic(lambda: audit(model.net, model.x), rounds=2)
    benchmark.extra_info.update(vertices=len(report.readings[0].facts.vertices))


def test_models_that_are_too_large(benchmark):
    """How long the default budget of steps lasts at a massive point."""

    def refused():
        graph, x = massive()
        with pytest.raises(TooManySteps):
            limiting_gradients(graph, x)

    torch.manual_seed(0)
    benchmark.pedantic(refused, rounds=1)
