"""The compiled route of L36r's sweep: the same numbers as torch's eager one, judged alike, and taken in long runs alone."""

from dataclasses import replace

import pytest
import torch

from claims.core import sweep as sweeping
from claims.core.batches import Compiled, Distribution, make
from claims.core.examine import budget
from claims.core.sweep import may_compile, parts_of, sweep_claim
from claims.core.sweep_parts import COMPILED, MEMORY, Part, run_part, size_of
from claims.instances import compiled_networks, inductor
from claims.instances import network_batch_routes as r
from claims.instances import network_batches as nets
from claims.lecture import find
from claims.sweeps import SWEEPS
from impl.place import PLACES

TIED = [Distribution(sizes, 4, 1, "ties", 3) for sizes in ((3, 2, 2, 1), (1, 2, 1))]
CPU = {p.format: p for p in PLACES if p.device == "cpu"}
CLAIM, SWEEP = find("L36r"), SWEEPS["L36r"]

needs_a_compiler = pytest.mark.usefixtures("a_compiler")


@pytest.fixture
def a_compiler():
    assert inductor.available(CPU["float32"]), "a C++ compiler was asked for, found none as $CXX or g++: inductor needs it on a CPU"


@needs_a_compiler
@pytest.mark.parametrize("distribution", TIED, ids=str)
@pytest.mark.parametrize("fmt", ["float64", "float32"])
def test_it_returns_what_eager_torch_returns(distribution, fmt):
    s = nets.family().lift(make(nets.family(), distribution, 0, 256), CPU[fmt])
    found, eager = compiled_networks.pairings(s), r.by_autograd(s)
    assert found.dtype == s.weights[0].dtype
    for h in s.layers:
        assert torch.equal(compiled_networks.picked(s, found, h), r.paired(s, eager, h))
    assert any(layer.any() for layer in s.ties)


@needs_a_compiler
def test_a_part_is_judged_alike_and_a_wrong_judge_is_seen():
    part = Part(TIED[0], CPU["float32"], 0, 2 * 4096 + 100, memory=2**18 // COMPILED, compiled=True)
    plain, compiled = run_part(CLAIM, SWEEP, part._replace(compiled=False)), run_part(CLAIM, SWEEP, part)
    assert compiled.compiled == 2 * 4096  # the rest of 100 is not
    assert replace(compiled, compiled=0) == plain
    assert (plain.failed, plain.trouble) == (0, "")
    wrong = replace(SWEEP, compiled=replace(SWEEP.compiled, parts={**SWEEP.compiled.parts, "output": lambda s: r.in_integers(s) + 1}))
    assert run_part(CLAIM, wrong, part).failed == 2 * 4096


def test_only_long_runs_where_there_is_a_compiler_take_it(monkeypatch):
    deep = budget("deep")
    assert all(may_compile(SWEEP, deep, p) == inductor.available(p) for p in PLACES)
    assert not may_compile(SWEEP, budget("report"), CPU["float32"])
    assert not any(inductor.available(p) for p in PLACES if p.missing())
    monkeypatch.setenv("CXX", "no-such-compiler")
    assert not may_compile(SWEEP, deep, CPU["float32"])


def test_only_parts_that_pay_for_it_are_compiled():
    wide, narrow = Distribution((8, 8, 8, 1), 4, 1, "ties", 1), Distribution((2, 2, 1), 4, 1, "ties", 2)
    for total, compiled in ((10**9, {wide}), (10**6, set())):
        parts = list(parts_of(SWEEP, [wide, narrow], CPU["float32"], total, 2, compiled=True))
        assert {p.distribution for p in parts if p.compiled} == compiled
    assert not any(p.compiled for p in parts_of(SWEEP, [wide], CPU["float32"], 10**9, 2))


def test_further_processes_do_not_change_what_is_compiled():
    wide, total = Distribution((8, 8, 8, 1), 4, 1, "ties", 1), 10**8 + 12345
    size = size_of(SWEEP, wide, CPU["float32"], MEMORY, True)
    for processes in (1, 2, 3, 7):
        parts = list(parts_of(SWEEP, [wide], CPU["float32"], total, processes, compiled=True))
        assert len(parts) == processes
        assert sum(p.length for p in parts) == total
        assert sum(p.length // size for p in parts if p.compiled) == total // size


def test_the_row_says_how_many_instances_took_it(monkeypatch):
    monkeypatch.setattr(sweeping, "PAYS", 1)
    taken = Compiled({"gradients": r.by_autograd}, lambda place: True, "torch in other words")
    few = replace(SWEEP, compiled=taken, long={"cpu float32": 600_000}, least=0)
    (row,) = sweep_claim(CLAIM, few, [CPU["float32"]], budget("deep"))
    assert 0 < row.detail["sweep"]["compiled"] <= row.instances
    assert row.detail["sweep"]["route"].endswith("torch in other words")
    assert any(whole > eager for whole, eager in zip(row.detail["sweep"]["batch_compiled"], row.detail["sweep"]["batch"], strict=True))
    (row,) = sweep_claim(CLAIM, few, [CPU["float32"]], budget("quick"))
    assert row.detail["sweep"]["compiled"] is False
    assert row.detail["sweep"]["route"] == SWEEP.route
