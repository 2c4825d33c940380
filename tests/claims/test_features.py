"""What an instance is like, in small numbers: read off networks, graphs, points and runs, and counted by the search."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from claims.core.evidence import dumps, from_json
from claims.core.examine import budget, examine
from claims.core.features import features
from claims.instances.convex_combinations import TRIANGLE
from claims.instances.function_subjects import function_at
from claims.instances.named_flows import TINY
from claims.instances.named_functions import L1_NORM
from claims.instances.named_networks import DEEP, TIED
from claims.instances.networks import network_at
from claims.lecture import CLAIMS, find
from impl.place import PLACES

CPU = tuple(place for place in PLACES if place.device == "cpu")
NOTHING = SimpleNamespace()


def test_a_network_has_its_depth_width_dimension_and_ties():
    assert features(DEEP, network_at(DEEP, CPU[0])) == {
        "kind": "NetworkAtPoint",
        "dimension": "2",
        "hidden layers": "2",
        "widest hidden layer": "2",
        "ties": "0",
    }
    assert features(TIED, network_at(TIED, CPU[0]))["ties"] == "2"


def test_a_function_at_a_point_has_its_dimension_and_ties():
    assert features(L1_NORM, function_at(L1_NORM, CPU[0])) == {"kind": "FunctionAtPoint", "dimension": "2", "ties": "2"}


def test_runs_and_points_have_their_numbers():
    assert features(TRIANGLE, NOTHING) == {"kind": "Combination", "dimension": "2", "points": "3"}
    assert features(TINY, NOTHING) == {
        "kind": "FlowRun",
        "dimension": "1",
        "hidden layers": "1",
        "widest hidden layer": "1",
        "samples": "1",
        "steps": "4",
    }


def test_what_has_no_features_has_none_and_a_subject_may_say_its_own():
    assert features(7, None) == {}
    assert features((1, 2), SimpleNamespace(features={"parity": "odd", "left out": ""})) == {"parity": "odd"}


@pytest.mark.parametrize(("steps", "said"), [(0, "0"), (8, "8"), (9, "9 to 16"), (16, "9 to 16"), (17, "17 to 32"), (800, "513 to 1024")])
def test_large_numbers_are_put_together_by_powers_of_two(steps, said):
    assert features(TINY._replace(steps=steps), NOTHING)["steps"] == said


def test_the_search_counts_each_feature_over_the_instances_that_it_examined():
    rows = examine(find("L28"), CPU, budget("quick"))
    for row in rows:
        assert {sum(histogram.values()) for name, histogram in row.tried.items() if name in ("kind", "dimension", "judged")} == {row.instances}
        assert sum(n for value, n in row.tried["ties"].items() if value != "0") == row.on_kink
        assert set(row.tried["judged"]) <= {"exactly", "against a rounding bound"}
        assert row.tried["judged"].get("against a rounding bound", 0) <= row.bounded
    assert {name: histogram for name, histogram in rows[0].tried.items() if name != "judged"} == {
        name: histogram for name, histogram in rows[1].tried.items() if name != "judged"
    }
    assert from_json(json.loads(dumps(rows[0]))) == rows[0]


def test_a_log_without_this_field_reads_as_before():
    data = {"schema": 1, "claim": "L01", "method": "search", "place": "exact", "verdict": "supported", "as_expected": True}
    assert from_json(data).tried == {}


def test_most_claims_say_what_they_try():
    from claims.core.draws import Enough, draw_all

    silent = []
    for claim in CLAIMS:
        seen = []

        def look(instance, claim=claim, seen=seen):
            seen.append(features(instance, None))
            raise Enough

        draw_all(claim.for_all, 1, 0, look)
        if not set(seen[0]) - {"kind"}:
            silent.append(claim.id)
    assert len(silent) < 25, silent
