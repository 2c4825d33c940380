"""Nothing that the slides say is left uncovered, and no claim covers nothing."""

from __future__ import annotations

import pytest

from claims.core.judge import judge
from claims.lecture import ABOUT_TORCH, CLAIMS, LECTURE, find
from claims.slides import SLIDES
from impl.place import Place

PLACE = Place("cpu", "float64")
NOT_AS_WRITTEN = (  # false, ill-typed or incomplete on the slides
    *("L03", "L04", "L08", "L09", "L10", "L11", "L15", "L16", "L18", "L23", "L27", "L33"),
    *("L36", "L38", "L39", "L41", "L44", "L45", "L49", "L50", "L52", "L53", "L58"),
)
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


def test_claims_about_torch_are_on_no_slide_and_come_after_the_lecture():
    assert [claim.id for claim in CLAIMS] == [claim.id for claim in (*LECTURE, *ABOUT_TORCH)]
    assert all(claim.slide for claim in LECTURE)
    for claim in ABOUT_TORCH:
        assert (claim.slide, claim.truth, claim.expect, claim.repair) == ("", "true", "holds", "")
        assert not claim.exact
        assert not claim.id.startswith("L")


@pytest.mark.parametrize("ident", NOT_AS_WRITTEN)
def test_what_is_false_or_incomplete_on_the_slides_fails_at_its_example_and_its_repair_holds_at_its_own(ident):
    slide = find(ident)
    place = None if slide.exact else PLACE
    assert slide.expect in ("fails", "untyped")
    assert slide.truth in ("false", "incomplete", "cannot be typed")
    assert slide.why
    wanted = {"fails": "refuted", "untyped": "untyped"}[slide.expect]
    assert wanted in [judge(slide, example, place).status for example in slide.examples]
    repair = find(slide.repair)
    assert repair.examples
    assert {judge(repair, example, PLACE).status for example in repair.examples} == {"supported"}


def test_a_statement_that_does_not_hold_as_written_is_refuted_or_untyped_and_repaired():
    ids = {claim.id for claim in LECTURE}
    for claim in LECTURE:
        if claim.id.endswith("r"):
            assert claim.expect == "holds"
            assert claim.truth == "our repair of the slide"
            assert any(other.repair == claim.id for other in LECTURE), f"no claim says that {claim.id} repairs it"
        elif claim.expect != "holds":
            assert claim.repair in ids, f"{claim.id} is expected to fail and names no repair"
