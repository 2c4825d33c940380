"""Rules of the house that a reader would otherwise have to trust: what every file must not contain, and what is listed where."""

from __future__ import annotations

import re
import statistics
import subprocess
from pathlib import Path

import pytest

from claims.core.claim import Claim
from claims.costs import COST
from claims.lecture import CLAIMS
from claims.proofs import PROOFS

ROOT = Path(__file__).parents[2]
ROOMS = ("impl", "claims", "tests", "reports")
SOURCES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
TEXTS = [*SOURCES, *(p for name in ("*.md", "*.toml", "*.cff", "noxfile.py", ".ci/run") for p in ROOT.glob(name))]
NEVER = {
    r"allclose\(": "a blind tolerance: claims/core/check.py is the one place that knows about tolerance",
    r"assert True\b": "a test that asserts nothing",
    r"\bxfail\b": "a false statement is a claim with expect=FAILS",
    r"# *TODO": "something left undone",
    r"\bNotImplementedError\b": "what cannot be done is refused by name",
    r"\btime\.sleep\(": "a test that waits instead of knowing",
    r"(^|[^\w./])\.\./\w": "the repository stands alone: it refers to nothing outside it",
}
HERE = Path(__file__).resolve()


def places_of(pattern, paths, *, comments=True):
    """file:line of every line that matches, of code alone where `comments` is False."""
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if path != HERE and re.search(pattern, line if comments else line.split("#")[0]):
                yield f"{path.relative_to(ROOT)}:{number}"


@pytest.mark.parametrize("pattern", NEVER)
def test_no_file_contains(pattern):
    found = list(places_of(pattern, TEXTS))
    assert not found, f"{NEVER[pattern]}: {found}"


def test_only_the_check_module_states_tolerances():
    rooms = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in ("impl", "claims")]
    assert not list(places_of(r"\b\d+(\.\d+)?e-\d+\b", rooms, comments=False))


def test_every_claim_file_is_listed():
    listed = {Path(claim.checks.__code__.co_filename).resolve() for claim in CLAIMS}
    files = {p.resolve() for p in (ROOT / "claims").glob("*/[LT]??*_*.py")}
    assert files == listed


def test_every_file_of_obligations_is_listed_and_belongs_to_a_claim():
    listed = {Path(obligation.file).resolve() for obligations in PROOFS.values() for obligation in obligations}
    files = {p.resolve() for p in (ROOT / "claims").glob("*/proofs/*.py")}
    assert files == listed
    assert set(PROOFS) <= {claim.id for claim in CLAIMS}
    for ident, obligations in PROOFS.items():
        names = [obligation.name for obligation in obligations]
        assert names, f"{ident} is listed without an obligation"
        assert len(set(names)) == len(names), f"{ident} has two obligations of one name"


def test_a_claim_file_holds_one_statement_and_is_short():
    listed = [Path(claim.checks.__code__.co_filename).name for claim in CLAIMS]
    assert [name.split("_")[0] for name in listed] == [claim.id for claim in CLAIMS]
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "claims").glob("*/[LT]??*_*.py")}
    assert statistics.median(lengths.values()) < 45
    assert not {name: n for name, n in lengths.items() if n > 90}


def test_what_has_a_cost_exists():
    assert set(COST) <= {claim.id for claim in CLAIMS}


def test_the_claims_are_in_order_and_none_is_named_twice():
    ids = [claim.id for claim in CLAIMS]
    assert len(set(ids)) == len(ids)
    assert [i.rstrip("r") for i in ids] == sorted(i.rstrip("r") for i in ids)


def test_what_a_claim_points_to_exists():
    ids = {claim.id for claim in CLAIMS}
    for claim in CLAIMS:
        assert isinstance(claim, Claim)
        assert set(claim.uses) <= ids, f"{claim.id} rests on {set(claim.uses) - ids}, which does not exist"
        assert not claim.repair or claim.repair in ids, f"{claim.id} is repaired by {claim.repair}, which does not exist"


def test_the_files_git_knows_are_the_fixed_top_level():
    found = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=True).stdout.split()
    top = {name.split("/")[0] for name in found}
    assert top <= {
        *("pyproject.toml", "constraints.txt", "noxfile.py", "README.md", "ARCHITECTURE.md", "LICENSE", "CITATION.cff"),
        *(".ci", ".gitignore", ".github", "docs", *ROOMS),
    }
