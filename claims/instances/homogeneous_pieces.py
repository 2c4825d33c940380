"""What the judge knows of a homogeneous function, and the same function in torch's operations: one branch a kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, pairwise
from math import isqrt, prod
from typing import Any, NamedTuple

import torch
from flint import fmpq

from claims.instances.homogeneous_functions import Doubling, Jump, LargestMonomial, NetworkInInput, NetworkInWeights, PiecewiseLinear, Root, Sign
from claims.instances.network_graphs import in_input
from claims.instances.network_subjects import composed, judged
from claims.instances.polyhedral_functions import judged as judged_formula
from impl.expressions import Affine
from impl.limiting import limiting_gradients
from impl.piecewise import Graph, as_torch, parse, values
from impl.place import Place
from impl.rationals import ONE, ZERO, Vector, dot, rational, vector
from impl.weights import flatten, weight_limiting_gradients


class Judged(NamedTuple):
    """The point, f there, points whose hull is the Clarke differential, the degree by rule, ties, and how many bits hold all on the way."""

    point: Vector
    value: fmpq
    generators: tuple[Vector, ...]
    degree: int
    ties: tuple[str, ...]
    bits: int


def judged_function(f: Any) -> Judged:
    """The judge's knowledge of an instance, once for all places. Raises TypeError for what is no homogeneous function of ours."""
    return _judged(type(f).__name__, f)


@lru_cache(maxsize=8)
def _judged(_kind: str, f: Any) -> Judged:  # instances of two kinds are equal where their fields are
    match f:
        case PiecewiseLinear():
            graph, point, value, ties = judged_formula(f.formula, f.x)
            return Judged(point, value, limiting_gradients(graph, point), 1, ties, _bits(graph, point))
        case NetworkInInput() | NetworkInWeights():
            return _network(f)
        case LargestMonomial():
            return _monomials(f)
        case Jump():
            x, above, below = vector(f.x), vector(f.above), vector(f.below)
            limits = [side for side, closed in ((above, x[1] >= 0), (below, x[1] <= 0)) if closed]
            return Judged(x, dot(above if x[1] > 0 else below, x), tuple(limits), 1, ("o" if x[1] == 0 else ".",), 8)
        case Sign():
            return Judged(vector(f.x), rational((f.x[0] > 0) - (f.x[0] < 0)), ((ZERO,),), 0, (".",), 8)
        case Root():
            root = isqrt(int(abs(f.x[0])))
            if root**2 != abs(f.x[0]):
                raise ValueError(f"the square root of {f.x[0]} was asked for in rationals; allowed: squares of integers")
            return Judged(vector(f.x), rational(root), (), 0, (".",), 8)
        case Doubling():
            return Judged(vector(f.x), _doubled(rational(f.x[0]), rational(f.middle)), (), 1, (".",), 8)
    raise TypeError(f"a homogeneous function was asked for, found {f!r}; allowed: the kinds of homogeneous_functions.py")


def in_torch(f: Any, place: Place) -> Callable[[torch.Tensor], torch.Tensor]:
    """The function in torch's operations at a place: of one tensor of shape (n,), with a value of one entry."""
    match f:
        case PiecewiseLinear():
            return as_torch(parse(f.formula, len(f.x)))
        case LargestMonomial():
            return _monomials_in_torch(f, place)
        case NetworkInInput():
            weights = [place.tensor(layer) for layer in f.weights]
            return lambda x: composed(weights, x)
        case NetworkInWeights():
            shapes = [(len(layer), len(layer[0])) for layer in f.weights]
            cuts = list(pairwise(accumulate((m * n for m, n in shapes), initial=0)))
            sample = place.tensor(f.x)
            return lambda flat: composed([flat[a:b].reshape(shape) for (a, b), shape in zip(cuts, shapes, strict=True)], sample)
        case Jump():
            above, below = place.tensor(f.above), place.tensor(f.below)
            return lambda x: torch.where(x[1] > 0, above @ x, below @ x)
        case Sign():
            return torch.sign
        case Root():
            return lambda x: torch.sqrt(abs(x))
        case Doubling():
            return lambda x: _doubled_in_torch(x, f.middle)
    raise TypeError(f"a homogeneous function was asked for, found {f!r}; allowed: the kinds of homogeneous_functions.py")


def _network(f: NetworkInInput | NetworkInWeights) -> Judged:
    found = judged(f.weights, f.x)
    ties = tuple("".join("o" if z == 0 else "." for z in layer) for layer in found.preactivations[:-1])
    value = found.preactivations[-1][0]
    if isinstance(f, NetworkInInput):
        return Judged(vector(f.x), value, limiting_gradients(in_input(f.weights), f.x), 1, ties, found.bits)
    generators = tuple(flatten(g) for g in weight_limiting_gradients(f.weights, f.x))
    return Judged(vector([w for layer in f.weights for row in layer for w in row]), value, generators, len(f.weights), ties, found.bits)


def _monomials(f: LargestMonomial) -> Judged:
    """A maximum of C^1 functions: the hull of the gradients of those that attain it [Clarke 1983, Prop. 2.3.12]."""
    x = vector(f.x)
    reached = [rational(c) * prod((v**k for v, k in zip(x, p, strict=True)), start=ONE) for c, p in f.terms]
    gradients = {_gradient(rational(c), p, x) for (c, p), r in zip(f.terms, reached, strict=True) if r == max(reached)}
    degree = sum(f.terms[0][1])
    finest = max((int(v.q).bit_length() - 1 for v in x), default=0)
    bits = int(max(abs(r) for r in reached)).bit_length() + 1 + finest * degree
    return Judged(x, max(reached), tuple(sorted(gradients)), degree, ("o" if len(gradients) > 1 else ".",), bits)


def _monomials_in_torch(f: LargestMonomial, place: Place) -> Callable[[torch.Tensor], torch.Tensor]:
    """Products of repeated coordinates, each padded with a one: torch's own powers may round where products are exact."""
    n = len(f.x)
    factors, one = place.tensor([c for c, _ in f.terms]), place.tensor([1])
    chosen = [[i for i, p in enumerate(powers) for _ in range(p)] + [n] for _, powers in f.terms]
    index = torch.tensor(chosen, device=one.device)
    return lambda x: torch.amax(factors * torch.prod(torch.cat([x, one])[index], 1), 0)


def _gradient(c: fmpq, powers: tuple[int, ...], x: Vector) -> Vector:
    """Of c x_1^p_1 ... x_n^p_n: the i-th entry has the factor p_i and one power of x_i less."""
    reduced = [tuple(p - (i == j) for j, p in enumerate(powers)) for i in range(len(x))]
    return tuple(
        c * p * prod((v**k for v, k in zip(x, fewer, strict=True)), start=ONE) if p else ZERO for p, fewer in zip(powers, reduced, strict=True)
    )


def _bits(graph: Graph, point: Vector) -> int:
    """How many bits hold every partial sum of the graph's affine nodes at the point."""
    value = values(graph, point)
    sums = [[abs(c * value[a]) for a, c in node.terms] + [abs(node.constant)] for node in graph.order if isinstance(node, Affine)]
    sums.append([abs(v) for v in point])
    finest = max(int(v.q).bit_length() - 1 for products in sums for v in products)
    return int(max(sum(products, ZERO) for products in sums)).bit_length() + finest


def _doubled(x: fmpq, middle: fmpq) -> fmpq:
    size, power = abs(x), ONE
    while size >= 2:
        size, power = size / 2, 2 * power
    while ZERO < size < 1:
        size, power = 2 * size, power / 2
    slope = 2 * (middle - 1) if 2 * size <= 3 else 2 * (2 - middle)
    here = middle + slope * (size - rational(1.5))
    return ZERO if x == 0 else power * here if x > 0 else -power * here


def _doubled_in_torch(x: torch.Tensor, middle: float) -> torch.Tensor:
    mantissa, power = torch.frexp(abs(x))
    size = 2 * mantissa - 1.5
    here = middle + torch.where(size <= 0, 2 * (middle - 1) * size, 2 * (2 - middle) * size)
    return torch.sign(x) * torch.ldexp(here, power - 1)
