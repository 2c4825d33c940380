"""The audit: verdicts on known kinks, rounding, ties of floats, refusals, and the form of what is printed."""

from __future__ import annotations

import json
import math

import pytest
import torch
from flint import fmpq
from torch import nn

from impl import audit_target, kinks
from impl.audit import audit, main
from impl.audit_kinks import nearest, seen
from impl.audit_loss import audit_loss
from impl.audit_report import plain, root
from impl.audit_target import CannotAudit
from impl.audit_verdict import path_moduli
from impl.autograd import differentiate
from impl.certificates import Outside, verify
from impl.lipschitz_rules import moduli
from impl.piecewise import parse
from impl.rationals import dot, vector

BOTH = ("float64", "float32")


def verdicts(f, x):
    return set(audit(f, x).verdicts.values())


# Known values


@pytest.mark.parametrize("f", [kinks.identity_by_two_relus, kinks.identity_by_four_relus])
def test_the_identity_written_with_relus_is_outside_with_a_direction(f):
    found = audit(f, [0])
    assert found.verdicts == dict.fromkeys(BOTH, "conservative only")
    assert found.outside
    for r in found.readings:
        assert r.facts.limiting == r.facts.vertices == ((fmpq(1),),)
        assert r.returned == (0.0,)
        assert r.judgement.direction == (fmpq(-1),)
        assert r.judgement.squared == 1


def test_the_direction_is_a_certificate():
    found = audit(lambda x: torch.relu(x[0]) - torch.relu(-x[0]) + x[1].abs(), [0, 0]).readings[0]
    assert found.verdict == "conservative only"
    assert verify(Outside(vector(found.returned), found.facts.vertices, found.judgement.direction))


def test_away_from_its_kink_the_identity_is_right():
    found = audit(kinks.identity_by_two_relus, [0.5])
    assert found.verdicts == dict.fromkeys(BOTH, "gradient")
    assert not found.outside
    assert found.readings[0].facts.nearest[0][0] == fmpq(1, 4)


def test_the_modulus_is_in_the_set_with_convex_weights():
    found = audit(kinks.modulus, [0, -0.5]).readings[0]
    assert found.verdict == "in the Clarke set"
    weights, vertices = found.judgement.weights, found.judgement.vertices
    assert sum(weights) == 1
    assert min(weights) >= 0
    assert tuple(sum(w * p[i] for w, p in zip(weights, vertices, strict=True)) for i in range(2)) == vector(found.returned)


def test_a_root_of_a_square_is_nan():
    found = audit(kinks.modulus_by_a_root, [0])
    assert found.verdicts == dict.fromkeys(BOTH, "nan")
    assert "Tensor.mul" in found.readings[0].note
    assert not found.outside


def test_an_overflow_is_nan_although_the_exact_set_is_known():
    found = audit(lambda x: (x * 2.0**100 * 2.0**100).sum(), [0])
    assert found.verdicts == {"float64": "gradient", "float32": "nan"}
    assert found.readings[1].facts.vertices == ((fmpq(2) ** 200,),)


def test_rounding_is_told_from_a_wrong_slope():
    found = audit(kinks.largest, [1, 1, 1]).readings
    assert [r.verdict for r in found] == ["in the Clarke set"] * 2
    assert all(r.judgement.rounded and r.judgement.squared > 0 for r in found)
    assert sum(found[0].judgement.weights) == 1


def test_constants_are_those_of_the_format():
    found = audit(lambda x: 0.1 * x.abs().sum(), [1]).readings
    assert found[0].facts.vertices != found[1].facts.vertices
    assert [r.verdict for r in found] == ["gradient"] * 2
    assert not any(r.judgement.rounded for r in found)


def test_a_module_is_audited_in_both_formats():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
    found = audit(net, [0.5, 1, -2])
    assert found.verdicts == dict.fromkeys(BOTH, "gradient")
    assert next(net.parameters()).dtype == torch.float32


def test_a_point_of_any_shape():
    assert verdicts(lambda x: x.abs().sum(), torch.zeros(2, 2)) == {"in the Clarke set"}


# The two-sample loss


def test_the_loss_of_two_samples_is_outside():
    found = audit_loss([[[0]], [[1]]], [[1], [-1]], [-1, 2])
    assert found.verdicts == dict.fromkeys(BOTH, "conservative only")
    assert found.outside
    r = found.readings[0]
    assert r.facts.vertices == ((1, 0), (2, 0))
    assert r.judgement.selections == ((0, 0), (3, 0))
    assert r.returned == (0.0, 0.0)
    assert r.facts.value == fmpq(5, 2) == fmpq(*r.value.as_integer_ratio())
    assert r.judgement.direction == (fmpq(-1), fmpq(0))


def test_a_loss_away_from_kinks():
    found = audit_loss([[[1, 0], [0.5, -1]], [[1, 2]]], [[1, 2], [-1, 3]], [1, 0])
    assert found.verdicts == dict.fromkeys(BOTH, "gradient")
    assert not any(r.judgement.rounded for r in found.readings)


def test_losses_that_are_refused():
    with pytest.raises(CannotAudit, match="float32 would round"):
        audit_loss([[[0.1]], [[1]]], [[1]], [1])
    with pytest.raises(CannotAudit, match="max_patterns=1"):
        audit_loss([[[0]], [[1]]], [[1], [-1]], [-1, 2], max_patterns=1)


# Near a kink


def test_float32_holds_another_point_with_a_tie():
    double, single = audit(kinks.comparison, [1 + 1e-9, 1]).readings
    assert (double.verdict, double.only_here, double.moved) == ("gradient", (), False)
    assert single.moved
    assert single.only_here == ("relu(x0 - x1)",)


def test_float32_sees_a_tie_that_exact_arithmetic_does_not():
    double, single = audit(lambda x: torch.relu(x[0] + 2.0**26 * x[1] - 2.0**26 * x[2]), [1, 1, 1]).readings
    assert (double.verdict, double.only_here) == ("gradient", ())
    assert not single.moved  # 1 + 2^26 rounds to 2^26, so torch's relu gets 0 instead of 1
    assert (single.verdict, single.value, single.facts.value) == ("outside", 0.0, 1)
    assert single.only_here == ("relu(x0 + 67108864*x1 - 67108864*x2)",)


def test_a_tie_that_float32_misses():
    graph = parse("max(x0 + 67108864*x1 - 67108864*x2, x0)", 3)
    assert seen(graph, [1, 1, 1], "float32").missed == (graph.root,)
    assert seen(graph, [1, 1, 1], "float64") == ((), ())


@pytest.mark.parametrize("point", [[0.75, 0.5], [2, -3], [-1, 1.25]])
def test_inside_the_ball_the_gradient_is_the_same(point):
    graph = parse("max(relu(x0 - 2*x1) - x1, abs(x0 + x1) - 1)", 2)
    found = nearest(graph, point)
    reach = root(found[0].squared)
    here = audit(graph_in_torch(graph), point).readings[0].facts.limiting
    for k in range(16):
        step = (reach * math.cos(k) * (1 - 2**-20), reach * math.sin(k) * (1 - 2**-20))
        assert audit(graph_in_torch(graph), [a + b for a, b in zip(point, step, strict=True)]).readings[0].facts.limiting == here


def graph_in_torch(graph):
    def f(x):
        return torch.maximum(torch.relu(x[0] - 2 * x[1]) - x[1], (x[0] + x[1]).abs() - 1)

    return f


def test_no_distance_where_slopes_tie():
    assert nearest(parse("abs(x0) + abs(x1 - 1)", 2), [0, 0]) is None
    assert nearest(parse("x0 + 1", 1), [0]) == ()


@pytest.mark.parametrize("square", [fmpq(1, 4), fmpq(9), fmpq(0), fmpq(1, 10**400), fmpq(10**400)])
def test_root(square):
    assert fmpq(*root(square).as_integer_ratio()) ** 2 == square or 0 < root(square) < math.inf


@pytest.mark.parametrize("formula", ["3*relu(x0 - 2*x1) - abs(x0 + x1) / 3", "max(x0, min(2*x1, x0 - x1)) + 5", "relu(x1)"])
def test_path_moduli_are_the_moduli_rounded_up(formula):
    graph = parse(formula, 2)
    for found, exact in zip(path_moduli(graph, 10), moduli(graph), strict=True):
        assert exact <= found <= exact * (1 + fmpq(1, 2**40))


# Refusals


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["impl.kinks:modulos", "--at", "0"], "modulus"),
        (["impl.kinky:modulus", "--at", "0"], "impl.kinky"),
        (["no_such_module_here:f", "--at", "0"], "found none"),
        (["impl.kinks", "--at", "0"], "module:function"),
        (["impl.kinks:torch", "--at", "0"], "of type module"),
        (["torch.nn:ReLU", "--at", "0"], "a class"),
        (["impl.kinks:comparison", "--at", "0"], "IndexError"),
        (["impl.kinks:comparison", "--at", "zero"], "numbers and commas"),
        (["impl.kinks:comparison", "--at", "0,nan"], "all finite"),
        (["impl.kinks:comparison", "--at", "missing.pt"], "FileNotFoundError"),
        (["torch:exp", "--at", "1"], "torch.exp"),
        (["torch:relu", "--at", "1,2"], "one value"),
        (["impl.kinks:modulus_by_a_root", "--at", "1"], "Tensor.mul"),
        (["impl.kinks:modulus", "--at", "0,0,0,0", "--max-cells", "7"], "at most 7 cones"),
    ],
)
def test_refused_in_words_with_exit_code_2(arguments, said, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_no_point_is_a_matter_of_usage(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["impl.kinks:modulus"])
    assert caught.value.code == 2
    assert "--at" in capsys.readouterr().err


def test_a_huge_model_is_refused_before_anything_runs(monkeypatch):
    monkeypatch.setattr(audit_target, "LARGEST", 3)
    with pytest.raises(CannotAudit, match="4 parameters; allowed: 3"):
        audit(nn.Linear(3, 1), [0, 0, 0])


def test_a_model_with_few_parameters_and_a_huge_graph_is_refused_with_its_size():
    net = nn.Sequential(nn.Conv2d(1, 64, 3, padding=1), nn.ReLU(), nn.Conv2d(64, 1, 3, padding=1), nn.Flatten(0), nn.Linear(4096, 1))
    products = 4096 * 64 * 9 * 2 + 4096
    with pytest.raises(CannotAudit, match=rf"53\d,\d\d\d entries and {products:,} products to compute \(5,314 parameters\)"):
        audit(net, torch.zeros(1, 64, 64))


def test_the_size_of_a_function_is_counted_in_the_format_that_it_takes():
    net = nn.Sequential(nn.Linear(2000, 2000), nn.ReLU(), nn.Linear(2000, 3000), nn.ReLU(), nn.Linear(3000, 1))
    with pytest.raises(CannotAudit, match="10,003,000 products"):
        audit(lambda x: net(x), torch.zeros(2000))


def test_a_value_cut_off_from_autograd_is_refused():
    with pytest.raises(CannotAudit, match="detach"):
        audit(lambda x: x.detach().sum(), [1])


def test_a_file_that_holds_no_tensor(tmp_path):
    torch.save([1, 2], tmp_path / "x.pt")
    with pytest.raises(CannotAudit, match="list"):
        audit_target.point(str(tmp_path / "x.pt"))


# The command line


def test_exit_codes(capsys):
    assert main(["impl.kinks:identity_by_two_relus", "--at", "0"]) == 1
    assert main(["impl.kinks:identity_by_two_relus", "--at", "-1,0.5,-2"]) == 0
    assert main(["impl.kinks:modulus_by_a_root", "--at", "0"]) == 0
    assert "outside in the direction d = (-1)" in " ".join(capsys.readouterr().out.split())


def test_a_point_from_a_file(tmp_path, capsys):
    torch.save(torch.zeros(2, 2), tmp_path / "x.pt")
    assert main(["impl.kinks:modulus", "--at", str(tmp_path / "x.pt"), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["readings"][0]["exact"]["clarke_vertices"]) == 16


@pytest.mark.parametrize("name", ["identity_by_two_relus", "modulus_by_a_root", "largest"])
def test_the_json_says_all_and_is_strict(name, capsys):
    main([f"impl.kinks:{name}", "--at", "0", "--json"])
    found = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert set(found) == {"schema", "function", "point", "outside", "readings"}
    assert found["schema"] == "clarke-audit/1"
    keys = "format point point_rounded verdict value returned exact but_for_rounding weights direction chain_rule distance"
    assert all(set(r) == {*keys.split(), "ties_only_in_format", "ties_missed_by_format", "note"} for r in found["readings"])
    assert [r["format"] for r in found["readings"]] == list(BOTH)


def test_json_of_a_report():
    r = plain(audit(kinks.identity_by_two_relus, [0]))["readings"][0]
    assert (r["verdict"], r["direction"], r["distance"], r["weights"]) == ("conservative only", ["-1"], 1.0, None)
    assert r["chain_rule"] == {"gradients": [["0"], ["2"]], "weights": ["1", "0"]}
    assert r["exact"]["limiting_gradients"] == [["1"]]
    assert r["exact"]["ties"] == ["relu(x0)", "relu(-x0)"]


def test_what_is_reported_is_what_torch_returns():
    x = torch.tensor([0.0, 1.0, 1.0], dtype=torch.float64, requires_grad=True)
    (expected,) = differentiate(kinks.largest(x) + kinks.modulus(x), [x])
    found = audit(lambda x: kinks.largest(x) + kinks.modulus(x), [0, 1, 1]).readings[0]
    assert list(found.returned) == expected.tolist()
    assert dot(vector(found.returned), vector([0, 1, 1])) == 3
