from dataclasses import replace

from claims.core.evidence import Trial, Verdict
from claims.core.standing import Colour, Standing
from reports import summary, view
from reports.tables import Line, Row
from tests.reports import logs
from tests.reports.logs import entry, found, killed, mutant, not_run


def line(rows, colour=Colour.GREEN, **changes):
    return Line(entry("L36", **changes), Standing(colour), tuple(Row(row, "a.jsonl", "", ()) for row in rows))


def test_findings_that_places_share_are_told_once():
    rows = line([found("L36", instances=5), found("L36", "cpu float32", instances=5), replace(found("L36", instances=6), method="sweep")]).rows
    assert view.together(rows, lambda row: row.evidence.instances) == (
        ("search: cpu float64, cpu float32", 5, ("search",)),
        ("sweep: cpu float64", 6, ("sweep",)),
    )
    assert view.together(rows, lambda row: row.evidence.certificate) == ()


def test_places_share_instances_so_they_are_not_added_up():
    assert summary.instances(line(logs.everywhere(found("L36", instances=2000)))) == 2000
    assert summary.instances(line([])) == 0


def test_the_least_share_on_a_kink_and_the_worst_gap_are_shown():
    rows = [found("L36", on_kink=9, instances=10, worst=0.5), found("L36", "cpu float32", on_kink=1, instances=2), found("L36", "x", instances=0)]
    assert summary.least_on_kink(line(rows)) == (1, 2)
    assert summary.worst(line(rows)) == 0.5
    assert summary.least_on_kink(line([])) is summary.worst(line([])) is None


def test_a_mutant_counts_as_killed_only_if_it_was_killed_wherever_it_was_tried():
    survived = Trial("a", "", "survived", instances=10)
    equal = Trial("c", "", "equivalent", equivalent="same")
    rows = [found("L36", mutants=[killed("a"), killed("b"), equal]), found("L36", "cpu float32", mutants=[survived, killed("b"), equal])]
    manifest = [mutant("a"), mutant("b"), mutant("c", equivalent="same"), mutant("d")]
    assert summary.score(line(rows, mutants=manifest)) == (1, 3, 1)
    assert summary.score(line([], mutants=manifest)) == (0, 3, 1)
    a, b, _, d = view.cases(line(rows, mutants=manifest), "mutants")
    assert (a.outcomes, b.outcomes, d.outcomes) == (("killed", "survived"), ("killed",), ())
    assert (a.state, b.state, d.state) == ("bad", "good", "bad")
    assert [f.where for f in b.rates] == [f.where for f in b.seen] == ["search: cpu float64, cpu float32"]


def test_rates_that_differ_do_not_repeat_the_witness():
    rows = [found("L36", mutants=[killed("a", killed=3)]), found("L36", "cpu float32", mutants=[killed("a", killed=4)])]
    (case,) = view.cases(line(rows, mutants=[mutant("a")]), "mutants")
    assert [(f.where, f.value.killed) for f in case.rates] == [("search: cpu float64", 3), ("search: cpu float32", 4)]
    assert [f.where for f in case.seen] == ["search: cpu float64, cpu float32"]


def test_an_equivalent_mutant_that_was_killed_and_a_control_that_fell_are_no_good():
    for kind, outcome, equivalent, state in (
        ("mutants", "killed", "same", "bad"),
        ("mutants", "equivalent", "same", "neutral"),
        ("controls", "supported", "", "good"),
        ("controls", "refuted", "", "bad"),
    ):
        rows = [found("L36", **{kind: [Trial("a", "", outcome, equivalent=equivalent)]})]
        assert view.cases(line(rows), kind)[0].state == state


def test_stale_evidence_is_not_counted_and_told_only_where_there_is_no_other():
    old = Row(found("L36", instances=9999, worst=9.0, mutants=[killed("a")]), "a.jsonl", "", ("checker",))
    new = Row(found("L36", "cpu float32", instances=5, on_kink=1, worst=0.5, mutants=[Trial("a", "", "survived")]), "b.jsonl", "", ())
    manifest = entry("L36", mutants=[mutant("a")])
    alone, both = (Line(manifest, Standing(Colour.AMBER), rows) for rows in ((old,), (old, new)))
    assert (summary.instances(alone), summary.least_on_kink(alone), summary.worst(alone), summary.score(alone)) == (0, None, None, (0, 1, 0))
    assert (summary.instances(both), summary.least_on_kink(both), summary.worst(both), summary.score(both)) == (5, (1, 5), 0.5, (0, 1, 0))
    assert view.cases(alone, "mutants")[0].outcomes == ("killed",)
    assert view.cases(both, "mutants")[0].outcomes == ("survived",)
    assert both.stale == ("checker",)


def test_a_mutant_that_the_manifest_no_longer_has_is_still_shown():
    (case,) = view.cases(line([found("L36", mutants=[killed("gone", why="it was there")])]), "mutants")
    assert (case.name, case.why, case.declared) == ("gone", "it was there", False)


def words(of, place):
    return [cell.word for cell in summary.cells(of, place)]


def test_every_cell_of_the_board_says_something():
    proof = replace(found("L36", "exact", verdict=Verdict.PROVED), method="proof")
    some = line([found("L36"), proof, not_run("L36", "cuda float64")])
    assert words(some, "cpu float64") == ["supported"]
    assert words(some, "cuda float64") == words(some, "cpu float32") == ["not run"]
    assert words(some, "exact") == ["proved"]
    assert words(line([found("L36")]), "exact") == ["not applicable"]
    assert words(line([], Colour.NOT_SELECTED), "cpu float64") == ["not selected"]
    assert words(line([], Colour.NOT_RUN, exact=True), "exact") == ["not run"]
    assert words(line([], Colour.NOT_RUN, exact=True), "cpu float64") == ["not applicable"]


def test_a_witness_that_places_share_is_shown_once():
    rows = [found("L36", place, witness=logs.witness(place=place, snippet=place)) for place in logs.CPU]
    assert [(f.where, f.value["snippet"]) for f in view.witnesses(line(rows).rows)] == [("search: cpu float64, cpu float32", "cpu float64")]
    other = found("L36", "exact", witness=logs.witness(instance="0"))
    assert len(view.witnesses(line([*rows, other, found("L36")]).rows)) == 2


def test_ties_hit_most_often_come_first():
    ties = {f"{k}": k for k in range(20)}
    assert [n for _, n in view.top_ties(ties)] == list(range(19, 19 - view.TOP, -1))


def test_gaps_are_in_order_and_the_bound_is_drawn():
    bins = view.gap_bins({"0": 1, "-10": 2, "-2": 3, "3": 4, "exact": 5})
    assert bins == [("exact", 5, False), ("10⁻¹⁰ to 10⁻⁹", 2, False), ("10⁻² to 10⁻¹", 3, False), ("1 to 10", 1, True), ("10³ to 10⁴", 4, True)]
    assert view.gap_bins({"-1": 1})[0][0] == "10⁻¹ to 1"


def test_a_finding_claims_no_more_than_was_found():
    row = line([found("L36", instances=1234, examples=1, on_kink=0)]).rows[0]
    assert view.finding(row) == ("supported", "by 1,234 instances searched and 1 named with the claim, 0 on a kink")
    error = line([found("L36", verdict=Verdict.ERROR, note="it broke")]).rows[0]
    assert view.finding(error) == ("error", "it broke")
