"""The obligations that the solvers decide, all of them: what they must be like, and the files that a reader gets."""

from __future__ import annotations

import cvc5
import pytest
import z3

from claims.core.claim import Expect
from claims.core.smt import Question, posed
from claims.lecture import find
from claims.proofs import BY_SOLVERS, PROOFS, redo

ALL = [
    pytest.param(ident, o, id=f"{ident} {o.name}") for ident, obligations in BY_SOLVERS.items() for o in obligations if isinstance(o.decide, Question)
]


@pytest.mark.parametrize(("ident", "obligation"), ALL)
def test_what_is_proved_has_a_mutant_and_what_is_refuted_a_control(ident, obligation):
    expected = find(ident).expect
    assert expected in (Expect.HOLDS, Expect.FAILS)
    assert obligation.controls if expected is Expect.FAILS else obligation.mutants
    assert obligation.size


@pytest.mark.parametrize(("ident", "obligation"), ALL)
def test_the_text_is_the_same_each_time_and_both_solvers_read_it(ident, obligation):
    text = posed(obligation.decide, {})[-1]
    assert text == posed(obligation.decide, {})[-1]
    assert text.startswith(f"; {obligation.name}\n; ")
    solver = z3.Solver(ctx=z3.Context())
    solver.from_string(text)
    assert len(solver.assertions()) == text.count("\n(assert ")
    assert read_by_cvc5(text) == len(solver.assertions())


def read_by_cvc5(text):
    """How many assertions cvc5 reads, without answering."""
    terms = cvc5.TermManager()
    solver = cvc5.Solver(terms)
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text.replace("(check-sat)", ""), "obligation")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        assert not str(command.invoke(solver, symbols))
    return len(solver.getAssertions())


@pytest.mark.parametrize(("ident", "obligation"), ALL)
def test_a_neighbour_is_another_statement(ident, obligation):
    own = posed(obligation.decide, {})[-1]
    for neighbour in (*obligation.mutants, *obligation.controls):
        assert posed(obligation.decide, neighbour.parts)[-1] != own, neighbour.name


def test_no_two_obligations_say_the_same():
    statements = [(o.statement, o.size) for obligations in PROOFS.values() for o in obligations]
    assert len({statement for statement, _ in statements}) == len(statements)


def test_there_are_as_many_as_the_lecture_promises():
    by_solvers, items = ({ident.rstrip("r") for ident in listed} for listed in (BY_SOLVERS, PROOFS))
    assert len(ALL) >= 60
    assert len(by_solvers) >= 50
    assert sum(map(len, PROOFS.values())) >= 90
    assert len(items) >= 55


def test_an_obligation_can_be_decided_again_by_its_name():
    told = redo("L30", "positive homogeneity")
    assert "the statement: proved, z3" in told
    assert "mutant 'all real factors': refuted, z3, at a = -1" in told
    with pytest.raises(ValueError, match="allowed: \\['positive homogeneity'\\]"):
        redo("L30", "negative homogeneity")
