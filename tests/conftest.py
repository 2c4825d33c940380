"""Options of the examination (places, profile, seed, evidence log), and one torch thread a process."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is imported: two threads are slower than one on small tensors
gc.disable()  # what the imports make stays: to look through it for garbage, now, in later collections and at the end, took an eighth of profile quick

import pytest
import torch

from claims.core.claim import Claim
from claims.core.examine import PROFILES
from claims.proofs import PROOFS
from claims.sweeps import SWEEPS
from tests.evidence_log import EvidenceLog
from tests.progress import Progress
from tests.selection import DEVICES, Refused, run_of

torch.set_num_threads(1)
gc.freeze()
gc.enable()


def pytest_addoption(parser):
    group = parser.getgroup("lecture", "the examination of the lecture")
    group.addoption("--evidence", metavar="FILE", help="write the evidence log (JSON lines) to FILE; examines the lecture and nothing else")
    group.addoption("--profile", default="quick", help=f"how many instances a claim: {', '.join(f'{k} {n:,}' for k, n in PROFILES.items())}")
    group.addoption("--device", default="auto", help=f"{', '.join(DEVICES)}: auto takes what the machine has and says what it lacks")
    group.addoption("--seed", default="0", metavar="N", help="the seed of every draw, an integer (default 0)")


def pytest_configure(config):
    try:
        config.run = run_of(config.option)
    except Refused as refusal:
        pytest.exit(str(refusal), returncode=2)
    if config.run.evidence and not hasattr(config, "workerinput"):
        log = EvidenceLog(config.run)
        config.pluginmanager.register(log, "evidence-log")
        config.pluginmanager.register(Progress(config, log), "progress")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure():
    gc.freeze()  # nor need the process, at its end, look for garbage in what goes with it, while the controller waits


def dear(item):
    """Whether the item examines a claim that has a proof or a sweep beside its search: begun late, it would keep one process alone at the end."""
    claim = item.callspec.params.get("claim") if item.name.startswith("test_claim[") else None
    return isinstance(claim, Claim) and (claim.id in PROOFS or claim.id in SWEEPS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    items.sort(key=dear, reverse=True)  # stable: else in the order of the slides
    for item in items:
        chapter = item.callspec.params.get("chapter") if hasattr(item, "callspec") else None
        if chapter is not None:
            item.extra_keyword_matches.add(chapter)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.when == "call" and hasattr(item, "evidence"):
        report.evidence = item.evidence  # text: crosses xdist, stays out of JUnit
    return report


@pytest.fixture
def run(request):
    """What was asked for on the command line."""
    return request.config.run
