"""The sweeps: which claims are checked in batches of many instances, beside their search. A table of contents, as `claims.lecture` is."""

from __future__ import annotations

from collections.abc import Mapping

from claims.core.batches import Sweep
from claims.homogeneity.sweeps.L33r import NETWORK
from claims.homogeneity.sweeps.L34 import LAYER_HOMOGENEITY
from claims.homogeneity.sweeps.L35 import JOINT_HOMOGENEITY
from claims.homogeneity.sweeps.L36r import LAYER_IDENTITY
from claims.homogeneity.sweeps.L37 import INDEPENDENT
from claims.homogeneity.sweeps.L40 import MASKED_PRODUCT
from claims.homogeneity.sweeps.L41r import GRADIENT_FORMULA
from claims.homogeneity.sweeps.L42 import VERIFIED
from claims.homogeneity.sweeps.L43 import EULER

SWEEPS: Mapping[str, Sweep] = {  # id of a claim -> its sweep
    "L33r": NETWORK,
    "L34": LAYER_HOMOGENEITY,
    "L35": JOINT_HOMOGENEITY,
    "L36r": LAYER_IDENTITY,
    "L37": INDEPENDENT,
    "L40": MASKED_PRODUCT,
    "L41r": GRADIENT_FORMULA,
    "L42": VERIFIED,
    "L43": EULER,
}
