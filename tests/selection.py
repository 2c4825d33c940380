"""What was asked for on the command line, checked before anything runs."""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from claims.core.claim import chapter
from claims.core.examine import PROFILES, Budget, budget
from claims.lecture import CLAIMS
from impl.place import PLACES, Place

DEVICES = ("cpu", "cuda", "auto")
WORD, OPERATORS = re.compile(r"[^\s()]+"), ("and", "or", "not")


class Refused(ValueError):
    """A command line that cannot be meant; the text says what was asked, what is allowed."""


@dataclass(frozen=True)
class Run:
    """One run: where its log goes ("" for none), its budget, the claims selected (ids), the places asked for."""

    evidence: str
    budget: Budget
    selected: tuple[str, ...]
    places: tuple[Place, ...]
    device: str


def run_of(option) -> Run:
    """The run that the parsed options ask for. Raises Refused."""
    if option.profile not in PROFILES:
        raise Refused(_refusal("--profile", option.profile, PROFILES))
    if option.device not in DEVICES:
        raise Refused(_refusal("--device", option.device, DEVICES))
    if not re.fullmatch(r"-?\d+", str(option.seed)):
        raise Refused(f"--seed {option.seed!r} was asked for; allowed: an integer")
    places = tuple(p for p in PLACES if option.device in ("auto", p.device))
    if option.device != "auto" and places[0].missing():
        raise Refused(f"--device {option.device} was asked for: {places[0].missing()}; allowed here: cpu, auto")
    selected = _selected(option.keyword) if option.evidence else tuple(claim.id for claim in CLAIMS)
    if option.evidence and Path(option.evidence).is_dir():
        raise Refused(f"--evidence {option.evidence} was asked for, which is a folder; allowed: the name of a file")
    processes = 1 if "PYTEST_XDIST_WORKER" in os.environ else os.cpu_count() or 1  # a worker is one of several already
    return Run(option.evidence or "", budget(option.profile, int(option.seed), processes), selected, places, option.device)


def _selected(expression: str) -> tuple[str, ...]:
    """The ids that pytest's -k expression selects: each word is part of an id or of a chapter's name."""
    names = {claim.id: (claim.id.lower(), chapter(claim)) for claim in CLAIMS}
    words = {w for w in WORD.findall(expression) if w not in OPERATORS}
    for word in sorted(words):
        if not any(_names(word, pair) for pair in names.values()):
            raise Refused(_refusal("-k", word, [*names, *dict.fromkeys(pair[1] for pair in names.values())]))
    try:
        chosen = tuple(ident for ident, pair in names.items() if _true(expression, pair))
    except SyntaxError as error:
        allowed = "ids and chapters with and, or, not, brackets"
        raise Refused(f"-k {expression!r} was asked for, which is no expression; allowed: {allowed}") from error
    if not chosen:
        raise Refused(f"-k {expression!r} selects no claim; the claims are: {', '.join(names)}")
    return chosen


def _names(word: str, pair: tuple[str, str]) -> bool:
    return any(word.lower() in name for name in pair)


def _true(expression: str, pair: tuple[str, str]) -> bool:
    truth = WORD.sub(lambda m: m[0] if m[0] in OPERATORS else str(_names(m[0], pair)), expression)
    return not expression or bool(eval(truth, {"__builtins__": {}}))  # only True, False, operators and brackets are left


def _refusal(option: str, asked: str, allowed) -> str:
    near = difflib.get_close_matches(asked, list(allowed), 1, 0.5)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"{option} {asked} was asked for, which does not exist{hint}; allowed: {', '.join(allowed)}"
