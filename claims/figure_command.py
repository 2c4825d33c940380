"""`python -m claims.figure_command`: the slide's figure at full size, with its progress shown; taken up where it was stopped.

Each run (a start, a format) is a process of its own with one thread. Checkpoints and a table of the norms at every step (CSV) go to
`reports/figure`, where the examination at profile `deep` finds them. Exit codes: 0 all drifts are the ledger's · 1 one is not ·
2 the command line cannot be meant, or a checkpoint is of other settings.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from queue import Empty
from typing import Any, NamedTuple

import numpy as np
import torch
from rich import progress as rich_progress
from rich.console import Console

from claims.figure import judged
from claims.instances.figure_checks import floats
from claims.instances.figure_runs import FOLDER, SIZES, folder, interval, whole
from claims.instances.figure_words import conclusions, measured
from impl.checkpoints import CheckpointError, name_of, settings
from impl.gaussian_training import DATA, STARTS, Setting, SettingError, check
from impl.gram_descent import Tf32Error
from impl.place import BITS, Place
from impl.training_ledger import ledger
from impl.training_run import table, write_whole

REFUSED = (SettingError, CheckpointError, Tf32Error)
LINES = 10  # plain lines of progress a run, where the output is no terminal


class Job(NamedTuple):
    """One run, and the folder that its products go to."""

    setting: Setting
    place: Place
    out: Path

    @property
    def name(self) -> str:
        return f"{self.setting.start} {self.place}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the runs that `arguments` ask for; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        jobs = _jobs(asked)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    worst = 0
    for job, outcome in _run(jobs, asked.n):
        if isinstance(outcome, BaseException):
            print(f"{job.name}: {outcome}", file=sys.stderr)
            worst = max(worst, 2 if isinstance(outcome, REFUSED) else 3)
        else:
            status, said = outcome
            print(f"\n{job.name}: {status}\n" + "\n".join(f"  {line}" for line in said))
            worst = max(worst, int(status != "supported"))
    return worst


def _parser() -> argparse.ArgumentParser:
    full = SIZES["deep"]
    parser = argparse.ArgumentParser(prog="nox -s figure --", description="The slide's figure at full size.", allow_abbrev=False)
    parser.add_argument("--start", nargs="+", default=list(STARTS), choices=STARTS)
    parser.add_argument("--format", nargs="+", default=list(BITS), choices=list(BITS))
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--steps", type=int, default=full.steps, help=f"gradient steps (default {full.steps:,}, the slide's)")
    parser.add_argument("--rate", type=float, default=full.rate, help=f"step size of the sum of the losses (default {full.rate}, our choice)")
    parser.add_argument("--data", default=full.data, choices=list(DATA))
    parser.add_argument("--seed", type=int, default=full.seed)
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help=f"where checkpoints and tables go (default {FOLDER.name})")
    parser.add_argument("-n", type=int, default=2, metavar="N", help="processes (default 2)")
    return parser


def _jobs(asked: argparse.Namespace) -> list[Job]:
    """The runs asked for, checked before any is begun. Raises SettingError."""
    jobs = []
    for fmt in asked.format:
        for start in asked.start:
            setting = Setting(start, asked.data, asked.rate, asked.steps, asked.seed)
            check(setting)
            place = Place(asked.device, fmt)
            if place.missing():
                raise SettingError(f"--device {asked.device} was asked for: {place.missing()}; allowed here: cpu")
            jobs.append(Job(setting, place, asked.out))
    if asked.n < 1:
        raise SettingError(f"-n {asked.n} was asked for; allowed: 1 or more")
    return jobs


def made(job: Job, queue: Any = None) -> tuple[str, list[str]]:
    """Makes one run, writes its table, and says what the checks found and the words that they support."""
    torch.set_num_threads(1)
    began = time.perf_counter()
    record = whole(job.setting, job.place, lambda done, steps: queue.put((job.name, done)) if queue is not None else None, job.out)
    path = folder(job.out) / f"{name_of(settings(job.setting, job.place, interval(job.setting)))}.csv"
    write_whole(path, table(record, np.stack([floats(layer) for layer in ledger(record).norms], 1)))
    taken = job.setting.steps - record.resumed
    pace = f"{taken:,} steps in {time.perf_counter() - began:.1f} s" if taken else "all steps were there"
    numbers, judgement = measured(record), judged(record)
    worst = max(float(c.gap / c.allowed) for c in judgement.checks if c.allowed)
    apart = f"measured minus ledger: at most {worst:.2g} times what rounding may produce, in {len(judgement.checks):,} comparisons"
    return judgement.status, [pace, apart, *conclusions(record, numbers, []), f"norms at every step: {path}"]


def _run(jobs: list[Job], processes: int) -> Iterator[tuple[Job, Any]]:
    """Every job and what became of it: its result, or what it raised."""
    context = get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(min(processes, len(jobs)), context) as pool:
        queue = manager.Queue()
        running = [(job, pool.submit(made, job, queue)) for job in jobs]
        _show(jobs, [future for _, future in running], queue)
        for job, future in running:
            yield job, future.exception() or future.result()


def _show(jobs: list[Job], futures: list[Future[Any]], queue: Any) -> None:
    """Progress until all futures are done: bars on a terminal, elsewhere ten lines a run."""
    console = Console()
    columns = ("{task.description}", rich_progress.BarColumn(), rich_progress.MofNCompleteColumn(), rich_progress.TimeRemainingColumn())
    with rich_progress.Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks = {job.name: bars.add_task(job.name, total=job.setting.steps) for job in jobs}
        told = dict.fromkeys(tasks, -1)
        steps = {job.name: job.setting.steps for job in jobs}
        while not (all(future.done() for future in futures) and queue.empty()):
            try:
                name, done = queue.get(timeout=0.2)
            except Empty:
                continue
            bars.update(tasks[name], completed=done)
            part = done * LINES // steps[name]
            if not console.is_terminal and part > told[name]:
                told[name] = part
                print(f"{name}: {done:,} of {steps[name]:,} steps", flush=True)


if __name__ == "__main__":
    sys.exit(main())
