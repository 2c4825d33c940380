"""What each place chose, in the report: place beside place, devices compared format by format, and changes from run to run."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from claims.core.choices import digest
from reports import baseline, choices, compare, render, tables
from tests.reports import logs
from tests.reports.logs import entry, everywhere, found
from tests.reports.strict import Page

ABOUT = entry("T02", chapter="devices", slide="")


def detail(*pairs):
    made = [list(pair) for pair in pairs]
    return {"choices": {"made": made, "digest": digest(made)}}


def board(tmp_path, rows, name="run.jsonl", **changes):
    return tables.board(tables.load([logs.write(tmp_path / name, rows, manifest=[ABOUT], **changes)]))


def at(place, *pairs):
    return found("T02", place, detail=detail(*pairs))


def text(board, name):
    return re.sub(r"\s+", " ", Page(render.pages(board)[name].decode()).text)


@pytest.mark.parametrize(
    ("chosen", "agreed"),
    [
        ({}, "not run"),
        ({"cpu float64": "1", "cpu float32": "2"}, "not run"),
        ({"cpu float64": "1", "cpu float32": "2", "cuda float64": "1"}, "same"),
        ({"cpu float64": "1", "cpu float32": "2", "cuda float64": "1", "cuda float32": "2"}, "same"),
        ({"cpu float64": "1", "cpu float32": "2", "cuda float64": "1", "cuda float32": "1"}, "differs"),
    ],
)
def test_devices_are_compared_format_by_format(chosen, agreed):
    assert choices.agreement(chosen) == agreed


def test_without_a_device_its_cells_are_not_run(tmp_path):
    rows = [replace(row, detail=detail(("median of ties", "1"))) if row.instances else row for row in everywhere(found("T02"))]
    (table,) = choices.tables(board(tmp_path, rows))
    assert table.places == ("cpu float64", "cpu float32", "cuda float64", "cuda float32")
    assert table.choices == (choices.Choice("median of ties", ("1", "1", "not run", "not run"), "not run"),)


def test_the_pages_say_where_devices_differ(tmp_path):
    rows = [at("cpu float64", ("median", "1"), ("sort", "0, 1")), at("cuda float64", ("median", "4"), ("sort", "0, 1"))]
    made = board(tmp_path, rows)
    for name in ("T02.html", "places.html"):
        page = text(made, name)
        assert "What each place chose" in page
        assert "1 the same, 1 different" in page
        assert re.search(r"median ?1 ?not run ?4 ?not run ?differs", page), page
        assert re.search(r"sort ?0, 1 ?not run ?0, 1 ?not run ?same", page), page
    assert "Particulars of the method" not in text(made, "T02.html")


def test_a_log_of_a_device_is_merged_as_its_other_evidence_is(tmp_path):
    ours = logs.write(tmp_path / "ours.jsonl", [at("cpu float64", ("median", "1"))], manifest=[ABOUT])
    kept = logs.write(tmp_path / "kept.jsonl", [at("cuda float64", ("median", "4"))], manifest=[ABOUT], started="2025-01-05T09:00:00+00:00")
    (table,) = choices.tables(tables.board(tables.load([ours, kept])))
    assert [choice.agreement for choice in table.choices] == ["differs"]


def test_stale_evidence_of_a_device_is_no_choice_of_the_claim_that_stands(tmp_path):
    stale = replace(at("cuda float64", ("median", "4")), hashes=logs.HASHES | {"checker": "0" * 16})
    (table,) = choices.tables(board(tmp_path, [at("cpu float64", ("median", "1")), stale]))
    assert table.choices == (choices.Choice("median", ("1", "not run", "stale", "not run"), "not run"),)


def test_a_claim_without_choices_has_no_table(tmp_path):
    made = board(tmp_path, everywhere(found("T02")))
    assert choices.tables(made) == []
    assert "What each place chose" not in text(made, "T02.html") + text(made, "places.html")


def test_a_choice_that_changed_is_told_and_is_no_failure(tmp_path):
    old = board(tmp_path, [at("cpu float64", ("median", "1"), ("gone", "1"), ("sort", "0, 1"))], "old.jsonl")
    new = board(tmp_path, [at("cpu float64", ("median", "4"), ("sort", "0, 1"), ("added", "2"))], "new.jsonl")
    (change,) = compare.compare(old, new).changes
    assert (change.kind, change.what, change.before, change.after, change.level) == ("choice", "median", "1", "4", "different")
    assert change.where == "search: cpu float64"


def test_a_baseline_keeps_the_choices(tmp_path):
    path = logs.write(tmp_path / "run.jsonl", [at("cpu float64", ("median", "1"))], manifest=[ABOUT], selected=["T02"])
    (log,) = tables.load([path])
    (tmp_path / "kept.jsonl").write_text(baseline.compact(log), encoding="utf-8")
    (kept,) = tables.load([tmp_path / "kept.jsonl"])
    assert kept.evidence[0].detail == log.evidence[0].detail
