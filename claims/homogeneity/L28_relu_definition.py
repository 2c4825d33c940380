"""L28: the activation of the lecture is the positive part."""

import torch

from claims.core.check import equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances.scaled_points import ScaledPoint, scaled_point_at, scaled_points

PLUS, MINUS, AT_0 = ScaledPoint((1,), 1), ScaledPoint((-1,), 1), ScaledPoint((0,), 1)


@claim(
    "L28",
    "The ReLU is the positive part",
    slide="Positive Homogeneity",
    reading="The activation keeps a positive number and puts 0 in place of a negative one.",
    truth=Truth.DEFINITION,
    why=r"The slide's $b$ is $\sigma$. The definition is to split every number into a positive and a negative part: "
    r"$\sigma(z) - \sigma(-z) = z$ and $\sigma(z) + \sigma(-z) = |z|$, and it is the only function that does.",
    proof=r"Add the two equations: $2 \sigma(z) = z + |z| = 2 \max\{z, 0\}$.",
    for_all=scaled_points(),
    build=scaled_point_at,
    routes={"activation": "torch.relu at the place named", "maximum": "the larger of z and 0, in rationals", "halves": "(z + |z|) / 2 in rationals"},
    examples=(PLUS, MINUS, AT_0),
    mutants=(
        Mutant("the modulus", r"$\max\{z, -z\}$", MINUS, {"activation": torch.abs}),
        Mutant("the negative part", r"$\min\{z, 0\}$", PLUS, {"activation": lambda z: torch.clamp(z, max=0)}),
        Mutant("leaky", r"$\max\{z, z/4\}$", MINUS, {"activation": lambda z: torch.nn.functional.leaky_relu(z, 0.25)}),
        Mutant("cut off", r"$\min\{\max\{z, 0\}, 6\}$", ScaledPoint((4,), 2), {"activation": torch.nn.functional.relu6}),
        Mutant("smoothed", r"$\log(1 + e^z)$", AT_0, {"activation": torch.nn.functional.softplus}),
        Mutant("no halves", r"$z + |z|$", PLUS, {"halves": lambda v: v + abs(v)}),
    ),
    blind=("the slope at 0, which the definition leaves open: L20 and L39",),
)
def positive_part(s, *, activation=torch.relu, maximum=lambda v: max(v, 0), halves=lambda v: (v + abs(v)) / 2):
    r"""For every $z \in \mathbb{R}$: $\sigma(z) = \max\{z, 0\} = (z + |z|) / 2$, hence
    $\sigma(z) - \sigma(-z) = z$ and $\sigma(z) + \sigma(-z) = |z|$."""
    z = s.factor * s.x
    exact = [maximum(v) for v in s.multiple]
    yield equal(activation(z), exact, scale=s.entrywise, label="torch and the maximum")
    yield equal(exact, [halves(v) for v in s.multiple], label="the maximum and the halves")
    yield equal(activation(z) - activation(-z), z, label="difference")
    yield equal(activation(z) + activation(-z), abs(z), label="sum")
