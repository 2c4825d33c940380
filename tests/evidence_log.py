"""The controller's side of a run: writes the log as results arrive, and decides the exit code by the standings alone."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from claims.core.evidence import Verdict, from_json
from claims.core.examine import not_run
from claims.core.log import Header, Writer
from claims.core.standing import Colour, exit_code, standings
from claims.lecture import CLAIMS, find
from claims.methods import manifest, methods_of
from impl.place import PLACES
from tests.devices import devices, versions
from tests.selection import Run

ROOT = Path(__file__).parent.parent


class EvidenceLog:
    """Receives reports (also from workers), writes each line at once, and keeps the rows for the exit code."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.rows = []
        self.broke = []
        self.manifest = manifest()
        path = Path(run.evidence)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.parent.name == "evidence" and not (path.parent / ".gitignore").exists():
            (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        self.writer = Writer(path, header(run, self.manifest))

    def pytest_runtest_logreport(self, report):
        ident = claim_of(report.nodeid)
        if ident is None:
            return
        lines = getattr(report, "evidence", None)
        if lines:
            for line in lines:
                self._write(line)
        elif report.failed:  # the test broke before it had evidence, or its process was killed (when == "???")
            why = "the process that examined this claim was killed" if report.when == "???" else f"the machinery broke: {_last(report)}"
            self.broke.append(f"{ident}: {why}")
            claim = find(ident)
            for place in ["exact"] if claim.exact else [str(p) for p in self.run.places if not p.missing()]:
                self._write(not_run(claim, place, why, self.run.budget, Verdict.ERROR))
            if "proof" in methods_of(claim):
                self._write(not_run(claim, "exact", why, self.run.budget, Verdict.ERROR, "proof"))
            for place in [str(p) for p in self.run.places if not p.missing()] if "sweep" in methods_of(claim) else []:
                self._write(not_run(claim, place, why, self.run.budget, Verdict.ERROR, "sweep"))

    def _write(self, line) -> None:
        self.writer.evidence(line)
        self.rows.append(from_json(json.loads(line)) if isinstance(line, str) else line)

    def pytest_sessionfinish(self, session, exitstatus):
        self.found = standings(self.manifest, self.rows, self.run.selected)
        missing = [ident for ident in self.run.selected if not any(row.claim == ident for row in self.rows)]
        stopped = int(exitstatus) not in (0, 1)  # interrupted, or pytest itself broke: the log stays without its end line
        session.exitstatus = 3 if stopped or self.broke or missing else exit_code(self.found, self.run.selected)
        if not stopped:
            self.writer.end(exit=session.exitstatus, evidence=len(self.rows))

    def pytest_unconfigure(self):
        self.writer.close()

    def pytest_terminal_summary(self, terminalreporter):
        if not hasattr(self, "found"):
            return
        counts = {colour: [i for i in self.run.selected if self.found[i].colour is colour] for colour in Colour}
        for colour in (Colour.RED, Colour.AMBER, Colour.NOT_RUN):
            for ident in counts[colour]:
                terminalreporter.write_line(f"{colour} {ident} {find(ident).title}: " + "; ".join(self.found[ident].reasons)[:2000])
        for line in self.broke:
            terminalreporter.write_line(f"broke {line}"[:2000])
        terminalreporter.write_line(", ".join(f"{len(ids)} {colour}" for colour, ids in counts.items() if ids) + f"; log: {self.run.evidence}")


def header(run: Run, manifest) -> Header:
    """The first line of the log."""
    git = lambda *args: subprocess.run(["git", "-C", str(ROOT), *args], capture_output=True, text=True, check=False).stdout.strip()  # noqa: E731
    try:
        changed = git("status", "--porcelain", "--", ".", ":(exclude)reports/kept")  # a log that a run before this one kept is no code
        commit, dirty = git("rev-parse", "HEAD") or "unknown", bool(changed)
    except OSError:
        commit, dirty = "unknown", False
    return Header(
        commit=commit,
        dirty=dirty,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        profile=run.budget.profile,
        seed=run.budget.seed,
        selected=list(run.selected),
        partial=len(run.selected) < len(CLAIMS),
        places=[str(p) for p in PLACES],
        versions=versions(),
        devices=devices(),
        manifest=manifest,
    )


def claim_of(nodeid: str) -> str | None:
    """The id in `...::test_claim[L36]`; None for another test."""
    found = re.search(r"::test_claim\[(\w+)\]$", nodeid)
    return found[1] if found else None


def _last(report) -> str:
    text = str(report.longrepr or "").strip().splitlines()
    return text[-1] if text else report.outcome
