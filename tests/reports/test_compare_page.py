"""The comparison as a page and as a command."""

import json

import pytest

from claims.core.evidence import Verdict
from reports.__main__ import main
from tests.reports import logs
from tests.reports.logs import HASHES
from tests.reports.runs import claims, rows
from tests.reports.strict import Page


@pytest.fixture
def old(tmp_path):
    return logs.write(tmp_path / "old.jsonl", rows(), manifest=claims())


def run(tmp_path, old, evidence, manifest=None, *options):
    """The exit code and the page."""
    new = logs.write(tmp_path / "new.jsonl", evidence, manifest=manifest or claims(), started="2026-02-01T00:00:00+00:00")
    code = main(["compare", str(old), str(new), "--out", str(tmp_path / "out"), *options])
    return code, Page((tmp_path / "out" / "compare.html").read_text(encoding="utf-8"))


def test_nothing_changed(tmp_path, old):
    code, page = run(tmp_path, old, rows())
    assert code == 0
    assert "Nothing has changed" in page.text


def test_what_is_worse_is_the_headline_and_the_exit_code(tmp_path, old, capsys):
    code, page = run(tmp_path, old, rows(verdict=Verdict.REFUTED, as_expected=False))
    assert code == 1
    assert "2 changes are for the worse" in page.text
    assert "New failures" in page.text
    assert "L05.html" in page.links
    assert "2 claims compared, 2 worse" in capsys.readouterr().out
    assert json.loads((tmp_path / "out" / "compare.json").read_text())["worse"] == 2


def test_a_changed_statement_is_shown_as_it_was_and_as_it_is(tmp_path, old):
    changed = {"hashes": HASHES | {"statement": "new"}}
    code, page = run(tmp_path, old, rows(**changed), claims(statement=r"For no $y$: $y = \sqrt{y}$.", **changed))
    assert code == 0
    assert "1 change wants a look" in page.text
    assert "does the check still say what the statement says?" in page.text
    assert "For every" in page.text
    assert "For no" in page.text
    assert page.elements.count("math") >= 4
    assert run(tmp_path, old, rows(**changed), claims(**changed), "--strict")[0] == 1


def test_the_report_compares_its_newest_log_with_a_baseline(tmp_path, old):
    new = logs.write(tmp_path / "new.jsonl", rows()[:1], manifest=claims(), started="2026-02-01T00:00:00+00:00", partial=True, selected=["L05"])
    assert main([str(old), str(new), "--baseline", str(old), "--out", str(tmp_path / "out")]) == 0
    page = Page((tmp_path / "out" / "compare.html").read_text(encoding="utf-8"))
    assert "1 claim was examined in both runs" in page.text
    assert "compare.html" in Page((tmp_path / "out" / "index.html").read_text(encoding="utf-8")).links
    assert main([str(new), "--out", str(tmp_path / "out")]) == 0
    assert not (tmp_path / "out" / "compare.html").exists()


@pytest.mark.parametrize("spoilt", ["old", "new"])
def test_a_log_that_cannot_be_read_is_exit_code_2_and_nothing_is_written(tmp_path, old, capsys, spoilt):
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n")
    names = [str(bad), str(old)] if spoilt == "old" else [str(old), str(bad)]
    assert main(["compare", *names, "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith(f"{bad}:1: ")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [["compare"], ["compare", "a"], ["trends"], ["compare", "a", "b", "--colour"], ["baseline", "a", "b"]])
def test_a_command_that_cannot_be_meant_is_exit_code_2(arguments):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
