"""The operations of random programs: each takes a random source and returns a function of twelve numbers, in one of torch's spellings.

Constants are halves and small integers and means are over powers of two, so that few bits are used; slopes and bounds are dyadic.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

SIZE = 12


def halves(random, *shape, largest=2):
    """Multiples of 1/2 in [-largest, largest], float64, about half of them 0."""
    count = math.prod(shape)
    drawn = [random.choice((0, 0, 0, 1, 2, -1, -2, 2 * largest)) / 2 for _ in range(count)]
    return torch.tensor(drawn, dtype=torch.float64).reshape(shape)


def module(made, random):
    """A torch module in eval mode with weights that are multiples of 1/2."""
    with torch.no_grad():
        for p in made.parameters():
            p.copy_(halves(random, *p.shape))
    return made.double().eval()


def norm(made, random):
    """A batch norm whose scales are powers of two: variances 4^k - 1/4 beside eps = 1/4."""
    made = module(made, random)
    made.running_mean.copy_(halves(random, made.num_features))
    made.running_var.copy_(torch.tensor([random.choice((0.75, 3.75, 0.0)) for _ in range(made.num_features)], dtype=torch.float64))
    return made


def applied(unit, shape):
    return lambda x: unit(x.reshape(shape))


def spelled(*ways):
    """One of the spellings."""
    return lambda random: random.choice(ways)


def sign(random, *shape):
    return torch.tensor([random.choice((-1.0, 1.0)) for _ in range(math.prod(shape))], dtype=torch.float64).reshape(shape)


def matmul(random):
    m = halves(random, 4, SIZE)
    return random.choice((lambda x: m @ x, lambda x: x @ m.T, lambda x: torch.matmul(m, x), lambda x: x.reshape(1, SIZE).mm(m.T), lambda x: m.mv(x)))


def shared(random):
    """One module in two places, with a residual connection."""
    unit = module(nn.Sequential(nn.Linear(SIZE, SIZE), nn.ReLU()), random)
    return lambda x: x + unit(unit(x))


def clamped(random):
    lo, hi = random.choice(((-1.0, 1.0), (0.0, 2.0), (-0.5, 0.5)))
    return random.choice((lambda x: x.clamp(lo, hi), lambda x: torch.clip(x, lo, hi), lambda x: x.clamp(torch.tensor(lo).double(), x.flip(0))))


def margins(random):
    y, classes, gap = sign(random, 6), torch.tensor([random.randrange(4) for _ in range(3)]), random.choice((0.0, 0.5, 1.0))
    labels = torch.tensor([[0, 2, -1, 1], [3, -1, -1, -1], [1, 0, 2, -1]])
    return random.choice(
        (
            lambda x: F.margin_ranking_loss(x[:6], x[6:], y, gap, reduction="sum"),
            lambda x: nn.MarginRankingLoss(gap, reduction="none")(x[6:], x[:6], y),
            lambda x: F.multi_margin_loss(x.reshape(3, 4), classes, margin=gap, reduction="none"),
            lambda x: nn.MultiMarginLoss(reduction="sum")(x.reshape(3, 4), classes),
            lambda x: F.multilabel_margin_loss(x.reshape(3, 4), labels, reduction="sum"),
        )
    )


def losses(random):
    target = halves(random, SIZE)
    return random.choice((lambda x: F.l1_loss(x, target, reduction="sum"), lambda x: nn.L1Loss(reduction="none")(target, x)))


def hinges(random):
    y, gap = sign(random, SIZE), random.choice((0.5, 1.0, 2.0))
    return random.choice(
        (
            lambda x: F.hinge_embedding_loss(x, y, gap, reduction="none"),
            lambda x: nn.HingeEmbeddingLoss(reduction="sum")(x, y),
            lambda x: (gap - y * x).relu(),
        )
    )


def selected(random):
    a = random.choice((0.0, 0.5, -1.0))
    return random.choice(
        (
            lambda x: torch.where(x > 0, x, a * x),
            lambda x: x.where(x >= 0, -x),
            lambda x: torch.where(x[:6] < x[6:], x[:6], x[6:]),
            lambda x: x * (x > 0),
            lambda x: x.masked_fill(x <= 0, 0.0),
            lambda x: torch.where(x > 1, x - 1, torch.where(x < -1, x + 1, 0.0)),
        )
    )


OPERATIONS = {
    "Linear": lambda r: random_linear(r),
    "Conv1d": lambda r: applied(module(nn.Conv1d(2, r.choice((2, 3)), 3, padding=1, bias=r.random() < 0.5), r), (1, 2, 6)),
    "Conv2d": lambda r: applied(module(nn.Conv2d(1, r.choice((1, 2)), 2, stride=r.choice((1, 2)), padding=1), r), (1, 1, 3, 4)),
    "matmul": matmul,
    "add, sub, neg": spelled(lambda x: x + x.flip(0), lambda x: 1 - x, torch.neg, lambda x: torch.sub(x, x.roll(1), alpha=2), lambda x: x.add(0.5)),
    "scalar multiples": spelled(lambda x: 2 * x, lambda x: x / 4, lambda x: x.mul(-0.5), lambda x: torch.div(x, -2)),
    "sum": spelled(lambda x: x.reshape(3, 4).sum(1), torch.sum, lambda x: x.reshape(2, 6).sum(0, keepdim=True)),
    "mean": spelled(lambda x: x.reshape(3, 4).mean(1), lambda x: torch.mean(x.reshape(2, 6), 0)),
    "indexing": spelled(lambda x: x[::2], lambda x: x[[3, 1, 1]], lambda x: x.reshape(3, 4)[1:, -2], lambda x: x[torch.tensor([0, 5, 7])]),
    "reshape": spelled(lambda x: x.view(3, 4).t().reshape(-1), lambda x: x.reshape(2, 6).flatten(), lambda x: x.unflatten(0, (4, 3)).squeeze()),
    "cat": spelled(lambda x: torch.cat([x[6:], x[:3]]), lambda x: torch.cat((x.reshape(3, 4), torch.ones(3, 1).double()), 1)),
    "stack": spelled(lambda x: torch.stack([x, -x], 1), lambda x: torch.stack(x.unbind()[:5])),
    "permute": spelled(lambda x: x.reshape(2, 3, 2).permute(2, 0, 1), lambda x: torch.permute(x.view(4, 3), (1, 0)).mT),
    "avg_pool": spelled(lambda x: F.avg_pool1d(x.reshape(1, 1, 12), 2), lambda x: nn.AvgPool2d(2, 1)(x.reshape(1, 1, 3, 4))),
    "BatchNorm": lambda r: random_norm(r),
    "Dropout": spelled(nn.Dropout(0.5).eval(), lambda x: F.dropout(x, 0.5, False), applied(nn.Dropout2d(0.5).eval(), (1, 3, 2, 2))),
    "relu": spelled(torch.relu, F.relu, nn.ReLU(), lambda x: x.relu()),
    "leaky_relu": spelled(lambda x: F.leaky_relu(x, 0.25), nn.LeakyReLU(-0.5), lambda x: F.leaky_relu(x, 2.0)),
    "prelu": lambda r: r.choice((lambda x: F.prelu(x, torch.tensor([0.25]).double()), applied(module(nn.PReLU(3), r), (2, 3, 2)))),
    "relu6": spelled(F.relu6, nn.ReLU6()),
    "hardtanh": spelled(F.hardtanh, nn.Hardtanh(-0.5, 2.0)),
    "hardsigmoid": spelled(lambda x: F.hardsigmoid(3 * x), lambda x: nn.Hardsigmoid()(6 * x)),
    "threshold": spelled(lambda x: F.threshold(x, 0.5, 0.5), nn.Threshold(-1, -1)),
    "clamp": clamped,
    "clamp, one bound": spelled(lambda x: x.clamp(min=0.5), lambda x: torch.clamp(x, max=1), lambda x: x.clamp_min(-1)),
    "abs": spelled(torch.abs, abs, lambda x: x.abs()),
    "maximum": spelled(lambda x: torch.maximum(x, x.flip(0)), lambda x: x[:6].maximum(x[6:])),
    "minimum": spelled(lambda x: torch.minimum(x, 1 - x), lambda x: x[:6].minimum(x[6:])),
    "amax": spelled(lambda x: x.amax(), lambda x: torch.amax(x.reshape(3, 4), (1,)), lambda x: x.reshape(2, 6).amax(0)),
    "amin": spelled(lambda x: x.amin(), lambda x: x.reshape(3, 4).amin(-1, keepdim=True)),
    "max": spelled(lambda x: x.max(), lambda x: torch.max(x, x.roll(2)), lambda x: torch.max(x.reshape(4, 3), dim=0)[0]),
    "min": spelled(lambda x: x.min(), lambda x: torch.min(x, -x), lambda x: x.reshape(3, 4).min(0).values),
    "sort": spelled(lambda x: x.sort().values, lambda x: torch.sort(x.reshape(3, 4), 1, True)[0], lambda x: torch.msort(x.reshape(4, 3))),
    "topk": spelled(lambda x: x.topk(3).values, lambda x: torch.topk(x.reshape(3, 4), 2, 1, False)[0]),
    "kthvalue": spelled(lambda x: x.kthvalue(5).values, lambda x: torch.kthvalue(x.reshape(3, 4), 2)[0]),
    "median": spelled(lambda x: x.median(), lambda x: x.reshape(4, 3).median(1).values),
    "max_pool1d": spelled(lambda x: F.max_pool1d(x.reshape(1, 2, 6), 2), lambda x: nn.MaxPool1d(3, 1, 1)(x.reshape(1, 1, 12))),
    "max_pool2d": spelled(lambda x: F.max_pool2d(x.reshape(1, 1, 3, 4), 2, 1), lambda x: nn.MaxPool2d(2)(x.reshape(1, 3, 4))),
    "softshrink": spelled(F.softshrink, nn.Softshrink(1.0)),
    "vector_norm": spelled(
        lambda x: torch.linalg.vector_norm(x.reshape(3, 4), 1, dim=1),
        lambda x: torch.linalg.vector_norm(x, math.inf),
        lambda x: x.reshape(4, 3).norm(math.inf, 0),
        lambda x: x.norm(1),
    ),
    "l1_loss": losses,
    "hinge losses": hinges,
    "margin losses": margins,
    "where": selected,
    "shared module": shared,
}


def random_linear(random):
    made = module(nn.Linear(SIZE, random.choice((3, 6, 12)), bias=random.random() < 0.5), random)
    return random.choice((made, lambda x: F.linear(x, made.weight, made.bias)))


def random_norm(random):
    one, two = nn.BatchNorm1d(3, eps=0.25), nn.BatchNorm2d(2, eps=0.25)
    return random.choice((applied(norm(one, random), (4, 3)), applied(norm(two, random), (1, 2, 2, 3))))
