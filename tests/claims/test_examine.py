"""The machinery against planted faults: each ends in the right verdict and the right standing, and nothing turns green."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from claims.core.claim import Mutant, entry
from claims.core.evidence import Verdict, dumps, from_json
from claims.core.examine import RATED, RATED_QUICKLY, Budget, budget, examine
from claims.core.standing import Colour, exit_code, standing, standings
from impl.place import PLACES, Place
from tests.claims.planted import BY_NAME, Number, planted

CPU = tuple(place for place in PLACES if place.device == "cpu")
EXPECTED = {
    "healthy": (Verdict.SUPPORTED, Colour.GREEN, ""),
    "false": (Verdict.REFUTED, Colour.RED, "although the statement is expected to be supported"),
    "premises never met": (Verdict.INCONCLUSIVE, Colour.AMBER, "premises never met"),
    "nothing checked": (Verdict.INCONCLUSIVE, Colour.AMBER, "premises never met"),
    "nan": (Verdict.ERROR, Colour.RED, "a finite number was asked for, found nan"),
    "mutant survives": (Verdict.SUPPORTED, Colour.AMBER, "mutant 'the same' survived"),
    "mutant by its known instance only": (Verdict.SUPPORTED, Colour.AMBER, "killed by its known instance only"),
    "mutant crashes": (Verdict.SUPPORTED, Colour.AMBER, "mutant 'crashes' crashed"),
    "mutant crashes but for its known instance": (Verdict.SUPPORTED, Colour.AMBER, "mutant 'crashes' crashed"),
    "equivalent mutant crashes": (Verdict.SUPPORTED, Colour.AMBER, "declared equivalent, yet it crashed"),
    "equivalent mutant killed": (Verdict.SUPPORTED, Colour.AMBER, "declared equivalent, yet it was killed"),
    "control fails": (Verdict.SUPPORTED, Colour.RED, "control 'thrice' is refuted"),
    "checker raises": (Verdict.ERROR, Colour.RED, "RuntimeError: the checker broke down"),
    "markup in a witness": (Verdict.REFUTED, Colour.RED, "although"),
    "rests on what is red": (Verdict.SUPPORTED, Colour.GREEN, ""),
    "false, as expected": (Verdict.REFUTED, Colour.GREEN, ""),
    "false was expected, yet true": (Verdict.SUPPORTED, Colour.RED, "supported, although the statement is expected to be refuted"),
}


@pytest.mark.parametrize("fault", BY_NAME)
def test_a_planted_fault_ends_in_the_right_verdict_and_standing(fault):
    claim = BY_NAME[fault]
    rows = examine(claim, CPU, budget("report"))
    verdict, colour, reason = EXPECTED[fault]
    found = standing(entry(claim), rows)
    assert {row.verdict for row in rows} == {verdict}
    assert found.colour is colour
    assert reason in "; ".join(found.reasons)


def test_a_mutant_may_be_rare_in_one_format_and_not_in_another():
    at_77 = {"claimed": lambda s: 2 * s.exact + (s.exact == 77)}
    claim = planted("P23", mutants=(Mutant("wrong at 77", "one value", Number(77), at_77, rare="one in infinitely many", rare_in=("float32",)),))
    rows = examine(claim, CPU, budget("report"))
    assert [row.mutants[0].rare for row in rows] == ["" if row.place == "cpu float64" else "one in infinitely many" for row in rows]
    (reason,) = standing(entry(claim), rows).reasons
    assert reason.startswith("search, cpu float64: mutant 'wrong at 77' was killed by its known instance only")
    for wrong in ({"rare": "seldom", "rare_in": ("float16",)}, {"rare_in": ("float32",)}):
        with pytest.raises(ValueError, match="allowed: formats of"):
            planted("P24", mutants=(Mutant("wrong at 77", "one value", Number(77), at_77, **wrong),))


def test_every_planted_fault_has_an_expectation():
    assert set(EXPECTED) == set(BY_NAME)


def test_a_refutation_is_shrunk_to_the_smallest_instance_and_carries_a_snippet():
    (row, _) = examine(BY_NAME["false"], CPU, budget("quick"))
    assert row.witness["instance"] == "Number(value=11)"
    assert row.witness["origin"] == "search"
    assert "rerun('P01', Number(value=11), 'cpu float64')" in row.witness["snippet"]


def test_the_lectures_own_counterexample_speaks_before_the_search():
    (row, _) = examine(BY_NAME["false, as expected"], CPU, budget("quick"))
    assert (row.witness["instance"], row.witness["origin"]) == ("Number(value=30)", "example")


def test_a_place_that_this_machine_lacks_is_not_run_and_says_why():
    absent = Place("cuda", "float64")
    rows = examine(BY_NAME["healthy"], (*CPU, absent), budget("quick"))
    assert [row.verdict for row in rows[:2]] == [Verdict.SUPPORTED] * 2
    if absent.missing():
        assert rows[2].verdict is Verdict.NOT_RUN
        assert "no CUDA device" in rows[2].note
        assert standing(entry(BY_NAME["healthy"]), rows[2:]).colour is Colour.NOT_RUN


def test_what_rests_on_a_red_claim_is_not_green_and_absent_grounds_are_said():
    claims = [BY_NAME["false"], BY_NAME["rests on what is red"], planted("P20", uses=("P12",)), planted("P21", uses=("P99",))]
    rows = [row for claim in claims for row in examine(claim, CPU, budget("quick"))]
    found = standings([entry(claim) for claim in claims], rows)
    assert [found[claim.id].colour for claim in claims] == [Colour.RED, Colour.AMBER, Colour.AMBER, Colour.AMBER]
    assert "rests on P12, which is amber" in found["P20"].reasons
    assert "rests on P99, which the lecture does not have" in found["P21"].reasons


def test_what_was_not_selected_neither_lowers_others_nor_the_exit_code():
    claims = [BY_NAME["false"], BY_NAME["rests on what is red"]]
    rows = examine(claims[1], CPU, budget("quick"))
    found = standings([entry(claim) for claim in claims], rows, selected=["P12"])
    assert (found["P01"].colour, found["P12"].colour) == (Colour.NOT_SELECTED, Colour.GREEN)
    assert exit_code(found, ["P12"]) == 0
    assert exit_code(found, ["P01", "P12"]) == 1


def test_stale_evidence_speaks_neither_for_nor_against():
    entries, rows = entry(BY_NAME["healthy"]), examine(BY_NAME["healthy"], CPU, budget("quick"))
    edited = entries | {"hashes": entries["hashes"] | {"checker": "another"}}
    assert standing(edited, rows).colour is Colour.AMBER
    assert standing(edited, rows).reasons[0].startswith("stale: ")
    broken = replace(rows[1], verdict=Verdict.REFUTED, hashes={"checker": "an older one"})
    assert standing(entries, [rows[0], broken]).colour is Colour.GREEN
    assert standing(entries, [rows[0], replace(broken, hashes=rows[1].hashes)]).colour is Colour.RED


def test_the_same_seed_gives_the_same_evidence_and_another_seed_other_instances():
    first, again = (examine(BY_NAME["healthy"], CPU, Budget("quick", 60, 7)) for _ in range(2))
    assert [replace(row, seconds=0) for row in first] == [replace(row, seconds=0) for row in again]
    rated = [examine(BY_NAME["mutant by its known instance only"], CPU, Budget("quick", 60, seed))[0] for seed in (1, 2)]
    assert rated[0].mutants[0].known
    false = planted("P22", mutants=(Mutant("wrong above 40", "large values", Number(45), {"claimed": lambda s: 2 * s.exact + (s.exact > 40)}),))
    rates = [examine(false, CPU, Budget("quick", 60, seed))[0].mutants[0].killed for seed in range(4)]
    assert len(set(rates)) > 1


@pytest.mark.parametrize(("profile", "rated"), [("quick", RATED_QUICKLY), ("report", RATED)])
@pytest.mark.parametrize("own", [False, True])
def test_a_mutant_that_is_killed_is_tried_until_its_rate_is_known_and_one_that_survives_on_all(profile, rated, own):
    wide = st.builds(Number, st.integers(-(10**6), 10**6))
    values = wide if own else None
    killed = Mutant("one more", "not doubled", Number(1), {"claimed": lambda s: 2 * s.exact + 1}, for_all=values)
    survives = Mutant("the same", "nothing", Number(1), {"claimed": lambda s: 2 * s.exact + 0 * s.exact}, for_all=values)
    asked = 4 * RATED
    for row in examine(planted("P23", for_all=wide, mutants=(killed, survives)), CPU, Budget(profile, asked, 3)):
        assert row.instances == asked
        assert [(m.outcome, m.instances) for m in row.mutants] == [("killed", rated), ("survived", RATED if own else asked)]


def test_evidence_survives_the_log_unchanged():
    for claim in BY_NAME.values():
        for row in examine(claim, CPU, budget("quick")):
            assert from_json(json.loads(dumps(row))) == row


def test_an_unknown_profile_is_refused_with_the_valid_ones():
    with pytest.raises(ValueError, match="allowed: quick, report, deep"):
        budget("quik")
