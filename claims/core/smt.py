"""Obligations that SMT solvers decide: nonlinear real arithmetic, with quantifiers where they close.

The body `body(r, *, parts)` of an obligation says, over the numbers `r`, what is assumed and what is claimed: it returns
(hypotheses, conclusion). For all numbers: the hypotheses together with the negated conclusion have no solution, while the
hypotheses alone have one. An existence (`exists=True`): hypotheses and conclusion have a solution. Every solution that
speaks (a counterexample, an existence) is run again outside of the solver; where that does not confirm it, it is an error.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from claims.core import solvers
from claims.core.numbers import Model, NotReplayable, Rationals, Tensors
from claims.core.obligation import Answer, Export, Neighbour, Obligation, obligation_of
from claims.core.smt_text import is_linear, script, within_grid
from claims.core.solvers import Reply
from claims.core.terms import Terms

LIMIT = 10_000_000  # steps of z3 for one question, about ten seconds
SECOND_LIMIT = 100_000  # steps of cvc5, which are dearer, most of all with quantifiers: it is asked only for what is cheap
SECOND_QUANTIFIED = 20_000
GRID_LIMIT = 2_000_000  # steps spent on a model in small numbers before any model is taken
NOT_THERE = "not in"  # says that a model was not run again somewhere
FEW = 64  # the largest numerator and denominator of a number that counts as small
Replay = Callable[[Model, Mapping[str, Any]], tuple[bool, str]]


@dataclass(frozen=True)
class Question:
    """The body of an obligation, and how its models are run again. Called with the parts to replace, it asks the solvers."""

    body: Callable[..., Any]
    exists: bool
    replay: Replay | None
    limit: int
    title: str

    def __call__(self, parts: Mapping[str, Any]) -> Answer:
        return answer(self, parts)


def smt(
    name: str,
    *,
    size: str,
    mutants: Sequence[Neighbour] = (),
    controls: Sequence[Neighbour] = (),
    exists: bool = False,
    replay: Replay | None = None,
    limit: int = LIMIT,
    cost: int = 1,
) -> Callable[[Callable[..., Any]], Obligation]:
    """The decorator of an obligation for z3 and cvc5. The docstring of the body is the statement, its keyword-only parameters the parts.

    `replay(model, parts)` runs a model again where the body itself cannot (it quantifies, say): whether the model shows what
    it should (a counterexample to the statement; for an existence, an instance of it), and in words what was found.
    """

    def declare(body: Callable[..., Any]) -> Obligation:
        meaning = "sat: such an instance exists; unsat: none does" if exists else "unsat: the statement holds at this size; sat: a counterexample"
        question = Question(body, exists, replay, limit, f"{name}\n{inspect.cleandoc(body.__doc__ or '')}\nSize: {size}\n{meaning}")
        return obligation_of(body, question, name, size=size, mutants=mutants, controls=controls, cost=cost)

    return declare


def answer(question: Question, parts: Mapping[str, Any]) -> Answer:
    """What z3 answers; where it is a proof, cvc5 beside it and the vacuity check; every model run again. Raises ImportError without z3."""
    terms, hypotheses, sought, text = posed(question, parts)
    reply = solvers.z3(text, question.limit)
    found = Answer("inconclusive", solver=reply.solver, version=reply.version, steps=reply.steps, export=Export("smt2", text), note=reply.note)
    if reply.status == "unknown":
        return found
    found = replace(found, linear=is_linear(terms, sought, reply.status))
    if reply.status == "sat":
        return _solved(question, parts, terms, sought, reply, found)
    second = _second(text)
    found = replace(found, second=_beside(second, question.exists))
    if second and second.status == "sat":
        return replace(found, verdict="error", note="the solvers disagree: z3 says unsat, cvc5 says sat")
    if question.exists:
        return replace(found, verdict="refuted", model="none", replayed="no instance exists: nothing is left to run again")
    return _not_vacuous(question, parts, terms, hypotheses, found)


def posed(question: Question, parts: Mapping[str, Any]) -> tuple[Terms, Sequence[Any], Sequence[Any], str]:
    """The question over z3 terms: the terms, the hypotheses, what a solution is sought of, and its SMT-LIB2 text."""
    terms = Terms()
    with terms.undecided():
        hypotheses, conclusion = question.body(terms, **parts)
    sought = [*hypotheses, conclusion if question.exists else terms.no(conclusion)]
    return terms, hypotheses, sought, script(terms, sought, question.title)


def _second(text: str) -> Reply | None:
    """What cvc5 says of an unsat of z3, which nothing else re-checks (a model is run again); None where it is missing."""
    try:
        return solvers.cvc5(text, SECOND_QUANTIFIED if "(forall" in text or "(exists" in text else SECOND_LIMIT)
    except ImportError:
        return None


def _beside(reply: Reply | None, exists: bool) -> dict[str, str] | None:
    if reply is None:
        return None
    verdict = "inconclusive" if reply.status == "unknown" else "proved" if (reply.status == "sat") is exists else "refuted"
    return {"solver": reply.solver, "version": reply.version, "verdict": verdict, "note": reply.note}


def _not_vacuous(question: Question, parts: Mapping[str, Any], terms: Terms, hypotheses: Sequence[Any], found: Answer) -> Answer:
    """Proved, if an instance meets the hypotheses, and the conclusion is true of it outside of the solver, too, where that can be run."""
    reply = solvers.z3(script(terms, [*hypotheses, *next(within_grid(terms))]), GRID_LIMIT)  # off 0, if possible
    reply = reply if reply.status == "sat" else solvers.z3(script(terms, hypotheses), question.limit)
    if reply.status == "unknown":
        return replace(found, note=f"no instance of the hypotheses was found: {reply.note}")
    if reply.status == "unsat":
        return replace(found, verdict="error", note="vacuous: the hypotheses contradict each other, and whatever follows from them says nothing")
    text = shown(terms, reply) + ("" if hypotheses else " (nothing is assumed)")
    if reply.irrational or _true_of(question, parts, Rationals(reply.model)):
        return replace(found, verdict="proved", hypotheses=text)
    return replace(found, verdict="error", note=f"what the solver proved is not so in rationals, at {text}")


def _true_of(question: Question, parts: Mapping[str, Any], numbers: Rationals) -> bool:
    """Whether hypotheses and conclusion are true of these numbers; taken for true where they cannot be run."""
    try:
        hypotheses, conclusion = question.body(numbers, **parts)
    except NotReplayable:
        return True
    return bool(numbers.every(*hypotheses, conclusion))


def _solved(question: Question, parts: Mapping[str, Any], terms: Terms, sought: Sequence[Any], first: Reply, found: Answer) -> Answer:
    """A counterexample, or an instance of an existence, run again: the first of its models that torch, too, can hold; else any."""
    kept = replace(found, note="no model in rational numbers was found, only irrational ones, which cannot be run again")
    for reply in _models(terms, sought, first):
        told = _replayed(question, parts, found, shown(terms, reply), reply)
        if told.verdict != "inconclusive" or not kept.model:
            kept = told
        if told.verdict == "error" or (told.verdict != "inconclusive" and NOT_THERE not in told.replayed):
            return told
    return kept


def _replayed(question: Question, parts: Mapping[str, Any], found: Answer, text: str, reply: Reply) -> Answer:
    try:
        confirmed, words = (question.replay or _by_body(question))(reply.model, parts)
    except NotReplayable as error:
        return replace(found, model=text, note=f"the model was not run again: {error}")
    verdict = ("proved" if question.exists else "refuted") if confirmed else "error"
    note = "" if confirmed else f"the solver's model does not show what it should outside of the solver: {words}"
    return replace(found, verdict=verdict, model=text, replayed=words, hypotheses=text if question.exists else "", note=note)


def _by_body(question: Question) -> Replay:
    """The body itself over the model's numbers: in rationals, and in torch where they are exact there."""

    def replay(model: Model, parts: Mapping[str, Any]) -> tuple[bool, str]:
        said = {}
        for kind, where in ((Rationals, "rationals"), (Tensors, "torch (cpu float64)")):
            try:
                hypotheses, conclusion = question.body(kind(model), **parts)
            except NotReplayable as error:
                if kind is Rationals:
                    raise
                said[f"{NOT_THERE} {where}: {error}"] = True
                continue
            met = kind(model).every(*hypotheses)
            shows = met and bool(conclusion) is question.exists
            said[f"{'hypotheses met' if met else 'hypotheses NOT met'}, conclusion {'true' if conclusion else 'false'} in {where}"] = shows
        return all(said.values()), "; ".join(said)

    return replay


def _models(terms: Terms, assertions: Sequence[Any], found: Reply) -> Iterator[Reply]:
    """Models in rational numbers: `found` where its numbers are small, then some in few small numbers, then `found`."""
    if _small(found):
        yield found
    for grid in within_grid(terms):
        reply = solvers.z3(script(terms, [*assertions, *grid]), GRID_LIMIT)
        if reply.status == "sat" and not reply.irrational:
            yield reply
    if not found.irrational:
        yield found


def _small(reply: Reply) -> bool:
    """All values are dyadic rationals of a few bits: every float computes exactly with them."""
    values = reply.model.values()
    return not reply.irrational and all(v.q <= FEW and abs(v.p) <= FEW and FEW % int(v.q) == 0 for v in values)


def shown(terms: Terms, reply: Reply) -> str:
    """The model in words, its variables in the order of the body."""
    values = {name: str(reply.model.get(name, 0)) for name in terms.variables}
    values |= dict.fromkeys(reply.irrational, "irrational")
    return ", ".join(f"{name} = {value}" for name, value in values.items()) or "(no variables)"
