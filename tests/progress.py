"""What a person sees while the lecture is examined: which claims, how many are done, time left."""

from __future__ import annotations

import time

import pytest
from rich import progress as rich_progress
from rich.console import Console

from tests.evidence_log import EvidenceLog, claim_of


class Progress:
    """A bar on a terminal, one plain line a claim otherwise; pytest's own dots are left out for claims."""

    def __init__(self, config, log: EvidenceLog) -> None:
        self.config, self.log = config, log
        self.total, self.done, self.running = len(log.run.selected), 0, []
        self.started = time.monotonic()
        self.bar = None

    def pytest_sessionstart(self):
        file = self.config.get_terminal_writer()._file
        self.console = Console(file=file)
        if self.console.is_terminal:
            columns = ("{task.description}", rich_progress.BarColumn(), rich_progress.MofNCompleteColumn(), rich_progress.TimeRemainingColumn())
            self.bar = rich_progress.Progress(*columns, console=self.console)
            self.task = self.bar.add_task("examining", total=self.total)
            self.bar.start()

    def pytest_runtest_logstart(self, nodeid):
        if (ident := claim_of(nodeid)) is not None:
            self.running.append(ident)
            self._show("")

    @pytest.hookimpl(trylast=True)  # after the log has the rows
    def pytest_runtest_logreport(self, report):
        ident = claim_of(report.nodeid)
        if ident is None or not (report.when in ("call", "???") or report.failed):
            return
        self.done += 1
        self.running = [other for other in self.running if other != ident]
        verdicts = dict.fromkeys(str(row.verdict) for row in self.log.rows if row.claim == ident and row.verdict != "not run")
        self._show(f"{ident}: {', '.join(verdicts) or 'not run'}{'' if report.passed else ', not green'}, {report.duration:.1f} s")

    def _show(self, line: str) -> None:
        if self.bar is not None:
            self.bar.update(self.task, completed=self.done, description=f"examining {' '.join(self.running)}")
            if line:
                self.bar.console.print(line, highlight=False)
        elif line:
            left = (time.monotonic() - self.started) / self.done * (self.total - self.done)
            self.console.print(f"[{self.done}/{self.total}] {line}; about {left:.0f} s left", highlight=False, markup=False, soft_wrap=True)

    def pytest_sessionfinish(self):
        if self.bar is not None:
            self.bar.stop()

    def pytest_report_teststatus(self, report):
        if claim_of(report.nodeid) is None:
            return None
        return (report.outcome if report.when == "call" or report.failed else "", "", "")
