"""Comparison of whole runs: a lecture is run, one thing of it is edited in a copy of the suite, and it is run again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.test_runs import ENVIRONMENT, ROOT

LECTURE = '''"""The absolute value and its square: two claims."""

from __future__ import annotations

from hypothesis import strategies as st

from claims.core.check import equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances.numbers import integers


def by_torch(s):
    return abs(-s["tensor"])


def in_rationals(s):
    return max(s["exact"], -s["exact"])


@claim(
    "{ident}",
    "Planted: {ident}",
    slide="planted",
    reading="A number and its negative have the same absolute value.",
    truth=Truth.TRUE,
    for_all=st.tuples(integers()),
    build=lambda instance, place: {{"tensor": place.tensor(instance)[0], "exact": instance[0]}},
    routes={{"left": "torch", "right": "rationals"}},
    examples=((-2,),),
    uses={uses},
    mutants=(Mutant("odd", "the sign comes out", (-2,), {{"right": lambda s: -in_rationals(s)}}),),
)
def absolute_value_is_even(s, *, left=by_torch, right=in_rationals):
    r"""For every $x \\in \\mathbb{{R}}$: $|-x| = |x|$."""
    yield equal(left(s), right(s))
'''
FILE = "claims/planted/P1_even.py"
STATEMENT, CHECK = r"$|-x| = |x|$", "yield equal(left(s), right(s))"
TURNED, TURNED_CHECK = r"$|x| = |-x|$", "yield equal(right(s), left(s))"
EDITS = {
    "a statement": [(STATEMENT, TURNED)],
    "a checker": [(CHECK, TURNED_CHECK)],
    "a statement and its checker": [(STATEMENT, TURNED), (CHECK, TURNED_CHECK)],
    "a mutant": [("lambda s: -in_rationals(s)", "lambda s: in_rationals(s)")],
    "a value": [('max(s["exact"], -s["exact"])', 'max(s["exact"], -s["exact"]) + (s["exact"] > 3)')],
    "nothing": [],
}
EXPECTED = {  # level, kind, claim and what, but for changes of the checker, which every edit below the statement makes
    "a statement": {("wants a look", "text", "P1", "statement")},
    "a checker": {("wants a look", "text", "P1", "checker")},
    "a statement and its checker": {("different", "text", "P1", "statement"), ("different", "text", "P1", "checker")},
    "a mutant": {
        ("wants a look", "text", "P1", "checker"),
        ("worse", "new failure", "P1", ""),
        ("worse", "new failure", "P2", ""),
        ("worse", "mutant", "P1", "mutant 'odd'"),
    },
    "a value": {
        ("wants a look", "text", "P1", "checker"),
        ("worse", "new failure", "P1", ""),
        ("worse", "new failure", "P2", ""),
        ("worse", "verdict", "P1", ""),
    },
    "nothing": set(),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the suite whose lecture is two claims in files of their own, and the log of its run."""
    copy = tmp_path_factory.mktemp("house")
    for room in ("impl", "claims", "tests", "reports"):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__", "evidence", "html", "kept"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "claims" / "planted").mkdir()
    for ident, name, uses in (("P1", "P1_even", "()"), ("P2", "P2_even", '("P1",)')):
        (copy / "claims" / "planted" / f"{name}.py").write_text(LECTURE.format(ident=ident, uses=uses), encoding="utf-8")
    whole = (ROOT / "claims" / "lecture.py").read_text(encoding="utf-8")
    kept = [line for line in whole[: whole.index("\nLISTED")].splitlines() if not line.startswith("from claims.") or "core" in line]
    planted = ["from claims.planted import P1_even, P2_even", "", "CLAIMS = (P1_even.absolute_value_is_even, P2_even.absolute_value_is_even)", ""]
    (copy / "claims" / "lecture.py").write_text("\n".join([*kept, *planted]) + whole[whole.index("\ndef find(") :], encoding="utf-8")
    for table in ("proofs", "sweeps"):  # these speak of claims that this lecture does not have
        name = table.upper()
        (copy / "claims" / f"{table}.py").write_text(f'"""None."""\n\n{name} = {{}}\n', encoding="utf-8")
    run(copy, "old.jsonl")
    return copy


def run(house, log):
    """Examines the copy's lecture at profile quick."""
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "tests/test_lecture.py", "-q", "-n", "0", "--profile", "quick", "--evidence", log]
    done = subprocess.run(command, cwd=house, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr


def compared(house, *options):
    """The exit code of the command, and what it says."""
    command = [sys.executable, "-m", "reports", "compare", "old.jsonl", "new.jsonl", "--out", "pages", *options]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    told = json.loads((house / "pages" / "compare.json").read_text(encoding="utf-8"))
    return done.returncode, {(c["level"], c["kind"], c["claim"], c["what"]) for c in told["changes"] if c["kind"] != "slower"}


@pytest.mark.parametrize("edited", EDITS)
def test_an_edit_is_seen_by_the_next_run(house, edited):
    text = source = (house / FILE).read_text(encoding="utf-8")
    for before, after in EDITS[edited]:
        assert text.count(before) == 1
        text = text.replace(before, after)
    (house / FILE).write_text(text, encoding="utf-8")
    try:
        run(house, "new.jsonl")
    finally:
        (house / FILE).write_text(source, encoding="utf-8")
    code, found = compared(house)
    assert found == EXPECTED[edited]
    assert code == int(any(level == "worse" for level, *_ in found))
    assert compared(house, "--strict")[0] == int(any(level in ("worse", "wants a look") for level, *_ in found))
