"""Networks made and judged on a device: the CPU's instances bit for bit, judged alike; shown on the stand-in for a GPU."""

import re
from dataclasses import replace

import numpy as np
import pytest
import torch

from claims.core import batch_gaps
from claims.core import sweep as sweeping
from claims.core.batch_gaps import in_batches
from claims.core.batches import LARGEST_ON_DEVICE, Distribution, make
from claims.core.check import equal
from claims.core.examine import budget
from claims.core.sweep import parts_of, sweep_claim
from claims.core.sweep_parts import COMPARED, MEMORY, Part, run_part, size_of
from claims.instances import network_batch_routes as r
from claims.instances import network_batches as nets
from claims.instances import networks_on_device as there
from claims.lecture import find
from claims.sweeps import SWEEPS
from impl.place import Place
from tests.stand_in import device, places

CLAIM, SWEEP = find("L36r"), SWEEPS["L36r"]
CPU = Place("cpu", "float32")
STAND_IN = next(place for place in places() if place.format == "float32")
SHAPES = [(8, 8, 8, 1), (1, 2, 3, 1), (2, 1, 2, 2, 1), (3, 1)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("plan", ["generic", "ties", "degenerate"])
@pytest.mark.parametrize(("first", "count"), [(0, 512), (2**33, 301)])
def test_the_instances_and_the_judge_are_those_of_the_cpu(shape, plan, first, count):
    distribution = Distribution(shape, 4, 2, plan, 9)
    arrays = make(nets.family(), distribution, first, count)
    with device():
        s = there.made(distribution, first, count, STAND_IN, compiled=False)
        assert there.agrees(s, arrays)
        ties = [layer.cpu().numpy() for layer in s.ties]
    for mine, theirs in zip(ties, nets.family().lift(arrays, CPU).ties, strict=True):
        assert np.array_equal(mine, theirs)
    wrong = [a.copy() for a in arrays]
    wrong[0][0, 0, -1] += 1
    with device():
        assert not there.agrees(s, wrong)


def test_it_starts_where_a_group_starts():
    with pytest.raises(ValueError, match="allowed on a device: multiples of 8"):
        there.made(Distribution((2, 1), 4, 0, "generic"), 3, 8, CPU, compiled=False)


def test_compiled_it_makes_the_same():
    distribution = Distribution((3, 2, 1), 4, 1, "ties", 5)
    for first in (0, 8 * 77):
        assert there.agrees(there.made(distribution, first, 256, CPU, compiled=True), make(nets.family(), distribution, first, 256))


def totals(place, part, sweep=SWEEP):
    with device():
        return run_part(CLAIM, sweep, part._replace(place=place))


def test_a_part_is_judged_and_counted_alike_and_what_fails_is_the_same_instance():
    part = Part(Distribution((3, 2, 2, 1), 4, 1, "ties", 3), CPU, 0, 3000, memory=2**16)
    assert totals(STAND_IN, part) == run_part(CLAIM, SWEEP, part)
    broken = replace(SWEEP, parts={"gradients": lambda s: [g + (w.abs() == 4) for g, w in zip(r.by_autograd(s), s.weights, strict=True)]})
    mine, theirs = totals(STAND_IN, part, broken), run_part(CLAIM, broken, part)
    assert 0 < mine.failed == theirs.failed < 3000
    assert mine.first == theirs.first


def test_a_device_that_makes_the_first_batch_again_and_again_is_told(monkeypatch):
    hashed = there.hashed
    monkeypatch.setattr(there, "hashed", lambda key, first, rows, groups: hashed(key, first * 0, rows, groups))
    found = totals(STAND_IN, Part(Distribution((2, 2, 2, 1), 4, 1, "ties", 3), CPU, 0, 3000, memory=2**14))
    assert found.trouble.startswith("MadeOtherwise")
    assert 0 < found.instances < 3000


def test_a_comparison_on_the_device_that_cannot_fail_lets_mutants_survive(monkeypatch):
    monkeypatch.setattr(sweeping, "SIZES", {"quick": 4_000})
    for broken, outcomes in ((False, {"killed"}), (True, {"survived"})):
        if broken:
            monkeypatch.setattr(batch_gaps, "_same_there", lambda left, right: True)
        with device():
            (row,) = sweep_claim(CLAIM, replace(SWEEP, beside=dict), [STAND_IN], budget("quick"))
        assert {trial.outcome for trial in row.mutants if not trial.equivalent} == outcomes


@pytest.mark.parametrize("what", ["words", "ties", "the judge"])
def test_a_device_that_makes_or_judges_otherwise_is_told(monkeypatch, what):
    if what == "words":
        hashed = there.hashed
        monkeypatch.setattr(there, "hashed", lambda *args: hashed(*args) + (hashed(*args) % 97 == 0))
    elif what == "ties":
        monkeypatch.setattr(there, "COPY", 5)
    else:
        monkeypatch.setattr(there, "_preactivations", lambda layers, x: [(w.int() * x.int()[: w.shape[1]].abs()).sum(1).int() for w in layers])
    found = totals(STAND_IN, Part(Distribution((2, 2, 2, 1), 4, 1, "ties", 3), CPU, 0, 1000))
    assert re.match("MadeOtherwise: the instances and the judge's numbers of the CPU were asked of cuda float32", found.trouble)


def test_batches_are_large_there_and_parts_start_where_batches_do():
    wide = Distribution((8, 8, 8, 1), 4, 1, "ties", 1)
    size = size_of(SWEEP, wide, STAND_IN, MEMORY)
    assert size == LARGEST_ON_DEVICE > size_of(SWEEP, wide, CPU, MEMORY)
    parts = list(parts_of(SWEEP, [wide], STAND_IN, 3 * size + 12345, 2))
    assert [part.first % size for part in parts] == [0, 0]
    assert sum(part.length for part in parts) == 3 * size + 12345


def test_the_row_tells_who_judged(monkeypatch):
    monkeypatch.setattr(sweeping, "SIZES", {"quick": 4_000})
    few = replace(SWEEP, beside=dict)
    with device():
        (row,) = sweep_claim(CLAIM, few, [STAND_IN], budget("quick"))
    (own,) = sweep_claim(CLAIM, few, [CPU], budget("quick"))
    assert there.JUDGE.endswith(f"for the first {COMPARED:,}")
    assert row.detail["sweep"]["judge"] == there.JUDGE != own.detail["sweep"]["judge"]
    assert (row.verdict, row.instances, row.ties, row.layers) == (own.verdict, own.instances, own.ties, own.layers)


@pytest.mark.parametrize("other", [2.0, 2.5, float("nan"), float(2**53)])
def test_two_tensors_of_a_device_are_compared_there(other):
    with device(), in_batches(2):
        found, claimed = (
            STAND_IN.tensor([1.0, other]) if other < 2**20 else torch.tensor([1.0, other], device="xla"),
            STAND_IN.tensor([1.0, 2.0]).int(),
        )
        if other == 2.0:
            assert not equal(found, claimed).gap.any()
        elif other == 2.5:
            assert equal(found, claimed).gap.tolist() == [0, 0.5]
        else:
            with pytest.raises(ArithmeticError):
                equal(found, claimed)
