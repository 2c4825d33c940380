"""The command line: what cannot be meant is refused before anything runs, with the valid choices."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from claims.lecture import CLAIMS
from tests.selection import Refused, run_of


def asked(**changed):
    return SimpleNamespace(**{"profile": "quick", "device": "auto", "seed": "0", "evidence": "run.jsonl", "keyword": ""} | changed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"keyword": "L99"}, r"-k L99 was asked for, which does not exist.*allowed: L\d"),
        ({"keyword": "L36 or L99"}, "-k L99 was asked for"),
        ({"keyword": "homogenity"}, r"did you mean homogeneity\?"),
        ({"keyword": "L36 and"}, "which is no expression"),
        ({"keyword": "L36 and not L36"}, "selects no claim"),
        ({"profile": "quik"}, r"did you mean quick\?\); allowed: quick, report, deep"),
        ({"device": "gpu"}, "allowed: cpu, cuda, auto"),
        ({"seed": "one"}, "allowed: an integer"),
    ],
)
def test_a_typo_is_refused_with_the_valid_choices(changed, message):
    with pytest.raises(Refused, match=message):
        run_of(asked(**changed))


def test_a_folder_is_no_log(tmp_path):
    with pytest.raises(Refused, match="which is a folder"):
        run_of(asked(evidence=str(tmp_path)))


def test_a_word_selects_ids_and_chapters():
    every = {claim.id for claim in CLAIMS}
    assert set(run_of(asked()).selected) == every
    assert run_of(asked(keyword="L36")).selected == tuple(i for i in (claim.id for claim in CLAIMS) if "L36" in i)
    assert set(run_of(asked(keyword="not homogeneity or l36")).selected) >= {"L36"}
    split = [set(run_of(asked(keyword=k)).selected) for k in ("homogeneity", "not homogeneity")]
    assert split[0] | split[1] == every
    assert not split[0] & split[1]


def test_the_budget_and_the_seed_are_as_asked():
    run = run_of(asked(profile="report", seed="-3"))
    assert (run.budget.profile, run.budget.instances, run.budget.seed) == ("report", 2_000, -3)
