"""What a claim is: a statement with everything needed to examine it. Claims are data, not pytest functions.

A claim file declares one with the decorator `claim`, over a generator of checks whose docstring is the statement (LaTeX).
The keyword-only parameters of that generator are the *parts* of the claim: the routes, and whatever else a mutant may
replace. A mutant is the same claim with named parts replaced; a test breaks each route in turn in the same way.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from claims.core.check import Check
from claims.core.choices import Choices
from claims.core.hashes import hashes
from claims.core.pictures import Picture
from impl.place import BITS, Place

Checker = Callable[..., Iterator[Check]]


class Expect(StrEnum):
    """What the examination is expected to find."""

    HOLDS = "holds"
    FAILS = "fails"
    UNTYPED = "untyped"


class Truth(StrEnum):
    """The truth of what the slide says, as it stands there."""

    TRUE = "true"
    FALSE = "false"
    INCOMPLETE = "incomplete"
    UNTYPED = "cannot be typed"
    DEFINITION = "a definition"
    REPAIR = "our repair of the slide"


@dataclass(frozen=True)
class Kinks:
    """What a claim about kinks demands of its search: distinct tie patterns, and the share of instances tied in every layer."""

    patterns: int = 5
    share: float = 0.05
    from_instances: int = 100  # from fewer instances than this nothing is demanded


@dataclass(frozen=True)
class Mutant:
    """A nearby false statement: the claim with named `parts` replaced, or over another class of instances (`for_all`).

    `known` is one instance known to kill it. `equivalent` says why no check can kill it; `rare` why the free search is
    not expected to, with the measured rate, in the formats `rare_in` ("float32"; everywhere where none is named).
    """

    name: str
    why: str
    known: Any = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    for_all: Any = None
    equivalent: str = ""
    rare: str = ""
    rare_in: tuple[str, ...] = ()

    def rare_at(self, place: Place | None) -> str:
        """Why the free search at `place` is not expected to kill it; empty where it is."""
        return self.rare if place is None or not self.rare_in or place.format in self.rare_in else ""


@dataclass(frozen=True)
class Control:
    """A true neighbour of the statement that must stay supported: on the instances `examples`, and over `for_all` if given."""

    name: str
    why: str
    examples: tuple[Any, ...] = ()
    for_all: Any = None
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """One statement, of the lecture or about torch. `checks(subject, **parts)` yields Checks; `build(instance, place)` makes the subject."""

    id: str  # L43; a repair of the slide's L27 is L27r; T02 is about torch itself
    title: str
    slide: str  # empty: about torch itself, on no slide
    statement: str  # LaTeX between dollars, the checker's docstring
    reading: str  # one plain sentence
    truth: Truth
    checks: Checker
    for_all: Any  # a Hypothesis strategy of instances
    build: Callable[[Any, Any], Any]
    routes: Mapping[str, str]  # part -> what this route is, in words; at least two
    expect: Expect = Expect.HOLDS
    why: str = ""  # why the slide is true, false or incomplete
    repair: str = ""  # id of the repaired statement
    proof: str = ""  # a short proof, where there is one
    examples: tuple[Any, ...] = ()  # the lecture's own instances
    uses: tuple[str, ...] = ()
    formal: str = ""  # name in a proof library, looked up in mathlib and optlib; empty: none was found
    mutants: tuple[Mutant, ...] = ()
    controls: tuple[Control, ...] = ()
    blind: tuple[str, ...] = ()  # what this check cannot see
    kinks: Kinks | None = None
    exact: bool = False  # no torch is involved: one place, called "exact"
    cost: int = 1  # a profile's number of instances is divided by this
    pictures: tuple[Callable[[Any], Picture], ...] = ()  # from the budget to what is shown beside the evidence
    choices: Choices | None = None  # from a place to what it chose where the statement leaves the choice to it


def claim(
    ident: str,
    title: str,
    *,
    slide: str,
    reading: str,
    truth: Truth,
    for_all: Any,
    build: Callable[[Any, Any], Any],
    routes: Mapping[str, str],
    mutants: Sequence[Mutant] = (),
    controls: Sequence[Control] = (),
    **rest: Any,
) -> Callable[[Checker], Claim]:
    """The decorator of a claim file. Refuses (ValueError, naming the claim) what could not be examined honestly.

    Refused: a statement without docstring, fewer than two routes, a route or mutant that names no part of the checker,
    a mutant that replaces nothing, two mutants of one name, a mutant without a known instance that is not equivalent,
    a mutant that is rare in a format that does not exist or for no reason.
    """

    def declare(checks: Checker) -> Claim:
        parts = {p.name for p in inspect.signature(checks).parameters.values() if p.kind is p.KEYWORD_ONLY}
        fewest = 1 if rest.get("expect") is Expect.UNTYPED else 2
        problems = list(_problems(checks, parts, routes, mutants, controls, fewest))
        if problems:
            raise ValueError(f"claim {ident} in {inspect.getsourcefile(checks)}: " + "; ".join(problems) + f"; parts of the checker: {sorted(parts)}")
        return Claim(
            id=ident,
            title=title,
            slide=slide,
            reading=reading,
            truth=truth,
            for_all=for_all,
            build=build,
            routes=routes,
            mutants=tuple(mutants),
            controls=tuple(controls),
            checks=checks,
            statement=inspect.cleandoc(checks.__doc__ or ""),
            **rest,
        )

    return declare


def _problems(
    checks: Checker, parts: set[str], routes: Mapping[str, str], mutants: Sequence[Mutant], controls: Sequence[Control], fewest: int
) -> Iterator[str]:
    if not (checks.__doc__ or "").strip():
        yield "a statement (docstring of the checker) was asked for, found none"
    if len(routes) < fewest:
        yield f"at least {fewest} routes were asked for, found {sorted(routes)}"
    for name in sorted(set(routes) - parts):
        yield f"route {name!r} is no part of the checker"
    trials: list[Mutant | Control] = [*mutants, *controls]
    names = [trial.name for trial in trials]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"two mutants or controls are called {name!r}"
    for mutant in mutants:
        if not mutant.parts and mutant.for_all is None:
            yield f"mutant {mutant.name!r} replaces nothing"
        if mutant.known is None and not mutant.equivalent:
            yield f"mutant {mutant.name!r} has no instance known to kill it and is not declared equivalent"
        if mutant.rare_in and (not mutant.rare or not set(mutant.rare_in) <= set(BITS)):
            yield f"mutant {mutant.name!r} is rare in {mutant.rare_in}, reason {mutant.rare!r}; allowed: formats of {list(BITS)} and a reason"
    for trial in trials:
        for name in sorted(set(trial.parts) - parts):
            yield f"{trial.name!r} replaces {name!r}, which is no part of the checker"
    for control in controls:
        if not control.examples and control.for_all is None:
            yield f"control {control.name!r} has no instances"


def chapter(claim: Claim) -> str:
    """The chapter (folder) that the claim's file stands in: subdifferential, clarke, homogeneity, balance, flow; devices is about torch."""
    return Path(inspect.getsourcefile(claim.checks) or "").parent.name


def entry(claim: Claim) -> dict[str, Any]:
    """The claim as one dict of the log's manifest: all that a report needs to show it without importing the lecture."""
    file = inspect.getsourcefile(claim.checks) or ""
    return {
        "id": claim.id,
        "title": claim.title,
        "chapter": chapter(claim),
        "slide": claim.slide,
        "statement": claim.statement,
        "reading": claim.reading,
        "truth": str(claim.truth),
        "why": claim.why,
        "repair": claim.repair,
        "proof": claim.proof,
        "expect": str(claim.expect),
        "routes": dict(claim.routes),
        "uses": list(claim.uses),
        "formal": claim.formal,
        "blind": list(claim.blind),
        "kinks": None if claim.kinks is None else vars(claim.kinks),
        "exact": claim.exact,
        "examples": [repr(example) for example in claim.examples],
        "mutants": [{"name": m.name, "why": m.why, "equivalent": m.equivalent, "rare": m.rare} for m in claim.mutants],
        "controls": [{"name": c.name, "why": c.why} for c in claim.controls],
        "file": "/".join(Path(file).parts[-3:]),
        "source": Path(file).read_text(encoding="utf-8"),
        "hashes": hashes(file, claim.statement),
    }
