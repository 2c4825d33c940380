"""How many instances the randomised tests of `impl` draw: SUITE_DEPTH=full for the large counts, anything else for the usual ones."""

from __future__ import annotations

import os

FULL = os.environ.get("SUITE_DEPTH", "") == "full"


def count(usual: int, full: int) -> int:
    return full if FULL else usual
