"""The sweeps: which claims are checked in batches of many instances, beside their search. A table of contents, as `claims.lecture` is."""

from __future__ import annotations

from collections.abc import Mapping

from claims.core.batches import Sweep
from claims.homogeneity.sweeps.L36r import LAYER_IDENTITY

SWEEPS: Mapping[str, Sweep] = {  # id of a claim -> its sweep
    "L36r": LAYER_IDENTITY,
}
