"""Bias-free ReLU networks at degenerate weights, and batches for them: small integers, ties and vanishing layers on purpose.

Two generators: `tied` (G-TIE: rows orthogonal to the present activation) and `degenerate` (G-DEG: zero layers, rows w and -w, dead
layers, x = 0, all weights zero). Both are functions of a `random.Random`, so an instance is named by its seed.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

Rows = list[list[int]]


class Instance(NamedTuple):
    weights: list[Rows]
    x: list[int]


class Batch(NamedTuple):
    weights: list[Rows]
    inputs: list[list[int]]
    targets: list[int]


def instance(seed: int, *, layers: tuple[int, ...] = (1, 2, 2, 3), width: int = 3, inputs: int = 3) -> Instance:
    """Instance number `seed`; two thirds of them with vanishing layers made on purpose, the others with tied neurons."""
    random = Random(seed)
    depth = random.choice(layers)
    sizes = [random.randint(1, inputs), *(random.randint(min(2, width), width) for _ in range(depth)), 1]
    return degenerate(random, sizes) if random.random() < 0.67 else tied(random, sizes)


def tied(random: Random, sizes: list[int]) -> Instance:
    x = _vector(random, sizes[0])
    if not any(x):
        x[0] = 1
    h, weights = x, []
    for rows, columns in zip(sizes[1:], sizes, strict=False):
        w = [_vector(random, columns) for _ in range(rows)]
        if len(weights) < len(sizes) - 2:
            w = [_tie(random, w, j, h) if random.random() < 0.5 else row for j, row in enumerate(w)]
        weights.append(w)
        h = forward(w, h)
    return Instance(weights, x)


def degenerate(random: Random, sizes: list[int]) -> Instance:
    weights, x = tied(random, sizes)
    first = random.randrange(len(weights) - 1)
    for layer in range(first, len(weights) - 1):
        kind = random.choice(("zero", "dead") if layer == first else ("as it is", "as it is", "zero", "pairs", "pairs"))
        if kind == "zero":
            weights[layer] = [[0] * len(row) for row in weights[layer]]
        elif kind == "pairs":
            weights[layer] = [[-v for v in weights[layer][j - 1]] if j % 2 else row for j, row in enumerate(weights[layer])]
            if len(weights[layer]) > 2 and random.random() < 0.5:
                weights[layer][2] = [0] * len(weights[layer][2])
        elif kind == "dead":
            h = x
            for w in weights[:layer]:
                h = forward(w, h)
            for row in weights[layer]:
                if dot(row, h) > 0:
                    row[:] = [-v for v in row] if random.random() < 0.4 else [0] * len(row)
    special = random.random()
    if special < 0.02:
        x = [0] * len(x)
    elif special < 0.04:
        weights = [[[0] * len(row) for row in w] for w in weights]
    return Instance(weights, x)


def batch(seed: int, *, layers: tuple[int, ...] = (1,), width: int = 3, inputs: int = 3, samples: int = 4) -> Batch:
    """Batch number `seed`: first-layer rows orthogonal to one or more inputs, or zero; deeper layers as in `instance`."""
    random = Random(seed)
    net = instance(seed, layers=layers, width=width, inputs=inputs)
    d = len(net.x)
    points = [net.x, *(_vector(random, d) for _ in range(random.randint(1, samples - 1)))]
    if random.random() < 0.3:
        points[-1] = [-2 * v for v in points[0]]
    first = [_tie(random, net.weights[0], j, random.choice(points)) if random.random() < 0.6 else row for j, row in enumerate(net.weights[0])]
    return Batch([first, *net.weights[1:]], points, [random.randint(-3, 3) for _ in points])


def forward(w: Rows, h: list[int]) -> list[int]:
    return [max(0, dot(row, h)) for row in w]


def dot(u: list[int], v: list[int]) -> int:
    return sum(a * b for a, b in zip(u, v, strict=True))


def _vector(random: Random, n: int) -> list[int]:
    return [random.choice((-2, -1, -1, 0, 1, 1, 2)) for _ in range(n)]


def _tie(random: Random, w: Rows, j: int, h: list[int]) -> list[int]:
    """A row orthogonal to h: two entries swapped and one negated, a copy or multiple of an earlier tied row, or zero."""
    earlier = [row for row in w[:j] if dot(row, h) == 0 and any(row)]
    if earlier and random.random() < 0.4:
        factor = random.choice((-2, -1, 1, 2))
        return [factor * v for v in random.choice(earlier)]
    if len(h) > 1 and random.random() < 0.8:
        a, b = random.sample(range(len(h)), 2)
        row = [0] * len(h)
        row[a], row[b] = h[b], -h[a]
        return row
    return [0] * len(h)
