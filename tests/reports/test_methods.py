"""What a claim's page tells of sweeps and proofs, what it says was not checked, and the lines that it prints to be run again."""

import contextlib
import hashlib
import html
import io
import re
from dataclasses import replace

import pytest

from claims.core.evidence import Verdict
from claims.core.examine import budget, examine
from claims.core.prove import prove
from claims.lecture import find
from claims.methods import full_entry
from claims.proofs import PROOFS
from impl.place import Place
from reports import obligations, render, tables
from tests.reports import logs
from tests.reports.logs import QUESTION, entry, found, obligation
from tests.reports.strict import Page


def proof(*told, verdict=Verdict.PROVED, **changes):
    row = found("L05", "exact", verdict=verdict, instances=0, checks=0, exact=0, ties={}, layers=[], detail={"obligations": list(told)})
    return replace(row, method="proof", **changes)


def sweep(place="cpu float64", **changes):
    told = {"generator": "counting", "dtype": place.split()[1], "batch": [32, 32, 16], "shared_weights": False, "bound": 4096, "seconds": 9.5}
    told |= {"distributions": [[1, 1, 0], [2, 4, 1]], "equations": "one instance, one equation", "seeds": [7, 14]}
    return replace(found("L05", place, instances=1_000_000, detail={"sweep": told | changes}), method="sweep")


def site(tmp_path, *rows, **changes):
    return render.pages(tables.board(tables.load([logs.write(tmp_path / "a.jsonl", rows, manifest=[entry("L05", **changes)])])))


def text(site, name="L05.html"):
    return re.sub(r"\s+", " ", Page(site[name].decode()).text)


def test_an_obligation_is_shown_with_all_that_it_rests_on(tmp_path):
    pages = site(tmp_path, proof(obligation()))
    shown = text(pages)
    for piece in (
        "∎ proved by 1 obligation, at the size that it states",
        "z3 5.4.1; then cvc5 1.4.2: proved; by linear arithmetic alone",
        "3,608",
        "the hypotheses are met bys = 1/2",
        "0.31 s",
        "✓ killed",
        "false in rationals",
        "✓ supported",
        hashlib.sha256(QUESTION.encode()).hexdigest(),
        "print(redo('L05', 'the interval'))",
        "python -m claims.proofs L05",
    ):
        assert piece in shown, piece
    assert pages["L05.html"].count(b"<math") > 4, "its statement, its size and its mutants are set"
    assert "not the one that the log tells" not in shown


def test_the_question_is_a_file_that_is_linked(tmp_path):
    pages = site(tmp_path, proof(obligation(), obligation(name="The interval!"), obligation(name="x", export={"suffix": "exe", "text": "y"})))
    assert pages["proofs/L05-the-interval.smt2"] == QUESTION.encode()
    assert {name for name in pages if name.startswith("proofs/")} == {
        "proofs/L05-the-interval.smt2",
        "proofs/L05-the-interval-2.smt2",
        "proofs/L05-x.txt",
    }
    links = Page(pages["L05.html"].decode()).links
    assert all(name in links for name in pages if name.startswith("proofs/"))


def test_a_question_that_is_not_the_one_that_was_asked_is_said_aloud(tmp_path):
    pages = site(tmp_path, proof(obligation(export={"suffix": "smt2", "text": QUESTION + " ", "sha256": "0" * 64})))
    assert "not the one that the log tells: " + "0" * 64 in text(pages)


def test_a_name_cannot_lead_a_file_out_of_its_folder(tmp_path):
    pages = site(tmp_path, proof(obligation(name="/".join(("..", "..", "etc", "passwd"))), obligation(name="\u0000"), obligation(name="")))
    names = sorted(name for name in pages if name.startswith("proofs/"))
    assert names == ["proofs/L05-etc-passwd.smt2", "proofs/L05-obligation-2.smt2", "proofs/L05-obligation.smt2"]


@pytest.mark.parametrize(
    "broken", [3, "x", None, [], [3, "x", None], {"a": 1}, [{}], [{"mutants": 3, "controls": ["x"], "export": "y", "second": 1}]]
)
def test_obligations_that_are_none_break_no_page(tmp_path, broken):
    row = replace(proof(), detail={"obligations": broken, "sweep": broken, "pictures": []})
    assert "The proof" in text(site(tmp_path, row)) or not broken or not isinstance(broken, list) or not isinstance(broken[0], dict)


def test_an_undecided_obligation_is_no_proof(tmp_path):
    rows = [
        proof(obligation(), obligation(name="the other", verdict="inconclusive", note="steps spent"), verdict=Verdict.INCONCLUSIVE, as_expected=False)
    ]
    shown = text(site(tmp_path, *rows))
    assert "≈ inconclusive" in shown
    assert "The obligation “the other”" in shown
    assert "steps spent" in shown


def test_a_sweep_is_shown_once_for_places_that_differ_in_nothing_else(tmp_path):
    shown = text(site(tmp_path, found("L05"), sweep(), sweep("cpu float32")))
    assert shown.count("one instance, one equation") == 1
    for piece in (
        "by 1,000,000 instances examined in batches",
        "sweep: cpu float64, cpu float32",
        "weights shared within a batchno",
        "entries at most4,096",
        "seeds, first and last7, 14",
        "instances a batch32, 16",
        "The 2 distributions that were drawn",
    ):
        assert piece in shown, piece


def test_what_was_not_checked_is_said_aloud(tmp_path):
    rows = [found("L05", discarded=41, bounded=12), logs.not_run("L05", "cuda float64"), proof(obligation())]
    shown = text(site(tmp_path, *rows, blind=["the value of $0$"], methods=["search", "sweep", "proof"])).split("What was not checked")[-1]
    for piece in (
        "the value of",
        "○ Not run (search: cuda float64): no CUDA device on this machine.",
        "The claim has a sweep, which these logs do not have.",
        "Instances beyond the 2,000 that were examined at profile report (search: cpu float64).",
        "Other sizes than those that the solvers were asked about: all reals,",
        "41 instances that did not meet the premises",
        "12 of 6,120 comparisons beyond what rounding may produce",
    ):
        assert piece in shown, piece


def test_without_a_proof_that_is_said_too(tmp_path):
    assert "No solver was asked: nothing here is proved by machine." in text(site(tmp_path, found("L05")))


def test_the_files_beside_the_checker_are_shown(tmp_path):
    pages = site(tmp_path, found("L05"), beside=[{"file": "claims/clarke/proofs/L05.py", "source": "x = 1\n"}])
    assert "claims/clarke/proofs/L05.py" in text(pages)
    listed = full_entry(find("L05"))["beside"]
    assert "claims/subdifferential/proofs/L05.py" in [one["file"] for one in listed]
    assert "OBLIGATIONS" in listed[0]["source"]


PLACE = Place("cpu", "float64")


def snippets(page):
    """The Python that the page asks its reader to run: the code in regions called `Lines that ...`."""
    for block in re.findall(r'aria-label="Lines that [^"]*"[^>]*>(.*?)</pre>', page, re.DOTALL):
        yield html.unescape(re.sub(r"<[^>]*>", "", block)).strip()


def run(code):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    return printed.getvalue()


@pytest.mark.parametrize(
    ("ident", "by", "seen"),
    [
        ("L27", lambda claim: examine(claim, [PLACE], budget("quick")), ["L27 at cpu float64: refuted"]),
        ("L36", lambda claim: examine(claim, [PLACE], budget("quick")), ["L36 at cpu float64: untyped"]),
        ("L05", lambda claim: prove(claim, PROOFS[claim.id], budget("report")), ["the statement: proved", "mutant 'open interval': refuted"]),
        ("L38", lambda claim: prove(claim, PROOFS[claim.id], budget("report")), ["the statement: refuted"]),
    ],
)
def test_the_lines_that_a_page_prints_reproduce_what_it_tells(tmp_path, ident, by, seen):
    claim = find(ident)
    path = logs.write(tmp_path / "a.jsonl", by(claim), manifest=[full_entry(claim)])
    printed = [run(code) for code in snippets(render.pages(tables.board(tables.load([path])))[f"{ident}.html"].decode())]
    assert printed
    for words in seen:
        assert any(words in text for text in printed), (words, printed)


def test_the_file_of_a_question_is_the_very_question(tmp_path):
    claim = find("L05")
    path = logs.write(tmp_path / "a.jsonl", prove(claim, PROOFS["L05"], budget("report")), manifest=[full_entry(claim)])
    line = tables.board(tables.load([path])).lines[0]
    exports = [one.export for one in obligations.obligations(line)]
    assert exports
    assert all(export.told == export.sha256 == hashlib.sha256(export.content).hexdigest() for export in exports)
    assert all(export.content.startswith(b"(") or b"(assert" in export.content for export in exports)


def test_what_a_profile_leaves_out_is_counted_on_the_index_and_named_on_the_page(tmp_path):
    left_out = proof(verdict=Verdict.NOT_SELECTED, note="not selected at profile quick: the worst case")
    pages = site(tmp_path, found("L05"), left_out)
    assert "Not selected at this profile: the proof of 1 claim." in text(pages, "index.html")
    assert "the worst case" not in text(pages, "index.html")
    assert "the worst case" in text(pages)
