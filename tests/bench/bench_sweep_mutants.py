"""Seconds until each mutant of each sweep is refuted and its instance made small, at cpu float32 with the distributions of profile report.

Asked for: 1 s each.
"""

from __future__ import annotations

import time

from claims.core.examine import budget
from claims.core.sweep import distributions
from claims.core.sweep_trials import trial
from claims.lecture import find
from claims.sweeps import SWEEPS
from tests.bench.rates import FLOAT32

ASKED = 1.0


def test_mutants_of_every_sweep(benchmark):
    taken = {}
    for ident, sweep in SWEEPS.items():
        claim = find(ident)
        drawn = distributions(claim, sweep, budget("report"))
        for mutant in claim.mutants:
            start = time.perf_counter()
            found = trial(claim, sweep, FLOAT32, drawn, mutant)
            taken[f"{ident} {mutant.name}"] = time.perf_counter() - start
            assert found.outcome == ("equivalent" if mutant.equivalent else "killed"), (ident, mutant.name, found)
    slowest = max(taken, key=lambda name: taken[name])
    benchmark.extra_info.update(
        mutants=len(taken), slowest=slowest, slowest_seconds=round(taken[slowest], 3), asked_seconds=ASKED, all_seconds=round(sum(taken.values()), 1)
    )
    benchmark.pedantic(lambda: None, rounds=1)
