"""The sweeps: which claims are checked in batches of many instances, beside their search. A table of contents, as `claims.lecture` is."""

from __future__ import annotations

from collections.abc import Mapping

from claims.balance.sweeps.L46 import RESCALING
from claims.balance.sweeps.L54r import LAYER_BALANCE
from claims.balance.sweeps.L59 import PAIRING_OF_THE_LOSS
from claims.clarke.sweeps.L20 import RELU_AT_0
from claims.clarke.sweeps.L21r import LATER_TERMS
from claims.clarke.sweeps.L22 import M_AT_MINUS_1
from claims.clarke.sweeps.L26 import CONVEX_CASE
from claims.core.batches import Sweep
from claims.flow.sweeps.L51 import LEDGER
from claims.homogeneity.sweeps.L30 import RELU_HOMOGENEITY
from claims.homogeneity.sweeps.L31 import MONOMIAL
from claims.homogeneity.sweeps.L32 import NORM_HOMOGENEITY
from claims.homogeneity.sweeps.L33r import NETWORK
from claims.homogeneity.sweeps.L34 import LAYER_HOMOGENEITY
from claims.homogeneity.sweeps.L35 import JOINT_HOMOGENEITY
from claims.homogeneity.sweeps.L36r import LAYER_IDENTITY
from claims.homogeneity.sweeps.L37 import INDEPENDENT
from claims.homogeneity.sweeps.L40 import MASKED_PRODUCT
from claims.homogeneity.sweeps.L41r import GRADIENT_FORMULA
from claims.homogeneity.sweeps.L42 import VERIFIED
from claims.homogeneity.sweeps.L43 import EULER
from claims.subdifferential.sweeps.L05 import RELU_AT_ZERO

SWEEPS: Mapping[str, Sweep] = {  # id of a claim -> its sweep
    "L05": RELU_AT_ZERO,
    "L20": RELU_AT_0,
    "L21r": LATER_TERMS,
    "L22": M_AT_MINUS_1,
    "L26": CONVEX_CASE,
    "L30": RELU_HOMOGENEITY,
    "L31": MONOMIAL,
    "L32": NORM_HOMOGENEITY,
    "L33r": NETWORK,
    "L34": LAYER_HOMOGENEITY,
    "L35": JOINT_HOMOGENEITY,
    "L36r": LAYER_IDENTITY,
    "L37": INDEPENDENT,
    "L40": MASKED_PRODUCT,
    "L41r": GRADIENT_FORMULA,
    "L42": VERIFIED,
    "L43": EULER,
    "L46": RESCALING,
    "L51": LEDGER,
    "L54r": LAYER_BALANCE,
    "L59": PAIRING_OF_THE_LOSS,
}
