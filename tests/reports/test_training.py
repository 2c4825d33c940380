"""What a page tells of a training run, from the log's own words, whatever form they come in."""

from __future__ import annotations

import pytest

from reports import render, tables
from reports.training import told
from tests.reports import logs
from tests.reports.logs import entry, found

FIGURE = {
    "widths": [1000, 100, 100, 10],
    "our choice": {"step size": 0.0001220703125, "data": "teacher"},
    "measured": {"ratios, first and last": {"1, 2": [9.99587, 1.40311]}, "what rounding may add": 6.3e-10},
    "conclusions": ["Ratios: <b> goes from 10 to 1.4."],
    "study": [{"data": "teacher", "step size": 0.5, "seeds": 5, "largest drift": [1.0, 2.0, 3.0, 4.0, 5.0]}],
    "seconds": 3.2,
}


def test_all_of_it_is_text():
    found = told({"figure": FIGURE})
    assert found.conclusions == ("Ratios: <b> goes from 10 to 1.4.",)
    assert dict(found.facts) == {
        "widths": "1,000; 100; 100; 10",
        "our choice": "step size: 0.0001221; data: teacher",
        "ratios, first and last": "1, 2: 9.996 → 1.403",
        "what rounding may add": "6.3e-10",
    }
    assert found.names == ("data", "step size", "seeds", "largest drift")
    assert found.study == (("teacher", "0.5", "5", "3 (1 to 5)"),)


def test_a_claim_without_training_tells_nothing():
    assert told({}) is None
    assert told({"figure": "none"}) is None


@pytest.mark.parametrize("odd", [{"study": 3}, {"study": [3, {"a": None}]}, {"conclusions": {"a": 1}}, {"measured": [1, "x", None]}, {1: {2: [[3]]}}])
def test_odd_logs_are_told_as_they_come(odd):
    found = told({"figure": odd})
    assert all(isinstance(cell, str) for row in found.study for cell in row)
    assert all(isinstance(text, str) for pair in found.facts for text in pair)


def test_the_page_shows_it_escaped(tmp_path):
    path = logs.write(tmp_path / "a.jsonl", [found("L48", detail={"figure": FIGURE})], manifest=[entry("L48")])
    page = render.pages(tables.board(tables.load([path])))["L48.html"].decode()
    assert "What the training shows" in page
    assert "Ratios: &lt;b&gt; goes from 10 to 1.4." in page
    assert "3 (1 to 5)" in page
