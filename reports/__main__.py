"""`python -m reports [FILE ...] [--out DIR]`: pages from evidence logs.

FILE is a log or a folder of logs (`*.jsonl`); without one, the newest whole log of a full run in `reports/evidence` and every
log begun after it. Exit codes: 0 rendered (what the evidence says is not this command's to judge) · 2 an argument or a log
that cannot be used · 3 a claim that cannot be shown.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from claims.core.log import LogError
from reports.products import EVIDENCE, HTML


def main(arguments: Sequence[str] | None = None) -> int:
    """Renders the logs that `arguments` name; the exit code."""
    options = _parser().parse_args(arguments)
    from reports import render, tables  # here and not above: --help and a mistyped option need neither
    from reports.mathml import MathError

    try:
        paths = [log for name in options.logs for log in _logs(Path(name))] or tables.newest(EVIDENCE)
        if options.out.exists() and not options.out.is_dir():
            raise LogError(f"{options.out}:0: a folder for the pages was asked for, found a file")
        board = tables.board(tables.load(paths))
    except LogError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        index = render.write(render.pages(board), options.out)
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
    return parser


def _logs(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if found := sorted(path.glob("*.jsonl")):
        return found
    raise LogError(f"{path}:0: a folder with logs (*.jsonl) was asked for, found none")


if __name__ == "__main__":
    sys.exit(main())
