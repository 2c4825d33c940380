"""Random torch programs of all traced operations, with a point where they tie on purpose.

A program is named by its seed. It is grown along its point x0: each step takes an earlier value, or the sum of two (a residual
connection), mostly shifted so that it vanishes at x0, where relu, abs, maxima of equal entries, and order statistics then tie. All numbers are
small dyadic rationals; a step is not taken where some value would need more than `BITS` bits.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import torch

from tests.impl.program_operations import OPERATIONS, SIZE

BITS = 30  # of a value at the point; sums on the way and points nearby need some more, and 53 are there


class Step(NamedTuple):
    sources: tuple[int, ...]
    shift: torch.Tensor
    name: str
    operation: object


class Program(NamedTuple):
    """f(x), shape (), for x of shape (12,); `point`: where it ties; `names`: the operations used."""

    steps: tuple[Step, ...]
    weights: torch.Tensor
    point: torch.Tensor

    @property
    def names(self):
        return [step.name for step in self.steps]

    def __call__(self, x):
        values = [x]
        for step in self.steps:
            values.append(taken(step, values))
        return values[-1] @ self.weights


def taken(step, values):
    """The value of one step, repeated or cut to twelve entries."""
    total = values[step.sources[0]]
    for i in step.sources[1:]:
        total = total + values[i]
    flat = step.operation(total - step.shift).reshape(-1)
    return torch.cat([flat] * -(-SIZE // flat.numel()))[:SIZE]


def program(seed):
    """Program number `seed`: two to five steps; operation number seed of the list is among them."""
    random = Random(seed)
    point = torch.tensor([random.choice((0, 0, 1, -1, 2, 0.5, -1.5)) for _ in range(SIZE)], dtype=torch.float64)
    names = [list(OPERATIONS)[seed % len(OPERATIONS)], *random.choices(list(OPERATIONS), k=random.randint(1, 4))]
    random.shuffle(names)
    steps, values = [], [point]
    for name in names:
        sources = tuple(random.sample(range(len(values)), min(len(values), random.choice((1, 1, 2)))))
        if len(values) - 1 not in sources and random.random() < 0.7:
            sources = (len(values) - 1, *sources[1:])
        total = sum(values[i] for i in sources)
        kept = torch.tensor([random.random() < 0.7 for _ in range(SIZE)])
        shift = torch.where(kept, total, torch.zeros(SIZE).double()) if random.random() < 0.7 else torch.zeros(SIZE).double()
        step = Step(sources, shift, name, OPERATIONS[name](random))
        found = taken(step, values)
        if bits(found) <= BITS:
            steps.append(step)
            values.append(found)
    weights = torch.tensor([random.choice((1, -1, 2, 0.5)) for _ in range(SIZE)], dtype=torch.float64)
    return Program(tuple(steps), weights, point)


def bits(x):
    """The bits of the longest entry: of its numerator in lowest terms, and of its denominator."""
    return max(max(abs(p).bit_length(), q.bit_length()) for p, q in (a.as_integer_ratio() for a in x.tolist()))


def nearby(random, point):
    """A dyadic point near `point`, or far."""
    size = random.choice((1, 8, 64))
    return point + torch.tensor([random.randint(-4, 4) / size for _ in range(SIZE)], dtype=torch.float64)
