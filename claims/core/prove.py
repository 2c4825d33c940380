"""The proof: a claim and its obligations in, one Evidence out, at the place "exact". A function from data to data.

A solver's answer speaks for the size that it was asked, and a proof counts only with a false neighbour that the same
machinery refutes in the same run. Steps bound the solvers, not the clock: the same versions give the same evidence.
"""

from __future__ import annotations

import hashlib
import inspect
import time
from collections.abc import Sequence
from typing import Any

from claims.core.claim import Claim, Expect
from claims.core.evidence import Evidence, Trial, Verdict
from claims.core.examine import Budget
from claims.core.hashes import hash_of_code, hashes
from claims.core.obligation import Answer, Neighbour, Obligation
from claims.core.standing import EXPECTED

AFFORDED = {"quick": 1}  # the dearest obligation (its `cost`) that a profile decides; other profiles decide all


def prove(claim: Claim, obligations: Sequence[Obligation], budget: Budget) -> list[Evidence]:
    """The evidence for `claim` by its obligations. Whatever goes wrong inside becomes a verdict, never an exception."""
    started = time.perf_counter()
    dearest = AFFORDED.get(budget.profile, max((o.cost for o in obligations), default=0))
    left_out = [o for o in obligations if o.cost > dearest]
    decided = [_decided(o) for o in obligations if o.cost <= dearest]
    verdict, note = _verdict(claim, decided)
    rest = f"not selected at profile {budget.profile}: {', '.join(o.name for o in left_out)}" if left_out else ""
    row = Evidence(
        claim.id,
        "proof",
        "exact",
        verdict,
        as_expected=verdict in EXPECTED[claim.expect],
        profile=budget.profile,
        seed=budget.seed,
        witness=_witness(claim, decided) if verdict is Verdict.REFUTED else None,
        mutants=[trial for d in decided for trial in d["trials"]["mutants"]],
        controls=[trial for d in decided for trial in d["trials"]["controls"]],
        hashes={"statement": hashes(inspect.getsourcefile(claim.checks) or "", claim.statement)["statement"], "proof": hash_of(obligations)},
        seconds=round(time.perf_counter() - started, 3),
        note="; ".join(filter(None, (note, rest))),
        detail={"obligations": [{k: v for k, v in d.items() if k != "trials"} for d in decided]},
    )
    return [row]


def hash_of(obligations: Sequence[Obligation]) -> str:
    """SHA-256 (16 hex digits) of the code of the files that the obligations stand in."""
    return hashlib.sha256(" ".join(sorted({hash_of_code(o.file) for o in obligations})).encode()).hexdigest()[:16]


def ask(obligation: Obligation, parts: Any) -> Answer:
    """The answer; a solver that is not installed is inconclusive, an exception an error."""
    try:
        return obligation.decide(parts)
    except ImportError as error:
        return Answer("inconclusive", note=f"the solver is not installed ({error}); install the dependencies of pyproject.toml")
    except Exception as error:
        return Answer("error", note=f"{type(error).__name__}: {error}"[:2000])


def _decided(obligation: Obligation) -> dict[str, Any]:
    """One obligation with its neighbours: what the report shows of it, and the Trials of the row (`trials`)."""
    started = time.perf_counter()
    answer = ask(obligation, {})
    tried = {kind: [(n, ask(obligation, n.parts)) for n in getattr(obligation, kind)] for kind in ("mutants", "controls")}
    export = answer.export
    return {
        "name": obligation.name,
        "statement": obligation.statement,
        "size": obligation.size,
        "solver": answer.solver,
        "version": answer.version,
        "verdict": answer.verdict,
        "steps": answer.steps,
        "linear": answer.linear,
        "hypotheses": answer.hypotheses,
        "model": answer.model,
        "replayed": answer.replayed,
        "second": answer.second and dict(answer.second),
        "mutants": [_told(n, a, "refuted") for n, a in tried["mutants"]],
        "controls": [_told(n, a, "proved") for n, a in tried["controls"]],
        "export": export and {"suffix": export.suffix, "text": export.text, "sha256": hashlib.sha256(export.text.encode()).hexdigest()},
        "note": answer.note,
        "seconds": round(time.perf_counter() - started, 3),
        "trials": {
            "mutants": [_trial(obligation, n, a, {"refuted": "killed", "proved": "survived"}) for n, a in tried["mutants"]],
            "controls": [_trial(obligation, n, a, {"proved": "supported"}) for n, a in tried["controls"]],
        },
    }


def _told(neighbour: Neighbour, answer: Answer, wanted: str) -> dict[str, Any]:
    outcome = {"refuted": "killed", "proved": "survived"} if wanted == "refuted" else {"proved": "supported"}
    return {
        "name": neighbour.name,
        "why": neighbour.why,
        "outcome": outcome.get(answer.verdict, answer.verdict),
        "model": answer.model,
        "replayed": answer.replayed,
        "note": answer.note,
    }


def _trial(obligation: Obligation, neighbour: Neighbour, answer: Answer, words: dict[str, str]) -> Trial:
    outcome = words.get(answer.verdict, answer.verdict)
    return Trial(
        name=f"{obligation.name}: {neighbour.name}",
        why=neighbour.why,
        outcome=outcome,
        witness=answer.model,
        finding=answer.replayed if outcome in ("killed", "supported") else answer.note,
    )


def _verdict(claim: Claim, decided: Sequence[dict[str, Any]]) -> tuple[Verdict, str]:
    """The verdict of the row: an error first, then what speaks against the expectation, then what is undecided."""
    if not decided:
        return Verdict.NOT_SELECTED, ""
    expected, other = ("refuted", "proved") if claim.expect is Expect.FAILS else ("proved", "refuted")
    for verdict in ("error", other, "inconclusive"):
        chosen = [d for d in decided if d["verdict"] == verdict]
        if chosen:
            return Verdict(verdict), "; ".join(f"{d['name']}: {d['note'] or d['model']}" for d in chosen)
    return Verdict(expected), ""


def _witness(claim: Claim, decided: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The counterexample of the first obligation that was refuted, and the line that decides it again."""
    speaking = next(d for d in decided if d["verdict"] == "refuted")
    return {
        "instance": speaking["model"],
        "imports": "",
        "relation": "",
        "label": speaking["name"],
        "found": "",
        "claimed": "",
        "gap": "",
        "allowed": "",
        "finding": f"{speaking['name']}: {speaking['replayed']}",
        "origin": "solver",
        "place": "exact",
        "snippet": f"from claims.proofs import redo\n\nprint(redo({claim.id!r}, {speaking['name']!r}))",
    }
