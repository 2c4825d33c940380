"""Ways of writing max(z, 0) in torch, which agree in value and not in what backpropagation returns at 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from flint import fmpq

from claims.instances.scaled_points import PointSubject, ScaledPoint
from impl.autograd import differentiate
from impl.clarke import clarke
from impl.piecewise import parse
from impl.polytope import Polytope
from impl.rationals import ZERO, Vector, vector

Program = Callable[[torch.Tensor], torch.Tensor]
PROGRAMS: Mapping[str, Program] = {
    "relu": torch.relu,  # 0 at 0
    "clamp": lambda z: torch.clamp(z, min=0),  # 1
    "maximum": lambda z: torch.maximum(z, torch.zeros_like(z)),  # 1/2
    "where z > 0": lambda z: torch.where(z > 0, z, torch.zeros_like(z)),  # 0
    "where z >= 0": lambda z: torch.where(z >= 0, z, torch.zeros_like(z)),  # 1
    "z 1[z > 0]": lambda z: z * (z > 0),  # 0
    "(z + |z|) / 2": lambda z: (z + torch.abs(z)) / 2,  # 1/2
    "z + relu(-z)": lambda z: z + torch.relu(-z),  # 1
}
RELU = parse("relu(x0)", 1)
STEP = fmpq(1, 2**200)


def slopes(s: PointSubject, programs: Mapping[str, Program] = PROGRAMS) -> list[tuple[str, Vector]]:
    """Route: what torch's backpropagation returns for each program at each coordinate of the point."""
    found = []
    for name, program in programs.items():
        leaf = s.x.clone().requires_grad_()
        found.append((name, vector(differentiate(program(leaf).sum(), [leaf])[0])))
    return found


def quotients(s: PointSubject) -> list[tuple[fmpq, fmpq]]:
    """Route: difference quotients of max(z, 0) from the left and from the right, exact in rationals; they meet no kink but the point's own."""
    return [((max(v, ZERO) - max(v - STEP, ZERO)) / STEP, (max(v + STEP, ZERO) - max(v, ZERO)) / STEP) for v in s.point]


def differentials(s: PointSubject) -> list[Polytope]:
    """Route: the Clarke differential of max(z, 0) at each coordinate of the point, from the exact engine."""
    return [clarke(RELU, (v,)) for v in s.point]


def least(d: Polytope) -> Polytope:
    """The least element alone."""
    return Polytope.hull(d.vertices[:1])


def largest(d: Polytope) -> Polytope:
    """The largest element alone."""
    return Polytope.hull(d.vertices[-1:])


AT_0, OFF, ON = ScaledPoint((0,), 1), ScaledPoint((-1,), 1), ScaledPoint((2,), 1)
BOTH = ScaledPoint((3, -0.5), 1)
OUTSIDE = {"3 relu - 2 clamp": lambda z: 3 * torch.relu(z) - 2 * torch.clamp(z, min=0)}  # max(z, 0) as well, with slope -2 at 0
LEAKY = {"leaky": lambda z: torch.nn.functional.leaky_relu(z, 0.25)}
