"""What the commands of `python -m reports` do with their options; each returns an exit code or raises LogError, MathError or PageError."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from claims.core.log import Log, LogError
from claims.core.log import read as read_log
from reports import baseline as baselines
from reports import benchmarks, kinks, markdown, render, tables
from reports import compare as comparing
from reports import kept as keeping
from reports import trends as over_time
from reports.pages import compare as compare_page
from reports.pages import kinks as kinks_page
from reports.pages import trends as trends_page
from reports.products import BENCH, EVIDENCE, KEPT_KINKS, KINKS
from reports.single import single
from reports.site import Page


def report(options: Namespace) -> int:
    """The report of the logs asked for; where a baseline is, also the comparison of the newest log with it."""
    paths = [log for name in options.logs for log in _logs(Path(name))] or _standing()
    board = tables.board(tables.load(paths))
    measured = options.bench or (None if options.logs else benchmarks.newest(BENCH))
    bench = benchmarks.read(measured) if measured else None
    ledger = options.kinks or (None if options.logs else kinks.newest(KINKS, KEPT_KINKS))
    more = [kinks_page.page(kinks.read(ledger))] if ledger else []
    comparison = comparing.compare(_board([options.baseline]), tables.board(_own(board)[-1:])) if options.baseline else None
    return _finish(board, options, comparison, bench, more)


def keep(options: Namespace) -> int:
    """Copies a log from a device that others lack to where it is committed."""
    path = keeping.keep(options.log or tables.newest(EVIDENCE)[-1], dirty=options.dirty)
    print(f"{path}: kept; commit it, and every report shows it")
    return 0


def _standing() -> list[Path]:
    """What a report shows where no log is named: the newest evidence of this machine, and the logs that are kept."""
    kept = keeping.logs()
    return kept + (tables.newest(EVIDENCE) if not kept or any(EVIDENCE.glob("*.jsonl")) else [])


def _own(board: tables.Board) -> tuple[Log, ...]:
    """The logs of the board that are not kept ones; all where there are no others."""
    kept = {str(path) for path in keeping.logs()}
    return tuple(log for log in board.logs if log.path not in kept) or board.logs


def compare(options: Namespace) -> int:
    """The report of the new logs with the page that compares them with the old ones."""
    board = _board([log for name in options.logs for log in _logs(Path(name))])
    return _finish(board, options, comparing.compare(_board(_logs(Path(options.old))), board))


def trends(options: Namespace) -> int:
    """The report of the newest log with the page of trends over all of them."""
    found, board = over_time.trends([log for name in options.logs for log in _logs(Path(name))])
    _write(board, options.out, [trends_page.page(found)])
    print(f"{options.out / trends_page.FILE}: {len(found.runs)} runs, {len(found.trends)} claims")
    return 0


def baseline(options: Namespace) -> int:
    """Writes the compact form of a log, and says what changes by accepting it."""
    log = read_log(options.log or tables.newest(EVIDENCE)[0])
    text = baselines.compact(log)
    if options.to.exists():
        comparison = comparing.compare(_board([options.to]), tables.board(tables.load([log.path])))
        print(f"{options.to}: against the baseline so far: {told(comparison)}")
        for change in comparison.changes:
            print(f"  {change.level}: {change.claim} {change.what or change.kind}: {change.before} -> {change.after}")
    options.to.parent.mkdir(parents=True, exist_ok=True)
    options.to.write_text(text, encoding="utf-8")
    print(f"{options.to}: {len(log.header.selected)} claims of {log.path}, {len(text.encode()):,} bytes")
    return 0


def told(comparison: comparing.Comparison) -> str:
    """The comparison in a line."""
    counts = ", ".join(f"{count} {level}" for level, count in sorted(comparison.counts.items(), key=lambda item: item[0])) or "no changes"
    return f"{len(comparison.compared)} claims compared, {counts}"


def _finish(
    board: tables.Board,
    options: Namespace,
    comparison: comparing.Comparison | None,
    bench: benchmarks.Benchmarks | None = None,
    more: Sequence[Page] = (),
) -> int:
    index = _write(board, options.out, [*more, *([compare_page.page(comparison)] if comparison else [])], bench, options.single_file)
    if options.summary:
        options.summary.parent.mkdir(parents=True, exist_ok=True)
        options.summary.write_bytes(markdown.summary(board, comparison, options.summary_bytes))
    for log in board.logs:
        if log.cut:
            print(f"{log.path}: cut short: {log.cut}", file=sys.stderr)
    tally = Counter(str(line.standing.colour) for line in board.lines)
    print(f"{index}: {len(board.lines)} claims, " + ", ".join(f"{n} {colour}" for colour, n in sorted(tally.items())))
    if comparison is None:
        return 0
    print(f"{options.out / compare_page.FILE}: {told(comparison)}")
    return comparing.exit_code(comparison, options.strict)


def _write(board: tables.Board, out: Path, more: Sequence[Page], bench: benchmarks.Benchmarks | None = None, alone: Path | None = None) -> Path:
    if out.exists() and not out.is_dir():
        raise LogError(f"{out}:0: a folder for the pages was asked for, found a file")
    if alone and alone.is_dir():
        raise LogError(f"{alone}:0: a file for the whole report was asked for, found a folder")
    site = render.pages(board, more, bench)
    if alone:
        alone.parent.mkdir(parents=True, exist_ok=True)
        alone.write_bytes(single(site, [line.id for line in board.lines]))
        print(f"{alone}: {alone.stat().st_size:,} bytes")
    return render.write(site, out)


def _board(paths: Sequence[str | Path]) -> tables.Board:
    return tables.board(tables.load(paths))


def _logs(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if found := sorted(path.glob("*.jsonl")):
        return found
    raise LogError(f"{path}:0: a folder with logs (*.jsonl) was asked for, found none")
