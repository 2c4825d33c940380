"""The page of the kink ledger: rows, badges, filters, what is refused, and that a ledger cannot speak in markup."""

from __future__ import annotations

import json

import pytest

from claims.core.log import LogError
from reports import kinks
from reports.__main__ import main
from reports.pages.kinks import entries, filters
from tests.reports import logs
from tests.reports.kink_rows import ROWS, row, write
from tests.reports.strict import Page


def rendered(tmp_path, ledger):
    log = logs.write(tmp_path / "a.jsonl")
    assert main([str(log), "--kinks", str(ledger), "--out", str(tmp_path / "html")]) == 0
    return (tmp_path / "html" / "kinks.html").read_text(encoding="utf-8")


def test_every_case_has_a_row_with_its_verdict_and_places_that_agree_are_one(tmp_path):
    text = rendered(tmp_path, write(tmp_path / "k.jsonl"))
    Page(text)
    assert text.count("<tr id=") == 6
    assert "cpu float64, cpu float32" in text
    for verdict in ("in the Clarke set", "conservative only", "nan", "not run"):
        assert f"</span> {verdict}</span>" in text
    assert "separated by (-1)" in text
    assert "AttributeError: no such operation" in text
    assert 'href="kinks.html"' in (tmp_path / "html" / "index.html").read_text(encoding="utf-8")


def test_places_that_differ_have_rows_of_their_own(tmp_path):
    found = entries(kinks.read(write(tmp_path / "k.jsonl", (row(), row(format="float32", returned=[1.0])))))
    assert [entry.places for entry in found] == [("cpu float64",), ("cpu float32",)]


def test_it_can_be_filtered_by_verdict_operation_and_place(tmp_path):
    found = {choice.name: [word for _, word in choice.values] for choice in filters(entries(kinks.read(write(tmp_path / "k.jsonl"))))}
    assert found["verdict"] == [
        *("in the Clarke set", "conservative only", "gradient", "outside", "nan", "not run", "anything but in the Clarke set"),
    ]
    assert found["operation"] == ["relu", "the identity", "maximum of one", "wrong", "sqrt(x x)", "gone"]
    assert found["place"] == ["cpu float64", "cpu float32"]


def test_a_ledger_cannot_speak_in_markup(tmp_path):
    planted = "<script>alert(1)</script>"
    text = rendered(
        tmp_path, write(tmp_path / "k.jsonl", (row(planted, planted, program=planted, definition=planted, note=planted, point=[planted]),))
    )
    Page(text)
    assert planted not in text
    assert "&lt;script&gt;alert" in text


def test_without_a_ledger_there_is_no_page(tmp_path):
    log = logs.write(tmp_path / "a.jsonl")
    assert main([str(log), "--out", str(tmp_path / "html")]) == 0
    assert not (tmp_path / "html" / "kinks.html").exists()


def test_the_newest_of_the_first_folder_that_has_one(tmp_path):
    assert kinks.newest(tmp_path / "none", tmp_path) is None
    kept = write(tmp_path / "kept" / "20260101.jsonl")
    assert kinks.newest(tmp_path / "none", tmp_path / "kept") == kept
    write(tmp_path / "evidence" / "20260102.jsonl")
    newest = write(tmp_path / "evidence" / "20260103.jsonl")
    assert kinks.newest(tmp_path / "evidence", tmp_path / "kept") == newest


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", ":3: a line of JSON"),
        ('"text"', ":3: a row"),
        (json.dumps(row(verdict="fine")), ":3: a row"),
        (json.dumps({"operation": "x"}), ":3: a row"),
    ],
)
def test_what_is_no_ledger_is_refused_with_file_and_line(tmp_path, line, said, capsys):
    path = write(tmp_path / "k.jsonl", ROWS[:1])
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(LogError, match=f"k.jsonl{said}"):
        kinks.read(path)
    assert main([str(logs.write(tmp_path / "a.jsonl")), "--kinks", str(path), "--out", str(tmp_path / "html")]) == 2
    assert said in capsys.readouterr().err


def test_a_header_is_asked_for(tmp_path):
    with pytest.raises(LogError, match=":1: the header"):
        kinks.read(write(tmp_path / "k.jsonl", (), {"schema": "other"}))
    with pytest.raises(LogError, match="FileNotFoundError"):
        kinks.read(tmp_path / "none.jsonl")
