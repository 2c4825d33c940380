"""The slide's figure beside the search: what it adds to the evidence, that it can fail, and that it says where it is blind."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from claims import figure
from claims.core.evidence import Evidence, Verdict, dumps, from_json
from claims.core.examine import budget
from claims.core.pictures import pictures_of
from claims.core.standing import stale
from claims.figure import FIGURES, judged, trials, with_figure
from claims.instances import figure_words as words
from claims.instances.figure_checks import MUTANTS, checks, sharp
from claims.instances.figure_runs import MEDIUM, SIZES, SMALL, folder, record_of, setting_of
from claims.lecture import find
from claims.methods import full_entry
from impl.gaussian_training import Setting
from impl.gram_descent import columns
from impl.place import PLACES, Place
from impl.training_run import Record

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")


def row(ident: str, place: Place = DOUBLE, **more) -> Evidence:
    return Evidence(ident, "search", str(place), more.pop("verdict", Verdict.SUPPORTED), as_expected=True, **more)


def spoiled(record: Record, name: str, factor: float) -> Record:
    history = record.history.copy()
    history[:, columns(3).index(name)] *= factor
    return record._replace(history=history)


@pytest.mark.parametrize("ident", FIGURES)
def test_every_place_gets_the_figure_and_the_first_one_the_pictures(ident):
    rows = [row(ident), row(ident, SINGLE), row(ident, PLACES[2], verdict=Verdict.NOT_RUN)]
    found = with_figure(find(ident), rows, PLACES, budget("quick"))
    assert replace(found[2], hashes={}) == rows[2]
    assert [r.verdict for r in found[:2]] == [Verdict.SUPPORTED] * 2
    assert all(r.checks > 1_000 for r in found[:2])
    names = [picture.name for picture in pictures_of(found[0].detail)]
    assert names == ["panels", "ledger", "neurons"]
    assert "pictures" not in found[1].detail
    assert from_json(json.loads(dumps(found[0]))) == found[0]


def test_other_claims_are_left_alone():
    rows = [row("L51")]
    assert with_figure(find("L51"), rows, PLACES, budget("quick")) == rows


def test_the_study_is_part_of_the_report():
    (found,) = with_figure(find("L48"), [row("L48")], PLACES, budget("report"))
    study = found.detail["figure"]["study"]
    assert len({(r["data"], r["step size"]) for r in study}) == 6
    assert [r["seeds"] for r in study] == [5] * 6
    assert all(r["ledger held"] == 5 for r in study)
    assert "study" in [picture.name for picture in pictures_of(found.detail)]
    assert any("30 runs" in said for said in found.detail["figure"]["conclusions"])


@pytest.mark.parametrize("start", FIGURES.values())
@pytest.mark.parametrize("profile", ["quick", "report"])
def test_the_mutants_of_the_figure_are_killed(start, profile):
    record = record_of(start, profile, DOUBLE)
    assert sharp(record)
    assert judged(record).status == "supported"
    found = {trial.name: trial.outcome for trial in trials(record)}
    assert found == dict.fromkeys(MUTANTS, "killed")


@pytest.mark.parametrize("start", FIGURES.values())
def test_float32_says_that_it_is_blind(start):
    record = record_of(start, "report", SINGLE)
    assert not sharp(record)
    (found,) = with_figure(find("L47" if start == "balanced" else "L48"), [row("L47", SINGLE)], [SINGLE], budget("quick"))
    assert "blind here" in found.detail["figure"]["conclusions"][-1]
    assert found.detail["figure"]["largest relative distance of a squared norm from float64's"] > 0
    assert not [trial for trial in found.mutants if trial.name.startswith("figure")]


@pytest.mark.parametrize("name", ["cross 1", "cross 2", "cross 3", "gradient 1", "gradient 2", "gradient 3"])
def test_a_broken_route_turns_the_row_red(name, monkeypatch):
    record = spoiled(record_of("unbalanced", "quick", DOUBLE), name, 1.01)
    monkeypatch.setattr(figure, "record_of", lambda start, profile, place: record)
    (found,) = with_figure(find("L48"), [row("L48")], PLACES, budget("quick"))
    assert (found.verdict, found.as_expected) == (Verdict.REFUTED, False)
    assert "the figure: " in found.note


def test_broken_weights_are_seen_and_broken_neurons_too():
    record = record_of("unbalanced", "quick", DOUBLE)
    norms = record.norms.copy()
    norms[-1, 1] *= 1 + 2.0**-20
    apart = record.apart[1].copy()
    apart[-1, 3] += 2.0**-20
    for broken in (record._replace(norms=norms), record._replace(apart=(record.apart[0], apart))):
        labels = {check.label.split(",")[0] for check in checks(broken) if check.refutes}
        assert labels
        assert labels <= {"norm", "weights", "neurons"}


def test_trouble_becomes_a_verdict(monkeypatch):
    monkeypatch.setattr(figure, "record_of", lambda *asked: 1 // 0)
    (found,) = with_figure(find("L47"), [row("L47")], PLACES, budget("quick"))
    assert found.verdict is Verdict.ERROR
    assert "ZeroDivisionError" in found.note


def test_a_row_that_was_red_stays_red():
    before = row("L47", verdict=Verdict.REFUTED, note="broken before")
    (found,) = with_figure(find("L47"), [replace(before, as_expected=False)], PLACES, budget("quick"))
    assert (found.verdict, found.as_expected) == (Verdict.REFUTED, False)


def test_the_full_size_is_the_slides():
    assert SIZES["deep"] == Setting("balanced", "teacher", 2.0**-13, 10_000, 0, (1000, 100, 100, 10), 1000)
    assert setting_of("unbalanced", "a profile of a test") == SMALL._replace(start="unbalanced")
    assert len(words.studied("balanced", MEDIUM)) == 30


def test_the_words_are_computed():
    record = record_of("unbalanced", "quick", DOUBLE)
    numbers = words.measured(record)
    said = " ".join(words.conclusions(record, numbers, []))
    ratio = record.norms[:, 0] / record.norms[:, 2]
    assert f"from {ratio[0]:.4g} to {ratio[-1]:.4g}" in said
    assert f"{max(numbers['largest drift of a difference'].values()):.3g}" in said
    assert (np.abs(numbers["squared norms, first and last"][1] - record.norms[-1]) * 10**12 <= record.norms[-1]).all()


def test_evidence_found_with_other_training_code_is_stale(monkeypatch):
    claim = find("L47")
    (found,) = with_figure(claim, [row("L47")], PLACES, budget("quick"))
    assert stale(full_entry(claim), found) == ()
    monkeypatch.setattr(figure, "hash_of_code", lambda file: "changed")
    assert stale(full_entry(claim), found) == ("figure",)
    assert "figure" not in full_entry(find("L51"))["hashes"]


def test_the_folder_ignores_itself(tmp_path):
    assert (folder(tmp_path / "figure") / ".gitignore").read_text() == "*\n"
