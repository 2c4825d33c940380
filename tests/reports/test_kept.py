"""Logs from a GPU: kept under a dated name, merged into every report, stale where their claim changed, refused where they say too little."""

from __future__ import annotations

import subprocess

import pytest

from claims.core.evidence import Verdict
from claims.core.log import LogError
from reports import kept, products, tables
from reports.__main__ import main
from tests import devices
from tests.reports import logs
from tests.reports.logs import entry, found, not_run

MANIFEST = [entry("L05"), entry("L36")]
GPU = {"devices": {"cpu": "x86_64", "cuda": "NVIDIA H100 80GB HBM3"}, "versions": {"torch": "2.13.0+cu130", "cuda": "13.0", "driver": "580.95"}}


def gpu_log(path, rows=None, **changes):
    rows = rows or [found("L36", "cuda float64"), not_run("L36", "cpu float64", "not asked for: --device cuda")]
    return logs.write(
        path, rows, manifest=MANIFEST, **(GPU | {"started": "2026-01-02T03:04:05+00:00", "commit": "1a2b3c4d5e", "dirty": False} | changes)
    )


def cpu_log(path, **changes):
    rows = [found("L05"), found("L36"), not_run("L05", "cuda float64"), not_run("L36", "cuda float64")]
    return logs.write(path, rows, manifest=MANIFEST, **({"started": "2026-01-05T00:00:00+00:00"} | changes))


def test_a_log_is_kept_under_a_name_that_says_when_and_on_what(tmp_path):
    path = gpu_log(tmp_path / "run.jsonl")
    copy = kept.keep(path, folder=tmp_path / "kept")
    assert copy.name == "20260102t030405z-nvidia-h100-80gb-hbm3-torch2.13.0-cu130-1a2b3c4.jsonl"
    assert copy.read_bytes() == path.read_bytes()
    assert kept.keep(path, folder=tmp_path / "kept") == copy
    assert kept.logs(tmp_path / "kept") == [copy]


def test_the_baseline_is_none_of_them(tmp_path):
    gpu_log(tmp_path / products.KEPT.name)
    assert kept.logs(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"rows": [found("L36"), not_run("L36", "cuda float64")]}, "a device beyond the CPU was asked for, found none"),
        ({"dirty": True}, "a working tree that differed from 1a2b3c4"),
    ],
)
def test_what_says_too_little_is_refused(tmp_path, changes, says):
    with pytest.raises(LogError, match=says):
        kept.keep(gpu_log(tmp_path / "run.jsonl", **changes), folder=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_log_that_was_cut_short_is_refused(tmp_path):
    path = gpu_log(tmp_path / "run.jsonl")
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(LogError, match="cut short"):
        kept.keep(path, folder=tmp_path / "kept")


def test_a_dirty_log_says_so_in_its_name(tmp_path):
    assert kept.keep(gpu_log(tmp_path / "run.jsonl", dirty=True), dirty=True, folder=tmp_path).name.endswith("-1a2b3c4-dirty.jsonl")


def test_another_log_of_the_same_name_is_not_overwritten(tmp_path):
    kept.keep(gpu_log(tmp_path / "a.jsonl"), folder=tmp_path / "kept")
    other = gpu_log(tmp_path / "b.jsonl", [found("L05", "cuda float64")])
    with pytest.raises(LogError, match="another log of that name"):
        kept.keep(other, folder=tmp_path / "kept")


def rows(board, ident):
    return {row.evidence.place: row for row in next(line for line in board.lines if line.id == ident).rows}


def test_a_kept_log_fills_the_cuda_cells_and_no_others(tmp_path):
    board = tables.board(tables.load([gpu_log(tmp_path / "gpu.jsonl"), cpu_log(tmp_path / "cpu.jsonl")]))
    cells = rows(board, "L36")
    assert (cells["cuda float64"].evidence.verdict, cells["cpu float64"].evidence.verdict) == (Verdict.SUPPORTED, Verdict.SUPPORTED)
    assert cells["cuda float64"].started.startswith("2026-01-02")
    assert rows(board, "L05")["cuda float64"].silent


@pytest.mark.parametrize("part", ["statement", "checker"])
def test_a_row_whose_claim_changed_since_is_stale_and_does_not_count(tmp_path, part):
    changed = entry("L36", hashes=entry("L36")["hashes"] | {part: "changed"})
    now = found("L36", hashes=changed["hashes"])
    old = gpu_log(tmp_path / "gpu.jsonl", [found("L36", "cuda float64", verdict=Verdict.REFUTED, as_expected=False)])
    new = logs.write(tmp_path / "cpu.jsonl", [found("L05"), now], manifest=[entry("L05"), changed], started="2026-01-05T00:00:00+00:00")
    board = tables.board(tables.load([old, new]))
    cells = rows(board, "L36")
    assert cells["cuda float64"].stale == (part,)
    assert not cells["cpu float64"].stale
    assert next(line for line in board.lines if line.id == "L36").standing.colour == "green"


def test_every_report_merges_what_is_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    cpu_log(products.product(products.EVIDENCE) / "cpu.jsonl")
    assert main(["keep", str(gpu_log(tmp_path / "gpu.jsonl"))]) == 0
    assert "commit it" in capsys.readouterr().out
    assert main([]) == 0
    page = (tmp_path / products.HTML / "L36.html").read_text()
    assert "cuda float64" in page
    assert "2026-01-02 03:04:05" in page
    assert "NVIDIA H100 80GB HBM3" in (tmp_path / products.HTML / "places.html").read_text()


def test_kept_logs_alone_make_a_report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["keep", str(gpu_log(tmp_path / "gpu.jsonl"))]) == 0
    assert main([]) == 0


def test_a_refusal_ends_with_2(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["keep", str(cpu_log(tmp_path / "cpu.jsonl"))]) == 2
    assert "every machine can find again" in capsys.readouterr().err


def test_the_header_names_driver_and_runtime_where_there_is_a_device(monkeypatch):
    assert "driver" not in devices.versions() or devices.torch.cuda.is_available()
    monkeypatch.setattr(devices.torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(devices.torch.version, "cuda", "13.0")
    monkeypatch.setattr(devices, "driver", lambda: "580.95")
    assert {"cuda": "13.0", "driver": "580.95"}.items() <= devices.versions().items()


@pytest.mark.parametrize(("out", "code", "says"), [("580.95.05\n580.95.05\n", 0, "580.95.05"), ("", 9, "unknown"), ("", 0, "unknown")])
def test_the_driver_is_asked_for(monkeypatch, out, code, says):
    monkeypatch.setattr(devices.subprocess, "run", lambda *asked, **more: subprocess.CompletedProcess(asked, code, out, ""))
    assert devices.driver() == says


def test_a_machine_without_the_tool_has_an_unknown_driver(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert devices.driver() == "unknown"
