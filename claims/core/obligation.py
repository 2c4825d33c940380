"""What an obligation is: a statement at a stated size that a machine decides, with everything needed to trust its answer.

An obligation is independent of the solver: `decide(parts)` answers the statement with named parts replaced. A mutant is a
false neighbour, made by replacing parts, whose answer must be "refuted" by a counterexample that was run again; a control
is a true neighbour, whose answer must be "proved". `claims.core.smt`, for one, makes obligations that z3 and cvc5 decide.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

VERDICTS = ("proved", "refuted", "inconclusive", "error")


@dataclass(frozen=True)
class Export:
    """The question as a file that a reader can put to any solver: SMT-LIB2 (`smt2`), or a standalone Python file (`py`)."""

    suffix: str
    text: str


@dataclass(frozen=True)
class Answer:
    """What a solver answered to one statement. Nothing here depends on the clock."""

    verdict: str  # proved / refuted / inconclusive / error
    solver: str = ""
    version: str = ""
    steps: int = 0  # the solver's own count of its work, where it has one
    linear: bool = False  # closed by linear arithmetic alone
    hypotheses: str = ""  # an instance that meets the hypotheses: the proof is not vacuous
    model: str = ""  # the counterexample of a refuted statement, or the instance that proves an existence
    replayed: str = ""  # what became of the model when it was run again, outside of the solver
    second: Mapping[str, str] | None = None  # solver, version and verdict of a second solver
    export: Export | None = None
    note: str = ""


@dataclass(frozen=True)
class Neighbour:
    """The obligation with named `parts` replaced: a mutant, which is false, or a control, which is true."""

    name: str
    why: str
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Obligation:
    """One statement that a machine decides. `statement` is prose with LaTeX between dollars, `size` what is quantified over."""

    name: str
    statement: str
    size: str
    decide: Callable[[Mapping[str, Any]], Answer]
    mutants: tuple[Neighbour, ...] = ()
    controls: tuple[Neighbour, ...] = ()
    cost: int = 1  # in tenths of a second, about: a profile decides what it can afford (claims.core.prove.AFFORDED)
    file: str = ""  # where it stands: its code is part of the evidence's hash


def obligation_of(
    body: Callable[..., Any],
    decide: Callable[[Mapping[str, Any]], Answer],
    name: str,
    *,
    size: str,
    mutants: Sequence[Neighbour],
    controls: Sequence[Neighbour] = (),
    cost: int = 1,
) -> Obligation:
    """The obligation whose statement is the docstring of `body` and whose parts are its keyword-only parameters.

    Refused (ValueError, naming the obligation): no docstring, no neighbour at all, two neighbours of one name, a neighbour
    that replaces nothing or what is no part.
    """
    parts = {p.name for p in inspect.signature(body).parameters.values() if p.kind is p.KEYWORD_ONLY}
    statement, file = inspect.cleandoc(body.__doc__ or ""), inspect.getsourcefile(body) or ""
    neighbours = [*mutants, *controls]
    names = [n.name for n in neighbours]
    problems = [] if statement else ["a statement (docstring) was asked for, found none"]
    problems += [] if neighbours else ["at least one mutant, or control of a refutation, was asked for, found none"]
    problems += [f"two neighbours are called {n!r}" for n in sorted({n for n in names if names.count(n) > 1})]
    for n in neighbours:
        problems += [] if n.parts else [f"{n.name!r} replaces nothing"]
        problems += [f"{n.name!r} replaces {p!r}, which is no part; allowed: {sorted(parts)}" for p in sorted(set(n.parts) - parts)]
    if problems:
        raise ValueError(f"obligation {name!r} in {file}: " + "; ".join(problems))
    return Obligation(name, statement, size, decide, tuple(mutants), tuple(controls), cost, file)
