"""Limiting gradients of networks all of whose neurons tie, beside one question for each full pattern; how often ties decide themselves."""

from __future__ import annotations

from itertools import islice
from random import Random
from time import perf_counter

import pytest

from impl.germ import Statistics
from impl.limiting import leaves, limiting_gradients
from impl.piecewise import Graph, affine, relu, variables
from tests.impl.oracles_limiting import attaining, choices, feasible, gradient_along
from tests.impl.random_graphs import instance

ASKED = {(6, (6, 6)): 1.0, (8, (16,)): 0.5}  # seconds


def network(n: int, widths: tuple[int, ...]) -> Graph:
    """A bias-free network with entries -5..5: at 0 all of its neurons tie."""
    random, h = Random(1), list(variables(n))
    for width in widths:
        h = [relu(affine([random.randint(-5, 5) for _ in h], h)) for _ in range(width)]
    return Graph(n, affine([random.choice((-2, -1, 1, 2)) for _ in h], h))


@pytest.mark.parametrize(("n", "widths"), [(2, (40,)), (3, (20,)), (4, (14,)), (8, (16,)), (2, (8, 8, 8)), (3, (8, 8)), (6, (6, 6))])
def test_all_neurons_tied(benchmark, n, widths):
    f, counted = network(n, widths), Statistics()
    found = benchmark(limiting_gradients, f, [0] * n, statistics=counted)
    benchmark.extra_info.update(gradients=len(found), neurons=sum(widths), asked_seconds=ASKED.get((n, widths)))


@pytest.mark.parametrize(("n", "widths"), [(2, (8, 8)), (3, (6, 6))])
def test_against_a_question_for_each_full_pattern(benchmark, n, widths):
    """Estimated from 100 of the 2^neurons patterns."""
    f, x = network(n, widths), [0] * n
    benchmark(limiting_gradients, f, x)
    tied, start = attaining(f, x), perf_counter()
    for choice in islice(choices(tied), 100):
        feasible([d for d in set(gradient_along(f, tied, choice)[1]) if any(d)], n)
    estimate = (perf_counter() - start) / 100 * 2 ** sum(widths)
    benchmark.extra_info.update(estimated_seconds=round(estimate), times_faster=round(estimate / benchmark.stats.stats.median))


def test_random_instances(benchmark):
    """The instances of the tests; of the ties with two open sides, the share that is linearly independent and needs no decision."""
    drawn = [instance(seed) for seed in range(200)]
    counted = Statistics()
    for f, x in drawn:
        list(leaves(f, x, statistics=counted))
    found = benchmark(lambda: [limiting_gradients(f, x) for f, x in drawn])
    benchmark.extra_info.update(
        milliseconds_each=round(benchmark.stats.stats.median / len(drawn) * 1e3, 3),
        several_gradients=sum(len(s) > 1 for s in found),
        independent=counted.independent,
        split_by_rays=counted.split,
        one_sided=counted.decided,
        independent_share=round(counted.independent / (counted.independent + counted.split), 3),
    )
