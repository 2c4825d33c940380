"""The device ladder: recorded at every place, no part of a verdict; and on a stand-in that breaks ties otherwise the claims stay green."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest
import torch

from claims.core.choices import BROKEN, MOST, chosen, digest, made
from claims.core.claim import entry
from claims.core.evidence import Verdict
from claims.core.examine import Budget, examine
from claims.core.standing import standing
from claims.devices.ladder import VARIES, number, selected, sums
from claims.instances import additions
from claims.lecture import ABOUT_TORCH, find
from impl.place import Place
from reports import choices, tables
from tests.reports import logs
from tests.stand_in import device, places

CPU = tuple(Place("cpu", fmt) for fmt in ("float64", "float32"))
FEW = Budget("a few", 30)
CHOOSING = [pytest.param(claim, id=claim.id) for claim in ABOUT_TORCH if claim.choices]


def last(original):
    """A selection over an axis that finds what the original finds in the reversed row: of entries that tie another one."""

    def run(x, axis):
        values, indices = original(x.flip(axis), axis)
        return values, x.shape[axis] - 1 - indices

    return run


def astray(original):
    """A selection whose value is right, and whose gradient goes to the entry before it."""

    def run(x, axis):
        values, indices = original(x, axis)
        beside = x.gather(axis, ((indices - 1) % x.shape[axis]).unsqueeze(axis)).squeeze(axis)
        return values.detach() + beside - beside.detach(), indices

    return run


def lossy(_original):
    """An addition into bins in which of several into one bin the last is written and the others are lost."""

    def run(zeros, axis, into, x):
        return zeros.clone().index_put((into,), x)

    return run


def backwards(original):
    """A sum that adds one by one, from the last to the first."""

    def run(x, *axis):
        if axis:
            return original(x, *axis)
        found = x.new_zeros(())
        for value in x.reshape(-1).flip(0):
            found = found + value
        return found

    return run


@contextmanager
def otherwise(name, change):
    """A stand-in for a device on which the method `name` of a tensor is changed; on the CPU it is what it was."""
    with device() as stand_in, pytest.MonkeyPatch.context() as patch:
        original = getattr(torch.Tensor, name)
        changed = change(original)
        patch.setattr(torch.Tensor, name, lambda x, *rest, **named: (changed if stand_in.is_marked(x) else original)(x, *rest, **named))
        yield


def rows(ident):
    return examine(find(ident), [*CPU, *places()], FEW)


def green(ident, found):
    return standing(entry(find(ident)), found).colour == "green"


@pytest.mark.parametrize("claim", CHOOSING)
def test_every_place_records_its_choices_and_a_stand_in_the_same(claim):
    here = [chosen(claim.choices, place) for place in CPU]
    with device():
        there = [chosen(claim.choices, place) for place in places()]
    assert here == there
    assert all(BROKEN not in detail and made(detail) for detail in here)
    assert not any(len(text) == MOST for detail in here for pair in made(detail).items() for text in pair)


@pytest.mark.parametrize("name", ["median", "nanmedian"])
def test_another_choice_at_a_tie_is_recorded_and_refutes_nothing(name, tmp_path):
    with otherwise(name, last):
        found = rows("T02")
    assert green("T02", found)
    here, there = made(found[0].detail), made(found[2].detail)
    assert {s for s in here if here[s] != there[s]} <= {s for s in here if s.startswith(name)}
    assert (here[f"{name} of (1, 2, 2, 0, 2)"], there[f"{name} of (1, 2, 2, 0, 2)"]) == ("1", "4")
    assert found[0].detail["choices"]["digest"] != found[2].detail["choices"]["digest"]
    (line,) = tables.board(tables.load([logs.write(tmp_path / "run.jsonl", found, manifest=[entry(find("T02"))])])).lines
    told = choices.table(line, [row.place for row in found])
    assert line.standing.colour == "green"
    assert {choice.situation for choice in told.choices if choice.agreement == "differs"} == {s for s in here if here[s] != there[s]}
    assert {choice.agreement for choice in told.choices} == {"same", "differs"}


def test_another_order_of_additions_is_recorded_and_refutes_nothing():
    with otherwise("sum", backwards):
        assert green("T07", rows("T07"))
        found = rows("T08")
    assert green("T08", found)
    for here, there in zip(found[:2], found[2:], strict=True):
        ours, theirs = made(here.detail), made(there.detail)
        assert {situation for situation in ours if ours[situation] != theirs[situation]} == {"sum"}


def test_where_the_first_is_promised_another_choice_refutes():
    with otherwise("max", last):
        assert green("T02", rows("T02"))
        assert [row.verdict for row in rows("T03")] == [Verdict.SUPPORTED] * 2 + [Verdict.REFUTED] * 2


def test_a_gradient_at_an_entry_that_does_not_tie_refutes():
    with otherwise("median", astray):
        found = rows("T02")
    assert [row.verdict for row in found] == [Verdict.SUPPORTED] * 2 + [Verdict.REFUTED] * 2
    assert "median: the gradient" in found[2].witness["finding"]


@pytest.mark.parametrize("ident", ["T07", "T08"])
def test_a_lost_update_refutes(ident):
    with otherwise("scatter_add", lossy):
        found = rows(ident)
    assert [row.verdict for row in found] == [Verdict.SUPPORTED] * 2 + [Verdict.REFUTED] * 2


def test_sums_that_come_out_otherwise_in_every_run_are_said_to_vary(monkeypatch):
    counted = iter(range(10**6))
    monkeypatch.setitem(additions.ADDITIONS, "sum", additions.ADDITIONS["sum"]._replace(run=lambda x, y, into: x.sum()[None] + next(counted)))
    found = dict(sums(CPU[0]))
    assert found["sum"] == VARIES
    assert "varies" not in found["dot"]


def test_selections_that_come_out_otherwise_in_every_run_are_said_to_vary():
    counted = iter(range(10**6))

    def either(original):
        return lambda x, axis: (last(original) if next(counted) % 3 == 2 else original)(x, axis)

    with otherwise("median", either):
        found = dict(selected(places()[0]))
    assert found["median of (1, 2, 2, 0, 2)"] == VARIES
    assert found["max of (1, 2, 2, 0, 2)"] == "1"


def test_choices_that_break_down_are_said_and_are_amber():
    def broken(place):
        yield "one", "1"
        raise RuntimeError(f"no kernel at {place}")

    claim = replace(find("T03"), choices=broken)
    found = examine(claim, CPU, FEW)
    assert found[0].detail == {BROKEN: "RuntimeError: no kernel at cpu float64"}
    found_standing = standing(entry(claim), found)
    assert found_standing.colour == "amber"
    assert "what the place chose could not be recorded: RuntimeError: no kernel at cpu float64" in found_standing.reasons[0]
    assert BROKEN in chosen(lambda place: [("a", "1"), ("a", "2")], CPU[0])


def test_a_digest_differs_where_a_choice_does():
    first, second = (chosen(lambda _place, choice=choice: [("a", choice)], CPU[0]) for choice in "12")
    assert first["choices"]["digest"] == digest([["a", "1"]]) != second["choices"]["digest"]
    assert chosen(None, CPU[0]) == {} == chosen(lambda _: [("a", "1")], None)


@pytest.mark.parametrize("odd", [{}, {"choices": 3}, {"choices": {"made": 3}}, {"choices": {"made": [3, ["a"], ["a", 1], {"a": "b"}]}}, []])
def test_what_has_another_form_is_left_out(odd):
    assert made(odd) == {}


def test_numbers_are_told_by_their_bits():
    assert [number(v) for v in (0.5, 3.0, 0.1, 1 / 3, 1e300)] == ["0.5", "3", "0.1", "0x1.5555555555555p-2", "1e+300"]
    assert float.fromhex(number(1 + 2.0**-20)) == 1 + 2.0**-20
