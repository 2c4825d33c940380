"""How dear one instance of a claim is: a profile's number of instances is divided by it (1 where nothing is said).

It says nothing about the statement, so it does not stand in the claim files.
"""

from __future__ import annotations

from dataclasses import replace

from claims.core.claim import Claim

COSTS = {
    2: "L03 L04 L06 L07 L09 L09r L10 L14 L18 L19 L21 L21r L23r L28 L29 L30 L31 L32 L33r L34 L36r L37 L38 L38r L39 L40 L43 L54 T03 T07 T08",
    3: "L02 L03r L04r L05 L08 L15 L15r L16 L22 L27r L39r L41r L42 L44r T01",
    4: "L08r L16r L17 L20 L25 L26 L33 L36 L41 L44 L46",
    5: "L18r L23 L27 L56 T06",
    6: "L01 L11 L11r L24 L52r L57",
    8: "L45r L51 L53 L54r L55 L59 T04",
    10: "L50 L50r L52 L56r L58 L58r L60 T05",
    12: "L47 L48 T02",
    16: "L45 L49",
    80: "L49r L53r",
}
COST = {ident: cost for cost, idents in COSTS.items() for ident in idents.split()}


def priced(claim: Claim) -> Claim:
    """The claim with the cost that is listed here, else its own."""
    return replace(claim, cost=COST.get(claim.id, claim.cost))
