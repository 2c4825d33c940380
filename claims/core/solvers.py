"""The solvers: SMT-LIB2 text in, an answer out. z3 and cvc5, each in a context of its own, bounded by steps and not by the clock.

What is decided is the text, so that the file which a reader gets is the question that was answered, and the same text gets
the same answer with the same number of steps. Both raise ImportError where their package is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flint import fmpq

from claims.core.numbers import Model


@dataclass(frozen=True)
class Reply:
    """sat, unsat or unknown; for sat the model's rational values, and in `irrational` the names of those that are not."""

    status: str
    solver: str
    version: str
    steps: int = 0
    model: Model = field(default_factory=dict)
    irrational: tuple[str, ...] = ()
    note: str = ""


def z3(text: str, limit: int) -> Reply:
    """The answer of z3 [de Moura, Bjorner 2008] to the conjunction of the assertions, within `limit` of its resource units (rlimit)."""
    import z3 as package

    context = package.Context()
    solver = package.Solver(ctx=context)
    solver.set("rlimit", limit)
    solver.from_string(text)
    status = str(solver.check())
    steps = dict(_pairs(solver.statistics())).get("rlimit count", 0)
    version = package.get_version_string()
    if status == "unknown":
        return Reply(status, "z3", version, steps, note=f"z3 does not decide it, after {steps} steps of at most {limit}: {solver.reason_unknown()}")
    if status == "unsat":
        return Reply(status, "z3", version, steps)
    found, irrational = {}, []
    model = solver.model()
    for name in model.decls():
        value = model[name]
        if name.arity():
            continue  # functions: those of the body cannot be run again, and z3's own for division by 0 is no part of it
        if package.is_rational_value(value):
            found[name.name()] = fmpq(value.numerator_as_long(), value.denominator_as_long())
        else:
            irrational.append(name.name())
    return Reply(status, "z3", version, steps, dict(sorted(found.items())), tuple(sorted(irrational)))


def cvc5(text: str, limit: int) -> Reply:
    """The answer of cvc5 [Barbosa et al. 2022], within `limit` of its resource units (rlimit); without the model."""
    import cvc5 as package

    terms = package.TermManager()
    solver = package.Solver(terms)
    solver.setOption("rlimit", str(limit))
    parser = package.InputParser(solver)
    parser.setStringInput(package.InputLanguage.SMT_LIB_2_6, text, "obligation")
    symbols, said = parser.getSymbolManager(), []
    while not (command := parser.nextCommand()).isNull():
        said.append(str(command.invoke(solver, symbols)).strip())
    status = next((s for s in reversed(said) if s in ("sat", "unsat", "unknown")), "unknown")
    steps = solver.getStatistics()["resource::resourceUnitsUsed"]["value"]
    note = f"cvc5 does not decide it, after {steps} steps of at most {limit}" if status == "unknown" else ""
    return Reply(status, "cvc5", package.__version__, steps, note=note)


def _pairs(statistics: Any) -> list[tuple[str, Any]]:
    return [(key, statistics.get_key_value(key)) for key in statistics.keys()]  # noqa: SIM118 - z3's statistics are no mapping
