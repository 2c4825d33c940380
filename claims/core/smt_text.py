"""A question as SMT-LIB2 text [Barrett, Fontaine, Tinelli 2017], and what its terms are: its logic, its products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import product
from typing import Any

from claims.core import solvers
from claims.core.terms import Terms

SMALL = ([1, 2, -1, -2], [0, 1, -1, 2, -2], [0, 1, -1, 2, -2, 3, -3, 4, -4])
QUARTERS = 4
LINEAR_LIMIT = 100_000  # steps


def script(terms: Terms, assertions: Sequence[Any], title: str = "") -> str:
    """The conjunction of `assertions` as a whole SMT-LIB2 script; `title` becomes its comment."""
    declared = sorted({line for a in assertions for line in _declarations(terms, a)})
    lines = [f"; {line}" for line in title.splitlines()]
    lines += [f"(set-logic {logic(terms, assertions)})", *declared]
    lines += [f"(assert {_flat(a.sexpr())})" for a in assertions]
    return "\n".join([*lines, "(check-sat)", ""])


def _flat(text: str) -> str:
    return " ".join(text.split())


def logic(terms: Terms, assertions: Sequence[Any]) -> str:
    """The name of the smallest logic of SMT-LIB that has all the terms: QF_NRA, say, for products without quantifiers."""
    z3, seen = terms.z3, [t for a in assertions for t in subterms(terms, a)]
    free = "QF_" if not any(z3.is_quantifier(t) for t in seen) else ""
    functions = "UF" if any(_is_function(terms, t) for t in seen) else ""
    return f"{free}{functions}{'N' if any(is_product(terms, t) for t in seen) else 'L'}RA"


def subterms(terms: Terms, term: Any) -> Iterator[Any]:
    """The term and all terms inside it, below quantifiers too, each once."""
    seen, left = set(), [term]
    while left:
        t = left.pop()
        if t.get_id() not in seen:
            seen.add(t.get_id())
            yield t
            left += [t.body()] if terms.z3.is_quantifier(t) else t.children()


def is_product(terms: Terms, term: Any) -> bool:
    """Whether the term multiplies, divides by, or raises to a power, what is no numeral."""
    z3 = terms.z3
    if not z3.is_app(term):
        return False
    kind, arguments = term.decl().kind(), term.children()
    factors = [t for t in arguments if not _is_numeral(terms, t)]
    return (kind == z3.Z3_OP_MUL and len(factors) > 1) or (kind == z3.Z3_OP_DIV and not _is_numeral(terms, arguments[1])) or kind == z3.Z3_OP_POWER


def is_linear(terms: Terms, assertions: Sequence[Any], status: str) -> bool:
    """Whether linear arithmetic alone gives the answer, in few steps. For unsat, every product of two unknowns that z3's
    simplifier leaves is taken for an unknown function of them, and what holds for all numbers is asked of a few, with which products are none."""
    plain = [terms.z3.simplify(a) for a in assertions]
    plain += [terms.z3.simplify(one) for a in plain for one in _instances(terms, a)]
    if not any(is_product(terms, t) for a in plain for t in subterms(terms, a)):
        return True
    known: dict[int, Any] = {}
    opaque = [_without_products(terms, a, known) for a in plain]
    return status == "unsat" and solvers.z3(script(terms, opaque), LINEAR_LIMIT).status == "unsat"


def _instances(terms: Terms, assertion: Any) -> Iterator[Any]:
    """What a statement about all numbers says of small whole numbers."""
    z3 = terms.z3
    if z3.is_quantifier(assertion) and assertion.is_forall():
        for values in product(SMALL[1], repeat=assertion.num_vars()):
            yield z3.substitute_vars(assertion.body(), *(terms.number(v) for v in values))


def within_grid(terms: Terms) -> Iterator[list[Any]]:
    """Constraints that hold the variables to few small numbers: first off 0, then integers, then quarters."""
    z3, variables = terms.z3, terms.variables.values()
    for numbers in SMALL:
        yield [z3.Or([v == k for k in numbers]) for v in variables]
    yield [z3.Or([v == terms.number(k, QUARTERS) for k in range(-2 * QUARTERS, 2 * QUARTERS + 1)]) for v in variables]


def _without_products(terms: Terms, term: Any, known: dict[int, Any]) -> Any:
    """The term with unknown functions times, over and power in place of products; `known` holds what was rewritten before, by id."""
    if term.get_id() not in known:
        known[term.get_id()] = _rewritten(terms, term, known), term  # the term stays alive, so that its id stays its own
    return known[term.get_id()][0]


def _rewritten(terms: Terms, term: Any, known: dict[int, Any]) -> Any:
    z3 = terms.z3
    if z3.is_quantifier(term):
        bound = [z3.Const(term.var_name(k), term.var_sort(k)) for k in range(term.num_vars())]
        body = _without_products(terms, z3.substitute_vars(term.body(), *reversed(bound)), known)
        return (z3.ForAll if term.is_forall() else z3.Exists)(bound, body)
    arguments = [_without_products(terms, t, known) for t in term.children()]
    if not is_product(terms, term):
        return term.decl()(*arguments) if arguments else term
    name = {z3.Z3_OP_MUL: "times", z3.Z3_OP_DIV: "over", z3.Z3_OP_POWER: "power"}[term.decl().kind()]
    sort = z3.RealSort(terms.context)
    function = z3.Function(name, sort, sort, sort)
    if name != "times":
        return function(*arguments)
    factors = sorted((t for t in arguments if not _is_numeral(terms, t)), key=lambda t: t.sexpr())
    found = reduce(function, factors)
    return reduce(lambda found, numeral: numeral * found, (t for t in arguments if _is_numeral(terms, t)), found)


def _is_numeral(terms: Terms, term: Any) -> bool:
    z3 = terms.z3
    return z3.is_rational_value(term) or (z3.is_app_of(term, z3.Z3_OP_UMINUS) and z3.is_rational_value(term.arg(0)))


def _is_function(terms: Terms, term: Any) -> bool:
    return terms.z3.is_app_of(term, terms.z3.Z3_OP_UNINTERPRETED) and term.num_args() > 0


def _declarations(terms: Terms, assertion: Any) -> Iterator[str]:
    for t in subterms(terms, assertion):
        if terms.z3.is_app_of(t, terms.z3.Z3_OP_UNINTERPRETED):
            yield t.decl().sexpr()
