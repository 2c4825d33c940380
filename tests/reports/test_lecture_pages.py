"""The pages of the lecture itself, without evidence: every formula can be set, and the font has its characters."""

from xml.etree import ElementTree

import pytest

from claims.core.claim import entry
from claims.lecture import CLAIMS
from reports import mathml, render, tables
from reports.prose import formulas
from tests.reports import logs
from tests.reports.font import font_covers
from tests.reports.strict import Page


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    manifest = [entry(claim) for claim in CLAIMS]
    return tables.board(tables.load([logs.write(tmp_path_factory.mktemp("logs") / "a.jsonl", [], manifest=manifest)]))


def test_every_claim_of_the_lecture_has_a_well_formed_page(board):
    pages = render.pages(board)
    for claim in CLAIMS:
        assert claim.reading.split("$")[0].strip() in " ".join(Page(pages[f"{claim.id}.html"].decode()).text.split())


def test_the_font_has_every_character_of_the_lectures_formulas(board):
    wanted = {formula[:2]: formula for where, words in render.texts(board) for formula in formulas(words, where)}
    for (tex, _), markup in mathml.convert(list(wanted.values())).items():
        shown = ElementTree.fromstring(markup)
        shown.find("semantics").remove(shown.find("semantics/annotation"))
        assert not {c for c in "".join(shown.itertext()) if not font_covers(c)}, tex
