"""The controller's log: a claim whose process was killed owes evidence by every method, and none of it speaks for the claim."""

from __future__ import annotations

import subprocess
from types import SimpleNamespace

from claims.core.evidence import Verdict
from claims.core.examine import budget
from claims.core.log import read
from claims.core.standing import Colour, standings
from tests import evidence_log
from tests.evidence_log import EvidenceLog
from tests.selection import Run, run_of


def test_a_killed_process_leaves_an_error_for_every_method(tmp_path):
    asked = {"profile": "quick", "device": "cpu", "seed": "0", "evidence": str(tmp_path / "run.jsonl"), "keyword": "L30"}
    log = EvidenceLog(run_of(SimpleNamespace(**asked)))
    log.pytest_runtest_logreport(
        SimpleNamespace(nodeid="tests/test_lecture.py::test_claim[L30]", failed=True, when="???", longrepr=None, outcome="failed")
    )
    log.pytest_unconfigure()
    whole = read(tmp_path / "run.jsonl")
    assert [(row.method, row.place, row.verdict) for row in whole.evidence if row.method == "proof"] == [("proof", "exact", Verdict.ERROR)]
    assert {row.method for row in whole.evidence} == {"search", "proof", "sweep"}
    assert standings(whole.header.manifest, whole.evidence, ["L30"])["L30"].colour is Colour.RED


def test_a_kept_log_does_not_make_the_next_one_dirty_and_a_changed_file_does(tmp_path, monkeypatch):
    def git(*args):
        subprocess.run(["git", "-C", tmp_path, "-c", "user.name=a", "-c", "user.email=a@b", *args], check=True, capture_output=True)

    monkeypatch.setattr(evidence_log, "ROOT", tmp_path)
    git("init")
    git("commit", "--allow-empty", "-m", "one")
    run = Run("", budget("quick"), ("L05",), (), "cpu")
    (tmp_path / "reports" / "kept").mkdir(parents=True)
    (tmp_path / "reports" / "kept" / "log.jsonl").write_text("{}")
    assert not evidence_log.header(run, []).dirty
    (tmp_path / "code.py").write_text("")
    assert evidence_log.header(run, []).dirty
