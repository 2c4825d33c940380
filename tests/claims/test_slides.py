"""Nothing that the slides say is left uncovered, and no claim covers nothing."""

from __future__ import annotations

import pytest

from claims.lecture import LECTURE
from claims.slides import SLIDES

LINES = [(slide.title, line) for slide in SLIDES for line in slide.lines]


@pytest.mark.parametrize(("title", "line"), LINES, ids=lambda value: value if isinstance(value, str) else value.ids[0])
def test_every_line_of_the_slides_is_covered(title, line):
    ids = {claim.id for claim in LECTURE}
    assert line.ids
    assert set(line.ids) <= ids, f"{title}: {line.says} is covered by no claim"


def test_every_claim_covers_a_line():
    covered = {ident for _, line in LINES for ident in line.ids}
    assert {claim.id.rstrip("r") for claim in LECTURE} == covered


def test_there_are_sixty_items_in_the_order_of_the_slides():
    assert [ident for _, line in LINES for ident in line.ids] == [f"L{n:02}" for n in range(1, 61)]


def test_a_statement_that_does_not_hold_as_written_is_refuted_or_untyped_and_repaired():
    ids = {claim.id for claim in LECTURE}
    for claim in LECTURE:
        if claim.id.endswith("r"):
            assert claim.expect == "holds"
            assert claim.truth == "our repair of the slide"
            assert any(other.repair == claim.id for other in LECTURE), f"no claim says that {claim.id} repairs it"
        elif claim.expect != "holds":
            assert claim.repair in ids, f"{claim.id} is expected to fail and names no repair"
