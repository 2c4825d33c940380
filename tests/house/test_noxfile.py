"""The noxfile's own decisions, without nox, which is not among the environment's packages."""

from __future__ import annotations

import ctypes.util
import os
import runpy
import subprocess
import sys
from contextlib import suppress
from types import SimpleNamespace

import pytest

from tests.devices import malloc
from tests.house.test_house import ROOT


@pytest.fixture
def noxfile(monkeypatch):
    """The noxfile's names. A nox that is none: sessions stay plain functions."""

    def session(function=None, **_):
        return function or (lambda found: found)

    monkeypatch.setitem(sys.modules, "nox", SimpleNamespace(session=session, options=SimpleNamespace(), Session=object))
    return runpy.run_path(str(ROOT / "noxfile.py"))


@pytest.mark.parametrize(
    ("platform", "taken", "found", "expected"),
    [
        ("linux", "", "libtcmalloc_minimal.so.4", {"LD_PRELOAD": "libtcmalloc_minimal.so.4"}),
        ("linux", "", None, {}),
        ("linux", "mine.so", "libtcmalloc_minimal.so.4", {}),
        ("darwin", "", "libtcmalloc_minimal.dylib", {}),
    ],
)
def test_a_malloc_is_preloaded_where_it_is_installed_and_nothing_else_is(noxfile, monkeypatch, platform, taken, found, expected):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: found if name == noxfile["MALLOC"] else None)
    monkeypatch.setenv("LD_PRELOAD", taken)
    assert noxfile["preloaded"]() == expected


@pytest.mark.parametrize(
    ("session", "posargs", "malloc", "huge_pages"),
    [
        ("claims", ["--profile", "quick"], True, False),
        ("claims", [], True, True),
        ("tests", [], True, False),
        ("bench", [], True, True),
        ("lint", [], False, False),
    ],
)
def test_the_sessions_that_sweep_have_it(noxfile, monkeypatch, tmp_path, session, posargs, malloc, huge_pages):
    calls = []
    names = noxfile[session].__globals__
    monkeypatch.setitem(names, "call", lambda *_, **environment: calls.append(environment) or 0)
    monkeypatch.setitem(names, "preloaded", lambda: {"LD_PRELOAD": "found.so"})
    monkeypatch.setitem(names, "BENCH", tmp_path / "bench")
    monkeypatch.setitem(names, "EVIDENCE", tmp_path)
    with suppress(SystemExit):  # no run was written
        noxfile[session](SimpleNamespace(posargs=posargs))
    assert (calls[0].get("LD_PRELOAD") == "found.so") is malloc
    assert ("GLIBC_TUNABLES" in calls[0]) is huge_pages


def test_the_malloc_that_is_told_is_the_one_that_serves(noxfile, tmp_path):
    """The test is run with the C library's malloc and, where it is installed, with the other."""
    library = ctypes.util.find_library(noxfile["MALLOC"]) if sys.platform == "linux" else None
    ask = [sys.executable, "-c", "from tests.devices import malloc; print(malloc())"]
    told = {
        preload: subprocess.run(ask, cwd=ROOT, env=os.environ | {"LD_PRELOAD": preload}, capture_output=True, text=True, check=True).stdout.strip()
        for preload in ("", library or "")
    }
    assert "tcmalloc" not in told[""]
    assert told[""].split()[0] in ("glibc", "the")
    assert library is None or told[library] == "tcmalloc"
    (tmp_path / "maps").write_text("7f0000000000-7f0000001000 r-xp 00000000 08:01 1  /usr/lib/libtcmalloc_minimal.so.4.5.10\n", encoding="utf-8")
    assert malloc(tmp_path / "maps") == "tcmalloc"
    assert malloc(tmp_path / "none") == told[""]
