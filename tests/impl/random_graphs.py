"""Random piecewise affine functions over the whole grammar, with a point that is aimed at their kinks.

An instance is named by its seed. Coefficients are small integers and halves, points small dyadic numbers, so that torch computes
exactly. The value of every node at the point is known while the graph grows: most maxima are made to tie there by a constant.
Duplicated, opposite and dead neurons, cancelling pairs and zero layers occur on purpose.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from flint import fmpq

from impl.expressions import Extremum, Node, absolute, affine, clamp, leaky_relu, maximum, minimum, relu, variables
from impl.piecewise import Graph, values

OPERATIONS = ("relu", "relu", "max", "max", "min", "abs", "leaky_relu", "clamp", "opposite", "repeated", "dead", "affine")
SLOPES = (fmpq(1, 4), fmpq(-1, 2), fmpq(2), fmpq(0), fmpq(1))


class Instance(NamedTuple):
    graph: Graph
    x: tuple[fmpq, ...]


def instance(seed: int) -> Instance:
    """Instance number `seed`: one half networks with up to three hidden layers, one half free graphs; n <= 3."""
    random = Random(seed)
    n = random.choice((1, 2, 2, 3))
    x = tuple(fmpq(random.choice((0, 0, 1, -1, 2)), random.choice((1, 2))) for _ in range(n))
    return network(random, x) if seed % 2 else free(random, x)


def ties(instance: Instance) -> int:
    """How many maxima and minima of the graph have several arguments that attain their value at the point."""
    value = values(*instance)
    return sum(isinstance(a, Extremum) and sum(value[b] == value[a] for b in a.arguments) > 1 for a in value)


def patterns(instance: Instance) -> int:
    """How many full choices of attaining arguments there are: what brute force has to look at."""
    value, count = values(*instance), 1
    for a in value:
        count *= sum(value[b] == value[a] for b in a.arguments) if isinstance(a, Extremum) else 1
    return count


def network(random: Random, x: tuple[fmpq, ...], largest: int = 256) -> Instance:
    """A ReLU network with one to three hidden layers, rows aimed at ties, with pairs w, -w, repeated rows and zero rows."""
    n, biased = len(x), random.random() < 0.5
    h: list[Node] = list(variables(n))
    for _ in range(random.choice((1, 1, 2, 2, 3))):
        layer: list[Node] = []
        rows: list[list[int]] = []
        for j in range(random.choice((1, 2, 2, 3, 4))):
            kind = random.random()
            row = [random.randint(-2, 2) for _ in h]
            if j and kind < 0.25:
                row = [-w for w in rows[-1]]
            elif j and kind < 0.35:
                row = rows[-1]
            elif kind < 0.4:
                row = [0 for _ in h]
            rows.append(row)
            plain = affine(row, h)
            tied = plain - _value(plain, x) if biased and random.random() < 0.7 else plain
            layer.append(relu(tied + random.choice((0, 0, 0, 1, -1)) * biased))
        h = layer
    made = Instance(Graph(n, affine([random.choice((-2, -1, 1, 1, 2)) for _ in h], h, random.randint(-1, 1))), x)
    return made if patterns(made) <= largest else network(random, x, largest)


def free(random: Random, x: tuple[fmpq, ...], largest: int = 256) -> Instance:
    """Any graph: each node is an operation on one, two or three earlier ones, most often tied at x."""
    n = len(x)
    made: list[Node] = list(variables(n))
    for _ in range(random.randint(1, 6)):
        a, b, c = (_combination(random, made) for _ in range(3))
        if random.random() < 0.7:  # let them meet at x
            level = random.choice((fmpq(0), fmpq(0), fmpq(1, 2)))
            a, b, c = (u + (level - _value(u, x)) for u in (a, b, c))
        made.append(_operation(random, a, b, c, made))
    root = affine([random.choice((-1, 1, 2)) for _ in made[n:]], made[n:]) if random.random() < 0.5 else made[-1]
    found = Instance(Graph(n, root), x)
    return found if patterns(found) <= largest else free(random, x, largest)


def _operation(random: Random, a: Node, b: Node, c: Node, made: list[Node]) -> Node:
    match random.choice(OPERATIONS):
        case "relu":
            return relu(a)
        case "max":
            return maximum(*random.choice(((a, b), (a, b, c), (a, a, b), (a, 0))))
        case "min":
            return minimum(*random.choice(((a, b), (a, b, c), (a, b, b), (0, a))))
        case "abs":
            return absolute(a)
        case "leaky_relu":
            return leaky_relu(a, random.choice(SLOPES))
        case "clamp":
            return clamp(a, *random.choice(((0, 1), (-1, 0), (fmpq(1, 2), fmpq(1, 2)), (1, 0))))
        case "opposite":
            return relu(a) - relu(-a)
        case "repeated":
            return relu(a) + 2 * relu(a) - relu(affine((1,), (a,)))
        case "dead":
            return relu(-relu(a)) + minimum(relu(b), 0)
    return _combination(random, made)


def _combination(random: Random, made: list[Node]) -> Node:
    used = random.sample(made, min(len(made), random.randint(1, 3)))
    return affine([random.choice((-2, -1, -1, 1, 1, fmpq(1, 2))) for _ in used], used)


def _value(node: Node, x: tuple[fmpq, ...]) -> fmpq:
    return values(Graph(len(x), node), x)[node]
