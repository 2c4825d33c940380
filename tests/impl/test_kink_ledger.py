"""The kink ledger: its definitions are what torch computes, its verdicts can be re-derived, and two ledgers are compared without pins."""

from __future__ import annotations

import json
import random
import warnings
from collections import Counter
from fractions import Fraction
from math import prod

import pytest
import torch
from flint import fmpq

from impl import kink_ledger
from impl.certificates import Member, Outside, verify
from impl.kink_case import Case, names, smallest
from impl.kink_compare import LedgerError, compare, read, show
from impl.kink_ledger import CASES, FORMATS, NOT_RUN, definition, examine, function, main
from impl.limiting import limiting_gradients
from impl.piecewise import evaluate, parse
from impl.place import Place
from impl.rationals import fraction, rational, vector
from tests.impl.oracles_limiting import attaining, by_patterns

HERE = Place("cpu", "float64")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "kinks.jsonl"
    assert main(["--out", str(path), "--device", "cpu"]) == 0
    return path


@pytest.fixture(scope="module")
def rows(file):
    return read(file).rows


def row(rows, operation, situation="at 0", format="float64"):
    return rows[operation, situation, "cpu", format]


# Definitions


NAMED = {"argvalues": CASES, "ids": lambda case: f"{case.operation}: {case.situation}"}


def gaps(case, graph):
    """|torch - graph| and what it may be, at the point and at eleven near it, on steps that keep sixths dyadic: 0, or where the case
    is a germ, the square of the step."""
    f, draw = function(case), random.Random(0)
    for k in range(12):
        x = [Fraction(a) + Fraction(3 * draw.randint(-2, 2), 256) * (k > 0) for a in case.point]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = Fraction(f(torch.tensor([float(a) for a in x], dtype=torch.float64)).item())
        gap = abs(found - fraction(evaluate(graph, [rational(a) for a in x])))
        yield gap, sum((a - Fraction(b)) ** 2 for a, b in zip(x, case.point, strict=True)) if case.germ else 0


@pytest.mark.parametrize("case", **NAMED)
def test_the_definition_is_what_torch_computes_around_the_point(case):
    assert all(gap <= allowed for gap, allowed in gaps(case, definition(case)))


@pytest.mark.parametrize("case", **NAMED)
def test_another_slope_on_one_side_would_be_seen(case):
    i = max(range(len(case.point)), key=lambda i: abs(case.point[i]))
    wrong = parse(f"{case.definition} + relu(x{i} - {case.point[i]}) / 4", len(case.point))
    assert any(gap > allowed for gap, allowed in gaps(case, wrong))


@pytest.mark.parametrize("case", **NAMED)
def test_the_exact_set_is_that_of_all_patterns(case):
    graph, x = definition(case), [Fraction(a) for a in case.point]
    if prod(len(tied) for tied in attaining(graph, x).values()) <= 20_000:
        assert {tuple(map(fraction, g)) for g in limiting_gradients(graph, x)} == by_patterns(graph, x)


def test_points_are_exact_in_float32_and_cases_have_names_of_their_own():
    assert len(CASES) >= 90
    assert len({case[:2] for case in CASES}) == len(CASES)
    for case in CASES:
        assert torch.tensor(case.point, dtype=torch.float32).tolist() == list(case.point)


def test_a_case_lies_on_a_kink_of_its_program_or_says_why_not(rows):
    """A definition without a kink there belongs to a program of several pieces (identities), or to pieces that meet smoothly (germs)."""
    smooth = [case for case in CASES if len(row(rows, *case[:2])["clarke_vertices"]) == 1]
    assert len(smooth) < 40
    assert sum(case.germ for case in smooth) == 3


def test_order_statistics_by_subsets():
    for k in range(1, 5):
        graph = parse(smallest(k, names(4)), 4)
        for seed in range(20):
            x = [random.Random(seed).randint(0, 3) for _ in range(4)]
            x = x[seed % 4 :] + x[: seed % 4]
            assert evaluate(graph, x) == sorted(x)[k - 1]


# Verdicts


def test_every_case_is_judged_on_the_cpu(rows):
    assert len(rows) == len(CASES) * len(FORMATS)
    found = Counter(r["verdict"] for r in rows.values())
    assert not found[NOT_RUN], [r["note"] for r in rows.values() if r["verdict"] == NOT_RUN]
    assert set(found) <= {"gradient", "in the Clarke set", "conservative only", "outside", "nan"}


def test_membership_is_proved_by_weights_and_the_rest_by_a_direction(rows):
    for r in rows.values():
        if r["verdict"] == "nan":
            assert "nan" in r["returned"] or "inf" in r["returned"]
            continue
        returned, vertices = vector(r["returned"]), tuple(tuple(fmpq(*map(int, a.split("/"))) for a in v) for v in r["clarke_vertices"])
        if r["direction"] is not None:
            assert r["verdict"] in ("conservative only", "outside")
            assert verify(Outside(returned, vertices, vector(map(int, r["direction"]))))
        elif not r["but_for_rounding"]:
            assert verify(Member(returned, vertices, tuple(fmpq(*map(int, a.split("/"))) for a in r["weights"])))


def test_what_the_lecture_needs_of_programs_of_relu_at_0(rows):
    """L39: variants of one function return different values, all of them elements; the square root gives none."""
    variants = ("relu", "clamp, min 0", "maximum with 0", "where x > 0", "where x >= 0", "x (x > 0)", "threshold")
    assert {row(rows, name)["verdict"] for name in variants} == {"in the Clarke set"}
    assert len({tuple(row(rows, name)["returned"]) for name in variants}) > 1
    assert row(rows, "sqrt(x x)")["verdict"] == "nan"
    for name in ("relu(x) - relu(-x)", "identity through four relus"):
        assert row(rows, name)["clarke_vertices"] == [["1"]]


def test_a_wrong_derivative_is_outside_and_a_wrong_value_of_the_definition_is_seen(monkeypatch):
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return torch.relu(x)

        @staticmethod
        def backward(ctx, g):
            return -g

    monkeypatch.setattr(kink_ledger.torch.nn.functional, "relu6", Wrong.apply)
    found = examine(Case("planted", "at 0", "F.relu6(x)[0]", (0,), "relu(x0)"), HERE)
    assert (found["verdict"], found["direction"]) == ("outside", ["-1"])
    missing = examine(Case("missing", "at 0", "torch.no_such_operation(x)", (0,), "x0"), HERE)
    assert missing["verdict"] == NOT_RUN
    assert "no_such_operation" in missing["note"]


# Two ledgers


def changed(file, tmp_path, change):
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    change(lines)
    path = tmp_path / "other.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_equal_ledgers_do_not_differ(file, capsys):
    assert main(["--compare", str(file), str(file)]) == 0
    assert f"0 of {2 * len(CASES)} values differ, 0 for the worse" in capsys.readouterr().out


def test_a_new_value_in_the_set_is_a_change_and_nothing_worse(file, tmp_path, capsys):
    def other_element(lines):
        lines[0]["torch"] = "9.9"
        lines[1]["returned"] = [1.0]

    path = changed(file, tmp_path, other_element)
    assert main(["--compare", str(file), str(path)]) == 0
    said = capsys.readouterr().out
    assert "torch 9.9" in said
    assert "1 of" in said


def test_a_verdict_that_is_worse_is_first_and_ends_with_1(file, tmp_path):
    def planted(lines):
        lines[1]["returned"] = [0.5]
        lines[9] |= {"returned": [-1.0], "verdict": "outside"}

    path = changed(file, tmp_path, planted)
    assert main(["--compare", str(file), str(path)]) == 1
    found = compare(read(file), read(path))
    assert [change.worse for change in found.changed] == [True, False]
    assert main(["--compare", str(path), str(file)]) == 0  # the other way it is better
    show(found)


def test_rows_that_went_are_named_and_not_judged(file, tmp_path):
    def shorter(lines):
        del lines[3:5]
        lines[0]["cases"] -= 1

    found = compare(read(file), read(changed(file, tmp_path, shorter)))
    assert [change.new for change in found.changed] == [None, None]
    assert not found.worse


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines.pop(), "rows were asked for by the header"),
        (lambda lines: lines[0].pop("schema"), ":1: a header"),
        (lambda lines: lines[2].pop("verdict"), ":3: a row was asked for, found no verdict"),
        (lambda lines: lines[2].update(verdict="fine"), "the verdict 'fine'"),
        (lambda lines: lines.append(lines[1]), "again"),
        (lambda lines: lines.append(3), "an object was asked for"),
    ],
)
def test_a_ledger_that_cannot_be_used_is_refused_with_its_line(file, tmp_path, change, said, capsys):
    path = changed(file, tmp_path, change)
    assert main(["--compare", str(file), str(path)]) == 2
    assert said in capsys.readouterr().err


def test_other_refusals(tmp_path, capsys):
    (tmp_path / "x.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(LedgerError, match="a line of JSON"):
        read(tmp_path / "x.jsonl")
    assert main(["--compare", str(tmp_path / "none.jsonl"), str(tmp_path / "none.jsonl")]) == 2
    assert main(["--out", str(tmp_path / "y.jsonl"), "--device", "tpu"]) == 2
    assert "'tpu'" in capsys.readouterr().err
