"""The compact form of a log: small, a log still, and as good as the whole one for a comparison."""

import json

import pytest

from claims.core.log import LogError, read
from reports import baseline, tables
from reports.__main__ import main
from reports.compare import compare
from tests.reports import logs
from tests.reports.logs import entry, found, killed


def boards(tmp_path, path):
    short = tmp_path / "short.jsonl"
    short.write_text(baseline.compact(read(path)), encoding="utf-8")
    return [tables.board(tables.load([p])) for p in (path, short)]


def test_both_forms_have_the_same_standings_with_the_same_reasons(tmp_path):
    whole, short = boards(tmp_path, logs.write(tmp_path / "whole.jsonl"))
    assert {line.id: line.standing for line in whole.lines} == {line.id: line.standing for line in short.lines}
    assert len({line.standing.colour for line in whole.lines}) == 5


def test_there_is_no_change_from_one_form_to_the_other(tmp_path):
    whole, short = boards(tmp_path, logs.write(tmp_path / "whole.jsonl"))
    for old, new in ((whole, short), (short, whole)):
        assert compare(old, new).changes == ()


def test_the_compact_form_says_so_and_is_small(tmp_path):
    path = logs.write(tmp_path / "a.jsonl", [found("L05", mutants=[killed("m", witness="x" * 50_000)], note="n" * 9000)], manifest=[entry("L05")])
    text = baseline.compact(read(path))
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[-1]["compact"] is True
    assert len(text) < 3000
    assert (lines[0]["manifest"][0]["source"], lines[0]["manifest"][0]["statement"]) == ("", entry("L05")["statement"])
    assert text == baseline.compact(read(path))


@pytest.mark.parametrize(("changes", "why"), [({"end": False}, "the run was killed"), ({"partial": True}, "a partial run of 10 claims")])
def test_what_could_stand_for_nothing_is_refused(tmp_path, changes, why):
    path = logs.write(tmp_path / "a.jsonl", **changes)
    with pytest.raises(LogError, match=f"a whole log of a full run was asked for as a baseline, found .*{why}"):
        baseline.compact(read(path))


def test_a_baseline_too_large_for_git_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(baseline, "LIMIT", 1000)
    with pytest.raises(LogError, match="at most 1,000 bytes was asked for, found"):
        baseline.compact(read(logs.write(tmp_path / "a.jsonl")))


def test_the_command_accepts_a_run_and_says_what_changes_by_it(tmp_path, capsys):
    kept = tmp_path / "kept" / "baseline.jsonl"
    first = logs.write(tmp_path / "a.jsonl", [found("L05")], manifest=[entry("L05")])
    assert main(["baseline", str(first), "--to", str(kept)]) == 0
    second = logs.write(tmp_path / "b.jsonl", [found("L05", instances=7)], manifest=[entry("L05")])
    capsys.readouterr()
    assert main(["baseline", str(second), "--to", str(kept)]) == 0
    said = capsys.readouterr().out
    assert "1 claims compared, 1 wants a look" in said
    assert "wants a look: L05 instances: 2,000 -> 7" in said
    assert [row.instances for row in read(kept).evidence] == [7]


def test_a_run_that_is_refused_leaves_the_baseline_as_it_was(tmp_path, capsys):
    kept = tmp_path / "baseline.jsonl"
    kept.write_text("so far")
    assert main(["baseline", str(logs.write(tmp_path / "a.jsonl", end=False)), "--to", str(kept)]) == 2
    assert kept.read_text() == "so far"
    assert "the run was killed" in capsys.readouterr().err
