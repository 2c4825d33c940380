"""What machines read: report.json and compare.json against their schemas, the badge, and the Markdown summary."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from claims.core.evidence import Verdict
from reports import markdown, tables
from reports.__main__ import main
from reports.pages import compare as compare_page
from reports.pages import outputs
from tests.reports import logs, schema
from tests.reports.logs import entry, found
from tests.reports.runs import compared, rows
from tests.reports.test_injection import EVIL, evil_log

ROOT = Path(__file__).parents[2]
SCHEMAS = {name: json.loads((ROOT / "reports" / "schema" / f"{name}.schema.json").read_text()) for name in ("report", "compare")}


def board(path, *arguments, **more):
    return tables.board(tables.load([logs.write(path / "a.jsonl", *arguments, **more)]))


def test_the_report_has_all_claims_with_their_standings_and_meets_its_schema(tmp_path):
    found_ = board(tmp_path)
    told = json.loads(outputs.report(found_))
    assert list(schema.problems(told, SCHEMAS["report"])) == []
    assert {c["id"]: c["standing"]["colour"] for c in told["claims"]} == {line.id: str(line.standing.colour) for line in found_.lines}
    assert told["totals"]["colours"] == {"green": 6, "amber": 2, "red": 1, "not run": 1, "not selected": 1}


@pytest.mark.parametrize("evil", [v for k, v in EVIL.items() if k != "surrogate"], ids=[k for k in EVIL if k != "surrogate"])
def test_the_report_of_evil_evidence_meets_its_schema_too(tmp_path, evil):
    told = json.loads(outputs.report(tables.board(tables.load([evil_log(tmp_path / "a.jsonl", evil)]))))
    assert list(schema.problems(told, SCHEMAS["report"])) == []


def test_a_comparison_meets_its_schema(tmp_path):
    told = json.loads(compare_page.machine(compared(tmp_path, rows(verdict=Verdict.REFUTED, as_expected=False, instances=3))))
    assert list(schema.problems(told, SCHEMAS["compare"])) == []
    assert told["worse"] == 2


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda told: told.update(schema=2), "$.schema"),
        (lambda told: told["claims"][0].pop("standing"), "$.claims[0]"),
        (lambda told: told["claims"][1]["evidence"][0].update(instances="many"), "$.claims[1].evidence[0].instances"),
        (lambda told: told["claims"][1]["standing"].update(colour="blue"), "$.claims[1].standing.colour"),
        (lambda told: told.update(more=1), "$"),
    ],
)
def test_the_schema_refuses_what_it_does_not_describe(tmp_path, spoil, where):
    told = json.loads(outputs.report(board(tmp_path)))
    spoil(told)
    assert [problem.split(": ")[0] for problem in schema.problems(told, SCHEMAS["report"])] == [where]


@pytest.mark.parametrize(
    ("row", "ground"),
    [
        (found("L05"), "#17603a"),
        (found("L05", verdict=Verdict.REFUTED, as_expected=False), "#9d1f27"),
        (found("L05", verdict=Verdict.INCONCLUSIVE), "#7d5000"),
        (found("L05", verdict=Verdict.NOT_RUN), "#5a5a63"),
    ],
)
def test_the_badge_says_in_words_how_many_are_green_and_has_the_worst_colour(tmp_path, row, ground):
    svg = outputs.badge(board(tmp_path, [row], manifest=[entry("L05"), entry("L59")]))
    root = ElementTree.fromstring(svg)
    title = root.find("{http://www.w3.org/2000/svg}title").text
    assert title == root.get("aria-label") == f"lecture: {int(ground == '#17603a')} of 1 claims green"
    assert ground in svg.decode()
    assert svg == outputs.badge(board(tmp_path, [row], manifest=[entry("L05"), entry("L59")]))


def test_the_summary_tells_totals_failures_and_all_claims(tmp_path):
    text = markdown.summary(board(tmp_path), None, 10**6).decode()
    assert text.startswith("## The lecture, examined: ✓ 6 green, △ 2 amber, ✗ 1 red, ○ 1 not run, – 1 not selected\n")
    assert "### Red: 1\n" in text
    assert text.count("\n| **") == 4 + 11


def test_totals_count_no_mutants_of_claims_that_were_not_asked_for(tmp_path):
    manifest = [entry("L05", mutants=[logs.mutant("m")]), entry("L36", mutants=[logs.mutant("n")])]
    found_ = board(tmp_path, [found("L05", mutants=[logs.killed("m")])], manifest=manifest, partial=True, selected=["L05"])
    totals = json.loads(outputs.report(found_))["totals"]
    assert (totals["killed"], totals["killable"]) == (1, 1)


def many(tmp_path, number):
    """A comparison in which `number` claims fail anew, each with a long reason."""
    ids = [f"L{k:04d}" for k in range(number)]
    manifest = [entry(ident, title="t" * 500) for ident in ids]
    bad = [found(ident, verdict=Verdict.ERROR, as_expected=False, note="n" * 2000) for ident in ids]
    return compared(tmp_path, bad, manifest, old=[found(ident) for ident in ids], old_manifest=manifest)


@pytest.mark.parametrize("limit", [2_000, 10_000, 60_000, 200_000, 400_000])
def test_the_summary_never_exceeds_its_budget_and_keeps_totals_and_new_failures(tmp_path, limit):
    comparison = many(tmp_path, 150)
    text = markdown.summary(comparison.new, comparison, limit).decode()
    assert len(text.encode()) <= limit
    assert text.startswith("## The lecture, examined: ✗ 150 red\n")
    assert "### New failures: 150\n" in text
    listed = len(re.findall(r"^- \*\*L\d", text, re.M))
    more = re.search(r"^- and ([\d,]+) more$", text, re.M)
    assert listed + (int(more[1]) if more else 0) == 150
    assert ("Shortened to" in text) == (limit <= 200_000)
    assert listed >= min(150, limit / 1000)


def test_more_room_tells_no_less(tmp_path):
    comparison = many(tmp_path, 40)
    lengths = [len(markdown.summary(comparison.new, comparison, limit)) for limit in range(2_000, 100_000, 1_000)]
    assert lengths == sorted(lengths)


@pytest.mark.parametrize("evil", EVIL.values(), ids=EVIL)
def test_no_text_of_a_log_is_obeyed_in_the_summary(tmp_path, evil):
    evil = evil.replace("\ud800", "")
    escaped = markdown.escaped(evil)
    assert "\n" not in escaped
    assert not re.search(r"(?<!\\)[<>`*_|\[\]]", escaped)
    text = markdown.summary(tables.board(tables.load([evil_log(tmp_path / "a.jsonl", evil)])), None, 10**6).decode()
    assert "<script" not in text.replace("\\<", "")


def test_the_command_writes_the_summary_and_refuses_a_budget_too_small(tmp_path, capsys):
    log = logs.write(tmp_path / "a.jsonl")
    arguments = [str(log), "--out", str(tmp_path / "out"), "--summary", str(tmp_path / "deep" / "s.md")]
    assert main([*arguments, "--summary-bytes", "2500"]) == 0
    assert 500 < (tmp_path / "deep" / "s.md").stat().st_size <= 2500
    assert {"report.json", "badge.svg"} <= {path.name for path in (tmp_path / "out").iterdir()}
    with pytest.raises(SystemExit) as stop:
        main([*arguments, "--summary-bytes", "1999"])
    assert stop.value.code == 2
    assert "at least 2,000 bytes were asked for, found '1999'" in capsys.readouterr().err
