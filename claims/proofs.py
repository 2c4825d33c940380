"""The obligations: which claims a machine can decide at a stated size, beside their search. A table of contents, as `claims.lecture` is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PROOFS: Mapping[str, Sequence[Any]] = {}  # id of a claim -> its obligations
