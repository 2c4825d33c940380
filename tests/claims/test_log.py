"""The evidence log: what is cut is said, what is wrong is refused with file and line, nothing is lost."""

from __future__ import annotations

import json

import pytest

from claims.core.evidence import Evidence, Verdict
from claims.core.log import Header, LogError, Writer, read

HEADER = Header("abc", False, "2026-01-01T00:00:00+00:00", "quick", 0, ["L36"], True, ["cpu float64"], {"python": "3.11"}, {"cpu": "x"}, [])
ROW = Evidence("L36", "search", "cpu float64", Verdict.SUPPORTED, True, instances=3)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "run.jsonl"
    writer = Writer(path, HEADER)
    writer.evidence(ROW)
    writer.end(exit=0)
    writer.close()
    return path


def test_a_whole_log_is_read_as_it_was_written(log):
    found = read(log)
    assert (found.header, found.evidence, found.end, found.cut) == (HEADER, (ROW,), {"exit": 0}, "")


def test_a_run_that_was_killed_keeps_what_it_had(log):
    log.write_text("".join(log.read_text().splitlines(keepends=True)[:2]))
    found = read(log)
    assert found.evidence == (ROW,)
    assert "no end line after line 2" in found.cut


def test_a_last_line_cut_in_the_middle_is_left_out_and_said(log):
    text = log.read_text().splitlines(keepends=True)
    log.write_text("".join(text[:2]) + text[1][:40])
    found = read(log)
    assert found.evidence == (ROW,)
    assert "line 3 is cut in the middle" in found.cut


@pytest.mark.parametrize(
    ("line", "change", "message"),
    [
        (1, {"schema": 99}, r"run.jsonl:2: schema 1 was asked for, found 99"),
        (0, {"schema": 0}, r"run.jsonl:1: schema 1 was asked for, found 0"),
        (1, {"verdict": "greenish"}, r"run.jsonl:2: .*greenish"),
        (1, {"colour": "green"}, r"run.jsonl:2: .*no fields \['colour'\]"),
        (1, {"kind": "rumour"}, r"run.jsonl:2: kind header, evidence or end"),
        (0, {"kind": "evidence"}, r"run.jsonl:1: "),
        (1, {"kind": "header"}, r"run.jsonl:2: the header is the first line"),
        (0, {"weather": "fine"}, r"run.jsonl:1: .*weather"),
    ],
)
def test_what_is_not_a_log_of_this_schema_is_refused_with_file_and_line(log, line, change, message):
    lines = log.read_text().splitlines()
    lines[line] = json.dumps(json.loads(lines[line]) | change)
    log.write_text("\n".join(lines) + "\n")
    with pytest.raises(LogError, match=message):
        read(log)


def test_damage_in_the_middle_is_refused(log):
    log.write_text(log.read_text().replace('"kind": "evidence"', '"kind": evidence', 1))
    with pytest.raises(LogError, match=r"run.jsonl:2: a line of JSON was asked for"):
        read(log)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\n"])
def test_an_empty_or_binary_file_is_refused(log, content):
    log.write_bytes(content)
    with pytest.raises(LogError, match=r"run.jsonl:1: "):
        read(log)


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(LogError, match=r"nothing.jsonl:0: a log was asked for, found No such file"):
        read(tmp_path / "nothing.jsonl")
