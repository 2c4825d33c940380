"""Tracing layers, windows, order statistics, norms and losses: they agree with torch exactly on dyadic points, ties included; or are refused."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from impl.expressions import Unsupported
from impl.piecewise import evaluate
from impl.rationals import fraction
from impl.trace import trace
from tests.impl.depth import count


def dyadic(*shape, seed=0):
    """Small multiples of 1/4, in float64."""
    return torch.randint(-8, 9, shape, generator=torch.Generator().manual_seed(seed)).double() / 4


def image(x):
    return x.reshape(1, 2, 3, 4)


def lines(x):
    return x.reshape(2, 2, 6)


TARGET = dyadic(24, seed=5)

# Each takes x of shape (24,), float64, and gives a tensor of any shape.
OPERATIONS = {
    "conv1d": lambda x: F.conv1d(lines(x), dyadic(3, 2, 2), dyadic(3)),
    "conv1d, padding, stride": lambda x: F.conv1d(lines(x), dyadic(3, 2, 3), None, stride=2, padding=1),
    "conv1d, dilation": lambda x: F.conv1d(lines(x), dyadic(1, 2, 2), padding=(2,), dilation=3),
    "conv1d, unbatched": lambda x: F.conv1d(x.reshape(2, 12), dyadic(2, 2, 5)),
    "conv1d, groups": lambda x: F.conv1d(x.reshape(1, 4, 6), dyadic(4, 2, 2), groups=2),
    "conv1d, depthwise": lambda x: F.conv1d(x.reshape(1, 4, 6), dyadic(8, 1, 2), dyadic(8), groups=4),
    "conv1d, valid": lambda x: F.conv1d(lines(x), dyadic(1, 2, 2), padding="valid"),
    "conv2d": lambda x: F.conv2d(image(x), dyadic(3, 2, 2, 2), dyadic(3)),
    "conv2d, all": lambda x: F.conv2d(image(x), dyadic(2, 2, 2, 3), dyadic(2), (1, 2), (2, 1), (2, 1)),
    "conv2d, groups": lambda x: F.conv2d(image(x), dyadic(4, 1, 3, 3), padding=1, groups=2),
    "conv2d, unbatched": lambda x: F.conv2d(x.reshape(2, 3, 4), dyadic(1, 2, 2, 2)),
    "conv2d, batch": lambda x: F.conv2d(x.reshape(2, 1, 3, 4), dyadic(2, 1, 2, 2)),
    "conv2d, traced bias": lambda x: F.conv2d(torch.ones(1, 1, 2, 2, dtype=x.dtype), dyadic(2, 1, 2, 2), x[:2]),
    "torch.conv2d": lambda x: torch.conv2d(image(x), dyadic(1, 2, 1, 1)),
    "max_pool1d": lambda x: F.max_pool1d(lines(x), 2),
    "max_pool1d, padding": lambda x: F.max_pool1d(-lines(x) - 3, 3, stride=2, padding=1),
    "torch.max_pool1d": lambda x: torch.max_pool1d(lines(x), 2, 1, 0, 2),
    "max_pool2d": lambda x: F.max_pool2d(image(x), 2),
    "max_pool2d, all": lambda x: F.max_pool2d(image(x) - 4, (2, 3), stride=(1, 2), padding=(1, 1)),
    "max_pool2d, dilation": lambda x: F.max_pool2d(image(x), 2, stride=1, dilation=(1, 2)),
    "max_pool2d, unbatched": lambda x: F.max_pool2d(x.reshape(2, 3, 4), 2, 1),
    "avg_pool1d": lambda x: F.avg_pool1d(lines(x), 2),
    "avg_pool1d, padding": lambda x: F.avg_pool1d(lines(x), 4, 3, 2),
    "avg_pool2d": lambda x: F.avg_pool2d(image(x), 2),
    "avg_pool2d, padding": lambda x: F.avg_pool2d(image(x), 2, stride=1, padding=1),
    "avg_pool2d, count": lambda x: F.avg_pool2d(image(x), 2, stride=1, padding=1, count_include_pad=False),
    "avg_pool2d, divisor": lambda x: F.avg_pool2d(image(x), (1, 3), stride=1, divisor_override=8),
    "adaptive_max_pool1d": lambda x: F.adaptive_max_pool1d(lines(x), 4),
    "adaptive_max_pool2d": lambda x: F.adaptive_max_pool2d(image(x), (2, None)),
    "adaptive_avg_pool1d": lambda x: F.adaptive_avg_pool1d(lines(x), 4),
    "adaptive_avg_pool2d": lambda x: F.adaptive_avg_pool2d(x.reshape(2, 2, 6), (1, 3)),
    "pad": lambda x: F.pad(image(x), (1, 2)),
    "pad, value": lambda x: F.pad(image(x), (1, 0, 2, 1), value=0.5),
    "pad, crop": lambda x: F.pad(image(x), (-1, 0)),
    "pad, reflect": lambda x: F.pad(image(x), (2, 1, 1, 0), mode="reflect"),
    "pad, replicate": lambda x: F.pad(lines(x), (2, 1), mode="replicate"),
    "pad, circular": lambda x: F.pad(lines(x), (2, 1), mode="circular"),
    "dropout, eval": lambda x: F.dropout(x, 0.5, training=False),
    "dropout2d, eval": lambda x: F.dropout2d(image(x), 0.5, False),
    "torch.dropout": lambda x: torch.dropout(x, 0.5, train=False),
    "alpha_dropout": lambda x: F.alpha_dropout(x, training=False),
    "batch_norm": lambda x: F.batch_norm(image(x), dyadic(2), torch.tensor([3.75, 0.0]).double(), dyadic(2, seed=1), dyadic(2, seed=2), eps=0.25),
    "batch_norm, rows": lambda x: F.batch_norm(x.reshape(8, 3), dyadic(3), torch.tensor([0.75, 0.0, 15.75]).double(), eps=0.25),
    "prelu": lambda x: F.prelu(x, torch.tensor([0.25]).double()),
    "prelu, channels": lambda x: F.prelu(image(x), torch.tensor([-0.5, 2.0]).double()),
    "x.prelu": lambda x: x.reshape(6, 4).prelu(dyadic(4)),
    "threshold": lambda x: F.threshold(x, 0.5, 0.5),
    "softshrink": F.softshrink,
    "softshrink, lambd": lambda x: F.softshrink(x, 1.25),
    "softshrink, 0": lambda x: F.softshrink(x, 0.0),
    "sort": lambda x: x.sort().values,
    "sort, descending": lambda x: torch.sort(x, descending=True)[0],
    "sort, dim": lambda x: torch.sort(image(x), dim=2, stable=True).values,
    "sort, positional": lambda x: image(x).sort(1, True)[0],
    "msort": lambda x: torch.msort(x.reshape(6, 4)),
    "topk": lambda x: x.topk(3).values,
    "topk, smallest": lambda x: torch.topk(image(x), 2, dim=-2, largest=False)[0],
    "kthvalue": lambda x: x.kthvalue(7).values,
    "kthvalue, dim": lambda x: torch.kthvalue(image(x), 2, 3, keepdim=True)[0],
    "median": lambda x: x.median(),
    "median, odd": lambda x: torch.median(x[:5]),
    "median, dim": lambda x: torch.median(image(x), 2).values,
    "median, even": lambda x: image(x).median(dim=-1, keepdim=True)[0],
    "vector_norm 1": lambda x: torch.linalg.vector_norm(x, 1),
    "vector_norm inf": lambda x: torch.linalg.vector_norm(image(x), float("inf"), dim=(1, 3)),
    "vector_norm -inf": lambda x: torch.linalg.vector_norm(image(x), ord=-float("inf"), dim=3, keepdim=True),
    "norm 1": lambda x: x.norm(1) + torch.norm(x, p=1),
    "norm inf": lambda x: x.reshape(4, 6).norm(float("inf"), 1),
    "norm 1, matrix": lambda x: torch.norm(x.reshape(4, 6), p=1, dim=(0, 1)),
    "l1_loss, sum": lambda x: F.l1_loss(x, TARGET, reduction="sum"),
    "l1_loss, none": lambda x: F.l1_loss(TARGET, x, reduction="none"),
    "l1_loss, mean": lambda x: F.l1_loss(x[:8], x[8:16]),
    "margin_ranking_loss": lambda x: F.margin_ranking_loss(x[:8], x[8:16], torch.tensor([1.0, -1.0] * 4).double(), margin=0.5),
    "where": lambda x: torch.where(x > 0, x, 0),
    "where, >=": lambda x: torch.where(x >= 0, x, 0.25 * x),
    "where, <": lambda x: torch.where(x < 1, 1, x),
    "where, x > y": lambda x: torch.where(x[:8] > x[8:16], x[:8], x[8:16]),
    "where, of a hidden value": lambda x: (lambda h: torch.where(h - 1 <= 0, 2 - h, h))(torch.relu(x)),
    "where, computed twice": lambda x: torch.where(torch.relu(x - 1) <= 1, 2 - torch.relu(x - 1), torch.relu(x - 1)),
    "where, nested": lambda x: torch.where(x > 0.5, x - 0.5, torch.where(x < -0.5, x + 0.5, 0)),
    "where, of a function of what is compared": lambda x: torch.where(x > 1, x.clamp(1, 2), torch.relu(x)),
    "where, constant condition": lambda x: torch.where(torch.arange(24) % 3 == 0, x, -x),
    "where, constants compared": lambda x: torch.where(x - x + 1 > 0, x, -x),
    "x.where": lambda x: x.where(x > 0, -2 * x),
    "where, not": lambda x: torch.where(~(x > 0), 0, x),
    "masked_fill": lambda x: x.masked_fill(x < 0, 0),
    "x (x > 0)": lambda x: x * (x > 0),
    "x (x > 0).double()": lambda x: (x >= 0).double() * x,
    "fmax, fmin": lambda x: torch.fmax(x[:8], x[8:16]) - torch.fmin(x[8:16], x[16:]),
    "rrelu, eval": lambda x: F.rrelu(x, 0.25, 0.5),
    "hinge_embedding_loss": lambda x: F.hinge_embedding_loss(x, TARGET.sign() + (TARGET == 0), margin=0.5, reduction="none"),
    "hinge_embedding_loss, mean": lambda x: F.hinge_embedding_loss(x[:16], -torch.ones(16).double()),
    "multi_margin_loss": lambda x: F.multi_margin_loss(x.reshape(6, 4), torch.tensor([0, 1, 2, 3, 0, 1]), reduction="sum"),
    "multi_margin_loss, all": lambda x: F.multi_margin_loss(x[:4], torch.tensor(2), margin=0.5, weight=dyadic(4, seed=3).abs()),
    "multilabel_margin_loss": lambda x: F.multilabel_margin_loss(x[:16].reshape(4, 4), torch.tensor([[0, 2, -1, 1], [3, -1, -1, -1]] * 2)),
    "triplet_margin_loss": lambda x: F.triplet_margin_loss(x[:8].reshape(2, 4), x[8:16].reshape(2, 4), x[16:].reshape(2, 4), 0.5, 1, 0.0),
    "triplet_margin_loss, swap": lambda x: F.triplet_margin_loss(
        x[:8].reshape(2, 4), x[8:16].reshape(2, 4), x[16:].reshape(2, 4), p=float("inf"), eps=0.0, swap=True, reduction="none"
    ),
    "pairwise_distance": lambda x: F.pairwise_distance(x[:12].reshape(3, 4), x[12:].reshape(3, 4), 1, 0.5, keepdim=True),
    "dist": lambda x: torch.dist(x[:8], x[8:16], 1) + torch.dist(x, TARGET, float("inf")),
    "margin_ranking_loss, sum": lambda x: F.margin_ranking_loss(x, TARGET, torch.ones(24).double(), 0.25, reduction="sum"),
}


def weighted(f):
    """f with one value: its entries, each times another power of two."""

    def g(x):
        flat = f(x).reshape(-1)
        return flat @ torch.tensor([2.0 ** (i % 5) for i in range(flat.numel())], dtype=flat.dtype)

    return g


def points(n, count=6):
    rng = random.Random(n)
    return [[0] * n, *([rng.randint(-9, 9) / 4 for _ in range(n)] for _ in range(count)), *([rng.randint(-1, 1) for _ in range(n)] for _ in range(3))]


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_agrees_with_torch_exactly(name):
    f = weighted(OPERATIONS[name])
    found = trace(f, 24)
    for x in points(24):
        assert fraction(evaluate(found, x)) == Fraction(f(torch.tensor(x, dtype=torch.float64)).item()), f"{name} at {x}"


def program(seed):
    """Two to four operations one after another, each with its entries repeated or cut to 24, and the names of them."""
    rng = random.Random(seed)
    names = [list(OPERATIONS)[seed % len(OPERATIONS)], *rng.choices(list(OPERATIONS), k=rng.randint(1, 3))]
    rng.shuffle(names)

    def f(x):
        for name in names:
            flat = OPERATIONS[name](x).reshape(-1)
            x = flat.repeat(-(-24 // flat.numel()))[:24]
        return x

    return weighted(f), names


@pytest.mark.parametrize("seed", range(count(len(OPERATIONS), 2_000)))
def test_programs_of_operations_agree_with_torch_exactly(seed):
    f, names = program(seed)
    found = trace(f, 24)
    for x in random.Random(seed).sample(points(24), 3):
        assert fraction(evaluate(found, x)) == Fraction(f(torch.tensor(x, dtype=torch.float64)).item()), f"{names} at {x}"


MODULES = {
    "Conv1d": (lambda: nn.Conv1d(2, 2, 3, padding=1), (1, 2, 6)),
    "Conv1d, circular": (lambda: nn.Conv1d(2, 2, 3, padding=1, padding_mode="circular"), (2, 6)),
    "Conv2d": (lambda: nn.Conv2d(1, 2, 2, stride=2), (1, 3, 4)),
    "MaxPool1d": (lambda: nn.MaxPool1d(2), (1, 2, 6)),
    "MaxPool2d": (lambda: nn.MaxPool2d(2, 1), (1, 1, 3, 4)),
    "AvgPool1d": (lambda: nn.AvgPool1d(2), (1, 2, 6)),
    "AvgPool2d": (lambda: nn.AvgPool2d(2), (1, 1, 3, 4)),
    "PReLU": (lambda: nn.PReLU(), (12,)),
    "PReLU, channels": (lambda: nn.PReLU(3), (2, 3, 2)),
    "Threshold": (lambda: nn.Threshold(-0.5, -0.5), (12,)),
    "Softshrink": (lambda: nn.Softshrink(), (12,)),
    "Dropout": (lambda: nn.Dropout(0.5), (12,)),
    "Dropout2d": (lambda: nn.Dropout2d(0.5), (1, 3, 2, 2)),
    "BatchNorm1d": (lambda: statistics(nn.BatchNorm1d(3, eps=0.25)), (4, 3)),
    "BatchNorm2d": (lambda: statistics(nn.BatchNorm2d(3, eps=0.25)), (1, 3, 2, 2)),
    "BatchNorm, not affine": (lambda: statistics(nn.BatchNorm1d(3, eps=0.25, affine=False)), (4, 3)),
    "LeNet": (
        lambda: nn.Sequential(nn.Conv2d(1, 2, 2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(1), nn.Linear(2, 3), nn.Hardtanh(), nn.Linear(3, 1)),
        (1, 1, 3, 4),
    ),
}


def statistics(norm):
    norm.running_mean.copy_(dyadic(3))
    norm.running_var.copy_(torch.tensor([0.75, 0.0, 3.75]))
    return norm


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", MODULES)
def test_module_agrees_with_torch_exactly(name, dtype):
    torch.manual_seed(0)
    make, shape = MODULES[name]
    net = make().eval()
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(torch.round(p * 4) / 4)
    net = net.to(dtype)
    f = weighted(lambda x: net(x.reshape(shape)))
    found = trace(f, torch.zeros(12, dtype=dtype))
    for x in points(12):
        assert fraction(evaluate(found, x)) == Fraction(f(torch.tensor(x, dtype=dtype)).item()), f"{name} at {x}"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_batch_norm_of_any_statistics_has_the_scale_that_torch_rounds_to(dtype):
    torch.manual_seed(1)
    norm = nn.BatchNorm1d(1).to(dtype)
    for _ in range(3):
        norm(torch.randn(8, 1, dtype=dtype))
    norm.eval()
    found = trace(lambda x: norm(x.reshape(1, 1)), torch.zeros(1, dtype=dtype))
    for x in (0.0, 1.0):
        value = fraction(evaluate(found, [x]))
        returned = norm(torch.tensor([[x]], dtype=dtype)).item()
        unit = Fraction(1, 2 ** (24 if dtype == torch.float32 else 53))
        assert abs(value - Fraction(returned)) <= 2 * unit * (abs(value) + 1)


def test_what_torch_rounds_is_exact_here():
    assert str(trace(lambda x: F.avg_pool1d(x.reshape(1, 1, 3), 3), 3)) == "1/3*x0 + 1/3*x1 + 1/3*x2"
    assert str(trace(F.hardsigmoid, 1)) == "1/6*min(max(x0 + 3, 0), 6)"
    for x in (-5.0, -3.0, -1.5, 0.0, 1.5, 3.0, 4.0):
        assert fraction(evaluate(trace(nn.Hardsigmoid(), 1), [x])) == Fraction(F.hardsigmoid(torch.tensor(x)).item())


@pytest.mark.parametrize("m", range(1, 7))
def test_order_statistics_of_every_permutation_of_ties(m):
    found = [trace(lambda x, k=k: x.kthvalue(k).values, m) for k in range(1, m + 1)]
    for seed in range(20):
        x = [random.Random(seed).randint(0, 2) for _ in range(m)]
        assert [int(evaluate(f, x).p) for f in found] == sorted(x)


@pytest.mark.parametrize("seed", range(count(150, 3_000)))
def test_where_is_represented_if_and_only_if_it_is_continuous(seed):
    """On a line: the two values at the point where the comparison turns say whether it jumps, in torch and without the graph."""
    rng = random.Random(seed)
    slope, at = rng.choice((1, -1, 2, -0.5)), rng.choice((0, 1, -0.5, 2))

    def piece():
        a, b, c, d = (rng.choice((0, 1, -1, 2, 0.5)) for _ in range(4))
        return lambda x: a * torch.relu(x - b) + c * torch.abs(x - at) + d * torch.clamp(x, -1, 1)

    u, v, offset = piece(), piece(), rng.choice((0, 0, 0, 1, 0.5))
    turn = torch.tensor([float(at)], dtype=torch.float64)
    level = (u(turn) - v(turn) if rng.random() < 0.7 else torch.zeros(1, dtype=torch.float64)) + offset

    def f(x):
        condition = rng.choice((slope * (x - at) > 0, slope * x >= slope * at))
        return torch.where(condition, u(x), v(x) + level).sum()

    jump = (u(turn) - v(turn) - level).item()
    if jump:
        with pytest.raises(Unsupported, match="jumps"):
            trace(f, 1)
    else:
        graph = trace(f, 1)
        for x in (at, at - 0.25, at + 0.25, -3, 0, 3, 1.5):
            assert fraction(evaluate(graph, [x])) == Fraction(f(torch.tensor([x], dtype=torch.float64)).item())


REFUSED = {
    "dropout, training": (lambda x: F.dropout(x, 0.5).sum(), "dropout", "eval mode"),
    "dropout module": (lambda x: nn.Dropout(0.5)(x).sum(), "dropout", "eval mode"),
    "batch norm, training": (lambda x: nn.BatchNorm1d(3).double()(x.reshape(8, 3)).sum(), "batch_norm", "eval mode"),
    "batch norm without statistics": (
        lambda x: nn.BatchNorm1d(3, track_running_stats=False).double().eval()(x.reshape(8, 3)).sum(),
        "batch_norm",
        "eval mode",
    ),
    "torch.batch_norm": (
        lambda x: torch.batch_norm(x.reshape(8, 3), None, None, torch.zeros(3).double(), torch.ones(3).double(), False, 0.1, 0.5, False).sum(),
        "batch_norm",
        "not among",
    ),
    "a jump": (lambda x: F.threshold(x, 0.5, 0.0).sum(), "threshold", "jumps"),
    "hardshrink": (lambda x: F.hardshrink(x).sum(), "hardshrink", "not among"),
    "a traced kernel": (lambda x: F.conv1d(torch.ones(1, 1, 4).double(), x[:2].reshape(1, 1, 2)).sum(), "conv1d", "traced value as a weight"),
    "a traced slope": (lambda x: F.prelu(x, x[:1]).sum(), "prelu", "slope"),
    "padding same": (lambda x: F.conv1d(lines(x), dyadic(1, 2, 3), padding="same").sum(), "conv1d", "padding"),
    "ceil_mode": (lambda x: F.max_pool1d(lines(x), 4, ceil_mode=True).sum(), "max_pool1d", "ceil_mode"),
    "return_indices": (lambda x: F.max_pool1d(lines(x), 2, return_indices=True)[0].sum(), "max_pool1d", "supported"),
    "adaptive, indices": (lambda x: F.adaptive_max_pool1d(lines(x), 2, True)[0].sum(), "adaptive_max_pool1d", "supported"),
    "adaptive, three axes": (lambda x: F.adaptive_avg_pool3d(x.reshape(1, 2, 2, 3, 2), 1).sum(), "adaptive_avg_pool3d", "not among"),
    "topk, unsorted": (lambda x: x.topk(2, sorted=False).values.sum(), "topk", "sorted=False"),
    "indices of topk": (lambda x: x.topk(2).indices.double().sum(), "double", "indices"),
    "indices of the median": (lambda x: x.median(0).indices * 1.0, "mul", "indices"),
    "Euclidean norm": (lambda x: torch.linalg.vector_norm(x), "vector_norm", "order 2"),
    "matrix norm": (lambda x: torch.linalg.norm(x.reshape(4, 6), 1), "linalg_norm", "not among"),
    "l1_loss, weight": (lambda x: F.l1_loss(x, TARGET, weight=torch.ones(24).double()), "l1_loss", "weight"),
    "l1_loss, weight by position": (lambda x: F.l1_loss(x, TARGET, None, None, "sum", 2 * torch.ones(24).double()), "l1_loss", "weight"),
    "smooth l1": (lambda x: F.smooth_l1_loss(x, TARGET), "smooth_l1_loss", "not among"),
    "a coded reduction": (lambda x: torch.margin_ranking_loss(x, TARGET, TARGET.sign(), 0.0, 2), "margin_ranking_loss", "not among"),
    "rrelu, training": (lambda x: F.rrelu(x, training=True).sum(), "rrelu", "eval mode"),
    "torch.rrelu": (lambda x: torch.rrelu(x).sum(), "rrelu", "not among"),
    "multi_margin_loss, p = 2": (lambda x: F.multi_margin_loss(x, torch.tensor(0), p=2), "multi_margin_loss", "p=2"),
    "hinge_embedding_loss, target 0": (lambda x: F.hinge_embedding_loss(x, torch.zeros(24).double()), "hinge_embedding_loss", "other than 1 and -1"),
    "triplet_margin_loss, p = 2": (lambda x: F.triplet_margin_loss(x[:8], x[8:16], x[16:]), "triplet_margin_loss", "order 2"),
    "hinge_embedding_loss, traced target": (lambda x: F.hinge_embedding_loss(TARGET, x), "hinge_embedding_loss", "traced target"),
    "a traced target": (lambda x: F.margin_ranking_loss(TARGET, TARGET, x), "margin_ranking_loss", "traced target"),
    "inplace": (lambda x: F.hardsigmoid(x, inplace=True).sum(), "hardsigmoid", "inplace"),
    "too many to sort": (lambda x: x.repeat(20).sort().values.sum(), "sort", "allowed: 1 to 256"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_name(name):
    f, operation, reason = REFUSED[name]
    with pytest.raises(Unsupported) as caught:
        trace(f, 24)
    assert operation in str(caught.value)
    assert reason in str(caught.value)
