"""The obligations: which claims a machine can decide at a stated size, beside their search. A table of contents, as `claims.lecture` is.

python -m claims.proofs            decides all, in the order of the lecture
python -m claims.proofs L05 L30    decides those of two claims
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from claims.balance.proofs import L45, L46, L47, L48, L49, L50, L54, L55, L59, L60, L50r, L54r
from claims.clarke.proofs import L15, L16, L17, L18, L19, L20, L21, L22, L24, L25, L26, L15r, L18r, L21r, L23r
from claims.core.obligation import Answer, Obligation
from claims.core.prove import ask
from claims.flow.proofs import L51, L53, L57, L58, L52r
from claims.homogeneity.proofs import L28, L29, L30, L32, L34, L35, L37, L38, L39, L40, L43, L44, L36r, L38r, L39r, L41r
from claims.proofs_by_algebra import BY_ALGEBRA
from claims.subdifferential.proofs import L01, L03, L04, L05, L06, L07, L08, L09, L10, L12, L13, L14, L04r, L08r, L09r, L10r, L11r

BY_SOLVERS: Mapping[str, Sequence[Obligation]] = {  # id of a claim -> its obligations
    "L01": L01.OBLIGATIONS,
    "L03": L03.OBLIGATIONS,
    "L04": L04.OBLIGATIONS,
    "L04r": L04r.OBLIGATIONS,
    "L05": L05.OBLIGATIONS,
    "L06": L06.OBLIGATIONS,
    "L07": L07.OBLIGATIONS,
    "L08": L08.OBLIGATIONS,
    "L08r": L08r.OBLIGATIONS,
    "L09": L09.OBLIGATIONS,
    "L09r": L09r.OBLIGATIONS,
    "L10": L10.OBLIGATIONS,
    "L10r": L10r.OBLIGATIONS,
    "L11r": L11r.OBLIGATIONS,
    "L12": L12.OBLIGATIONS,
    "L13": L13.OBLIGATIONS,
    "L14": L14.OBLIGATIONS,
    "L15": L15.OBLIGATIONS,
    "L15r": L15r.OBLIGATIONS,
    "L16": L16.OBLIGATIONS,
    "L17": L17.OBLIGATIONS,
    "L18": L18.OBLIGATIONS,
    "L18r": L18r.OBLIGATIONS,
    "L19": L19.OBLIGATIONS,
    "L20": L20.OBLIGATIONS,
    "L21": L21.OBLIGATIONS,
    "L21r": L21r.OBLIGATIONS,
    "L22": L22.OBLIGATIONS,
    "L23r": L23r.OBLIGATIONS,
    "L24": L24.OBLIGATIONS,
    "L25": L25.OBLIGATIONS,
    "L26": L26.OBLIGATIONS,
    "L28": L28.OBLIGATIONS,
    "L29": L29.OBLIGATIONS,
    "L30": L30.OBLIGATIONS,
    "L32": L32.OBLIGATIONS,
    "L34": L34.OBLIGATIONS,
    "L35": L35.OBLIGATIONS,
    "L36r": L36r.OBLIGATIONS,
    "L37": L37.OBLIGATIONS,
    "L38": L38.OBLIGATIONS,
    "L38r": L38r.OBLIGATIONS,
    "L39": L39.OBLIGATIONS,
    "L39r": L39r.OBLIGATIONS,
    "L40": L40.OBLIGATIONS,
    "L41r": L41r.OBLIGATIONS,
    "L43": L43.OBLIGATIONS,
    "L44": L44.OBLIGATIONS,
    "L45": L45.OBLIGATIONS,
    "L46": L46.OBLIGATIONS,
    "L47": L47.OBLIGATIONS,
    "L48": L48.OBLIGATIONS,
    "L49": L49.OBLIGATIONS,
    "L50": L50.OBLIGATIONS,
    "L50r": L50r.OBLIGATIONS,
    "L51": L51.OBLIGATIONS,
    "L52r": L52r.OBLIGATIONS,
    "L53": L53.OBLIGATIONS,
    "L54": L54.OBLIGATIONS,
    "L54r": L54r.OBLIGATIONS,
    "L55": L55.OBLIGATIONS,
    "L57": L57.OBLIGATIONS,
    "L58": L58.OBLIGATIONS,
    "L59": L59.OBLIGATIONS,
    "L60": L60.OBLIGATIONS,
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
