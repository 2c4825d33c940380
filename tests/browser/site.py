"""The report that the browser looks at, made afresh: `python -m tests.browser.site FOLDER`.

`FOLDER/site` is the report of a quick run over a few claims (every claim of the lecture has its page), with the comparison of two
seeds and the trends of five runs; `FOLDER/planted` that of a log with one of everything: every standing, verdict and
notice, and a ledger of kinks.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from claims.core.evidence import Verdict
from claims.core.log import read
from claims.lecture import find
from claims.proofs import PROOFS
from claims.sweeps import SWEEPS
from reports import compare, kinks, render, tables, trends
from reports.pages import compare as compare_page
from reports.pages import kinks as kinks_page
from reports.pages import trends as trends_page
from reports.site import Page
from tests.reports import kink_rows, logs

ROOT = Path(__file__).parents[2]
REFUTED = ("L27", "L36")  # a statement that is false as written, and one that cannot be typed
PLAIN = ("L05", "L27r", "L43", "T02")


def examined() -> list[str]:
    """The ids that the run asks for: plain searches, refutations, and the first claims with a proof and with a sweep."""
    more = [next(iter(table)) for table in (PROOFS, SWEEPS) if table]
    return list(dict.fromkeys([*PLAIN, *REFUTED, *more]))


def kinds() -> dict[str, str]:
    """The claim pages that are looked at closely, by kind."""
    first = {"proved": next(iter(PROOFS), "L05"), "swept": next(iter(SWEEPS), "L36r")}
    return {"searched": "L05", "refuted": "L27", "untyped": "L36", "about torch": "T02"} | first


def make(folder: Path) -> None:
    """Writes `site` and `planted` into the folder."""
    runs = [_run(folder / f"seed{seed}.jsonl", seed) for seed in (0, 1)]
    _render(runs, folder / "site")
    _render(_planted(folder), folder / "planted", kinks_page.page(kinks.read(kink_rows.write(folder / "kinks.jsonl"))))


def _run(log: Path, seed: int) -> Path:
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-n", "0", "-q", "tests/test_lecture.py", "--evidence", str(log)]
    command += ["--profile", "quick", "--seed", str(seed), "-k", " or ".join(examined())]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or read(log).cut:
        raise RuntimeError(f"the run that the report is made of ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return log


def _planted(folder: Path) -> list[Path]:
    """Five logs in the order of time; the last differs from the one before in a standing, a statement and a mutant."""
    rows = logs.evidence()
    spoilt = [replace(row, verdict=Verdict.ERROR, as_expected=False, note="broke down") if row.claim == "L12" else row for row in rows]
    told = [entry | ({"hashes": logs.HASHES | {"statement": "new"}} if entry["id"] == "L36" else {}) for entry in logs.lecture()]
    made = []
    for number in range(5):
        last = number == 4
        facts = {"started": f"2026-0{number + 1}-01T00:00:00+00:00", "dirty": last, "manifest": told if last else logs.lecture()}
        made.append(logs.write(folder / f"planted{number}.jsonl", spoilt if last else rows, end=not last, **facts))
    return made


def _render(paths: list[Path], out: Path, *more: Page) -> None:
    """The report of the last log, with its comparison with the one before and the trends of all."""
    old, new = (tables.board(tables.load([path])) for path in paths[-2:])
    found, _ = trends.trends(paths)
    render.write(render.pages(new, [*more, compare_page.page(compare.compare(old, new)), trends_page.page(found)]), out)


if __name__ == "__main__":
    for ident in examined():
        find(ident)
    make(Path(sys.argv[1]))
