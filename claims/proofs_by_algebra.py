"""Obligations that no SMT solver decides: polynomial identities, worst cases of methods, enclosures, certificates.

Listed here, joined to the others in `claims.proofs`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claims.balance.proofs import L46_identities, L49r_identities, L54r_identities, L59_identities, L60_identities
from claims.clarke.proofs import L16r_certificates, L27r_enclosures
from claims.core.obligation import Obligation
from claims.flow.proofs import L51_identities, L57_identities
from claims.homogeneity.proofs import (
    L31_identities,
    L35_identities,
    L36r_identities,
    L37_identities,
    L40_identities,
    L41r_identities,
    L42_identities,
)
from claims.subdifferential.proofs import L08r_worst_case, L09r_worst_case

BY_ALGEBRA: Mapping[str, Sequence[Obligation]] = {
    "L08r": L08r_worst_case.OBLIGATIONS,
    "L09r": L09r_worst_case.OBLIGATIONS,
    "L16r": L16r_certificates.OBLIGATIONS,
    "L27r": L27r_enclosures.OBLIGATIONS,
    "L31": L31_identities.OBLIGATIONS,
    "L35": L35_identities.OBLIGATIONS,
    "L36r": L36r_identities.OBLIGATIONS,
    "L37": L37_identities.OBLIGATIONS,
    "L40": L40_identities.OBLIGATIONS,
    "L41r": L41r_identities.OBLIGATIONS,
    "L42": L42_identities.OBLIGATIONS,
    "L46": L46_identities.OBLIGATIONS,
    "L49r": L49r_identities.OBLIGATIONS,
    "L51": L51_identities.OBLIGATIONS,
    "L54r": L54r_identities.OBLIGATIONS,
    "L57": L57_identities.OBLIGATIONS,
    "L59": L59_identities.OBLIGATIONS,
    "L60": L60_identities.OBLIGATIONS,
}
