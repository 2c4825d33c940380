"""The lecture on a stand-in for a CUDA device: no claim mixes devices, and what is found is what the CPU finds, instance by instance."""

from __future__ import annotations

import pytest
import torch

from claims.core.evidence import Verdict
from claims.core.examine import Budget, examine
from claims.core.judge import judge
from claims.core.sweep import distributions, parts_of
from claims.core.sweep_parts import Totals, run_part
from claims.figure import FIGURES, with_figure
from claims.lecture import CLAIMS, find
from claims.sweeps import SWEEPS
from impl.place import PLACES, Place
from tests.stand_in import MixedDevices, StandIn, device, places

FEW, MOST = Budget("a few", 4), 6
SWEPT = 2_000
DEAR = 20  # a claim of this cost or less is tried on MOST instances, and so are its mutants
CPU = tuple(Place("cpu", fmt) for fmt in ("float64", "float32"))
AT_PLACES = [pytest.param(claim, id=claim.id) for claim in CLAIMS if not claim.exact]


def instances(claim):
    """The lecture's own instances, and those known to kill the mutants: the hardest ones."""
    found = dict.fromkeys([*claim.examples, *(m.known for m in claim.mutants if m.known is not None and m.for_all is None)])
    return list(found)[: max(1, MOST * DEAR // max(DEAR, claim.cost))]


def judged(claim, at):
    """What is found at both formats: the verdict on each instance, with every gap; and what each mutant does on its own."""
    found = [(judge(claim, instance, place), instance) for instance in instances(claim) for place in at]
    known = [m for m in claim.mutants if m.known is not None and m.for_all is None and claim.cost <= DEAR]
    mutants = [judge(claim, m.known, place, parts=m.parts) for m in known for place in at]
    statements = [(j.status, [(c.label, c.gap, c.allowed) for c in j.checks], j.note) for j, _ in found]
    return statements, [(j.status, j.note) for j in mutants]


@pytest.mark.parametrize("claim", AT_PLACES)
def test_a_claim_finds_on_the_device_what_it_finds_on_the_cpu(claim):
    with device():
        there = judged(claim, places())
    assert there == judged(claim, CPU)
    assert not any("same device" in found[-1] or "cuda" in found[-1] for part in there for found in part)


def counted(ident, place):
    """What a few batches of the claim's sweep count at a place."""
    claim, sweep, totals = find(ident), SWEEPS[ident], Totals()
    for part in parts_of(sweep, distributions(claim, sweep, FEW), place, SWEPT, 1):
        totals.add(run_part(claim, sweep, part))
    return totals


@pytest.mark.parametrize("ident", SWEEPS)
def test_a_sweep_counts_on_the_device_what_it_counts_on_the_cpu(ident):
    with device():
        there = [counted(ident, place) for place in places()]
    assert there == [counted(ident, place) for place in CPU]
    assert all(totals.instances == SWEPT and not totals.trouble for totals in there)


@pytest.mark.parametrize("ident", FIGURES)
def test_the_figure_is_made_at_the_device_too(ident):
    with device():
        rows = with_figure(find(ident), examine(find(ident), places(), FEW), places(), FEW)
    assert [(row.place, row.verdict) for row in rows] == [("cuda float64", Verdict.SUPPORTED), ("cuda float32", Verdict.SUPPORTED)]
    assert all("figure" in row.detail for row in rows)


@pytest.mark.parametrize("place", [place for place in PLACES if place.device == "cuda"], ids=str)
def test_without_a_device_its_cells_are_not_run_and_never_green(place):
    if place.missing():
        (row,) = examine(find("L36"), [place], FEW)
        assert (row.verdict, row.as_expected, row.instances) == (Verdict.NOT_RUN, False, 0)
        assert "no CUDA device" in row.note


def test_the_stand_in_refuses_what_cuda_refuses():
    place = places()[0]
    with device() as stand_in:
        x, y = place.tensor([1, 2]), torch.tensor([3.0, 4.0], dtype=torch.float64)
        for mixed in (lambda: x + y, lambda: x @ y, lambda: torch.stack([x, y]), lambda: (2 * x)[:1] * y[:1], lambda: torch.where(y > 3, x, 0 * x)):
            with pytest.raises(MixedDevices, match="same device"):
                mixed()
        for asked in (x.numpy, lambda: x.detach().reshape(2, 1).numpy()):
            with pytest.raises(TypeError, match="numpy"):
                asked()
        assert (x + torch.tensor(1.0, dtype=torch.float64)).tolist() == [2, 3]
        assert stand_in.is_marked(x.clone()[None])
        assert not stand_in.is_marked(y)
        assert stand_in.is_marked(torch.ones(2, device=x.device) + x)
        assert stand_in.is_marked(torch.tensor([1.0], device=x.device))
        assert stand_in.is_marked(x.new_tensor([1.0]))
        assert stand_in.is_marked(y.to(x.device) + x)
        assert stand_in.is_marked(torch.ones(2).to(device=x.device, dtype=torch.float64))
        assert not stand_in.is_marked(y)
        assert x[torch.tensor([1])].tolist() == [2]
        with pytest.raises(MixedDevices):
            torch.ones(2) + x
        assert (x.cpu() + y).numpy().tolist() == [4, 6]
    assert (y + torch.ones(2)).tolist() == [4, 5]


def test_the_stand_in_follows_gradients():
    place = places()[0]
    with device() as stand_in:
        x = place.tensor([1, -1]).requires_grad_()
        (gradient,) = torch.autograd.grad(torch.relu(x).sum(), x)
        assert stand_in.is_marked(gradient)
        with pytest.raises(MixedDevices):
            gradient + torch.ones(2, dtype=torch.float64)


def test_a_claim_that_mixes_devices_is_an_error():
    claim = find("L36r")
    mixing = Place("cpu", "float64")

    class Mixing(StandIn):
        def tensor(self, values):
            found = super().tensor(values)
            return found if found.dim() > 1 else mixing.tensor(values)

    with device():
        (row,) = examine(claim, [Mixing(places()[0].device, "float64")], FEW)
    assert row.verdict is Verdict.ERROR
    assert "same device" in row.note
