"""`python -m reports [FILE ...] [--out DIR] [--bench FILE]`: pages from evidence logs.

FILE is a log or a folder of logs (`*.jsonl`); without one, the newest whole log of a full run in `reports/evidence` and every
log begun after it, with the newest benchmarks in `reports/bench`. Exit codes: 0 rendered (what the evidence says is not this
command's to judge) · 2 an argument or a log that cannot be used · 3 a claim that cannot be shown.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from claims.core.log import LogError
from reports.products import BENCH, EVIDENCE, HTML


def main(arguments: Sequence[str] | None = None) -> int:
    """Renders the logs that `arguments` name; the exit code."""
    options = _parser().parse_args(arguments)
    from reports import benchmarks, render, tables  # here and not above: --help and a mistyped option need neither
    from reports.mathml import MathError

    try:
        paths = [log for name in options.logs for log in _logs(Path(name))] or tables.newest(EVIDENCE)
        if options.out.exists() and not options.out.is_dir():
            raise LogError(f"{options.out}:0: a folder for the pages was asked for, found a file")
        board = tables.board(tables.load(paths))
        measured = options.bench or (None if options.logs else benchmarks.newest(BENCH))
        bench = benchmarks.read(measured) if measured else None
    except LogError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        index = render.write(render.pages(board, benchmarks=bench), options.out)
    except (MathError, render.PageError) as error:
        print(error, file=sys.stderr)
        return 3
    for log in board.logs:
        if log.cut:
            print(f"{log.path}: cut short: {log.cut}", file=sys.stderr)
    tally = Counter(str(line.standing.colour) for line in board.lines)
    print(f"{index}: {len(board.lines)} claims, " + ", ".join(f"{n} {colour}" for colour, n in sorted(tally.items())))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reports", description="Render evidence logs as HTML pages.", allow_abbrev=False)
    parser.add_argument("logs", nargs="*", metavar="FILE", help=f"a log, or a folder of logs (default: the newest in {EVIDENCE})")
    parser.add_argument("--out", type=Path, default=HTML, metavar="DIR", help=f"the folder for the pages (default: {HTML})")
    parser.add_argument("--bench", type=Path, metavar="FILE", help=f"benchmarks to show (default: the newest in {BENCH}, where no log is named)")
    return parser


def _logs(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if found := sorted(path.glob("*.jsonl")):
        return found
    raise LogError(f"{path}:0: a folder with logs (*.jsonl) was asked for, found none")


if __name__ == "__main__":
    sys.exit(main())
