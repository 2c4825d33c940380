import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from claims.core.evidence import Trial, Verdict
from reports import render, tables
from reports.environment import SIGNS, environment
from reports.mathml import MathError
from reports.site import POLICY
from reports.site import Page as Sheet
from tests.reports import logs
from tests.reports.logs import entry, found, header
from tests.reports.strict import Page

ROOT = Path(__file__).parents[2]


def site(*paths):
    return render.pages(tables.board(tables.load(paths)))


def one_page(path, row, name="L05", **changes):
    return Page(site(logs.write(path / "a.jsonl", [row], manifest=[entry("L05", **changes)]))[f"{name}.html"].decode())


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return site(logs.write(tmp_path_factory.mktemp("logs") / "a.jsonl"))


@pytest.fixture(scope="module")
def read(whole):
    return {name: Page(content.decode()) for name, content in whole.items() if name.endswith(".html")}


def row_of(index, ident):
    """The text of the claim's row on the board."""
    return re.sub(r"\s+", " ", index.split(f'<tr id="{ident}"')[1].split("</tr>")[0])


def test_there_is_a_page_for_each_claim_and_every_page_is_well_formed(read):
    named = {page.file for page in render.PAGES if page.word}
    assert set(read) == named | {f"{e['id']}.html" for e in logs.lecture()}
    assert {"index.html", "errata.html", "mutants.html", "places.html", "adding.html"} <= named


def test_every_page_has_the_navigation_and_marks_where_it_is(whole, read):
    for name, content in whole.items():
        if name.endswith(".html"):
            navigation = content.decode().split('<nav class="pages"')[1].split("</nav>")[0]
            assert re.findall(r'href="([^"]*)"', navigation) == [page.file for page in render.PAGES if page.word]
            assert re.findall(r'href="([^"]*)" aria-current="page"', navigation) == ([name] if not name.startswith("L") else [])


def test_a_page_of_another_module_is_in_the_navigation_if_the_board_wants_it(tmp_path):
    board = tables.board(tables.load([logs.write(tmp_path / "a.jsonl")]))
    more = [
        Sheet(f"{name}.html", name.title(), lambda site, name=name: {f"{name}.html": b""}, wanted=lambda board, on=on: on)
        for name, on in (("compare", True), ("trends", False))
    ]
    pages = render.pages(board, more)
    assert "compare.html" in pages
    assert "trends.html" not in pages
    assert b'<a href="compare.html">Compare</a>' in pages["L36.html"]


def test_links_lead_somewhere(whole, read):
    for name, page in read.items():
        for link in page.links:
            target, _, fragment = link.partition("#")
            assert target == "" or target in whole, f"{name}: {link}"
            assert not fragment or fragment in read[target or name].ids, f"{name}: {link}"


def test_every_page_has_the_policy_and_nothing_that_it_forbids(read):
    for page in read.values():
        assert page.meta["Content-Security-Policy"] == POLICY
        assert "'unsafe" not in POLICY
        assert "http" not in POLICY
        assert page.elements.count("script") == 1
        assert not {"style", "iframe", "form", "object", "base"} & set(page.elements)
        for tag, name, value in page.attributes:
            assert not re.fullmatch("style|on.*", name), f"<{tag} {name}>"
            assert not (name in ("href", "src") and ":" in value), f"<{tag} {name}={value}>"


def test_nothing_is_asked_of_the_network(whole):
    for name, content in whole.items():
        if name.endswith((".html", ".css", ".svg")):
            left = content.replace(b'xmlns="http://www.w3.org/2000/svg"', b"")
            assert not re.search(rb"https?://|//[a-z]|@import", left), name


def test_same_evidence_same_bytes_wherever_the_log_lies_and_in_another_process(tmp_path, whole):
    (tmp_path / "deep").mkdir()
    path = logs.write(tmp_path / "deep" / "a.jsonl")
    assert site(path) == whole
    command = [sys.executable, "-m", "reports", str(path), "--out", str(tmp_path / "out")]
    subprocess.run(command, cwd=ROOT, check=True, env={"PYTHONHASHSEED": "5", "PATH": "/usr/bin:/bin"})
    assert {name: (tmp_path / "out" / name).read_bytes() for name in whole} == whole


def test_the_board_shows_each_claim_with_its_standing_in_a_word_and_a_sign(whole):
    index = whole["index.html"].decode()
    standings = {
        "L05": "green",
        "L12": "green",
        "L22": "amber",
        "L27": "green",
        "L43": "red",
        "L51": "amber",
        "L54": "not run",
        "L59": "not selected",
    }
    for ident, word in standings.items():
        assert f'<span aria-hidden="true">{SIGNS[word]}</span> {word}</span>' in row_of(index, ident), ident
    assert len({SIGNS[word] for word in ("green", "amber", "red", "not run", "not selected")}) == 5
    assert index.index('id="L12"') < index.index('id="L22"') < index.index('id="L59"')
    assert "rests on L43, which is red" in row_of(index, "L51")


def test_the_board_shows_verdicts_instances_kinks_gaps_and_mutants(whole):
    index = whole["index.html"].decode()
    assert row_of(index, "L27").count("</span> refuted</span>") == 2
    assert row_of(index, "L27").count("as expected") == 2
    assert row_of(index, "L12").count("not run") == 2
    assert "proved" in row_of(index, "L05")
    for piece in ("2,000", "68.8 %", "0.043", "1 / 1", "1 equivalent"):
        assert piece in row_of(index, "L36"), piece
    assert "0 / 1" in row_of(index, "L22")


def test_the_index_states_the_facts_of_the_run(read):
    text = read["index.html"].text
    for piece in ("0c1d2e3f4a5b", "report, seed 0", "torch 2.13.0+cpu", "cpu: x86_64", "2026-01-05", "a.jsonl", "10 claims, the whole lecture"):
        assert piece in text, piece
    assert "no CUDA device on this machine" in text
    assert "A search never proves" in text


def test_a_claim_page_has_the_statement_as_mathematics_and_the_source_highlighted(whole):
    page = whole["L36.html"].decode()
    statement = page.split('<div class="statement"')[1].split("</div>")[0]
    assert statement.count("<math") == 2
    assert "⟨" in statement
    assert '<span class="nd">@claim</span>' in page
    assert "\\frac{" in statement.split("<annotation")[2], "the LaTeX is there for who wants to copy it"


def test_a_claim_page_says_what_would_have_refuted_it(read):
    text = re.sub(r"\s+", " ", read["L36.html"].text)
    for piece in (
        "the degree of all layers together, not of one",
        "Killed by 31 of 200 instances of the free search (15.5 %), and by its known instance.",
        "NetworkAtPoint(((1,),), x=(1,))",
        "None of 2,000 instances of the free search killed it",
        "Declared equivalent a neuron at 0 adds",
        "What this check cannot see the value of",
        "python -m nox -s claims -- -k L36",
        "986 of 2,000, 49.3 %",
        "at least 5 % and 5 patterns are asked for",
        "none found (looked for in mathlib and optlib)",
    ):
        assert piece in text, piece


def test_the_page_of_a_false_statement_has_its_witness_and_its_repair(read):
    page = read["L27.html"]
    assert {"L27r.html", "#witness"} <= set(page.links)
    assert re.search(r"Repairs\s*L27 ", read["L27r.html"].text)
    assert not re.search(r"Repairs\s", read["L27.html"].text)
    assert "The statement isour repair of the slide" in read["L27r.html"].text
    assert "What the slide has isfalse" in read["L27.html"].text
    for piece in ("false", "conv{(-1), (1)}", "print(rerun('L27', Oscillation(0, 1, 2, 1), 'cpu float64'))", "the lecture's own instance"):
        assert piece in page.text, piece


def test_what_a_claim_rests_on_is_linked_in_both_directions(read):
    assert "L34.html" in read["L36.html"].links
    assert "L43.html" in read["L36.html"].links
    assert "rests on L43, which is red" in read["L51.html"].text


def test_a_proof_row_is_shown_with_its_certificate_and_particulars(read):
    for piece in ("proved", "unsat in 0.01 s", "z3", "100000", "Convex.subdifferential_relu"):
        assert piece in read["L05.html"].text, piece


def test_a_claim_without_evidence_has_a_page_that_says_so(read):
    assert "No evidence: no evidence" in read["L54.html"].text
    assert "No evidence: not selected in this run" in read["L59.html"].text


def test_a_cut_log_is_said_aloud_and_a_whole_one_is_not(tmp_path, read):
    page = Page(site(logs.write(tmp_path / "killed.jsonl", end=False))["index.html"].decode())
    assert page.text.count("the run was killed before it was through") == 2
    assert "Cut short" not in read["index.html"].text


def test_a_truncated_last_line_is_said_aloud_and_the_rest_is_kept(tmp_path):
    path = logs.write(tmp_path / "a.jsonl")
    path.write_bytes(path.read_bytes()[:-300])
    pages = site(path)
    assert "was cut in the middle" in Page(pages["index.html"].decode()).text or "is cut in the middle" in Page(pages["index.html"].decode()).text
    assert "green" in row_of(pages["index.html"].decode(), "L05")


def test_stale_evidence_is_marked_on_the_board_and_on_its_page_with_what_changed(tmp_path):
    old = logs.write(tmp_path / "old.jsonl")
    manifest = [e | {"hashes": logs.HASHES | {"statement": "0" * 16}} if e["id"] == "L12" else e for e in logs.lecture()]
    new = logs.write(tmp_path / "new.jsonl", [], manifest=manifest, selected=[], partial=True, started="2026-01-07T09:00:00+00:00")
    pages = site(old, new)
    index = pages["index.html"].decode()
    assert "stale" in row_of(index, "L12")
    assert "stale" not in row_of(index, "L05")
    assert 'The evidence of <a href="L12.html">L12</a> was found with an earlier' in index
    assert "stale: the statement or its checker has changed" in row_of(index, "L12")
    assert "before the statement changed. It speaks neither for nor against" in Page(pages["L12.html"].decode()).text


def test_claims_that_the_lecture_no_longer_has_are_named(tmp_path):
    page = Page(site(logs.write(tmp_path / "a.jsonl", [found("L99")], manifest=[entry("L05")]))["index.html"].decode())
    assert "The lecture no longer has L99" in page.text


def test_a_lecture_without_claims_and_a_log_without_evidence_have_an_index(tmp_path):
    path = logs.write(tmp_path / "a.jsonl", [], end=False, manifest=[], versions={}, devices={}, places=[], selected=[])
    assert "of 0 claims" in Page(site(path)["index.html"].decode()).text


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_page_and_a_sign(tmp_path, verdict):
    page = one_page(tmp_path, found("L05", verdict=verdict, as_expected=False, note="said the log"))
    assert SIGNS[str(verdict)] in page.text
    assert "said the log" in page.text


@pytest.mark.parametrize(("verdict", "said"), [(Verdict.REFUTED, True), (Verdict.SUPPORTED, False)])
def test_a_verdict_that_was_not_expected_is_said_in_words(tmp_path, verdict, said):
    assert ("not as expected" in one_page(tmp_path, found("L05", verdict=verdict, as_expected=not said)).text) is said


def test_outcomes_that_differ_between_places_are_both_shown(tmp_path):
    survived = Trial("m", "why", "survived", instances=50)
    rows = [found("L05", mutants=[logs.killed("m")]), found("L05", "cpu float32", mutants=[survived])]
    pages = site(logs.write(tmp_path / "a.jsonl", rows, manifest=[entry("L05", mutants=[logs.mutant("m")])]))
    text = re.sub(r"\s+", " ", Page(pages["L05.html"].decode()).text)
    assert "✗ killed / survived" in text
    assert "Survived: None of 50 instances of the free search killed it. (search: cpu float32)" in text


def test_gaps_beyond_the_bound_are_said_in_words(tmp_path):
    assert "1 to 10 (beyond the bound)" in one_page(tmp_path, found("L05", gaps={"-3": 5, "0": 1}, bounded=6, worst=1.5)).text


def test_a_formula_that_cannot_be_set_fails_the_build_and_names_the_claim(tmp_path):
    for field in ("statement", "reading", "why", "proof", "title"):
        with pytest.raises(MathError, match=rf"claim L05, {field}: .*\\foo"):
            one_page(tmp_path, found("L05"), **{field: r"so $\foo$"})
    for field in ("mutants", "controls"):
        with pytest.raises(MathError, match=r"claim L05, 'name': .*\\foo"):
            one_page(tmp_path, found("L05"), **{field: [logs.mutant("name", r"$\foo$")]})
    with pytest.raises(MathError, match=r"claim L05, route 'a': .*\\foo"):
        one_page(tmp_path, found("L05"), routes={"a": r"$\foo$"})
    with pytest.raises(MathError, match=r"claim L05, blind: .*\\foo"):
        one_page(tmp_path, found("L05"), blind=[r"$\foo$"])


@pytest.mark.parametrize("idents", [["/".join(("..", "L05"))], ["index"], ["Index"], ["a b"], [""], ["L05\n"], ["L27R", "L27r"], ["C:x"]])
def test_an_id_that_names_no_file_of_its_own_is_refused(tmp_path, idents):
    with pytest.raises(render.PageError, match=r"was asked for|were asked for"):
        site(logs.write(tmp_path / "a.jsonl", [], manifest=[entry(ident) for ident in idents]))


def test_a_name_that_a_template_misspells_is_an_error(tmp_path, whole):
    with pytest.raises(Exception, match="undefined"):
        environment().from_string("{{ nothing }}").render()
    with pytest.raises(TypeError, match="a template prints text and numbers"):
        environment().from_string("{{ x }}").render(x=None)


def test_a_second_rendering_removes_what_is_no_longer_there_and_nothing_else(tmp_path, whole):
    out = tmp_path / "out"
    index = render.write(whole, out)
    assert index.read_bytes() == whole["index.html"]
    assert (out / ".gitignore").read_text() == "*\n"
    (out / "mine.html").write_text("<p>mine</p>")
    render.write({name: content for name, content in whole.items() if name != "L59.html"}, out)
    assert not (out / "L59.html").exists()
    assert (out / "mine.html").exists()
    assert (out / "L54.html").exists()


def test_a_folder_that_holds_something_else_is_not_made_to_ignore_itself(tmp_path, whole):
    (tmp_path / "mine.txt").write_text("mine")
    render.write(whole, tmp_path)
    assert not (tmp_path / ".gitignore").exists()


def test_the_newest_of_several_runs_is_the_one_told_first(tmp_path):
    old = logs.write(tmp_path / "old.jsonl")
    new = logs.write(
        tmp_path / "new.jsonl",
        [replace(found("L36"), profile="quick")],
        partial=True,
        selected=["L36"],
        started="2026-02-01T09:00:00+00:00",
        dirty=True,
    )
    text = Page(site(new, old)["index.html"].decode()).text
    assert text.index("2026-02-01") < text.index("2026-01-05")
    assert "1 claim, a partial run" in text
    assert "Uncommitted changes" in text
    assert header().started.startswith("2026-01-05")
