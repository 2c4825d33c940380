"""The pages beside the board and the claims: errata, mutants, places, adding a claim."""

import json
import re
from dataclasses import replace

import pytest

from claims.core.evidence import Trial, Verdict
from claims.core.log import LogError
from reports import benchmarks, render, tables
from reports import text as text_module
from reports.pages import adding, errata, mutants, places
from tests.claims.test_example import PAGE
from tests.reports import logs
from tests.reports.logs import entry, found
from tests.reports.strict import Page


def board_of(tmp_path, rows=None, **changes):
    return tables.board(tables.load([logs.write(tmp_path / "a.jsonl", rows, **changes)]))


def text_of(board, name, **facts):
    return re.sub(r"\s+", " ", Page(render.pages(board, **facts)[name].decode()).text)


def test_every_erratum_is_made_from_a_line_that_refutes_or_cannot_be_typed(tmp_path):
    board = board_of(tmp_path)
    broken = {row.evidence.claim for line in board.lines for row in line.rows if row.evidence.verdict in errata.BROKEN}
    assert [e.line.id for e in errata.entries(board)] == ["L27"] == sorted(broken)
    text = text_of(board, "errata.html")
    for piece in ("1 entry", "what it has is false", "Oscillation(a=0, c=1, power=2, q=1)", "L27r If f is continuously", "gap1"):
        assert piece in text, piece


def test_the_same_claims_without_evidence_have_no_erratum_and_are_remarked_on(tmp_path):
    board = board_of(tmp_path, [])
    assert errata.entries(board) == []
    text = text_of(board, "errata.html")
    assert "0 entries" in text
    assert re.search(r"Remarked on, without an entry.*L27 If f is differentiable.*: false.*L36 .*: incomplete", text)


def test_a_claim_that_fell_unexpectedly_is_no_erratum_but_is_said_aloud(tmp_path):
    row = found("L05", verdict=Verdict.REFUTED, as_expected=False, witness=logs.witness())
    text = text_of(board_of(tmp_path, [row], manifest=[entry("L05")]), "errata.html")
    assert "0 entries" in text
    assert "Fallen unexpectedly" in text


def test_what_cannot_be_typed_is_told_in_torchs_own_words(tmp_path):
    said = "mat1 and mat2 shapes cannot be multiplied (1x2 and 3x1)"
    row = found("L36", verdict=Verdict.UNTYPED, witness=logs.witness(relation="typed", found="None", finding=said))
    text = text_of(board_of(tmp_path, [row], manifest=[entry("L36", truth="incomplete", expect="untyped")]), "errata.html")
    assert said in text
    assert "claimed" not in text


def test_all_mutants_are_on_one_page_each_with_its_end(tmp_path):
    board = board_of(tmp_path)
    names = [entry.case.name for entry in mutants.entries(board.lines)]
    assert names == [m["name"] for e in logs.lecture() for m in e["mutants"]]
    text = text_of(board, "mutants.html")
    for piece in ("survivor: survived", "slope 17 at 0: a neuron at 0 adds", "31 of 200 (15.5 %), and its known instance"):
        assert piece in text, piece


def test_a_mutant_whose_name_is_a_formula_has_a_link_with_words(tmp_path):
    manifest = [entry("L05", mutants=[logs.mutant(r"$-\eta$")])]
    page = render.pages(board_of(tmp_path, [], manifest=manifest))["mutants.html"].decode()
    (link,) = re.findall(r'<a href="L05.html#refute" class="name">(.*?)</a>', page)
    assert re.sub(r"<math.*</math>|<[^>]*>", "", link).strip() == "L05:"


def test_the_counts_of_the_mutants_page_add_up(tmp_path):
    page = render.pages(board_of(tmp_path))["mutants.html"].decode()
    counts = [int(n) for n in re.findall(r"<dd>(\d+)<", page)]
    total = sum(len(e["mutants"]) for e in logs.lecture())
    assert f"of {total} mutants" in page
    assert sum(counts) == total


def test_a_mutant_killed_by_a_proof_and_missed_by_a_search_says_both(tmp_path):
    proof = replace(found("L05", "exact"), method="proof", verdict=Verdict.PROVED, mutants=[Trial("m", "", "killed", known=True, witness="x = 1")])
    rows = [proof, found("L05", mutants=[Trial("m", "", "survived", instances=50)])]
    text = text_of(board_of(tmp_path, rows, manifest=[entry("L05", mutants=[logs.mutant("m")])]), "mutants.html")
    assert "✗ survived / killed" in text
    assert "search: cpu float64: 0 of 50 (0 %)" in text
    assert "proof: exact: its known instance" in text


def test_a_place_has_its_device_its_format_and_what_was_found_there(tmp_path):
    board = board_of(tmp_path)
    by_name = {place.name: place for place in places.places(board)}
    assert by_name["cpu float32"].precision == (24, "2⁻²⁴")
    assert by_name["cpu float32"].devices == ("x86_64",)
    assert by_name["cuda float64"].devices == ()
    assert by_name["cuda float64"].notes == (logs.NO_DEVICE,)
    assert dict(by_name["cpu float64"].verdicts)["refuted"] == 1
    text = text_of(board, "places.html")
    for piece in ("2⁻²⁴", "none: not run", "↯ 1 refuted", "torch 2.13.0+cpu"):
        assert piece in text, piece


def test_times_stand_by_claim_and_place_the_slowest_first(tmp_path):
    rows = [found("L05", seconds=1.0), found("L36", seconds=2.0), found("L36", "cpu float32", seconds=3.0), logs.not_run("L05", "cuda float64")]
    times = places.times(board_of(tmp_path, rows, manifest=[entry("L05"), entry("L36")]))
    assert [(t.line.id, t.total) for t in times] == [("L36", 5.0), ("L05", 1.0)]
    assert times[0].at[:2] == (2.0, 3.0)
    assert times[1].at == (1.0, None, None, None)


BENCH = {
    "datetime": "2026-01-05T09:00:00+00:00",
    "machine_info": {"python_version": "3.11.9", "cpu": {"brand_raw": "A processor"}},
    "benchmarks": [{"group": "cells", "name": "test_cells[4]", "stats": {"min": 2e-5, "median": 3e-3, "max": 1.5, "rounds": 1234}}],
}


def test_benchmarks_are_shown_where_they_are_given(tmp_path):
    board = board_of(tmp_path)
    assert "None was given" in text_of(board, "places.html")
    (tmp_path / "b.json").write_text(json.dumps(BENCH))
    text = text_of(board, "places.html", benchmarks=benchmarks.read(tmp_path / "b.json"))
    for piece in ("A processor", "test_cells[4]", "20 µs", "3 ms", "1.50 s", "1,234"):
        assert piece in text, piece


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps(BENCH | {"benchmarks": [{"group": "", "name": "x", "stats": 3}]})])
def test_what_is_no_file_of_benchmarks_is_refused_with_its_name(tmp_path, text):
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(LogError, match=r"b\.json:1: the JSON of pytest-benchmark was asked for"):
        benchmarks.read(tmp_path / "b.json")
    with pytest.raises(LogError, match=r"none\.json:0: "):
        benchmarks.read(tmp_path / "none.json")


def test_the_newest_benchmarks_are_those_of_the_latest_name(tmp_path):
    assert benchmarks.newest(tmp_path) is None
    for name in ("20260105T090000", "20260104T100000"):
        (tmp_path / f"{name}.json").write_text("{}")
    assert benchmarks.newest(tmp_path).name == "20260105T090000.json"


def test_the_page_on_adding_a_claim_has_the_very_examples_that_the_tests_hold_to_the_code(tmp_path):
    codes = [code.rstrip("\n") for code in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)]
    assert codes
    assert [block.text for section in adding.here() for block in section.blocks if block.kind == "code"] == codes
    page = Page(render.pages(board_of(tmp_path))["adding.html"].decode())
    assert all(code in page.text for code in codes)
    assert "aim the strategy, do not widen the check" in re.sub(r"\s+", " ", page.text)
    assert adding.here()[0].title == adding.TITLE


def test_sections_that_add_something_are_found_with_their_blocks():
    assert adding.sections("# A house\n\n## Rooms\n\nfour\n") == []
    found = adding.sections(
        "## Adding a claim\n\na\n  b\n\n```python\nx = 1\n```\n\nc\n\n## Rules\n\nd\n\n## Adding a room\n\ne *f* `*`:\n\n* g\n  h\n* i\n"
    )
    assert found == [
        ("Adding a claim", "adding-a-claim", (("text", "a b"), ("code", "x = 1"), ("text", "c"))),
        ("Adding a room", "adding-a-room", (("text", "e f `*`:"), ("item", "g h"), ("item", "i"))),
    ]


def rows_of(page, name):
    return dict(re.findall(rf'<tr id="(L\w+)" class="[^"]*"([^>]*data-{name}=[^>]*)>', page))


def test_a_row_of_the_board_has_the_tokens_that_the_filters_ask_for(tmp_path):
    page = render.pages(board_of(tmp_path))["index.html"].decode()
    rows = rows_of(page, "standing")
    assert set(rows) == {e["id"] for e in logs.lecture()}
    for piece in ('data-standing="green"', 'data-method="search proof"', 'data-truth="true"', 'data-chapter="subdifferential"'):
        assert piece in rows["L05"], piece
    assert "supports ReLU at its kink from below" in rows["L05"]
    assert 'data-standing="not-selected"' in rows["L59"]
    bar = page.split('<div class="filters"')[1].split("</div>")[0]
    assert 'data-rows="claims" hidden' in bar
    selects = re.findall(r'<select name="(\w+)">(.*?)</select>', bar)
    assert [name for name, _ in selects] == ["chapter", "standing", "method", "truth"]
    for name, options in selects:
        held = {token for row in rows.values() for token in re.search(rf'data-{name}="([^"]*)"', row)[1].split()}
        assert set(re.findall(r'value="([^"!]+)"', options)) == held


def test_a_table_of_contents_leads_to_each_chapter_with_its_standings(tmp_path):
    page = Page(render.pages(board_of(tmp_path))["index.html"].decode())
    chapters = [link for link in page.links if link.startswith("#chapter-")]
    assert chapters == [f"#chapter-{n + 1}" for n in range(len(chapters))]
    text = re.sub(r"\s+", " ", page.text)
    assert "Subdifferential L05 to L12, 2 claims: ✓ 2 green" in text
    assert "Clarke L22 to L27r, 3 claims: ✓ 2 green, △ 1 amber" in text


def test_methods_that_a_claim_has_stand_on_the_board_though_they_were_not_run(tmp_path):
    manifest = [entry("L05", methods=["search", "sweep", "proof"])]
    board = board_of(tmp_path, [found("L05"), logs.not_run("L05", "cuda float64")], manifest=manifest)
    row = render.pages(board)["index.html"].decode().split('<tr id="L05"')[1].split("</tr>")[0]
    assert 'data-method="search sweep proof"' in row
    cells = re.findall(r'<td data-label="([^"]*)"[^>]*>(.*?)</td>', row, re.DOTALL)
    words = {place: re.sub(r"\s+", " ", re.sub("<[^>]*>", "", cell)).strip() for place, cell in cells}
    assert words["cpu float64"] == "search ✓ supported 2,000sweep ○ not run"


@pytest.mark.parametrize(
    ("word", "token"),
    [("not run", "not-run"), ("our repair of the slide", "our-repair-of-the-slide"), ("", "none"), ("<b> é!", "b-é"), ("--", "none")],
)
def test_a_word_becomes_one_token(word, token):
    assert text_module.token(word) == token


def test_the_index_is_small_at_the_size_of_the_lecture_with_all_methods_at_all_places(tmp_path):
    claims = [
        entry(
            f"L{k:02}",
            "The gradient of the loss with respect to a layer is a product of masks",
            statement="For every layer $h$: $\\langle W_h, \\partial f/\\partial W_h\\rangle = f$. " * 4,
            reading="The inner product of each layer with its gradient is the output of the network. " * 2,
            methods=["search", "sweep", "proof"],
            mutants=[logs.mutant(f"m{j}") for j in range(5)],
        )
        for k in range(86)
    ]
    rows = [
        replace(found(claim["id"], place, verdict=Verdict.REFUTED), method=method)
        for claim in claims
        for place in ("exact", *logs.CPU, *logs.CUDA)
        for method in ("search", "sweep", "proof")
    ]
    site = render.pages(board_of(tmp_path, rows, manifest=claims))
    assert len(site["index.html"]) < 300_000
