"""Proofs against planted faults: each ends in the right verdict and the right standing, and none as proved."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest
from flint import fmpq

from claims.core import solvers
from claims.core.claim import entry
from claims.core.evidence import Verdict, dumps, from_json
from claims.core.examine import budget, examine
from claims.core.numbers import Rationals
from claims.core.obligation import Answer, Neighbour, Obligation
from claims.core.prove import prove
from claims.core.smt import smt
from claims.core.standing import Colour, standing
from impl.place import PLACES
from tests.claims.planted import BY_NAME

CPU = tuple(place for place in PLACES if place.device == "cpu")
MUTANT = Neighbour("tripled", "three times instead of twice", {"claimed": lambda x: 3 * x})


def doubling(*, given=lambda r, x: [], mutants=(MUTANT,), found=lambda x: x + x, **more):
    """The planted claim's statement over all reals, but for what is changed."""

    @smt("doubling", size="all reals", mutants=mutants, **more)
    def body(r, *, given=given, found=found, claimed=lambda x: 2 * x):
        r"""For every $x$: $x + x = 2x$."""
        x = r.real("x")
        return given(r, x), found(x) == claimed(x)

    return body


def proof(obligation, claim="healthy", profile="report"):
    (row,) = prove(BY_NAME[claim], [obligation], budget(profile))
    return row


def colour_of(row, claim="healthy"):
    """The standing of the claim with this proof beside a healthy search."""
    listed = entry(BY_NAME[claim]) | {"methods": ["search", "proof"]}
    found = standing(listed, [*examine(BY_NAME[claim], CPU, budget("quick")), row])
    return found.colour, "; ".join(found.reasons)


def test_a_true_obligation_is_proved_and_its_mutant_is_killed_and_run_again():
    row = proof(doubling())
    (shown,) = row.detail["obligations"]
    assert (row.verdict, row.as_expected, colour_of(row)[0]) == (Verdict.PROVED, True, Colour.GREEN)
    assert (shown["verdict"], shown["solver"], shown["second"]["verdict"], shown["linear"]) == ("proved", "z3", "proved", True)
    assert shown["hypotheses"] == "x = -1 (nothing is assumed)"
    assert [m["outcome"] for m in shown["mutants"]] == ["killed"]
    assert "conclusion false in rationals; hypotheses met, conclusion false in torch" in shown["mutants"][0]["replayed"]
    assert from_json(json.loads(dumps(row))) == row


def test_contradictory_hypotheses_are_an_error_not_a_proof():
    row = proof(doubling(given=lambda r, x: [x > 1, x < 0]))
    assert row.verdict is Verdict.ERROR
    assert "vacuous" in row.note
    assert colour_of(row)[0] is Colour.RED


def test_a_false_obligation_is_refuted_by_a_model():
    row = proof(doubling(found=lambda x: x * x))
    assert (row.verdict, row.as_expected) == (Verdict.REFUTED, False)
    assert row.witness["instance"].startswith("x = ")
    colour, reasons = colour_of(row)
    assert colour is Colour.RED
    assert "refuted, although the statement is expected to be supported" in reasons


def test_a_solver_that_gives_up_is_inconclusive_and_names_its_limit():
    row = proof(hard(limit=1000))
    assert row.verdict is Verdict.INCONCLUSIVE
    assert "of at most 1000" in row.note
    assert colour_of(row)[0] is Colour.AMBER
    assert proof(hard(limit=1000)).note == row.note


def hard(**more):
    """A sum of squares that takes more than 1000 steps."""

    @smt("arithmetic and geometric mean", size="all reals", mutants=(Neighbour("the other way", "at most", {"holds": lambda u, v: u <= v}),), **more)
    def body(r, *, holds=lambda u, v: u >= v):
        r"""For all $x, y, z \ge 0$: $x^3 + y^3 + z^3 \ge 3xyz$."""
        x, y, z = (r.real(name) for name in "xyz")
        return [x >= 0, y >= 0, z >= 0], holds(x * x * x + y * y * y + z * z * z, 3 * x * y * z)

    return body


@pytest.mark.parametrize("package", ["z3", "cvc5"])
def test_a_missing_solver_is_a_verdict_not_a_crash(package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)  # what Python does with a package that is not there
    row = proof(doubling())
    if package == "cvc5":
        assert row.verdict is Verdict.PROVED
        assert row.detail["obligations"][0]["second"] is None
        return
    assert row.verdict is Verdict.INCONCLUSIVE
    assert "the solver is not installed" in row.note
    assert colour_of(row)[0] is Colour.AMBER


@pytest.mark.parametrize("status", ["sat", "unknown"])
def test_two_solvers_that_disagree_are_an_error_and_one_that_is_silent_is_not(status, monkeypatch):
    monkeypatch.setattr(solvers, "cvc5", lambda text, limit: solvers.Reply(status, "cvc5", "planted"))
    row = proof(doubling())
    if status == "unknown":
        assert row.verdict is Verdict.PROVED
        return
    assert row.verdict is Verdict.ERROR
    assert "the solvers disagree: z3 says unsat, cvc5 says sat" in row.note
    assert colour_of(row)[0] is Colour.RED


def test_a_mutant_that_survives_keeps_the_claim_from_green():
    row = proof(doubling(mutants=(Neighbour("the same", "no change", {"claimed": lambda x: x + x}),)))
    colour, reasons = colour_of(row)
    assert (row.verdict, colour) == (Verdict.PROVED, Colour.AMBER)
    assert "mutant 'doubling: the same' survived" in reasons


def test_a_model_that_does_not_break_the_statement_again_is_an_error():
    row = proof(doubling(found=lambda x: 3 * x, replay=lambda model, parts: (False, "planted")))
    assert row.verdict is Verdict.ERROR
    assert "does not show what it should outside of the solver: planted" in row.note


def test_a_counterexample_with_irrational_numbers_is_inconclusive():
    @smt("square", size="all reals", mutants=(Neighbour("3", "another number", {"square": 3}),))
    def square(r, *, square=2):
        r"""For every $x$: $x^2 \ne 2$."""
        x = r.real("x")
        return [], r.no(x * x == square)

    row = proof(square)
    assert row.verdict is Verdict.INCONCLUSIVE
    assert "irrational" in row.note


def test_a_broken_obligation_is_an_error():
    row = proof(doubling(given=lambda r, x: [1 / 0]))
    assert row.verdict is Verdict.ERROR
    assert "ZeroDivisionError" in row.note


def test_a_false_statement_is_refuted_as_expected_and_its_control_is_proved():
    row = proof(doubling(found=lambda x: x * x, controls=(Neighbour("doubled", "as it is", {"found": lambda x: x + x}),)), "false, as expected")
    assert (row.verdict, row.as_expected) == (Verdict.REFUTED, True)
    assert [trial.outcome for trial in row.controls] == ["supported"]
    assert colour_of(row, "false, as expected")[0] is Colour.GREEN


def test_an_existence_is_proved_by_its_instance_and_a_false_one_has_none():
    @smt("a root", size="all reals", exists=True, mutants=(Neighbour("of -1", "no real number", {"of": -1}),))
    def root(r, *, of=4):
        r"""There is an $x$ with $x^2 = 4$."""
        x = r.real("x")
        return [x > 0], x * x == of

    row = proof(root)
    (shown,) = row.detail["obligations"]
    assert (row.verdict, shown["hypotheses"]) == (Verdict.PROVED, "x = 2")
    assert (shown["mutants"][0]["outcome"], shown["mutants"][0]["model"]) == ("killed", "none")


def test_products_are_told_from_linear_arithmetic():
    @smt("distributive", size="all reals", mutants=(Neighbour("difference", "a sign", {"right": lambda x, y, z: x * y - x * z}),))
    def distributive(r, *, right=lambda x, y, z: x * y + x * z):
        r"""For all $x, y, z$: $x (y + z) = xy + xz$."""
        x, y, z = (r.real(name) for name in "xyz")
        return [], x * (y + z) == right(x, y, z)

    @smt("commutes", size="all reals", mutants=(Neighbour("twice", "a factor", {"right": lambda x, y: 2 * y * x}),))
    def commutes(r, *, right=lambda x, y: y * x):
        r"""For all $x, y$: $xy = yx$, which needs nothing of the product but its name."""
        x, y = r.real("x"), r.real("y")
        return [], x * y == right(x, y)

    @smt("at most one", size="all reals", mutants=(Neighbour("at most two", "a factor", {"most": 2}),))
    def slope(r, *, most=1):
        r"""If $s y \le |y|$ for every $y$, then $s \le 1$: $y = 1$ says so, where $s y$ is no product."""
        s = r.real("s")
        return [r.for_all(lambda y: s * y <= r.relu(y) + r.relu(-y))], most * s <= 1

    listed = (distributive, commutes, doubling(), slope)
    assert [proof(o).detail["obligations"][0]["linear"] for o in listed] == [False, True, True, True]


def test_what_a_profile_cannot_afford_is_not_selected_and_says_so():
    cheap, dear = doubling(), replace(doubling(), name="dear", cost=5)
    (row,) = prove(BY_NAME["healthy"], [cheap, dear], budget("quick"))
    assert (row.verdict, row.note) == (Verdict.PROVED, "not selected at profile quick: dear")
    (row,) = prove(BY_NAME["healthy"], [dear], budget("quick"))
    assert row.verdict is Verdict.NOT_SELECTED
    assert colour_of(row)[0] is Colour.GREEN
    (row,) = prove(BY_NAME["healthy"], [cheap, dear], budget("report"))
    assert [o["name"] for o in row.detail["obligations"]] == ["doubling", "dear"]


@pytest.mark.parametrize("method", ["proof", "sweep"])
def test_a_claim_that_has_a_method_owes_its_evidence(method):
    listed = entry(BY_NAME["healthy"]) | {"methods": ["search", method]}
    found = standing(listed, examine(BY_NAME["healthy"], CPU, budget("quick")))
    assert (found.colour, found.reasons) == (Colour.AMBER, (f"{method}: no evidence that speaks, although the claim has a {method}",))


def test_the_same_run_twice_gives_the_same_line_but_for_times():
    def bare(row):
        obligations = [o | {"seconds": 0} for o in row.detail["obligations"]]
        return dumps(replace(row, seconds=0, detail={"obligations": obligations}))

    assert bare(proof(hard())) == bare(proof(hard()))


def test_any_solver_can_stand_behind_an_obligation():
    by_hand = Obligation(
        "by hand", "Planted.", "none", lambda parts: Answer("refuted" if parts else "proved", solver="hand"), (MUTANT,), file=__file__
    )
    row = proof(by_hand)
    assert (row.verdict, row.mutants[0].outcome) == (Verdict.PROVED, "killed")


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"mutants": ()}, "at least one mutant"),
        ({"mutants": (MUTANT, MUTANT)}, "two neighbours are called 'tripled'"),
        ({"mutants": (Neighbour("none", "nothing"),)}, "'none' replaces nothing"),
        ({"mutants": (Neighbour("no part", "misspelt", {"claim": 1}),)}, "which is no part; allowed:"),
    ],
)
def test_an_obligation_that_could_not_be_trusted_is_refused(asked, refusal):
    with pytest.raises(ValueError, match=refusal):
        doubling(**asked)


def test_a_variable_that_a_model_leaves_open_is_0():
    assert Rationals({}).real("x") == 0


def test_what_is_proved_must_be_true_of_the_instance_that_meets_its_hypotheses():
    row = proof(doubling(found=lambda x: x + x + (x if isinstance(x, fmpq) else 0)))
    assert row.verdict is Verdict.ERROR
    assert "not so in rationals, at x = " in row.note


def test_a_condition_over_unknowns_is_no_truth_value():
    row = proof(doubling(given=lambda r, x: [] if x == 1 else [x > 2]))
    assert row.verdict is Verdict.ERROR
    assert "a truth value of" in row.note
