"""A witness can be run again: the snippet that a report prints reproduces what the examination found."""

from __future__ import annotations

import contextlib
import io

import pytest

from claims.core.claim import Expect
from claims.core.examine import budget, examine
from claims.core.witness import imports, literal
from claims.lecture import CLAIMS, find, rerun
from impl.place import Place

PLACE = Place("cpu", "float32")
BROKEN = [pytest.param(claim, id=claim.id) for claim in CLAIMS if claim.expect is not Expect.HOLDS]


@pytest.mark.parametrize("claim", BROKEN)
def test_the_snippet_reproduces_the_witness(claim):
    (row,) = examine(claim, [PLACE], budget("quick"))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(row.witness["snippet"], {})
    assert printed.getvalue().startswith(f"{claim.id} at {row.place}: {row.verdict}")


@pytest.mark.parametrize("claim", [pytest.param(claim, id=claim.id) for claim in CLAIMS if claim.expect is Expect.HOLDS and claim.examples])
def test_the_lectures_own_instances_hold_when_they_are_run_again(claim):
    place = "exact" if claim.exact else str(PLACE)
    for example in claim.examples:
        names = {}
        exec(imports(example), names)
        assert rerun(claim.id, eval(literal(example), names), place).startswith(f"{claim.id} at {place}: supported")


def test_an_unknown_claim_or_place_is_refused_with_the_valid_ones():
    with pytest.raises(ValueError, match="claim 'L99' was asked for; allowed: L"):
        find("L99")
    with pytest.raises(ValueError, match="allowed: cpu float64, cpu float32, cuda float64, cuda float32"):
        rerun("L36", find("L36").examples[0], "tpu")
