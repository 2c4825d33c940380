from dataclasses import replace

import pytest

from claims.core.evidence import Verdict
from claims.core.log import LogError
from claims.core.standing import Colour
from reports import tables
from tests.reports import logs
from tests.reports.logs import NO_DEVICE, entry, found, not_run

DAY = "2026-01-{:02}T09:00:00+00:00"


def log(tmp_path, name, day, rows, **changes):
    return logs.write(tmp_path / f"{name}.jsonl", rows, started=DAY.format(day), **{"manifest": [entry("L05"), entry("L36")]} | changes)


def board(*paths):
    return tables.board(tables.load(paths))


def line(of, ident):
    (one,) = [one for one in of.lines if one.id == ident]
    return one


def instances(of, ident):
    return {(row.evidence.method, row.evidence.place): row.evidence.instances for row in line(of, ident).rows}


def test_later_overrides_earlier_for_each_claim_method_and_place_in_whatever_order_the_logs_are_named(tmp_path):
    old = log(
        tmp_path, "b", 1, [found("L05", instances=1), found("L05", "cpu float32", instances=2), replace(found("L05", instances=3), method="sweep")]
    )
    new = log(tmp_path, "a", 2, [found("L05", instances=9)])
    for paths in ([old, new], [new, old], [new, old, new]):
        assert instances(board(*paths), "L05") == {("search", "cpu float64"): 9, ("search", "cpu float32"): 2, ("sweep", "cpu float64"): 3}


def test_what_was_overridden_does_not_count_for_the_standing(tmp_path):
    old = log(tmp_path, "old", 1, [found("L05", verdict=Verdict.REFUTED, as_expected=False)])
    assert line(board(old), "L05").standing.colour is Colour.RED
    assert line(board(old, log(tmp_path, "new", 2, [found("L05")])), "L05").standing.colour is Colour.GREEN


def test_of_two_lines_of_one_log_the_later_stands(tmp_path):
    assert instances(board(log(tmp_path, "a", 1, [found("L05", instances=1), found("L05", instances=2)])), "L05") == {("search", "cpu float64"): 2}


@pytest.mark.parametrize("verdict", [Verdict.NOT_RUN, Verdict.NOT_SELECTED, Verdict.NOT_APPLICABLE])
def test_what_was_not_run_overrides_nothing_that_was(tmp_path, verdict):
    gpu = log(tmp_path, "gpu", 1, [found("L05", "cuda float64", instances=77)])
    cpu = log(tmp_path, "cpu", 2, [found("L05"), replace(not_run("L05", "cuda float64"), verdict=verdict)])
    both = board(gpu, cpu)
    assert instances(both, "L05")["search", "cuda float64"] == 77
    assert [row.log for row in line(both, "L05").rows] == ["cpu.jsonl", "gpu.jsonl"]


def test_what_was_run_overrides_what_was_not_even_when_it_is_older(tmp_path):
    cpu = log(tmp_path, "cpu", 2, [not_run("L05", "cuda float64")])
    assert line(board(cpu), "L05").standing.colour is Colour.NOT_RUN
    assert line(board(cpu), "L05").standing.reasons == (NO_DEVICE,)
    assert line(board(cpu, log(tmp_path, "gpu", 1, [found("L05", "cuda float64")])), "L05").standing.colour is Colour.GREEN


def test_a_partial_run_overrides_only_its_claims(tmp_path):
    full = log(tmp_path, "full", 1, [found("L05", instances=1), found("L36", instances=2)])
    part = log(tmp_path, "part", 2, [found("L36", verdict=Verdict.REFUTED, as_expected=False, instances=3)], selected=["L36"], partial=True)
    both = board(full, part)
    assert (instances(both, "L05"), instances(both, "L36")) == ({("search", "cpu float64"): 1}, {("search", "cpu float64"): 3})
    assert [one.standing.colour for one in both.lines] == [Colour.GREEN, Colour.RED]


def test_the_board_is_the_newest_manifest_and_what_has_no_evidence_is_on_it(tmp_path):
    old = log(tmp_path, "old", 1, [found("L05"), found("L99")], manifest=[entry("L99"), entry("L05")])
    new = log(tmp_path, "new", 2, [], manifest=[entry("L36"), entry("L05", title="renamed"), entry("L59")], selected=["L36"], partial=True)
    both = board(new, old)
    assert [(one.id, one.standing.colour) for one in both.lines] == [("L36", Colour.NOT_RUN), ("L05", Colour.GREEN), ("L59", Colour.NOT_SELECTED)]
    assert line(both, "L05").entry["title"] == "renamed"
    assert both.strangers == ("L99",)


def test_evidence_of_an_earlier_statement_or_checker_is_stale(tmp_path):
    old = log(tmp_path, "old", 1, [found("L05"), found("L36"), found("L36", "cpu float32", hashes={})])
    hashes = logs.HASHES | {"checker": "0" * 16}
    new = log(tmp_path, "new", 2, [], manifest=[entry("L05"), entry("L36", hashes=hashes)], selected=[], partial=True)
    assert [(one.id, one.stale) for one in board(old, new).lines] == [("L05", ()), ("L36", ("checker",))]
    assert [row.stale for row in line(board(old, new), "L36").rows] == [("checker",), ()]
    assert [row.stale for row in line(board(old, new), "L36").fresh] == [()]
    assert line(board(old, new), "L05").shown == line(board(old, new), "L05").fresh
    fresh = log(tmp_path, "fresh", 3, [found("L36", hashes=hashes)], manifest=[entry("L05"), entry("L36", hashes=hashes)])
    assert line(board(old, new, fresh), "L36").stale == ()


def test_a_place_that_was_not_run_is_not_stale(tmp_path):
    rows = [replace(not_run("L05", "cuda float64"), hashes={"statement": "0" * 16}), found("L05")]
    assert line(board(log(tmp_path, "a", 1, rows)), "L05").stale == ()


def test_places_are_those_asked_for_and_those_seen_in_a_fixed_order(tmp_path):
    path = log(tmp_path, "a", 1, [found("L05", "tpu bfloat16"), found("L05", "cpu float32")], places=["cuda float64", "cpu float64"])
    assert board(path).places == ("cpu float64", "cpu float32", "cuda float64", "tpu bfloat16")
    exact = log(tmp_path, "b", 2, [], manifest=[entry("L05", exact=True)], places=["cpu float64"])
    assert board(exact).places == ("exact", "cpu float64")


def test_read_is_a_table_with_the_columns_of_evidence(tmp_path):
    frame = tables.read(tables.load([log(tmp_path, "a", 1, logs.evidence())]))
    assert len(frame) == len(logs.evidence())
    assert list(frame[frame["claim"] == "L36"]["place"]) == ["cpu float64", "cpu float32", "cuda float64", "cuda float32"]
    assert frame[frame["verdict"] == Verdict.PROVED]["detail"].tolist() == [{"obligations": [logs.obligation()], "rlimit": 100000}]
    assert tables.read([]).empty


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ([entry("L05"), entry("L05")], "'L05'): it is there twice"),
        ([{"id": "L05"}], "title: text was asked for, found 'nothing'"),
        ([entry("L05", uses="L36")], "uses: a list was asked for, found 'L36'"),
        ([entry("L05", chapter=None)], "chapter: text was asked for, found 'None'"),
        ([entry("L05", mutants=[{"name": "m"}])], "mutants[0].why: text was asked for"),
        ([entry("L05", expect="surely")], "expect: one of holds, fails, untyped was asked for, found 'surely'"),
        ([entry("L05", kinks={"share": "half"})], "kinks.patterns: a count was asked for"),
    ],
)
def test_a_manifest_that_is_not_one_is_refused_with_file_and_line(tmp_path, manifest, words):
    path = log(tmp_path, "a", 1, [], manifest=manifest)
    with pytest.raises(LogError) as refusal:
        tables.load([path])
    assert str(refusal.value).startswith(f"{path}:1: ")
    assert words in str(refusal.value)


def test_the_newest_logs_are_the_last_whole_full_run_and_all_begun_after_it(tmp_path):
    log(tmp_path, "z-old-full", 1, [])
    base = log(tmp_path, "base", 2, [])
    part = log(tmp_path, "a-part", 3, [], partial=True)
    cut = log(tmp_path, "killed", 4, [found("L05")], end=False)
    assert tables.newest(tmp_path) == [base, part, cut]
    whole = log(tmp_path, "again", 5, [])
    assert tables.newest(tmp_path) == [whole]


def test_without_a_whole_full_run_all_logs_are_the_newest(tmp_path):
    part, cut = log(tmp_path, "b", 1, [], partial=True), log(tmp_path, "a", 2, [], end=False)
    assert tables.newest(tmp_path) == [part, cut]


def test_an_old_log_of_another_schema_is_in_nobodys_way(tmp_path):
    log(tmp_path, "old", 1, [], schema=0)
    new = log(tmp_path, "new", 2, [])
    assert tables.newest(tmp_path) == [new]


@pytest.mark.parametrize("text", [None, "", "nonsense\n", "[]\n"])
def test_a_folder_without_a_readable_log_is_refused(tmp_path, text):
    if text is not None:
        (tmp_path / "a.jsonl").write_text(text)
    with pytest.raises(LogError, match=r":[01]: "):
        tables.newest(tmp_path)
