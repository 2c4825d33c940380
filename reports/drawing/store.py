"""Drawings, made once and kept for this process; many are made ahead, by other processes, while this one does other work."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager

from claims.core.pictures import Panel
from reports.drawing.panel import draw

Drawing = tuple[bytes, bytes]  # light, dark
Wanted = tuple[Panel, str]  # and the title that names the file to those who open it alone
ALONE, CHUNK = 40, 8  # more panels than ALONE are drawn by several processes, CHUNK by CHUNK
_KEPT: dict[Wanted, Drawing] = {}
_ASKED: dict[Wanted, tuple[Future[list[Drawing]], int]] = {}


@contextmanager
def ahead(wanted: Iterable[Wanted]) -> Iterator[None]:
    """Within it, what was not drawn yet is being drawn, in this order, where it is much. What nobody took by its end is not begun any more."""
    _ask([pair for pair in dict.fromkeys(wanted) if pair not in _KEPT])
    try:
        yield
    finally:
        for future, _ in _ASKED.values():
            future.cancel()
        _ASKED.clear()


def take(panel: Panel, title: str) -> Drawing:
    """The drawing: kept, waited for, or made here, also where the process that was asked for it died. Raises what drawing this panel raises."""
    asked = _ASKED.pop((panel, title), None)
    if (panel, title) not in _KEPT:
        _KEPT[panel, title] = (_waited(*asked) if asked else None) or draw(panel, title)
    return _KEPT[panel, title]


def forget() -> None:
    """Lets every panel be drawn anew: for those who measure."""
    _KEPT.clear()


def _ask(missing: Sequence[Wanted]) -> None:
    if len(missing) <= ALONE:
        return
    pool = ProcessPoolExecutor(min(4, os.cpu_count() or 1), mp_context=multiprocessing.get_context("spawn"))
    for start in range(0, len(missing), CHUNK):
        chunk = missing[start : start + CHUNK]
        future = pool.submit(_drawn, chunk)
        _ASKED.update((pair, (future, k)) for k, pair in enumerate(chunk))
    pool.shutdown(wait=False)  # its processes end when they have drawn what was submitted


def _drawn(wanted: Sequence[Wanted]) -> list[Drawing]:
    return [draw(*pair) for pair in wanted]


def _waited(future: Future[list[Drawing]], k: int) -> Drawing | None:
    """The drawing of another process; None where it died, or where any panel of the chunk cannot be drawn."""
    try:
        return future.result()[k]
    except Exception:
        return None
