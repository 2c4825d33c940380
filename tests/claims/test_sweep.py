"""The sweep: what it examines does not depend on how it is cut, and what it finds is confirmed by the search's own checker."""

import ast
import inspect
import re
import tracemalloc
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch

from claims import methods
from claims.core import check, sweep_trials
from claims.core import sweep as sweeping
from claims.core.batch_gaps import Inexact, NotFinite, NotInBatches, in_batches
from claims.core.batches import Changed, Compiled, Distribution, make, single, together
from claims.core.check import equal
from claims.core.claim import Mutant
from claims.core.evidence import Verdict, dumps
from claims.core.examine import Budget
from claims.core.judge import judge
from claims.core.standing import Colour, Standing, standing
from claims.core.sweep import distributions, shares, sweep_claim
from claims.core.sweep_parts import Part, failing, run_part
from claims.instances import integer_networks
from claims.instances import network_batch_routes as r
from claims.instances.networks import NetworkAtPoint, by_autograd
from claims.instances.point_batches import scaled_points
from claims.lecture import find
from claims.methods import full_entry, not_asked
from claims.sweeps import SWEEPS
from impl.place import PLACES, Place

HERE = PLACES[1]
SMALL = Budget("small", 3000)
WIDE = Distribution((8, 8, 8, 1), 4, 1, "ties", 3)
L36, SWEEP = find("L36r"), SWEEPS["L36r"]


def facts(row):
    row.detail["sweep"].pop("seconds")
    return dumps(row).split('"seconds"')[0]


def by_itself(claim):
    """The claim as if it had no other method than the sweep."""
    return full_entry(claim) | {"methods": ["sweep"]}


@pytest.mark.parametrize(("first", "count"), [(0, 1), (5, 3), (999, 20), (10**9, 9)])
def test_an_instance_is_made_again_without_its_batch(first, count):
    batch = make(SWEEP.family, WIDE, first, count)
    for i in range(count):
        alone = single(make(SWEEP.family, WIDE, first + i, 1), 0)
        assert all(np.array_equal(a, b) for a, b in zip(alone, single(batch, i), strict=True))


def test_another_seed_or_distribution_gives_other_instances():
    arrays = [make(SWEEP.family, d, 0, 64) for d in (WIDE, WIDE._replace(seed=4), WIDE._replace(dense=2), WIDE._replace(plan="generic"))]
    assert not any(np.array_equal(arrays[0][0], other[0]) for other in arrays[1:])


def test_entries_keep_to_the_bound_and_swarm():
    (first, *_) = make(SWEEP.family, WIDE._replace(plan="generic"), 0, 2000)
    assert set(np.unique(first)) == set(range(-4, 5))
    ranges = {(int(a), int(b)) for a, b in zip(first.min((0, 1)), first.max((0, 1)), strict=True)}
    assert {(-4, 3), (-3, 4), (-4, 4), (0, 3), (-3, 0), (-1, 1)} <= ranges | {(-4, 4), (-1, 1)}
    assert len({float(v) for v in (first == 0).mean((0, 1))}) > 20


def test_how_it_is_cut_changes_nothing():
    at_once = sweep_claim(L36, SWEEP, [HERE], SMALL)
    cut = sweep_claim(L36, SWEEP, [HERE], SMALL, processes=3, mapper=lambda parts: [run_part(L36, SWEEP, p) for p in parts])
    small = sweep_claim(L36, SWEEP, [HERE], SMALL, memory=2**14)
    assert facts(at_once[0]) == facts(cut[0]) == facts(small[0])


def test_shares_are_equal_up_to_what_there_is():
    assert shares([100, 100, 100], 30) == [10, 10, 10]
    assert shares([4, 100, 100], 31) == [4, 14, 13]
    assert shares([4, 5], 100) == [4, 5]
    assert shares([], 5) == []


def test_further_processes_change_nothing(monkeypatch):
    monkeypatch.setattr(methods, "LONG", 1)
    pool = methods.ProcessPoolExecutor
    monkeypatch.setattr(methods, "ProcessPoolExecutor", lambda _count, *rest, **more: pool(1, *rest, **more))  # one is enough to cross over
    (alone,) = methods.swept(L36, [HERE], SMALL)
    (cut,) = methods.swept(L36, [HERE], replace(SMALL, processes=2))
    assert facts(alone) == facts(cut)


def test_memory_does_not_grow_with_the_number_of_instances():
    peaks = []
    for count in (20_000, 160_000):  # what garbage waits for the collector has its own bound
        tracemalloc.start()
        assert run_part(L36, SWEEP, Part(WIDE, HERE, 0, count, 2**18)).instances == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 3 * peaks[0]


def test_tie_patterns_are_those_of_the_first_instances_and_ties_are_counted_in_all():
    found = run_part(L36, SWEEP, Part(WIDE, HERE, 0, 3000, 2**18))
    ties = SWEEP.family.lift(make(SWEEP.family, WIDE, 0, 3000), HERE).ties
    words = ["|".join("".join("o" if tied else "." for tied in layer[:, i]) for layer in ties) for i in range(3000)]
    assert found.ties == Counter(word for word in words[:1024] if "o" in word)
    assert found.on_kink == sum("o" in word for word in words)
    assert found.layers == [[int(layer.any(0).sum()), 3000] for layer in ties]


def test_evidence_says_what_was_swept():
    (row,) = sweep_claim(L36, SWEEP, [HERE], SMALL)
    told = row.detail["sweep"]
    assert row.verdict is Verdict.SUPPORTED
    assert row.instances == 3000
    assert row.exact == row.checks > 2 * row.instances
    assert told["seeds"][1] - told["seeds"][0] + 1 == len(told["distributions"])
    assert told["dtype"] == "float32"
    assert row.on_kink > 500
    assert standing(by_itself(L36), [row]).colour is Colour.GREEN


def test_an_absent_device_is_said_to_be_absent():
    absent = Place("cuda:99", "float32")
    (row,) = sweep_claim(L36, SWEEP, [absent], SMALL)
    assert row.verdict is Verdict.NOT_RUN
    assert row.method == "sweep"
    rows = not_asked(L36, [HERE], "not asked for", SMALL)
    assert [row.method for row in rows] == ["search", "sweep"]
    assert {str(row.verdict) for row in rows} == {"not run"}


def test_another_device_takes_the_same_instances():
    stand_in = Place("cpu:0", "float32")  # not called "cpu", so that the path of every other device is taken
    here, there = (sweep_claim(L36, SWEEP, [place], SMALL)[0] for place in (HERE, stand_in))
    assert (here.instances, here.on_kink, here.ties, here.layers) == (there.instances, there.on_kink, there.ties, there.layers)
    assert there.verdict is Verdict.SUPPORTED


def broken(s, gradients=r.by_autograd):
    """Autograd with one wrong entry where a neuron of the first layer is at least 9."""
    found = gradients(s)
    with torch.no_grad():
        z = (s.weights[0] * s.x).sum(1)
        found[0] = found[0] + (z.max(0).values >= 9).to(z.dtype)
    return found


@pytest.mark.parametrize("shrinks", [60, 3])
def test_a_planted_bug_is_found_made_small_and_confirmed_by_the_search(shrinks, monkeypatch):
    monkeypatch.setattr(sweep_trials, "SHRINKS", shrinks)

    def alike(s):
        """The same bug for the search's subject."""
        found = by_autograd(s)
        return [found[0] + float((s.weights[0] @ s.x).max() >= 9), *found[1:]]

    wrong = replace(L36, checks=lambda s, gradients=alike, **parts: L36.checks(s, gradients=gradients, **parts))
    (row,) = sweep_claim(wrong, replace(SWEEP, parts={"gradients": broken}), [HERE], SMALL)
    assert row.verdict is Verdict.REFUTED
    assert row.witness["origin"].startswith("sweep: instance")
    instance = eval(row.witness["instance"], {"NetworkAtPoint": NetworkAtPoint})
    assert judge(wrong, instance, HERE).status == "refuted"
    assert sum(v != 0 for layer in (*instance.weights, (instance.x,)) for row in layer for v in row) <= 3


def test_a_refutation_that_the_search_does_not_confirm_is_an_error():
    (row,) = sweep_claim(L36, replace(SWEEP, parts={"gradients": broken}), [HERE], SMALL)
    assert row.verdict is Verdict.ERROR
    assert "one of the two is wrong" in row.note


def false_alarm(sweep, k):
    """The sweep with a check that fails wherever every array but the k-th has an entry that is not 0, if ever it has one."""
    made = [make(sweep.family, d._replace(seed=1), 0, 512) for d in distributions(L36, sweep, SMALL)]
    needed = [j for j in range(min(map(len, made))) if j != k and all(arrays[j].any() for arrays in made)]

    def lift(arrays, place):
        subject = sweep.family.lift(arrays, place)
        subject.alive = np.logical_and.reduce([(arrays[j].reshape(-1, arrays[j].shape[-1]) != 0).any(0) for j in needed], axis=0)
        return subject

    def checks(s, **parts):
        yield from (sweep.checks or L36.checks)(s, **parts)
        yield equal(s.alive, False)

    return replace(sweep, family=replace(sweep.family, lift=lift), checks=checks)


@pytest.mark.parametrize("ident", SWEEPS)
def test_no_instance_made_smaller_leaves_the_class_of_the_claim_and_confirms_a_false_alarm(ident, monkeypatch):
    monkeypatch.setattr(sweep_trials, "SHRINKS", 2)
    claim, sweep = replace(find(ident), mutants=()), SWEEPS[ident]
    sweep = replace(sweep, checks=sweep.checks or claim.checks)
    for k in range(-1, len(sweep.family.shapes(distributions(claim, sweep, SMALL)[0]))):
        (row,) = sweep_claim(claim, false_alarm(sweep, k), [HERE], SMALL)
        assert row.verdict is Verdict.ERROR
        assert "the search's checker says supported of" in row.note


def test_what_fails_in_a_batch_alone_or_compiled_alone_is_an_error(monkeypatch):
    def first_of_many_wrong(s):
        found = r.by_autograd(s)
        found[0] = found[0] + (s.count > 1)
        return found

    (row,) = sweep_claim(L36, replace(SWEEP, parts={"gradients": first_of_many_wrong}), [HERE], SMALL)
    assert row.verdict is Verdict.ERROR
    assert "does not by itself: NetworkAtPoint" in row.note
    compiled = Compiled({"gradients": lambda s: [g + 1 for g in r.by_autograd(s)]}, lambda place: True)
    monkeypatch.setattr(sweeping, "PAYS", 1)
    long = replace(SWEEP, compiled=compiled, long={str(HERE): 200_000}, beside=dict)
    (row,) = sweep_claim(L36, long, [HERE], Budget("deep", 3000), memory=2**16)
    assert row.verdict is Verdict.ERROR
    assert "or on being compiled" in row.note


def test_what_breaks_down_becomes_a_verdict():
    (row,) = sweep_claim(L36, replace(SWEEP, parts={"gradients": lambda s: [g * torch.nan for g in r.by_autograd(s)]}), [HERE], SMALL)
    assert row.verdict is Verdict.ERROR
    assert "NotFinite" in row.note
    (row,) = sweep_claim(L36, replace(SWEEP, checks=lambda s, **parts: iter(())), [HERE], SMALL)
    assert "found none" in row.note


def test_a_mutant_that_the_sweep_lets_live_is_amber():
    blind = replace(SWEEP, mutants=dict(SWEEP.mutants) | {"A_H dropped": Changed({})})
    (row,) = sweep_claim(L36, blind, [HERE], SMALL)
    assert {m.name: m.outcome for m in row.mutants}["A_H dropped"] == "survived"
    assert standing(by_itself(L36), [row]).colour is Colour.AMBER


SMALLEST = {  # a pattern of the smallest instances that kill a mutant, signs left out
    ("L22", "subdifferential"): r"1 \+ 1\*relu\(1\*\(x0 \+ 1\)\) \+ 1\*relu\(1\*\(x0 \+ 1\)\)'",
    ("L26", "not convex"): r"'max\((0, x0|x0, 0)\)', x=\(0,\)",
    ("L41r", "at ties too"): r"weights=\(\(\(0,\),\), \(\(1,\),\)\), x=\(1,\)",
    ("L43", "without continuity"): r"above=\((0, 0\), below=\(1, 0|1, 0\), below=\(0, 0)\), x=\(1, 0\)",
    ("L43", "differences from one side"): r"'relu\(x0 . x1\)', x=\(1, 1\)",
    ("L43", "with a bias"): r"'relu\(x0 \+ 1\)', x=\(1,\)",
    ("L43", "coefficients not normalised"): r"weights=\(\(\(1,\),\), \(\(1,\),\)\), x=\(1,\), shares=\(2, 0\)",
}


def unsigned(text):
    return re.sub(r"(?<! )-|-(?=\d)", "", text)


@pytest.mark.parametrize("ident", sorted({ident for ident, _ in SMALLEST}))
def test_the_instance_that_kills_a_mutant_is_made_small(ident):
    (row,) = sweep_claim(find(ident), SWEEPS[ident], [HERE], SMALL)
    for mutant in row.mutants:
        assert re.search(SMALLEST.get((ident, mutant.name), ""), unsigned(mutant.witness)), mutant.witness


@pytest.mark.parametrize(("ident", "name"), SMALLEST)
def test_a_mutant_taken_for_the_claim_is_refuted(ident, name):
    claim, sweep = find(ident), SWEEPS[ident]
    mutant, changed = next(m for m in claim.mutants if m.name == name), sweep.mutants[name]
    false = replace(claim, mutants=(), checks=lambda s, **parts: claim.checks(s, **{**mutant.parts, **parts}))
    taken = replace(sweep, parts={**sweep.parts, **changed.parts}, family=changed.family or sweep.family)
    for row in sweep_claim(false, taken, PLACES[:2], SMALL):
        assert row.verdict is Verdict.REFUTED, row.note
        assert re.search(SMALLEST[ident, name], unsigned(row.witness["instance"]))


OWN = [(i, m) for i, sweep in SWEEPS.items() for m in find(i).mutants if m.name in sweep.mutants and sweep.mutants[m.name].family]


@pytest.mark.parametrize(("ident", "mutant"), OWN, ids=[f"{ident} {mutant.name}" for ident, mutant in OWN])
def test_a_family_of_its_own_does_not_break_the_claim_where_the_mutant_replaces_parts(ident, mutant):
    claim, family = find(ident), SWEEPS[ident].mutants[mutant.name].family
    found = set()
    for distribution in distributions(claim, SWEEPS[ident], Budget("a few", 4), family):
        arrays = make(family, distribution, 0, 8)
        found |= {judge(claim, family.instance(single(arrays, i)), HERE).status for i in range(8)}
    if not mutant.parts:  # it says of these instances what the claim says of its own
        assert "refuted" in found
    elif mutant.for_all is None:
        assert found == {"supported"}
    else:
        assert found <= {"supported", "error", "discarded"}


@pytest.mark.parametrize("own", [scaled_points(negative=True), None])
def test_a_kill_that_is_owed_to_the_family_alone_is_a_crash(own):
    claim = find("L30")
    planted = replace(claim, mutants=(Mutant("nothing", "the claim itself, on other instances", claim.examples[0], {"activation": torch.relu}),))
    sweep = replace(SWEEPS["L30"], mutants={"nothing": Changed({"activation": torch.relu}, own)})
    (row,) = sweep_claim(planted, sweep, [HERE], SMALL)
    (trial,) = row.mutants
    assert trial.outcome == ("survived" if own is None else "crashed")
    assert own is None or "says refuted with the claim's own parts, too; allowed: supported" in trial.finding
    assert trial.killed == 0


def test_equality_in_batches():
    with in_batches(3):
        assert equal(torch.tensor([[1.0, 2, 3], [0, 0, 5]]), np.array([1, 2, 3]), label="broadcast").gap.tolist() == [1, 2, 2]
        assert equal([np.array([1, 2, 3]), 1], [1, np.array([1, 1, 3])]).gap.tolist() == [0, 1, 2]
        assert not equal(np.zeros(3), np.array([0, 0, 1])).holds
        with pytest.raises(NotFinite):
            equal(np.array([1, np.inf, 0]), 0)
        with pytest.raises(ValueError, match="a batch of 3"):
            equal(np.zeros(2), 0)
    assert equal([1, 2, 3], [1, 2, 3]).gap == 0


@pytest.mark.parametrize("ident", SWEEPS)
def test_every_sweep_sees_its_claim_and_its_mutants(ident):
    claim, sweep = find(ident), SWEEPS[ident]
    names = {m.name for m in claim.mutants}
    assert set(sweep.mutants) <= names
    rows = sweep_claim(claim, sweep, PLACES[:2], SMALL)
    for row in rows:
        assert row.verdict is Verdict.SUPPORTED, row.note
        assert standing(by_itself(claim), [row]) == Standing(Colour.GREEN), row.mutants


def test_failing_says_which():
    arrays = together([single(make(SWEEP.family, WIDE, i, 1), 0) for i in range(5)])
    found = failing(L36, SWEEP, SWEEP.family.lift(arrays, HERE), 5, {"output": lambda s: r.in_integers(s) + np.array([0, 0, 1, 0, 1])})
    assert found.broken.tolist() == [False, False, True, False, True]
    assert (found.checks, found.exact) == (15, 9)


@pytest.mark.parametrize("compare", [check.differs, check.at_most, check.same_points, check.same_set, check.belongs])
def test_what_judges_a_batch_as_a_whole_is_refused_in_it(compare):
    first = np.array([0, 1])  # differs from 0 in one instance of two: as a whole it would pass
    with in_batches(2), pytest.raises(NotInBatches, match="allowed in a sweep: `equal`"):
        compare(first, np.array([0, 0]))


def test_a_sweep_with_such_a_comparison_is_an_error():
    def anything(s, **_parts):
        yield check.holds(True)

    (row,) = sweep_claim(L36, replace(SWEEP, checks=anything), [HERE], SMALL)
    assert row.verdict is Verdict.ERROR
    assert "NotInBatches" in row.note


def test_numbers_that_float64_would_round_are_no_equality_in_a_sweep():
    with in_batches(2), pytest.raises(Inexact, match="2\\^53"):
        equal(np.array([0, 2**53 + 1]), np.array([0, 2**53]))


@pytest.mark.parametrize("ident", sorted(SWEEPS))
def test_a_mutant_in_batches_replaces_what_the_mutant_of_the_claim_does(ident):
    for mutant in find(ident).mutants:
        changed = SWEEPS[ident].mutants.get(mutant.name)
        if changed is not None:
            assert set(changed.parts) == set(mutant.parts), mutant.name
            assert changed.parts or changed.family, mutant.name


def test_the_judge_of_networks_shares_no_code_with_what_it_judges():
    names = {name.split(".")[0] for name in imported(integer_networks)}
    assert not names & {"torch", "impl", "claims"}


def imported(module):
    """The names of the modules that a module imports."""
    tree = ast.parse(inspect.getsource(module))
    plain = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return plain + [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
