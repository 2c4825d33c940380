"""Drawings, each made once in this process: `ask` has many of them made ahead by other processes, while this one does other work."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial

from claims.core.pictures import Panel
from reports.drawing.panel import draw

Drawing = tuple[bytes, bytes]  # light, dark
Wanted = tuple[Panel, str]  # and the title that names the file to those who open it alone
ALONE, CHUNK = 40, 8  # more panels than ALONE are drawn by several processes, CHUNK by CHUNK
_KEPT: dict[Wanted, Drawing] = {}
_ASKED: dict[Wanted, Callable[[], Drawing]] = {}


def ask(wanted: Iterable[Wanted]) -> None:
    """Begins to draw what was not drawn yet, in this order, where it is much; returns at once."""
    missing = [pair for pair in dict.fromkeys(wanted) if pair not in _KEPT and pair not in _ASKED]
    if len(missing) <= ALONE:
        return
    pool = ProcessPoolExecutor(min(4, os.cpu_count() or 1), mp_context=multiprocessing.get_context("spawn"))
    for start in range(0, len(missing), CHUNK):
        chunk = missing[start : start + CHUNK]
        future = pool.submit(_drawn, chunk)
        _ASKED.update((pair, partial(_one, future, k)) for k, pair in enumerate(chunk))
    pool.shutdown(wait=False)  # its processes end when they have drawn what was submitted


def take(panel: Panel, title: str) -> Drawing:
    """The drawing, waited for where it was asked for, else made here. Raises what drawing it raises."""
    asked = _ASKED.pop((panel, title), None)
    if (panel, title) not in _KEPT:
        _KEPT[panel, title] = asked() if asked else draw(panel, title)
    return _KEPT[panel, title]


def forget() -> None:
    """Lets every panel be drawn anew: for those who measure."""
    _KEPT.clear()
    _ASKED.clear()


def _drawn(wanted: Sequence[Wanted]) -> list[Drawing]:
    return [draw(*pair) for pair in wanted]


def _one(future: Future[list[Drawing]], k: int) -> Drawing:
    return future.result()[k]
