"""Rare bugs: planted at known rates, what the profile report finds in each of 20 seeds, and what plain Hypothesis finds in the same CPU time."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
import torch

from claims.core.batches import make
from claims.core.evidence import Verdict
from claims.core.examine import budget
from claims.core.sweep import distributions, instances, parts_of, sweep_claim
from claims.core.sweep_parts import run_part
from claims.core.sweep_trials import smallest_failing
from claims.instances import network_batch_routes as r
from claims.instances.networks import NetworkAtPoint, by_autograd
from claims.lecture import find
from claims.sweeps import SWEEPS
from tests.bench import rates

CLAIM, SWEEP = find("L36r"), SWEEPS["L36r"]
SEEDS, FEW = 20, 5
PLAIN_SECONDS = 0.5  # at least so much CPU time for plain Hypothesis: about what all of the report's sweep takes
PLACES = ((0, 0, 0), (1, 0, 0), (-1, 0, 0), (0, -1, -1), (1, -1, -1), (-1, -1, 0), (0, 0, -1))  # layer or -1 for x, row, column
VALUES = {  # what the entries must be: on uniform -4..3 each has probability 1/8; the swarm is fond of the first two kinds, not of the third
    "ones": (1, 1, 1, -1, 1, -1, 1),
    "extremes": (-4, -4, -4, -4, -4, -4, -4),
    "mixed": (3, -2, 1, -4, 2, -3, -1),
}
BUGS = [(3, "mixed"), (4, "mixed"), (5, "ones"), (5, "extremes"), (5, "mixed"), (6, "mixed"), (7, "mixed")]  # 2e-3 to 5e-7 of uniform instances


def hit(layers, x, bug):
    """Where all the entries of a bug have their values, shape (B,) or ()."""
    entries, kind = bug
    found = True
    for (layer, row, column), value in list(zip(PLACES, VALUES[kind], strict=True))[:entries]:
        found = found & ((x[row] if layer < 0 else layers[layer][row, column]) == value)
    return found


def planted(bug):
    """The claim and its sweep with autograd that is off by 1 in one entry, W_1[0, 0], where the entries have their values."""

    def in_batches(s):
        first, *rest = r.by_autograd(s)
        with torch.no_grad():
            off = hit(s.weights, s.x, bug).to(first.dtype)
            first = first.clone()
            first[0, 0] += off
        return [first, *rest]

    def alone(s):
        first, *rest = by_autograd(s)
        with torch.no_grad():
            first = first.clone()
            first[0, 0] += float(hit(s.weights, s.x, bug))
        return [first, *rest]

    def checks(s, gradients=alone, **parts):
        return CLAIM.checks(s, gradients=gradients, **parts)

    return replace(CLAIM, checks=checks), replace(SWEEP, parts={"gradients": in_batches}, beside=dict)


def first_failing(claim, sweep, seeded):
    """The first failing instance of the profile report with this seed, and the CPU seconds until it was found or all was examined."""
    start = time.process_time()
    profile = budget("report", seeded)
    drawn = distributions(claim, sweep, profile)
    for part in parts_of(sweep, drawn, rates.FLOAT32, instances(sweep, profile, rates.FLOAT32), 4):
        found = run_part(claim, sweep, part)
        if found.first:
            return found.first, time.process_time() - start
    return None, time.process_time() - start


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: f"{8.0 ** -bug[0]:.0e}-{bug[1]}")
def test_planted_bug(benchmark, bug):
    """Bugs of 1e-5 were to be found in each of 20 seeds, minimised to within 2 nonzeros of the optimum in under 1 s."""
    torch.set_num_threads(1)
    claim, sweep = planted(bug)
    seeds = SEEDS if bug[0] in (5, 6) else FEW  # 3e-5 and 4e-6: on both sides of what was asked
    found, spent, minimising, beyond, plain = 0, [], [], [], []
    for seeded in range(seeds):
        first, seconds = first_failing(claim, sweep, seeded)
        spent.append(seconds)
        plain.append(rates.plain_property(10**6, lambda w, x: hit(w, x, bug), seconds=max(seconds, PLAIN_SECONDS), seeded=seeded)[1])
        if first is None:
            continue
        found += 1
        start = time.process_time()
        arrays = smallest_failing(claim, sweep, rates.FLOAT32, *first)
        minimising.append(time.process_time() - start)
        beyond.append(sum(int((a != 0).sum()) for a in arrays) - bug[0])
    benchmark.extra_info.update(
        rate_on_uniform_instances=8.0 ** -bug[0],
        rate_in_the_sweep=float(np.mean([_share(d, bug) for d in distributions(claim, sweep, budget("report", 0))])),
        found_in_seeds=found,
        of_seeds=seeds,
        cpu_seconds_to_find=round(float(np.median(spent)), 3),
        plain_found_in_seeds=sum(plain),
        plain_cpu_seconds=PLAIN_SECONDS,
        most_seconds_to_minimise=round(max(minimising, default=0), 3),
        most_nonzeros_beyond_the_optimum=max(beyond, default=0),
    )
    benchmark.pedantic(lambda: None, rounds=1)


def _share(distribution, bug):
    arrays = make(SWEEP.family, distribution, 0, 2**14)
    return float(np.mean(hit(arrays[:-1], arrays[-1], bug)))


def test_the_whole_report_refutes_and_confirms(benchmark):
    """A bug of 3e-5: verdict, witness and confirmation by the search, at profile report."""
    claim, sweep = planted((5, "ones"))
    (row,) = benchmark.pedantic(lambda: sweep_claim(claim, sweep, [rates.FLOAT32], budget("report", 1)), rounds=1)
    assert row.verdict is Verdict.REFUTED, row.note
    instance = eval(row.witness["instance"], {"NetworkAtPoint": NetworkAtPoint})
    benchmark.extra_info.update(nonzeros=sum(v != 0 for w in (*instance.weights, (instance.x,)) for line in w for v in line))
