"""The command that makes the figure at full size: its products, its progress, its exit codes, and a run that is taken up after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from claims.figure_command import Job, made, main
from impl.gaussian_training import Setting
from impl.place import Place

ROOT = Path(__file__).parents[2]
TINY = Setting("unbalanced", rate=2.0**-7, steps=100, widths=(12, 6, 5, 3), samples=10)


def command(out, *more):
    words = [sys.executable, "-m", "claims.figure_command", "--start", "balanced", "--format", "float32", "--out", str(out), "-n", "1", *more]
    return subprocess.Popen(words, cwd=ROOT, text=True, stdout=subprocess.PIPE, env=os.environ | {"OMP_NUM_THREADS": "1"}, start_new_session=True)


def test_a_run_says_what_it_found_and_leaves_its_table(tmp_path):
    status, said = made(Job(TINY, Place("cpu", "float64"), tmp_path))
    (path,) = tmp_path.glob("*.csv")
    assert status == "supported"
    assert said[0].startswith("100 steps in")
    assert "times what rounding may produce" in said[1]
    assert len(path.read_text().splitlines()) == 102
    assert made(Job(TINY, Place("cpu", "float64"), tmp_path))[1][0] == "all steps were there"


@pytest.mark.parametrize(("asked", "says"), [(["--rate", "3"], "between 0 and 1"), (["--steps", "0"], "positive"), (["-n", "0"], "1 or more")])
def test_what_cannot_be_meant_is_refused_before_anything_runs(asked, says, capsys, tmp_path):
    assert main([*asked, "--out", str(tmp_path / "none")]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_cuda_is_refused_where_there_is_none(capsys, monkeypatch):
    monkeypatch.setattr(Place, "missing", lambda place: "no CUDA device" if place.device == "cuda" else "")
    assert main(["--device", "cuda"]) == 2
    assert "no CUDA device" in capsys.readouterr().err


def test_a_killed_command_is_taken_up_at_its_own_size(tmp_path):
    """A hundred steps of the slide's widths in float32; the first process is killed once a checkpoint is there."""
    with command(tmp_path, "--steps", "100") as first:
        for line in first.stdout:
            if "50 of 100" in line:
                os.killpg(first.pid, signal.SIGKILL)
    assert first.returncode == -signal.SIGKILL
    with command(tmp_path, "--steps", "100") as second:
        text, _ = second.communicate()
    assert second.returncode == 0
    taken = int(text.split(" steps in ")[0].split()[-1].replace(",", ""))
    assert 0 < taken < 100
