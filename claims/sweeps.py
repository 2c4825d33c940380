"""The sweeps: which claims are checked in batches of many instances, beside their search. A table of contents, as `claims.lecture` is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SWEEPS: Mapping[str, Any] = {}  # id of a claim -> its sweep
