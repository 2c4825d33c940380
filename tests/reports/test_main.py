import json
import subprocess
import sys
from pathlib import Path

import pytest

from reports import products, render
from reports.__main__ import main
from tests.reports import logs
from tests.reports.logs import entry, found

ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(tmp_path):
    return logs.write(tmp_path / "a.jsonl", [found("L05")], manifest=[entry("L05"), entry("L36", statement=r"$\langle x\rangle$")])


def test_a_log_is_rendered_and_the_standings_are_told(tmp_path, log, capsys):
    assert main([str(log), "--out", str(tmp_path / "out")]) == 0
    wanted = {
        ".gitignore",
        "L05.html",
        "L36.html",
        "static",
        "figures",
        "report.json",
        "badge.svg",
        *(page.file for page in render.PAGES if page.word),
    }
    assert {p.name for p in (tmp_path / "out").iterdir()} == wanted
    assert capsys.readouterr().out == f"{tmp_path / 'out' / 'index.html'}: 2 claims, 1 green, 1 not run\n"


def test_a_red_claim_is_rendered_too(tmp_path):
    assert main([str(logs.write(tmp_path / "a.jsonl")), "--out", str(tmp_path / "out")]) == 0


def test_a_folder_stands_for_its_logs(tmp_path, log, capsys):
    logs.write(tmp_path / "b.jsonl", [found("L36")], manifest=[entry("L05"), entry("L36")], started="2026-01-09T00:00:00+00:00", partial=True)
    assert main([str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    assert "2 claims, 2 green" in capsys.readouterr().out


def test_without_a_name_the_newest_evidence_is_rendered(tmp_path, monkeypatch, log, capsys):
    monkeypatch.chdir(tmp_path)
    folder = products.product(products.EVIDENCE)
    log.rename(folder / "a.jsonl")
    assert main([]) == 0
    assert (tmp_path / products.HTML / "index.html").exists()
    assert (folder / ".gitignore").read_text() == (tmp_path / products.HTML / ".gitignore").read_text() == "*\n"
    assert capsys.readouterr().out.startswith("reports/html/index.html: 2 claims")


def test_without_a_name_and_without_evidence_it_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("reports/evidence:0: a folder with logs (*.jsonl) was asked for, found none; examine first")


def planted(tmp_path, fault):
    """A log with one fault, and the line that it stands in."""
    path = logs.write(tmp_path / "bad.jsonl", [found("L05"), found("L36")], manifest=[entry("L05"), entry("L36")])
    lines = path.read_text().splitlines()
    if fault == "schema":
        lines[1] = lines[1].replace('"schema": 1', '"schema": 2')
    elif fault == "json":
        lines[2] = lines[2][:50]
    elif fault == "kind":
        lines[2] = '{"kind": "rumour", "schema": 1}'
    elif fault == "verdict":
        lines[2] = lines[2].replace('"verdict": "supported"', '"verdict": "surely"')
    elif fault == "field":
        lines[1] = json.dumps(json.loads(lines[1]) | {"colour": "green"})
    elif fault == "manifest":
        lines[0] = json.dumps(json.loads(lines[0]) | {"manifest": [{"id": "L05"}]})
    elif fault == "empty":
        lines = []
    path.write_text("".join(line + "\n" for line in lines))
    return path


@pytest.mark.parametrize(("fault", "line"), [("schema", 2), ("json", 3), ("kind", 3), ("verdict", 3), ("field", 2), ("manifest", 1), ("empty", 1)])
def test_a_damaged_log_is_refused_with_file_and_line_and_nothing_is_rendered(tmp_path, capsys, fault, line):
    path = planted(tmp_path, fault)
    out = tmp_path / "out"
    assert main([str(path), "--out", str(out)]) == 2
    assert capsys.readouterr().err.startswith(f"{path}:{line}: ")
    assert not out.exists()


@pytest.mark.parametrize("name", ["nothing.jsonl", "empty-folder"])
def test_a_name_that_holds_no_log_is_refused(tmp_path, capsys, name):
    (tmp_path / "empty-folder").mkdir()
    assert main([str(tmp_path / name), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / name}:0: ")


def test_one_bad_log_among_good_ones_is_refused(tmp_path, log, capsys):
    assert main([str(log), str(planted(tmp_path, "schema")), "--out", str(tmp_path / "out")]) == 2


def test_an_out_that_is_a_file_is_refused(tmp_path, log, capsys):
    assert main([str(log), "--out", str(log)]) == 2
    assert "a folder for the pages was asked for, found a file" in capsys.readouterr().err
    assert log.stat().st_size


@pytest.mark.parametrize("arguments", [["--ou", "x"], ["--ot", "x"], ["--out"], ["a.jsonl", "--colour"]])
def test_a_mistyped_option_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


def test_a_claim_that_cannot_be_shown_is_another_exit_code_and_leaves_the_old_pages(tmp_path, log, capsys):
    out = tmp_path / "out"
    assert main([str(log), "--out", str(out)]) == 0
    before = (out / "index.html").read_bytes()
    bad = logs.write(tmp_path / "bad.jsonl", [], manifest=[entry("L05", why=r"$\foo$")])
    assert main([str(bad), "--out", str(out)]) == 3
    assert r"claim L05, why: the formula $\foo$ cannot be set" in capsys.readouterr().err
    assert (out / "index.html").read_bytes() == before


def test_a_cut_log_is_said_aloud_on_the_terminal_too(tmp_path, capsys):
    path = logs.write(tmp_path / "a.jsonl", [found("L05")], manifest=[entry("L05")], end=False)
    assert main([str(path), "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().err.startswith(f"{path}: cut short: no end line")


def modules_after(code):
    done = subprocess.run([sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_reports_knows_neither_torch_nor_hypothesis_nor_the_lecture(tmp_path, log):
    code = f"from reports.__main__ import main; main([{str(log)!r}, '--out', {str(tmp_path / 'out')!r}])"
    modules = modules_after(code)
    assert not modules & {"torch", "hypothesis", "pytest", "flint", "impl", "claims.lecture", "claims.core.claim"}
    ours = {m for m in modules if m.startswith("claims.")}
    known = ("choices", "evidence", "log", "picture_checks", "pictures", "shape", "standing")
    assert ours <= {"claims.core", *(f"claims.core.{name}" for name in known)}
    assert "reports.render" in modules


def test_importing_the_command_is_light():
    assert not modules_after("import reports.__main__") & {"pandas", "numpy", "jinja2", "pygments", "pypandoc"}
