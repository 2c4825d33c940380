"""The sessions: what a person or a CI job runs. One environment, .nox/shared, serves them all.

    python -m nox -s claims                          examine the lecture and write the report
    python -m nox -s claims -- --profile quick -k L36
    python -m nox -s ledger                          what autograd returns at kinks, judged; -- --torch 2.13.0 2.14.1 compares versions
    python -m nox -s tests                           the tools' own tests, and the lecture at profile quick
    python -m nox -s browser                         the report in Chromium
    python -m nox --no-venv -s claims                with the running interpreter (a GPU machine with its own torch)

Exit codes: 0 all selected claims green (cells of absent devices are "not run") - 1 a claim is amber or red, something is
worse than in the baseline, or a test failed - 2 the command line cannot be meant - 3 the machinery broke.
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.sessions = ["claims"]
nox.options.default_venv_backend = "none"

ROOT = Path(__file__).parent
SHARED = ROOT / ".nox" / "shared"
STAMP = SHARED / "built-from"
SOURCES = (ROOT / "pyproject.toml", ROOT / "constraints.txt")
LEDGER_NEEDS = ("numpy", "scipy", "python-flint", "rich")
EVIDENCE, BENCH, KEPT = ROOT / "reports" / "evidence", ROOT / "reports" / "bench", ROOT / "reports" / "kept" / "baseline.jsonl"
KINKS = EVIDENCE / "kinks"
BROWSER, VNU = ROOT / "reports" / "browser", ROOT / ".nox" / "vnu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# One thread a process. glibc keeps freed blocks of up to 32 MiB: a sweep's next batch finds its pages, which else are faulted in anew.
SETTINGS = {"OMP_NUM_THREADS": "1", "MALLOC_MMAP_THRESHOLD_": str(2**25), "MALLOC_TRIM_THRESHOLD_": str(2**28)}
# In long runs memory is asked for in huge pages, of which a pass over a batch touches few; in short ones clearing them takes what they save.
HUGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}  # glibc 2.35 and later
# Preloaded where it is installed: in ten batches of a sweep, torch's 130 arrays of a megabyte lay in 11 places by it, in 54 by glibc 2.36. That fewer
# places stay in the cache is the likely reason for what was measured: judged and unjudged rates by torch as it runs by itself were 7 to 17 % higher.
MALLOC = "tcmalloc_minimal"
GROUPS = ("lint", "bench", "browser")
SUPPORTED = ((3, 11), (3, 13))


@nox.session
def env(session: nox.Session) -> None:
    """Builds .nox/shared from pyproject.toml and constraints.txt, once; again when either changes."""
    if no_venv():
        session.log("using the running interpreter: %s", sys.executable)
        return
    if not SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        session.error(f"Python 3.11 to 3.13 is supported, found {sys.version.split()[0]}: run nox with one of these")
    built_from = hashlib.sha256(b"".join(source.read_bytes() for source in SOURCES) + sys.version.encode()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == built_from:
        return
    shutil.rmtree(SHARED, ignore_errors=True)
    session.run(sys.executable, "-m", "venv", str(SHARED), external=True)
    wanted = nox.project.load_toml(ROOT / "pyproject.toml")
    packages = wanted["project"]["dependencies"] + [p for group in GROUPS for p in wanted["dependency-groups"][group]]
    session.run(python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", "constraints.txt", *packages, external=True)
    STAMP.write_text(built_from)


@nox.session(requires=["env"])
def claims(session: nox.Session) -> None:
    """Examines the lecture, then renders the report: `-- -k EXPR --profile quick|report|deep --device cpu|cuda|auto ...`, all in `-- --help`."""
    asked = options(session.posargs)
    if asked.baseline and not KEPT.exists():
        session.warn("--baseline was asked for, found no %s: accept a run first, with `nox -s baseline`", KEPT)
        leave(2)
    if asked.list:
        leave(call(python(), "-m", "claims.lecture"))
    run = EVIDENCE / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.jsonl"
    command = [
        python(),
        "-m",
        "pytest",
        "-p",
        "xdist",
        "tests/test_lecture.py",
        "--evidence",
        str(run),
        f"--junitxml={run.with_suffix('.xml')}",
        "-q",
    ]
    command += ["--profile", asked.profile, "--device", asked.device, "--seed", asked.seed, "-n", processes(asked), "--maxschedchunk=1"]
    settings = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | preloaded() | ({} if asked.profile == "quick" else HUGE_PAGES)
    code = call(*command, *(["-k", asked.k] if asked.k else []), *asked.rest, **settings)
    if code in (2, 4) or not run.exists():  # pytest calls an unknown option 4
        leave(2 if code in (2, 4) else 3)
    kept = call(python(), "-m", "reports", "keep", str(run)) if asked.keep else 0
    rendered = call(python(), "-m", "reports", *(["--baseline", str(KEPT)] if asked.baseline else []))
    leave(3 if rendered > 1 else code or rendered or kept)


@nox.session(requires=["env"])
def baseline(session: nox.Session) -> None:
    """Accepts the newest whole run as the baseline that `claims -- --baseline` compares with, and says what changes by it."""
    leave(call(python(), "-m", "reports", "baseline", *session.posargs))


@nox.session(requires=["env"])
def tests(session: nox.Session) -> None:
    """The tools under test, and the lecture at profile quick. Arguments go to pytest."""
    leave(call(python(), "-m", "pytest", "-p", "xdist", "-q", "-n", "2", *session.posargs, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", **preloaded()))


@nox.session(requires=["env"])
def lint(session: nox.Session) -> None:
    """Ruff (rules and layout) and the type checker."""
    codes = [call(python(), "-m", *command) for command in (("ruff", "check"), ("ruff", "format", "--check"), ("mypy",))]
    leave(max(codes))


@nox.session(requires=["env"])
def bench(session: nox.Session) -> None:
    """Running times side by side, as a table and a plot; arguments go to pytest."""
    BENCH.mkdir(parents=True, exist_ok=True)
    (BENCH / ".gitignore").write_text("*\n", encoding="utf-8")
    run = BENCH / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.json"
    command = ("-m", "pytest", "tests/bench", "-q", "-o", "python_files=bench_*.py", "-p", "pytest_benchmark.plugin", f"--benchmark-json={run}")
    quiet = ("-rs", "--benchmark-disable-gc", "-o", "filterwarnings=default")  # a warning of a benchmark's plugin is no error
    code = call(python(), *command, *quiet, *session.posargs, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", **HUGE_PAGES, **preloaded())
    leave(code or call(python(), "-m", "tests.bench.summary", str(run)))


@nox.session(requires=["env"])
def figure(session: nox.Session) -> None:
    """The slide's figure at full size, resumed where it was stopped: `-- --start balanced --format float64 --device cuda --steps N -n N`."""
    leave(call(python(), "-m", "claims.figure_command", *session.posargs))


@nox.session(requires=["env"])
def ledger(session: nox.Session) -> None:
    """What autograd returns at kinks, judged: `-- --device cpu|cuda|auto`; `-- --torch OLD NEW` compares two versions of torch."""
    parser = argparse.ArgumentParser(prog="nox -s ledger --", allow_abbrev=False)
    parser.add_argument("--torch", nargs=2, metavar=("OLD", "NEW"), help="two versions; each gets an environment of its own, .nox/torch-VERSION")
    parser.add_argument("--device", default="auto", help="cpu, cuda or auto")
    asked = parser.parse_args(session.posargs)
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    if not asked.torch:
        leave(call(*ledger_of(python(), asked.device, KINKS / f"{stamp}.jsonl")))
        return
    wrong = [version for version in asked.torch if not re.fullmatch(r"\d+(\.\d+)+(\+\w+)?", version)]
    if wrong:
        session.error(f"two versions of torch were asked for, found {wrong[0]!r}; allowed: numbers and dots, as in 2.13.0")
    files = [KINKS / f"{stamp}-torch-{version}.jsonl" for version in asked.torch]
    for interpreter, file in zip([torch_of(session, version) for version in asked.torch], files, strict=True):
        leave(call(*ledger_of(interpreter, asked.device, file)))
    leave(call(python(), "-m", "impl.kink_ledger", "--compare", *map(str, files)))


def ledger_of(interpreter: str, device: str, file: Path) -> tuple[str, ...]:
    """The command that writes a kink ledger."""
    file.parent.mkdir(parents=True, exist_ok=True)
    (EVIDENCE / ".gitignore").write_text("*\n", encoding="utf-8")
    return (interpreter, "-m", "impl.kink_ledger", "--out", str(file), "--device", device)


def torch_of(session: nox.Session, version: str) -> str:
    """The interpreter of an environment with that version of torch and what `impl` imports besides; built once."""
    folder = ROOT / ".nox" / f"torch-{version}"
    interpreter = folder.joinpath(*(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
    if not (folder / STAMP.name).exists():
        shutil.rmtree(folder, ignore_errors=True)
        session.run(sys.executable, "-m", "venv", str(folder), external=True)
        packages = [p for p in nox.project.load_toml(ROOT / "pyproject.toml")["project"]["dependencies"] if p.startswith(LEDGER_NEEDS)]
        session.run(str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"torch=={version}", *packages, external=True)
        (folder / STAMP.name).write_text(version)
    return str(interpreter)


@nox.session(requires=["env"])
def report(session: nox.Session) -> None:
    """Renders the report again from the logs that are there, or from the logs given; `-- compare OLD NEW`, `-- trends FILE ...`."""
    leave(call(python(), "-m", "reports", *session.posargs))


@nox.session(requires=["env"])
def browser(session: nox.Session) -> None:
    """The report in Chromium: links, keyboard, console, network, WCAG 2.2 AA by axe-core; then the Nu validator. Arguments go to pytest."""
    shutil.rmtree(BROWSER, ignore_errors=True)
    BROWSER.mkdir(parents=True)
    (BROWSER / ".gitignore").write_text("*\n", encoding="utf-8")
    made = call(python(), "-m", "tests.browser.site", str(BROWSER))
    if made:
        leave(3)
    quiet = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "BROWSER_SITE": str(BROWSER)}
    code = call(python(), "-m", "pytest", "tests/browser", "-q", "-o", "python_files=browse_*.py", *session.posargs, **quiet)
    leave(code or call(python(), "-m", "tests.browser.validate", str(VNU), str(BROWSER / "site"), str(BROWSER / "planted")))


def options(posargs: list[str]) -> argparse.Namespace:
    """The arguments after `--`. What is not listed goes to pytest as it stands; a misspelt option ends there with exit code 2."""
    parser = argparse.ArgumentParser(prog="nox -s claims --", allow_abbrev=False)
    parser.add_argument("-k", default="", metavar="EXPR", help="which claims: ids and chapters with and, or, not (pytest's -k)")
    parser.add_argument("--profile", default="report", help="quick, report or deep: 100, 2,000 or 20,000 instances a claim")
    parser.add_argument("--device", default="auto", help="cpu, cuda or auto")
    parser.add_argument("--seed", default="0", help="the seed of every draw")
    parser.add_argument("-n", default="", metavar="N", help="processes (chosen by itself: a second one only where it pays)")
    parser.add_argument("--keep", action="store_true", help="copy the log, from a device that others lack, to reports/kept")
    parser.add_argument("--baseline", action="store_true", help="compare with reports/kept/baseline.jsonl; exit code 1 where something is worse")
    parser.add_argument("--list", action="store_true", help="list the claims and examine nothing")
    asked, rest = parser.parse_known_args(posargs)
    asked.rest = rest
    return asked


def processes(asked: argparse.Namespace) -> str:
    """How many worker processes: as asked, else one a core where more than one claim is examined (a process costs seconds to start)."""
    one = asked.k.isalnum() and any(letter.isdigit() for letter in asked.k)
    return asked.n or ("0" if one else str(min(os.cpu_count() or 1, 4)))


def python() -> str:
    """The interpreter that the sessions run: that of .nox/shared, or the running one under --no-venv."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return sys.executable if no_venv() else str(SHARED / folder / name)


def no_venv() -> bool:
    """Whether nox was told to use the running interpreter."""
    return "--no-venv" in sys.argv or os.environ.get("NOX_DEFAULT_VENV_BACKEND") == "none"


def preloaded() -> dict[str, str]:
    """What puts MALLOC in the place of the C library's own malloc, in a session whose sweeps gain by it; nothing where LD_PRELOAD is taken."""
    found = ctypes.util.find_library(MALLOC) if sys.platform == "linux" and not os.environ.get("LD_PRELOAD") else None
    return {"LD_PRELOAD": found} if found else {}


def call(*command: str, **environment: str) -> int:
    """Runs a command from the root with one thread a process and returns its exit code, which `session.run` would not."""
    return subprocess.run(command, cwd=ROOT, env=os.environ | SETTINGS | environment, check=False).returncode


def leave(code: int) -> None:
    """Ends with the command's own exit code; nox alone knows only 0 and 1."""
    if code:
        raise SystemExit(code)
