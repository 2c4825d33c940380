"""Cases of the kink ledger: units of one input, in the many ways in which torch writes them."""

from __future__ import annotations

from impl.kink_case import Case

_RELU = "relu(x0)"
_ABS = "abs(x0)"

RELUS = tuple(
    Case(operation, "at 0", program, (0,), _RELU)
    for operation, program in (
        ("relu", "torch.relu(x[0])"),
        ("nn.functional.relu", "F.relu(x)[0]"),
        ("clamp, min 0", "x[0].clamp(min=0)"),
        ("clamp_min", "torch.clamp_min(x[0], 0)"),
        ("clamp, min a tensor", "torch.clamp(x, min=torch.zeros_like(x))[0]"),
        ("maximum with 0", "torch.maximum(x, torch.zeros_like(x))[0]"),
        ("max with 0", "torch.max(x, torch.zeros_like(x))[0]"),
        ("fmax with 0", "torch.fmax(x, torch.zeros_like(x))[0]"),
        ("Python's max with 0", "max(x[0], 0 * x[0])"),
        ("where x > 0", "torch.where(x > 0, x, 0 * x)[0]"),
        ("where x >= 0", "torch.where(x >= 0, x, 0 * x)[0]"),
        ("masked_fill", "x.masked_fill(x < 0, 0)[0]"),
        ("x (x > 0)", "(x * (x > 0))[0]"),
        ("x (x >= 0)", "(x * (x >= 0))[0]"),
        ("x heaviside(x, 1/2)", "(x * torch.heaviside(x.detach(), x.new_tensor(0.5)))[0]"),
        ("(x + |x|) / 2", "((x + x.abs()) / 2)[0]"),
        ("threshold", "F.threshold(x, 0, 0)[0]"),
        ("rrelu, eval, slopes 0", "F.rrelu(x, 0.0, 0.0)[0]"),
        ("leaky_relu, slope 0", "F.leaky_relu(x, 0.0)[0]"),
    )
)

MODULI = tuple(
    Case(operation, "at 0", program, (0,), _ABS)
    for operation, program in (
        ("abs", "x[0].abs()"),
        ("x sign(x)", "x[0] * torch.sign(x[0])"),
        ("copysign", "torch.copysign(x[0], x.new_tensor(1.0))"),
        ("hypot with 0", "torch.hypot(x[0], x.new_tensor(0.0))"),
        ("sqrt(x x)", "torch.sqrt(x[0] * x[0])"),
        ("square, then sqrt", "x[0].square().sqrt()"),
        ("pow 2, then pow 1/2", "x[0].pow(2).pow(0.5)"),
        ("relu(x) + relu(-x)", "torch.relu(x[0]) + torch.relu(-x[0])"),
        ("maximum(x, -x)", "torch.maximum(x[0], -x[0])"),
        ("where x >= 0, else -x", "torch.where(x >= 0, x, -x)[0]"),
        ("complex modulus", "torch.complex(x, torch.zeros_like(x)).abs()[0]"),
    )
)

BOUNDS = (
    Case("relu6", "at 0", "F.relu6(x)[0]", (0,), "clamp(x0, 0, 6)"),
    Case("relu6", "at 6", "F.relu6(x)[0]", (6,), "clamp(x0, 0, 6)"),
    Case("hardtanh", "at -1", "F.hardtanh(x)[0]", (-1,), "clamp(x0, -1, 1)"),
    Case("hardtanh", "at 1", "F.hardtanh(x)[0]", (1,), "clamp(x0, -1, 1)"),
    Case("hardsigmoid", "at -3", "F.hardsigmoid(x)[0]", (-3,), "clamp(x0 + 3, 0, 6) / 6"),
    Case("hardsigmoid", "at 3", "F.hardsigmoid(x)[0]", (3,), "clamp(x0 + 3, 0, 6) / 6"),
    Case("hardsigmoid", "at 0, between its kinks", "F.hardsigmoid(x)[0]", (0,), "clamp(x0 + 3, 0, 6) / 6"),
    Case("hardswish", "at -3", "F.hardswish(x)[0]", (-3,), "min(0, -1/2 * (x0 + 3))", germ=True),
    Case("hardswish", "at 3", "F.hardswish(x)[0]", (3,), "min(3/2 * (x0 - 3), x0 - 3) + 3", germ=True),
    Case("clamp", "at its lower bound", "x[0].clamp(-1, 1)", (-1,), "clamp(x0, -1, 1)"),
    Case("clamp", "at its upper bound", "x[0].clamp(-1, 1)", (1,), "clamp(x0, -1, 1)"),
    Case("clamp", "bounds equal, x on them", "x[0].clamp(0, 0)", (0,), "clamp(x0, 0, 0)"),
    Case("clamp", "bounds crossed, x on the lower", "x[0].clamp(1, 0)", (1,), "clamp(x0, 1, 0)"),
    Case("clamp", "bounds crossed, x on the upper", "x[0].clamp(1, 0)", (0,), "clamp(x0, 1, 0)"),
    Case("clamp_max", "at its bound", "torch.clamp_max(x[0], 1)", (1,), "min(x0, 1)"),
    Case("clamp, traced bounds", "x on the lower", "torch.clamp(x[0], x[1], x[2])", (0, 0, 1), "min(max(x0, x1), x2)"),
    Case("clamp, traced bounds", "x on the upper", "torch.clamp(x[0], x[1], x[2])", (1, 0, 1), "min(max(x0, x1), x2)"),
    Case("clamp, traced bounds", "all three tie", "torch.clamp(x[0], x[1], x[2])", (0, 0, 0), "min(max(x0, x1), x2)"),
    Case("clamp, traced bounds", "the bounds tie, x below", "torch.clamp(x[0], x[1], x[2])", (-1, 0, 0), "min(max(x0, x1), x2)"),
    Case("softshrink", "at 1/2", "F.softshrink(x)[0]", (0.5,), "relu(x0 - 1/2) - relu(-x0 - 1/2)"),
    Case("softshrink", "at -1/2", "F.softshrink(x)[0]", (-0.5,), "relu(x0 - 1/2) - relu(-x0 - 1/2)"),
    Case("softshrink", "width 0, at 0", "F.softshrink(x, 0.0)[0]", (0,), "x0"),
    Case("distance to the next integer", "at 1/2", "(x - x.round()).abs()[0]", (0.5,), "min(abs(x0), abs(x0 - 1))"),
    Case("distance to the next integer", "at 0", "(x - x.round()).abs()[0]", (0,), "min(abs(x0), abs(x0 - 1))"),
)

LEAKS = (
    Case("leaky_relu", "at 0", "F.leaky_relu(x, 0.25)[0]", (0,), "leaky_relu(x0, 1/4)"),
    Case("leaky_relu, negative slope", "at 0", "F.leaky_relu(x, -0.5)[0]", (0,), "leaky_relu(x0, -1/2)"),
    Case("leaky_relu, slope 2", "at 0", "F.leaky_relu(x, 2.0)[0]", (0,), "leaky_relu(x0, 2)"),
    Case("prelu", "at 0", "F.prelu(x, x.new_tensor([0.25]))[0]", (0,), "leaky_relu(x0, 1/4)"),
    Case("prelu, negative slope", "at 0", "F.prelu(x, x.new_tensor([-0.5]))[0]", (0,), "leaky_relu(x0, -1/2)"),
    Case("rrelu, eval", "at 0", "F.rrelu(x, 0.25, 0.5)[0]", (0,), "leaky_relu(x0, 3/8)"),
    Case("elu, alpha 1/2", "at 0", "F.elu(x, 0.5)[0]", (0,), "leaky_relu(x0, 1/2)", germ=True),
    Case("elu, alpha 2", "at 0", "F.elu(x, 2.0)[0]", (0,), "leaky_relu(x0, 2)", germ=True),
    Case("selu", "at 0", "F.selu(x)[0]", (0,), "1.0507009873554805 * leaky_relu(x0, 1.6732632423543772)", germ=True),
    Case("relu", "at 0 in three coordinates", "torch.relu(x).sum()", (0, 0, 1), "relu(x0) + relu(x1) + relu(x2)"),
    Case("abs", "at 0 in two coordinates", "x.abs().sum()", (0, 0, -1), "abs(x0) + abs(x1) + abs(x2)"),
)

CASES = (*RELUS, *MODULI, *BOUNDS, *LEAKS)
