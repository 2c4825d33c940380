"""The comparison of two runs: each rule on a pair of runs that differ in one thing."""

from dataclasses import replace

import pytest

from claims.core.evidence import Trial, Verdict
from reports.compare import exit_code
from reports.differences import reasons
from tests.reports.logs import HASHES, entry, found, killed, mutant, not_run
from tests.reports.runs import claims, compared, facts, rows


def hashed(**changes):
    return {"hashes": HASHES | changes}


def test_the_same_run_has_no_changes_and_ends_with_0(tmp_path):
    comparison = compared(tmp_path, rows())
    assert (facts(comparison), comparison.notices, comparison.compared) == ([], (), ("L05", "L36"))
    assert exit_code(comparison) == exit_code(comparison, strict=True) == 0


def test_a_new_failure_and_what_rests_on_it_are_worse(tmp_path):
    manifest = [*claims()[:1], entry("L36", uses=["L05"])]
    comparison = compared(tmp_path, rows(verdict=Verdict.REFUTED, as_expected=False), manifest, old_manifest=manifest)
    assert facts(comparison) == [
        ("worse", "new failure", "L05", "", "green", "red"),
        ("worse", "verdict", "L05", "", "supported", "refuted"),
        ("worse", "new failure", "L36", "", "green", "amber"),
    ]
    assert comparison.changes[2].note == "rests on L05, which is red"
    assert exit_code(comparison) == 1


def test_a_new_pass_is_better_and_ends_with_0(tmp_path):
    comparison = compared(tmp_path, rows(), old=rows(verdict=Verdict.ERROR, as_expected=False, note="broke"))
    assert facts(comparison) == [("better", "new pass", "L05", "", "red", "green"), ("better", "verdict", "L05", "", "error", "supported")]
    assert exit_code(comparison, strict=True) == 0


def test_a_standing_can_change_without_green_on_either_side(tmp_path):
    inconclusive = rows(verdict=Verdict.INCONCLUSIVE, as_expected=False, note="near")
    broken = rows(verdict=Verdict.ERROR, as_expected=False, note="broke")
    assert ("worse", "standing", "L05", "", "amber", "red") in facts(compared(tmp_path, broken, old=inconclusive))
    assert ("better", "standing", "L05", "", "red", "amber") in facts(compared(tmp_path, inconclusive, old=broken))


def test_other_reasons_for_the_same_colour_are_told(tmp_path):
    broken = [rows(verdict=Verdict.ERROR, as_expected=False, note=note) for note in ("one", "two")]
    (change,) = compared(tmp_path, broken[1], old=broken[0]).changes
    assert (str(change.level), change.kind, change.note) == ("different", "standing", "the examination broke down: two (search, cpu float64)")


def test_a_mutant_that_survives_now_is_worse_and_one_that_is_killed_now_is_better(tmp_path):
    survived = rows(mutants=[killed("odd"), Trial("even", "", "survived", instances=2000)])
    expected = ("mutant", "L05", "mutant 'even'")
    assert ("worse", *expected, "killed", "survived") in facts(compared(tmp_path, survived))
    assert ("better", *expected, "survived", "killed") in facts(compared(tmp_path, rows(), old=survived))
    crashed = rows(mutants=[killed("odd"), Trial("even", "", "crashed")])
    assert ("wants a look", *expected, "survived", "crashed") in facts(compared(tmp_path, crashed, old=survived))


def test_a_mutant_taken_out_wants_a_look_and_a_new_one_is_told(tmp_path):
    fewer = [killed("odd")], claims(mutants=[mutant("odd")])
    assert facts(compared(tmp_path, rows(mutants=fewer[0]), fewer[1])) == [
        ("wants a look", "mutant", "L05", "mutant 'even'", "killed", "not there any more")
    ]
    assert facts(compared(tmp_path, rows(), old=rows(mutants=fewer[0]), old_manifest=fewer[1])) == [
        ("different", "mutant", "L05", "mutant 'even'", "not there", "killed")
    ]


def test_a_control_that_fails_now_is_worse(tmp_path):
    held, fell = (rows(controls=[Trial("near", "", outcome)]) for outcome in ("supported", "refuted"))
    assert ("worse", "mutant", "L05", "control 'near'", "supported", "refuted") in facts(compared(tmp_path, fell, old=held))


def test_an_obligation_that_is_not_proved_any_more_is_worse(tmp_path):
    def proof(verdict):
        told = {"obligations": [{"name": "d=2", "verdict": verdict}, {"name": "d=3", "verdict": "proved"}]}
        return [*rows(), replace(found("L05", "exact"), method="proof", verdict=Verdict.PROVED, detail=told)]

    (change,) = compared(tmp_path, proof("inconclusive"), old=proof("proved")).changes
    assert (str(change.level), change.what, change.before, change.after, change.where) == (
        "worse",
        "obligation 'd=2'",
        "proved",
        "inconclusive",
        "proof: exact",
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"statement": "s"}, [("wants a look", "statement")]),
        ({"checker": "c"}, [("wants a look", "checker")]),
        ({"statement": "s", "checker": "c"}, [("different", "statement"), ("different", "checker")]),
        ({"proof": "p"}, [("different", "proof")]),
    ],
)
def test_a_statement_changed_with_an_unchanged_checker_or_the_reverse_is_flagged(tmp_path, changed, expected):
    new = hashed(**changed)
    comparison = compared(tmp_path, rows(**new), claims(**new))
    assert [(level, what) for level, kind, _, what, _, _ in facts(comparison) if kind == "text"] == expected
    flagged = [change.note for change in comparison.changes if change.level == "wants a look"]
    assert len(flagged) == len([e for e in expected if e[0] == "wants a look"])
    assert all("did not" in note for note in flagged)
    assert exit_code(comparison) == 0
    assert exit_code(comparison, strict=True) == int(bool(flagged))


def test_what_is_expected_of_a_statement_cannot_change_unseen(tmp_path):
    turned = claims(expect="fails", controls=[{"name": "near", "why": ""}])
    refuted = rows(verdict=Verdict.REFUTED, witness={"instance": "1"}, controls=[Trial("near", "", "supported")])
    found_now = facts(compared(tmp_path, refuted, turned))
    assert ("wants a look", "text", "L05", "expect", "holds", "fails") in found_now
    assert ("wants a look", "verdict", "L05", "", "supported", "refuted") in found_now


def test_claims_added_and_removed(tmp_path):
    more = [*claims(), entry("L59"), entry("L60")]
    now = compared(tmp_path, [*rows(), found("L59"), found("L60", verdict=Verdict.REFUTED, as_expected=False)], more)
    assert facts(now) == [
        ("worse", "claims", "L60", "", "not in the lecture", "red"),
        ("different", "claims", "L59", "", "not in the lecture", "green"),
    ]
    assert facts(compared(tmp_path, rows()[:1], claims()[:1])) == [("worse", "claims", "L36", "", "in the lecture", "not in it")]


def test_evidence_that_is_gone_is_worse_and_a_machine_that_lacks_the_place_is_told_once(tmp_path):
    both = [*rows(), *(replace(row, place="cuda float64") for row in rows())]
    gone = compared(tmp_path, rows(), old=both)
    assert [fact for fact in facts(gone) if fact[0] == "worse"] == [
        ("worse", "verdict", "L05", "", "supported", "no evidence"),
        ("worse", "verdict", "L36", "", "supported", "no evidence"),
    ]
    lacking = compared(tmp_path, [*rows(), not_run("L05", "cuda float64"), not_run("L36", "cuda float64")], old=both)
    assert (facts(lacking), lacking.notices) == ([], ("Not run now, though it was before: cuda float64, 2 claims.",))


def test_fewer_instances_kinks_or_patterns_are_weaker_evidence(tmp_path):
    weak = {"instances": 1000, "on_kink": 600, "tie_patterns": 4}
    told = [
        ("wants a look", "weaker", "L05", name, before, after)
        for name, before, after in (
            ("instances", "2,000", "1,000"),
            ("instances on a kink", "1,377", "600"),
            ("distinct tie patterns", "5", "4"),
        )
    ]
    assert facts(compared(tmp_path, rows(**weak))) == told
    assert facts(compared(tmp_path, rows(instances=1900))) == []


def test_with_another_seed_only_half_is_told(tmp_path):
    assert [fact[3] for fact in facts(compared(tmp_path, rows(on_kink=700, tie_patterns=2), seed=1))] == ["distinct tie patterns"]


def test_what_several_places_give_as_their_reason_is_told_once():
    given = ("search, cpu float64: broke: x", "rests on L05, which is red", "search, cpu float32: broke: x", "proof, exact: other")
    assert reasons(given) == "broke: x (search, cpu float64; search, cpu float32); rests on L05, which is red; other (proof, exact)"


def test_another_profile_is_said_and_its_counts_and_seconds_are_not_compared(tmp_path):
    comparison = compared(tmp_path, rows(instances=100, seconds=99.0), profile="quick")
    assert facts(comparison) == []
    assert "profile report, the new one at quick: counts and seconds are not compared" in comparison.notices[0]


def test_twice_as_slow_is_told_above_a_floor_of_seconds(tmp_path):
    assert facts(compared(tmp_path, rows(seconds=9.9))) == [("wants a look", "slower", "L05", "", "3.2 s", "9.9 s")]
    assert facts(compared(tmp_path, rows(seconds=6.0))) == []
    assert facts(compared(tmp_path, rows(seconds=0.9), old=rows(seconds=0.1))) == []


def test_where_all_is_slower_the_machine_is_named_and_not_each_claim(tmp_path):
    slow = [replace(row, seconds=10 * row.seconds) for row in rows()]
    comparison = compared(tmp_path, slow)
    assert [(change.claim, change.kind) for change in comparison.changes] == [("", "slower")]
    assert comparison.changes[0].note == "the median claim takes 10 times as long: the machine, or what all claims share"


def test_only_what_the_new_run_was_asked_for_is_compared(tmp_path):
    comparison = compared(tmp_path, rows()[:1], partial=True, selected=["L05"])
    assert (facts(comparison), comparison.compared) == ([], ("L05",))
    assert comparison.notices == ("The new run was asked for 1 of 2 claims; the others are not compared.",)


def test_a_claim_that_was_asked_for_and_not_examined_is_worse(tmp_path):
    assert facts(compared(tmp_path, rows()[:1])) == [
        ("worse", "new failure", "L36", "", "green", "not run"),
        ("worse", "verdict", "L36", "", "supported", "no evidence"),
    ]


def test_other_versions_seeds_devices_and_a_cut_log_are_said(tmp_path):
    notices = "\n".join(compared(tmp_path, rows(), seed=7, versions={"torch": "3"}, devices={"cpu": "arm"}).notices)
    for words in ("Seeds 0 and 7", "torch 2.13.0+cpu → 3", "hypothesis 6.170.15 → none", "machines of other devices"):
        assert words in notices


def test_equal_changes_at_several_places_are_one(tmp_path):
    twice = [row for place in ("cpu float64", "cpu float32") for row in rows(place=place)[:1]]
    survived = [replace(row, mutants=[killed("odd"), Trial("even", "", "survived")]) for row in twice]
    wheres = [change.where for change in compared(tmp_path, survived, old=twice).changes if change.kind == "mutant"]
    assert wheres == ["search: cpu float32, cpu float64"]
