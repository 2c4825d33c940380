"""The slide's figure beside the search: a training run for the panels of L47 and L48, recorded, checked and drawn.

At `quick` and `report` the run is small and made in a moment; at `deep` it has the slide's size and is kept in `reports/figure`
(`python -m claims.figure_command` makes it with its progress shown; what is there is taken up).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from claims.core.claim import Claim
from claims.core.evidence import Evidence, Trial, Verdict
from claims.core.examine import Budget
from claims.core.hashes import hash_of_code
from claims.core.judge import Judgement
from claims.core.pictures import to_json
from claims.core.tally import Tally
from claims.core.witness import describe
from claims.instances import figure_checks
from claims.instances import figure_words as words
from claims.instances.figure_checks import MUTANTS, Check, Owed, by_ledger, checks, sharp
from claims.instances.figure_runs import MEDIUM, SMALL, record_of
from claims.pictures.figure import all_pictures
from impl import gaussian_training, gram_descent, training_ledger
from impl.place import Place
from impl.training_run import Record

FIGURES = {"L47": "balanced", "L48": "unbalanced"}  # id of a claim -> the start of its panels
STUDIED = {"report": SMALL._replace(steps=400), "deep": MEDIUM}  # the size of the study; none at `quick`
SILENT = (Verdict.NOT_RUN, Verdict.NOT_SELECTED, Verdict.NOT_APPLICABLE)


def with_figure(claim: Claim, rows: Sequence[Evidence], places: Sequence[Place], budget: Budget) -> list[Evidence]:
    """The rows of a claim's search with the figure's run added to each; rows of claims without a figure as they are. Trouble becomes a verdict."""
    named, found, hashes = {str(place): place for place in places}, [], figure_hashes(claim)
    for row in (replace(row, hashes=row.hashes | hashes) for row in rows):
        if claim.id not in FIGURES or row.verdict in SILENT or row.place not in named:
            found.append(row)
            continue
        try:
            found.append(_figured(row, FIGURES[claim.id], named[row.place], budget, first=not found))
        except Exception as error:
            found.append(_lowered(row, Verdict.ERROR, f"the figure: {type(error).__name__}: {error}"))
    return found


def figure_hashes(claim: Claim) -> dict[str, str]:
    """The hash of the code that trains and checks the claim's figure, so that evidence found with other code is stale; nothing without a figure."""
    if claim.id not in FIGURES:
        return {}
    code = "".join(hash_of_code(str(module.__file__)) for module in (gaussian_training, gram_descent, training_ledger, figure_checks))
    return {"figure": hashlib.sha256(code.encode()).hexdigest()[:16]}


def _figured(row: Evidence, start: str, place: Place, budget: Budget, first: bool) -> Evidence:
    began = time.perf_counter()
    record = record_of(start, budget.profile, place)
    judgement = judged(record)
    tally = Tally(place)
    tally.add(record.setting, judgement, example=True)
    facts = tally.facts()
    gaps = {k: row.gaps.get(k, 0) + facts["gaps"].get(k, 0) for k in sorted({*row.gaps, *facts["gaps"]}, key=int)}
    seen = sharp(record)
    study = words.study(start, STUDIED[budget.profile], place) if first and budget.profile in STUDIED else []
    numbers = words.measured(record)
    figure: dict[str, Any] = words.chosen(record.setting) | {"measured": numbers, "study": study} | _against_float64(record, start, budget)
    figure["conclusions"] = words.conclusions(record, numbers, study) + ([] if seen else [_blunt(numbers, place)])
    pictures = [to_json(picture) for picture in all_pictures(record, study)] if first else []
    added = replace(
        row,
        **{name: getattr(row, name) + facts[name] for name in ("checks", "exact", "bounded")},
        worst=max(v for v in (row.worst, facts["worst"], 0.0) if v is not None),
        gaps=gaps,
        mutants=[*row.mutants, *(trials(record) if seen else [])],
        detail=row.detail
        | {"figure": figure | {"seconds": round(time.perf_counter() - began, 3)}}
        | ({"pictures": [*row.detail.get("pictures", []), *pictures]} if pictures else {}),
        seconds=round(row.seconds + time.perf_counter() - began, 3),
    )
    verdict = {"refuted": Verdict.REFUTED, "inconclusive": Verdict.INCONCLUSIVE}.get(judgement.status)
    return _lowered(added, verdict, f"the figure: {describe(judgement.worst)}") if verdict and judgement.worst else added


def judged(record: Record, owed: Owed = by_ledger) -> Judgement:
    """What the checks say of a recorded run: supported, inconclusive or refuted."""
    made = tuple(checks(record, owed))
    for status, chosen in (("refuted", [c for c in made if c.refutes]), ("inconclusive", [c for c in made if not c.holds])):
        if chosen:
            return Judgement(status, made, chosen[0])
    return Judgement("supported", made)


def trials(record: Record) -> Iterator[Trial]:
    """The figure's mutants on the run that was made: the same checks with another ledger."""
    for name, (why, owed) in MUTANTS.items():
        broken: Check | None = next((check for check in checks(record, owed) if check.refutes), None)
        outcome = "killed" if broken else "survived"
        finding = describe(broken) if broken else ""
        yield Trial(name, why, outcome, known=bool(broken), killed=int(bool(broken)), instances=1, witness=repr(record.setting), finding=finding)


def _lowered(row: Evidence, verdict: Verdict, why: str) -> Evidence:
    """The row with a verdict that is not better than its own, and the reason in words."""
    note = "; ".join(text for text in (row.note, why) if text)
    worse = row.verdict is Verdict.ERROR or (row.verdict is Verdict.REFUTED and verdict is Verdict.INCONCLUSIVE)
    return replace(row, note=note) if worse else replace(row, verdict=verdict, as_expected=False, note=note)


def _against_float64(record: Record, start: str, budget: Budget) -> dict[str, Any]:
    """How far a float32 run is from the float64 run of the same numbers: seen, not bounded (rounding may grow along a run)."""
    if record.place.format == "float64":
        return {}
    judge = record_of(start, budget.profile, replace(record.place, format="float64"))
    off = np.abs(record.norms / judge.norms - 1).max()
    return {"largest relative distance of a squared norm from float64's": float(off)}


def _blunt(numbers: dict[str, Any], place: Place) -> str:
    return (
        f"At {place} rounding may add {numbers['what rounding may add']:.3g}, too much to tell this drift from none: the check is blind here, and "
        "the float64 run beside it judges."
    )
