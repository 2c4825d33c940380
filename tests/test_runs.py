"""Whole runs as a person or a CI job starts them, over lectures with planted faults, in processes of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from claims.core.evidence import Verdict
from claims.core.log import read
from claims.core.standing import Colour, standings

ROOT = Path(__file__).parent.parent
ENVIRONMENT = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the suite whose lecture is the planted one."""
    copy = tmp_path_factory.mktemp("house")
    for room in ("impl", "claims", "tests", "reports"):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__", "evidence", "html", "kept"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def examine(house, lecture, *options, log="run.jsonl", **more):
    """Runs the planted lecture (a Python expression for a tuple of claims) and returns the finished process."""
    write_lecture(house, lecture)
    return subprocess.run(command(house, log, *options), cwd=house, env=ENVIRONMENT, capture_output=True, text=True, check=False, **more)


def write_lecture(house, lecture):
    head = (ROOT / "claims" / "lecture.py").read_text(encoding="utf-8")
    kept = [line for line in head.splitlines() if not line.startswith(("from claims.", "LECTURE")) or "core" in line]
    start = next(k for k, line in enumerate(kept) if line.startswith("from impl.place"))
    body = "\n".join(kept[: start + 1]) + f"\nfrom tests.claims.planted import BY_NAME, KILLING\n\nCLAIMS = {lecture}\n\n"
    rest = head[head.index("\ndef find(") :]
    (house / "claims" / "lecture.py").write_text(body + rest, encoding="utf-8")


def command(house, log, *options):
    return [sys.executable, "-m", "pytest", "-p", "xdist", "tests/test_lecture.py", "-q", "--evidence", str(house / log), *options]


def found(house, log="run.jsonl"):
    whole = read(house / log)
    return whole, standings(whole.header.manifest, whole.evidence, whole.header.selected)


def test_a_healthy_lecture_is_green_and_ends_with_0(house):
    done = examine(house, "(BY_NAME['healthy'],)", "-n", "0")
    whole, standing = found(house)
    assert done.returncode == 0, done.stdout + done.stderr
    assert standing["P00"].colour is Colour.GREEN
    assert whole.end == {"exit": 0, "evidence": 4}
    assert "P00: supported" in done.stdout


def test_a_worker_killed_in_mid_run_is_an_error_and_nothing_else_is_lost(house):
    done = examine(house, "(BY_NAME['healthy'], KILLING, BY_NAME['false'], BY_NAME['markup in a witness'])", "-n", "2")
    whole, standing = found(house)
    assert done.returncode == 3, done.stdout + done.stderr
    killed = [row for row in whole.evidence if row.claim == "P15"]
    assert {row.verdict for row in killed} == {Verdict.ERROR}
    assert "killed" in killed[0].note
    assert [standing[i].colour for i in ("P00", "P15", "P01", "P11")] == [Colour.GREEN, Colour.RED, Colour.RED, Colour.RED]
    page = subprocess.run([sys.executable, "-m", "reports", "run.jsonl", "--out", "pages"], cwd=house, capture_output=True, text=True, check=False)
    assert page.returncode == 0, page.stderr
    assert "<script>alert" not in "".join(p.read_text(encoding="utf-8") for p in (house / "pages").glob("*.html"))


def test_a_run_that_is_killed_keeps_what_was_examined(house):
    write_lecture(house, "(BY_NAME['healthy'], KILLING)")
    done = subprocess.run(command(house, "cut.jsonl", "-n", "0"), cwd=house, env=ENVIRONMENT, capture_output=True, check=False)
    whole, standing = found(house, "cut.jsonl")
    assert done.returncode == -signal.SIGKILL
    assert "the run was killed" in whole.cut
    assert standing["P00"].colour is Colour.GREEN
    assert standing["P15"].colour is Colour.NOT_RUN


def test_a_red_lecture_ends_with_1_and_says_why(house):
    done = examine(house, "(BY_NAME['false'], BY_NAME['rests on what is red'])", "-n", "0")
    assert done.returncode == 1
    assert "red P01 Planted: P01: search, cpu float64: refuted, although" in done.stdout
    assert "amber P12 Planted: P12: rests on P01, which is red" in done.stdout


def test_a_partial_run_selects_by_id_and_is_marked_partial(house):
    done = examine(house, "(BY_NAME['healthy'], BY_NAME['false'])", "-n", "0", "-k", "P00")
    whole, standing = found(house)
    assert (done.returncode, whole.header.partial, whole.header.selected) == (0, True, ["P00"])
    assert standing["P01"].colour is Colour.NOT_SELECTED


def test_one_process_and_two_find_the_same_evidence(house):
    lecture = "(BY_NAME['healthy'], BY_NAME['false, as expected'], BY_NAME['mutant survives'])"
    bare = []
    for processes in ("0", "2"):
        examine(house, lecture, "-n", processes, log=f"same{processes}.jsonl")
        rows = read(house / f"same{processes}.jsonl").evidence
        bare.append(sorted((vars(row) | {"seconds": 0} for row in rows), key=lambda row: (row["claim"], row["method"], row["place"])))
    assert bare[0] == bare[1]


def test_a_typo_is_refused_before_anything_runs(house):
    done = examine(house, "(BY_NAME['healthy'],)", "-k", "P63", log="typo.jsonl")
    assert done.returncode == 2
    assert "-k P63 was asked for, which does not exist; allowed: P00, claims" in done.stderr
    assert not (house / "typo.jsonl").exists()
