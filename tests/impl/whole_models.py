"""Whole models with points where at least six of their units tie exactly: built, not found.

All weights are multiples of 1/16 (of 1/64 in the widest layer), points of 1/4, so that float64 computes exactly what is compared.
Ties of relus are made by a bias; ties of a max-pool by one pixel that lies under one of the four outputs of a window only.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

from impl.trace import trace
from tests.impl.torch_patterns import Plain


class Model(NamedTuple):
    """A torch module that takes `Plain` or `Ties`, a point of shape (n,), and how many of its units tie there."""

    net: nn.Module
    x: torch.Tensor
    ties: int

    def __call__(self, x):
        return self.net(x)


def dyadic(module, generator, parts=16, largest=1.0):
    """Random multiples of 1 / parts in [-largest, largest], never 0, as weights; biases alike."""
    with torch.no_grad():
        for p in module.parameters():
            size = torch.randint(1, int(largest * parts) + 1, p.shape, generator=generator)
            p.copy_(size * (2 * torch.randint(0, 2, p.shape, generator=generator) - 1) / parts)
    return module.double()


def points(n, generator):
    return torch.randint(-8, 9, (n,), generator=generator).double() / 4


def tie(layer, z, units):
    """Move the biases so that these units (channels, at one place of the image each) get 0, z being what they get now."""
    with torch.no_grad():
        for unit in units:
            layer.bias[unit] -= z[unit].reshape(-1)[0]


class Perceptron(nn.Module):
    """784-32-32-10, and the first of its ten logits."""

    def __init__(self, generator):
        super().__init__()
        self.a, self.b, self.c = (dyadic(nn.Linear(*size), generator, 64) for size in ((784, 32), (32, 32), (32, 10)))

    def forward(self, x, ties=None):
        ties = ties or Plain()
        return self.c(ties.relu(self.b(ties.relu(self.a(x)))))[0]


def perceptron():
    generator = torch.Generator().manual_seed(7)
    net, x = Perceptron(generator), points(784, generator)
    tie(net.a, net.a(x), (3, 8, 21, 30))
    tie(net.b, net.b(torch.relu(net.a(x))), (0, 9, 10, 17))
    return Model(net, x, 8)


class LeNet(nn.Module):
    """Two convolutions with max-pools and three linear layers, in the sizes of LeNet-5, on an image of 28 x 28; the first logit."""

    def __init__(self, generator):
        super().__init__()
        self.a = dyadic(nn.Conv2d(1, 6, 5, padding=2), generator, 16, 0.25)
        self.b = dyadic(nn.Conv2d(6, 16, 5), generator, 16, 0.25)
        self.c, self.d, self.e = (dyadic(nn.Linear(*size), generator, 16, 0.25) for size in ((400, 120), (120, 84), (84, 10)))
        with torch.no_grad():
            for i in (0, -1):
                for j in (0, -1):
                    self.a.weight[:, :, i, j] = 1

    def features(self, x, ties):
        h = ties.pool(ties.relu(self.a(x.reshape(1, 1, 28, 28))))
        return ties.pool(ties.relu(self.b(h))).flatten()

    def forward(self, x, ties=None):
        ties = ties or Plain()
        return self.e(ties.relu(self.d(ties.relu(self.c(self.features(x, ties))))))[0]


def lenet():
    generator = torch.Generator().manual_seed(3)
    net, x = LeNet(generator), points(784, generator) + torch.randint(0, 64, (784,), generator=generator) / 16
    image = x.reshape(28, 28)
    with torch.no_grad():
        net.a.bias += 8  # the pools see positive numbers
        for channel, i, j in ((0, 3, 3), (1, 3, 9), (3, 9, 3), (5, 9, 9)):  # windows of the first pool, whose pixels are apart
            window = net.a(x.reshape(1, 1, 28, 28))[0, channel, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            second, first = window.flatten().sort().values[-2:]
            row, column = divmod(int(window.argmax()), 2)
            image[2 * i + (3 if row else -2), 2 * j + (3 if column else -2)] -= first - second  # the corner under this output alone
    h = net.features(x, Plain())
    tie(net.c, net.c(h), (5, 60))
    tie(net.d, net.d(torch.relu(net.c(h))), (33,))
    return Model(net, x, 7)


class Residual(nn.Module):
    """relu(x + norm(conv(relu(norm(conv(x)))))), four channels on 6 x 6, batch norms in eval mode, and a linear head."""

    def __init__(self, generator):
        super().__init__()
        self.a, self.b = (dyadic(nn.Conv2d(4, 4, 3, padding=1, bias=False), generator) for _ in range(2))
        self.norms = nn.ModuleList(dyadic(nn.BatchNorm2d(4, eps=0.25), generator) for _ in range(2))
        for norm in self.norms:
            norm.running_mean.copy_(torch.randint(-4, 5, (4,), generator=generator) / 4)
            norm.running_var.copy_(torch.tensor([0.75, 3.75, 0.0, 15.75]))
        self.head = dyadic(nn.Linear(144, 1), generator)
        self.eval()

    def forward(self, x, ties=None):
        ties, x = ties or Plain(), x.reshape(1, 4, 6, 6)
        h = ties.relu(self.norms[0](self.a(x)))
        return self.head(ties.relu(x + self.norms[1](self.b(h))).flatten())[0]


def residual():
    generator = torch.Generator().manual_seed(5)
    net, x = Residual(generator), points(144, generator)
    image = x.reshape(1, 4, 6, 6)
    tie(net.norms[0], net.norms[0](net.a(image))[0, :, 2, 3], range(4))
    h = net.norms[1](net.b(torch.relu(net.norms[0](net.a(image)))))
    tie(net.norms[1], (image + h)[0, :, 4, 1], range(4))
    return Model(net, x, 8)


class InputConvex(nn.Module):
    """Convex in x: what follows the first layer has weights >= 0 on hidden units and any weights on x."""

    def __init__(self, generator):
        super().__init__()
        self.a, self.skip, self.last = (dyadic(nn.Linear(20, m), generator) for m in (16, 16, 1))
        self.b, self.head = (dyadic(nn.Linear(16, m, bias=False), generator) for m in (16, 1))
        with torch.no_grad():
            for layer in (self.b, self.head):
                layer.weight.abs_()

    def forward(self, x, ties=None):
        ties = ties or Plain()
        h = ties.relu(self.a(x))
        return (self.head(ties.relu(self.b(h) + self.skip(x))) + self.last(x))[0]


def input_convex():
    generator = torch.Generator().manual_seed(2)
    net, x = InputConvex(generator), points(20, generator)
    tie(net.a, net.a(x), (1, 6, 7, 12))
    tie(net.skip, net.b(torch.relu(net.a(x))) + net.skip(x), (0, 5, 11, 13))
    return Model(net, x, 8)


MODELS = {"perceptron": perceptron, "lenet": lenet, "residual": residual, "input convex": input_convex}


class Massive(nn.Module):
    """A small convolutional net without biases on 14 x 14: at 0 all of its relus and pools tie."""

    def __init__(self):
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        self.a, self.b = (dyadic(nn.Conv2d(*size, 3, padding=1, bias=False), generator) for size in ((1, 3), (3, 4)))
        self.head = dyadic(nn.Linear(36, 1), generator)

    def forward(self, x):
        h = F.max_pool2d(torch.relu(self.a(x.reshape(1, 1, 14, 14))), 2)
        return self.head(F.max_pool2d(torch.relu(self.b(h)), 2).flatten())


massive_module = Massive()


def massive():
    """Its graph and the point 0."""
    return trace(massive_module, torch.zeros(196, dtype=torch.float64)), [0] * 196
