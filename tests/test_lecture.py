"""The lecture: one test, every claim. What it finds goes to the evidence log; it fails where a claim is not green by itself."""

from __future__ import annotations

import pytest

from claims.core.claim import chapter
from claims.core.evidence import dumps
from claims.core.standing import Colour, standing
from claims.lecture import CLAIMS
from claims.methods import examine_all, full_entry, not_asked
from impl.place import PLACES


@pytest.mark.parametrize(("claim", "chapter"), [pytest.param(c, chapter(c), id=c.id) for c in CLAIMS])
def test_claim(claim, chapter, run, request):
    rows = examine_all(claim, run.places, run.budget)
    rows += not_asked(claim, [p for p in PLACES if p not in run.places], f"not asked for: --device {run.device}", run.budget)
    request.node.evidence = [dumps(row) for row in rows]
    found = standing(full_entry(claim), rows)
    if found.colour not in (Colour.GREEN, Colour.NOT_RUN):
        pytest.fail(f"{claim.id} is {found.colour}: " + "; ".join(found.reasons), pytrace=False)
