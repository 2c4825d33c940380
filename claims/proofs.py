"""The obligations: which claims a machine can decide at a stated size, beside their search. A table of contents, as `claims.lecture` is.

python -m claims.proofs            decides all, in the order of the lecture
python -m claims.proofs L05 L30    decides those of two claims
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from claims.core.obligation import Answer, Obligation
from claims.core.prove import ask
from claims.homogeneity.proofs import L30, L34, L38
from claims.proofs_by_algebra import BY_ALGEBRA
from claims.subdifferential.proofs import L05

BY_SOLVERS: Mapping[str, Sequence[Obligation]] = {  # id of a claim -> its obligations
    "L05": L05.OBLIGATIONS,
    "L30": L30.OBLIGATIONS,
    "L34": L34.OBLIGATIONS,
    "L38": L38.OBLIGATIONS,
}
PROOFS: Mapping[str, Sequence[Obligation]] = {
    ident: (*BY_SOLVERS.get(ident, ()), *BY_ALGEBRA.get(ident, ())) for ident in sorted({*BY_SOLVERS, *BY_ALGEBRA})
}


def redo(ident: str, name: str) -> str:
    """Decides one obligation of one claim again, with its neighbours, and says what was answered. Raises ValueError for what is not there."""
    obligations = {o.name: o for o in PROOFS.get(ident, ())}
    if name not in obligations:
        raise ValueError(f"obligation {name!r} of claim {ident!r} was asked for; allowed: {sorted(obligations) or sorted(PROOFS)}")
    obligation = obligations[name]
    asked = [("the statement", {}), *((f"mutant '{n.name}'", n.parts) for n in obligation.mutants)]
    asked += [(f"control '{n.name}'", n.parts) for n in obligation.controls]
    return "\n".join([f"{ident}, {name} ({obligation.size})", *(f"  {label}: {_told(ask(obligation, parts))}" for label, parts in asked)])


def _told(answer: Answer) -> str:
    return ", ".join(filter(None, (answer.verdict, answer.solver, answer.model and f"at {answer.model}", answer.replayed, answer.note)))


if __name__ == "__main__":
    for claim, listed in PROOFS.items():
        for one in listed if not sys.argv[1:] or claim in sys.argv[1:] else ():
            print(redo(claim, one.name))
