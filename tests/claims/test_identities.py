"""Identities, worst cases, enclosures and certificates as obligations: right ones are proved, planted wrong ones never are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from claims.core import identities
from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.core.prove import ask
from claims.core.symbols import Polynomials
from claims.instances import worst_cases
from claims.proofs_by_algebra import BY_ALGEBRA
from claims.subdifferential.proofs import L09r_worst_case

ALL = [pytest.param(ident, o, id=f"{ident}-{o.name}") for ident, obligations in BY_ALGEBRA.items() for o in obligations]
CHEAP = [p for p in ALL if p.values[1].cost <= 9]


def square(r, *, twice=2):
    """(x + y)^2 = x^2 + 2 x y + y^2."""
    x, y = r.real("x"), r.real("y")
    return [("square", (x + y) ** 2, x**2 + twice * x * y + y**2)]


def planted(body=square, name="planted"):
    return identity(name, size="all reals", mutants=(Neighbour("other", "wrong", {"twice": 3}),))(body)


@pytest.mark.parametrize(("ident", "obligation"), CHEAP)
def test_it_is_proved_and_its_mutants_are_refuted_by_a_point_that_was_run_again(ident, obligation):
    found = ask(obligation, {})
    assert (found.verdict, found.note) == ("proved", "")
    assert found.hypotheses
    for mutant in obligation.mutants:
        answer = ask(obligation, mutant.parts)
        assert answer.verdict == "refuted", f"{mutant.name}: {answer}"
        assert answer.model
        assert answer.replayed


def test_the_exported_files_run_by_themselves_and_agree(tmp_path):
    paths = []
    for number, parameters in enumerate(CHEAP):
        export = ask(parameters.values[1], {}).export
        paths.append(tmp_path / f"{number}.{export.suffix}")
        paths[-1].write_text(export.text, encoding="utf-8")
    runner = "import runpy, sys\nfor path in sys.argv[1:]:\n    print('file', path); runpy.run_path(path)"
    done = subprocess.run([sys.executable, "-I", "-c", runner, *map(str, paths)], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = [block.splitlines() for block in done.stdout.split("file ")[1:]]
    assert [len(lines) > 1 for lines in said] == [True] * len(paths)
    assert "FAILS" not in done.stdout
    assert "False" not in done.stdout


def test_a_false_identity_is_refuted_with_a_small_point():
    answer = ask(planted(), {"twice": 3})
    assert (answer.verdict, answer.model) == ("refuted", "x = 1, y = 1")
    assert answer.replayed == "square: 4 against 5 in rationals; square: 4.0 against 5.0 in torch (cpu float64)"


def test_no_identity_at_all_is_an_error():
    def nothing(r, *, twice=2):
        """Nothing."""
        return []

    assert ask(planted(nothing), {}).verdict == "error"


def test_two_computer_algebras_that_disagree_are_an_error(monkeypatch):
    monkeypatch.setattr(identities, "Polynomials", type("Wrong", (Polynomials,), {"real": lambda self, name: self.number(0)}))
    answer = ask(planted(), {"twice": 3})
    assert answer.verdict == "error"
    assert "disagree" in answer.note


def test_a_point_that_cannot_be_found_leaves_it_open(monkeypatch):
    monkeypatch.setattr(identities, "TRIES", 0)
    assert ask(planted(), {"twice": 3}).verdict == "inconclusive"


def test_a_missing_computer_algebra_is_no_proof(monkeypatch):
    monkeypatch.setitem(sys.modules, "sympy", None)
    answer = ask(planted(), {})
    assert answer.verdict == "inconclusive"
    assert "not installed" in answer.note


def test_a_rate_whose_certificate_fails_is_not_proved(monkeypatch):
    monkeypatch.setattr(worst_cases, "verify", lambda certificate: "spoiled")
    answer = ask(L09r_worst_case.worst, {})
    assert answer.verdict == "inconclusive"
    assert "spoiled" in answer.note


def test_a_program_that_disagrees_is_an_error(monkeypatch):
    monkeypatch.setattr(L09r_worst_case, "smooth_program", lambda case: worst_cases.Program(1.0, 1.0, 0.0))
    answer = ask(L09r_worst_case.worst, {})
    assert answer.verdict == "error"
    assert "PEPit disagrees" in answer.note


def test_a_bound_that_no_run_attains_is_no_worst_case(monkeypatch):
    monkeypatch.setattr(L09r_worst_case, "smooth_program", lambda case: worst_cases.Program(0.0, 0.0, 0.0))
    answer = ask(L09r_worst_case.worst, {"bound": lambda c: 1 / (4 * c.T * c.step + 2 - (c.T == 20) * c.step / 1000)})
    assert answer.verdict == "inconclusive"
    assert answer.note.startswith("not attained: T = 20, step 1; ")
