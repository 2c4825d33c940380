"""Cases of the kink ledger: programs of several operations, where the chain rule may leave the Clarke set."""

from __future__ import annotations

from impl.kink_case import Case

_LOWER, _UPPER = "torch.minimum(x[0], x[1])", "torch.maximum(x[0], x[1])"
_MEDIAN = "max(min(x0, x1), min(max(x0, x1), x2))"
_DEEP = "torch.relu(torch.relu(x) @ x.new_tensor([[1, -1], [-1, 1]])) @ x.new_tensor([1, -1])"

_IDENTITIES = tuple(
    Case(operation, "at 0", program, (0,), "x0")
    for operation, program in (
        ("relu(x) - relu(-x)", "torch.relu(x[0]) - torch.relu(-x[0])"),
        ("identity through four relus", "(lambda y: torch.relu(y) - torch.relu(-y))(torch.relu(x[0]) - torch.relu(-x[0]))"),
        ("clamp(min 0) + clamp(max 0)", "x[0].clamp(min=0) + x[0].clamp(max=0)"),
        ("where x > 0 plus where x < 0", "(torch.where(x > 0, x, 0 * x) + torch.where(x < 0, x, 0 * x))[0]"),
        ("where x >= 0 plus where x <= 0", "(torch.where(x >= 0, x, 0 * x) + torch.where(x <= 0, x, 0 * x))[0]"),
        ("minimum(x, relu(x))", "torch.minimum(x[0], torch.relu(x[0]))"),
        ("maximum(x, -relu(-x))", "torch.maximum(x[0], -torch.relu(-x[0]))"),
        ("maximum(x, x)", "torch.maximum(x[0], x[0])"),
        ("amax of x, x, x", "torch.stack([x[0], x[0], x[0]]).amax()"),
        ("relu(x) + min(x, 0)", "torch.relu(x[0]) + torch.minimum(x[0], 0 * x[0])"),
        ("2 relu(x) - |x|", "2 * torch.relu(x[0]) - x[0].abs()"),
        ("leaky_relu of leaky_relu, slopes 1/2 and 2", "F.leaky_relu(F.leaky_relu(x, 0.5), 2.0)[0]"),
        ("softshrink by relus, width 0", "torch.relu(x[0] - 0) - torch.relu(-x[0] - 0)"),
        ("sqrt(relu(x)^2) - relu(-x)", "torch.sqrt(torch.relu(x[0]).square()) - torch.relu(-x[0])"),
    )
)

_OTHERS = (
    Case("relu of relu", "at 0", "torch.relu(torch.relu(x[0]))", (0,), "relu(x0)"),
    Case("relu(x) - relu(x)", "at 0", "torch.relu(x[0]) - torch.relu(x[0])", (0,), "0 * x0"),
    Case("abs of abs", "at 0", "x[0].abs().abs()", (0,), "abs(x0)"),
    Case("x - relu(x)", "at 0", "x[0] - torch.relu(x[0])", (0,), "min(x0, 0)"),
    Case("relu(x) - relu(-x) / 4", "at 0", "torch.relu(x[0]) - torch.relu(-x[0]) / 4", (0,), "leaky_relu(x0, 1/4)"),
    Case("relu(-relu(x))", "at 0", "torch.relu(-torch.relu(x[0]))", (0,), "0 * x0"),
    Case("hardtanh by relus", "at 1", "torch.relu(x[0] + 1) - torch.relu(x[0] - 1) - 1", (1,), "clamp(x0, -1, 1)"),
    Case("hardtanh by relus", "at -1", "torch.relu(x[0] + 1) - torch.relu(x[0] - 1) - 1", (-1,), "clamp(x0, -1, 1)"),
    Case("y + relu(x - y)", "both tie", "x[1] + torch.relu(x[0] - x[1])", (1, 1), "max(x0, x1)"),
    Case("(x + y + |x - y|) / 2", "both tie", "(x[0] + x[1] + (x[0] - x[1]).abs()) / 2", (1, 1), "max(x0, x1)"),
    Case("maximum of maximum", "three tie", "torch.maximum(torch.maximum(x[0], x[1]), x[2])", (1, 1, 1), "max(x0, x1, x2)"),
    Case("max + min over an axis", "both tie", "x.max(0).values + x.min(0).values", (1, 1), "x0 + x1"),
    Case("amax + amin", "both tie", "x.amax() + x.amin()", (1, 1), "x0 + x1"),
    Case("sum of sort", "all tie", "x.sort().values.sum()", (1, 1, 1), "x0 + x1 + x2"),
    Case("two kthvalues", "both tie", "x.kthvalue(1).values + x.kthvalue(2).values", (1, 1), "x0 + x1"),
    Case("topk and the least", "both tie", "x.topk(1).values[0] + x.topk(1, largest=False).values[0]", (0, 0), "x0 + x1"),
    Case("max - max of shifted ties", "three tie", "x.max() - (x - x[0]).max()", (1, 1, 1), "x0"),
    Case(
        "median by maxima and minima",
        "all tie",
        f"torch.maximum({_LOWER}, torch.minimum({_UPPER}, x[2]))",
        (1, 1, 1),
        _MEDIAN,
    ),
    Case(
        "relu net of two layers",
        "all neurons tie",
        _DEEP,
        (0, 0),
        "relu(x0) - relu(x1)",
    ),
    Case("relu net, opposite neurons", "both tie", "torch.relu(x @ x.new_tensor([[1, -1], [1, -1]])) @ x.new_tensor([1, -1])", (1, -1), "x0 + x1"),
    Case("residual relu", "at 0", "x[0] + torch.relu(x[0]) - torch.relu(-x[0])", (0,), "2 * x0"),
    Case("l1_loss of a relu", "both kinks at 0", "F.l1_loss(torch.relu(x[0]), x.new_tensor(0.0))", (0,), "relu(x0)"),
    Case("abs(x) - abs(-x)", "at 0", "x[0].abs() - (-x[0]).abs()", (0,), "0 * x0"),
)

CASES = (*_IDENTITIES, *_OTHERS)
