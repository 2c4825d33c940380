"""Pages from evidence logs, and what else is made of them.

    python -m reports [FILE ...] [--out DIR] [--baseline OLD]     the report; with --baseline a page that compares the newest log with OLD
    python -m reports [FILE ...] --single-file OUT.html           the report, and all of it in one file, for a mail
    python -m reports compare OLD NEW [NEW ...] [--out DIR]       the report of NEW with that page
    python -m reports trends FILE ... [--out DIR]                 the report of the newest log with a page of standings over all of them
    python -m reports baseline [LOG] [--to FILE]                  LOG in the compact form that a comparison reads
    python -m reports keep [LOG]                                  LOG, from a device that others lack, to `reports/kept`, dated

FILE is a log or a folder of logs (`*.jsonl`); without one, the newest whole log of a full run in `reports/evidence`, every log begun after it and
the logs kept in `reports/kept`, with the newest benchmarks in `reports/bench`. Each command takes `--help`. A file called as a command is: ./compare.

Exit codes: 0 made, and where runs were compared nothing is worse · 1 a comparison found something worse (with --strict: or
something that wants a look) · 2 an argument or a log that cannot be used · 3 a claim that cannot be shown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from claims.core.log import LogError
from reports.products import BENCH, COMPARE, EVIDENCE, HTML, KEPT, KINKS, TRENDS

COMMANDS = ("compare", "trends", "baseline", "keep")
LIMIT, LEAST = 1_000_000, 2_000  # bytes of a summary: GitHub drops one above 1 MiB whole; totals and a few failures need the least


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what `arguments` ask for; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = words[0] if words[:1] and words[0] in COMMANDS else "report"
    options = PARSERS[command]().parse_args(words[command != "report" :])
    from reports import commands  # here and not above: --help and a mistyped option need no templates
    from reports.mathml import MathError
    from reports.render import PageError

    try:
        return int(getattr(commands, command)(options))
    except LogError as error:
        print(error, file=sys.stderr)
        return 2
    except (MathError, PageError) as error:
        print(error, file=sys.stderr)
        return 3


def _report() -> argparse.ArgumentParser:
    parser = _parser("", "Render evidence logs as HTML pages.", HTML)
    parser.add_argument("logs", nargs="*", metavar="FILE", help=f"a log, or a folder of logs (default: the newest in {EVIDENCE})")
    parser.add_argument("--bench", type=Path, metavar="FILE", help=f"benchmarks to show (default: the newest in {BENCH}, where no log is named)")
    parser.add_argument("--kinks", type=Path, metavar="FILE", help=f"a kink ledger to show (default: the newest in {KINKS}, where no log is named)")
    parser.add_argument("--baseline", type=Path, metavar="OLD", help="compare the newest of the logs with the log OLD, on a page of its own")
    return _comparing(parser)


def _compare() -> argparse.ArgumentParser:
    parser = _parser("compare", "Compare two runs: a page, and exit code 1 where something is worse.", COMPARE)
    parser.add_argument("old", metavar="OLD", help="a log, or a folder of logs")
    parser.add_argument("logs", nargs="+", metavar="NEW", help="a log, or a folder of logs; several are merged")
    return _comparing(parser)


def _trends() -> argparse.ArgumentParser:
    parser = _parser("trends", "Standings, instances and seconds over any number of runs.", TRENDS)
    parser.add_argument("logs", nargs="+", metavar="FILE", help="a log, or a folder of logs")
    return parser


def _baseline() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reports baseline", description="Accept a run as the baseline.", allow_abbrev=False)
    parser.add_argument("log", nargs="?", type=Path, help=f"a whole log of a full run (default: the newest in {EVIDENCE})")
    parser.add_argument("--to", type=Path, default=KEPT, metavar="FILE", help=f"where it is kept (default: {KEPT})")
    return parser


def _keep() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reports keep", description="Keep the log of a device that others lack.", allow_abbrev=False)
    parser.add_argument("log", nargs="?", type=Path, help=f"a whole log (default: the newest in {EVIDENCE})")
    parser.add_argument("--dirty", action="store_true", help="also a log whose working tree differed from its commit")
    return parser


def _parser(command: str, what: str, out: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m reports {command}".rstrip(), description=what, allow_abbrev=False)
    parser.add_argument("--out", type=Path, default=out, metavar="DIR", help=f"the folder for the pages (default: {out})")
    return parser


def _comparing(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--single-file", type=Path, metavar="OUT.html", help="write the whole report into one file too, with all that it needs")
    parser.add_argument("--strict", action="store_true", help="exit code 1 also where a change only wants a look")
    parser.add_argument("--summary", type=Path, metavar="FILE", help="write a summary in Markdown to FILE, for a CI job")
    parser.add_argument("--summary-bytes", type=_bytes, default=LIMIT, metavar="N", help=f"at most so many bytes of it (default: {LIMIT:,})")
    return parser


def _bytes(word: str) -> int:
    if not word.isdecimal() or int(word) < LEAST:
        raise argparse.ArgumentTypeError(f"at least {LEAST:,} bytes were asked for, found {word!r}")
    return int(word)


PARSERS = {"report": _report, "compare": _compare, "trends": _trends, "baseline": _baseline, "keep": _keep}

if __name__ == "__main__":
    sys.exit(main())
