"""The workflow for GitHub: it parses, and every command, option and path that it names is there."""

import re
import shlex
from pathlib import Path

import pytest

from reports import __main__ as reports
from reports import products
from tests.house.workflow import Refused, load

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / ".github" / "workflows" / "claims.yml").read_text(encoding="utf-8")
FLOW = load(TEXT)
(JOB,) = FLOW["jobs"].values()
COMMANDS = [shlex.split(line) for step in JOB["steps"] for line in step.get("run", "").splitlines()]


def test_it_has_what_github_asks_for_and_may_only_read():
    assert set(FLOW) == {"name", "on", "permissions", "jobs"}
    assert set(FLOW["on"]) == {"push", "pull_request", "workflow_dispatch"}
    assert FLOW["permissions"] == {"contents": "read"}
    assert set(JOB) == {"runs-on", "timeout-minutes", "env", "steps"}
    for step in JOB["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert set(step) <= {"name", "if", "uses", "with", "run"}
        assert re.fullmatch(r"actions/[a-z-]+@v\d", step.get("uses", "actions/checkout@v4"))
        assert step.get("if", "${{ !cancelled() }}") == "${{ !cancelled() }}"


def test_every_command_is_one_of_ours():
    assert [command[:3] for command in COMMANDS] == [["python", "-m", "pip"], *([["python", "-m", "nox"]] * 3)]
    source = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    sessions = set(re.findall(r"^@nox\.session.*\ndef (\w+)\(", source, re.M))
    named = [command[command.index("-s") + 1] for command in COMMANDS if "-s" in command]
    assert named == ["tests", "claims", "report"]
    assert set(named) <= sessions


def test_every_option_is_understood():
    (claims,) = (command for command in COMMANDS if "claims" in command)
    assert f'"{claims[-1]}", action="store_true"' in (ROOT / "noxfile.py").read_text(encoding="utf-8")
    (report,) = (command for command in COMMANDS if "report" in command)
    asked = reports.PARSERS["report"]().parse_args(report[report.index("--") + 1 :])
    assert asked.baseline == products.KEPT
    assert str(asked.summary) == "$GITHUB_STEP_SUMMARY"
    assert asked.summary_bytes < 2**20


def test_what_is_kept_is_what_is_made():
    (kept,) = (step["with"]["path"].splitlines() for step in JOB["steps"] if "upload-artifact" in step.get("uses", ""))
    assert kept == [str(products.HTML), f"{products.EVIDENCE}/*.jsonl"]
    (cached,) = (step["with"]["cache-dependency-path"].splitlines() for step in JOB["steps"] if "setup-python" in step.get("uses", ""))
    assert all((ROOT / name).is_file() for name in cached)


def test_python_is_one_that_is_supported_and_the_readme_names_the_index():
    (python,) = (step["with"]["python-version"] for step in JOB["steps"] if "setup-python" in step.get("uses", ""))
    assert python in ("3.11", "3.12", "3.13")
    assert f"PIP_EXTRA_INDEX_URL={JOB['env']['PIP_EXTRA_INDEX_URL']}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["a:\n\tb: 1", "a: {b: 1}", "a: &x 1", "a: 1\n   b: 2", "a: 1\na: 2", "- a\nb: 1", "a: 'x", "a: b: c"])
def test_the_reader_refuses_what_it_does_not_understand(text):
    with pytest.raises(Refused):
        load(text)


def test_the_reader_reads():
    assert load("a: 1\nb:\n  - c: x\n    d: |\n      one\n      two\n  - e\nf:\n") == {"a": "1", "b": [{"c": "x", "d": "one\ntwo"}, "e"], "f": None}
