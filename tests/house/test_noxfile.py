"""The noxfile's own decisions, without nox, which is not among the environment's packages."""

from __future__ import annotations

import ctypes.util
import runpy
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.devices import malloc
from tests.house.test_house import ROOT


@pytest.fixture
def noxfile(monkeypatch):
    """The noxfile's names. A nox that is none: sessions stay plain functions."""
    session = lambda function=None, **_: function or (lambda found: found)  # noqa: E731
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


def test_the_malloc_that_is_told_is_the_one_that_serves(noxfile, tmp_path):
    """The test is run with the C library's malloc and, where it is installed, with the other."""
    library = ctypes.util.find_library(noxfile["MALLOC"]) if sys.platform == "linux" else None
    ask = [sys.executable, "-c", "from tests.devices import malloc; print(malloc())"]
    told = {
        preload: subprocess.run(ask, cwd=ROOT, env={"LD_PRELOAD": preload}, capture_output=True, text=True, check=True).stdout.strip()
        for preload in ("", library or "")
    }
    assert "tcmalloc" not in told[""]
    assert told[""].split()[0] in ("glibc", "the")
    assert library is None or told[library] == "tcmalloc"
    (tmp_path / "maps").write_text("7f0000000000-7f0000001000 r-xp 00000000 08:01 1  /usr/lib/libtcmalloc_minimal.so.4.5.10\n", encoding="utf-8")
    assert malloc(tmp_path / "maps") == "tcmalloc"
    assert malloc(tmp_path / "none") == told[""]
