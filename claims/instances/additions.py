"""Sums whose order torch chooses: reductions, prefix sums, products of matrices, and additions to few entries from many places at once.

On a GPU additions to one entry are atomic and come in any order, and long sums are trees; so a sum is judged by what holds in every order.
Of m addends it is within gamma_(m-1) times the sum of their moduli [Higham 2002, Accuracy and Stability of Numerical Algorithms, eq. 4.4];
a rounded product of each adds one rounding. Where every partial sum is an integer that the format holds, it is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import torch
from flint import fmpq
from hypothesis import strategies as st
from torch.nn import functional

from claims.core.check import Scale
from claims.instances.numbers import choices, integers
from impl.gram_descent import refuse_tf32
from impl.place import Place
from impl.rationals import ZERO, rational

BINS = 4
SHOWN = 12  # outputs of a scan or a convolution that are judged, evenly spaced
LARGE, SMALL = 2**18, 4  # moduli of the left and the right numbers: 10 products add up to less than 2^24
LEAST = 40  # floats have moduli from 2^-40

Addends = list[list[fmpq]]


class Numbers(NamedTuple):
    """n numbers on the left, n on the right, and the bin (0 to 3) of each; all of them repeated."""

    left: tuple[float, ...]
    right: tuple[float, ...]
    bins: tuple[int, ...]
    repeats: int = 1


class NumbersSubject:
    """The numbers at a place (`x`, `y`, shape (n,), `into`, indices) and as rationals (`left`, `right`). Raises Tf32Error where TF32 is allowed."""

    def __init__(self, instance: Numbers, place: Place) -> None:
        refuse_tf32(place)
        self.place = place
        left, right, bins = (part * instance.repeats for part in instance[:3])
        self.x, self.y = place.tensor(left), place.tensor(right)
        self.into = torch.tensor(bins, device=self.x.device)
        self.left, self.right, self.bins = [rational(v) for v in left], [rational(v) for v in right], bins
        self.features = {"numbers": len(left), "in the fullest bin": max(bins.count(b) for b in range(BINS))}


def numbers_at(instance: Numbers, place: Place) -> NumbersSubject:
    """The builder of claims about sums."""
    return NumbersSubject(instance, place)


class Addition(NamedTuple):
    """`run(x, y, into)` is torch's, and `addends(s)` the addends of each number that it returns; `products`: each of them is a rounded product."""

    run: Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
    addends: Callable[[NumbersSubject], Addends]
    products: bool = False


def shown(n: int) -> list[int]:
    """Which of n outputs are judged: all of a few, else SHOWN of them with the first and the last."""
    return list(range(n)) if n <= SHOWN else [j * (n - 1) // (SHOWN - 1) for j in range(SHOWN)]


def _zeros(x: torch.Tensor) -> torch.Tensor:
    return x.new_zeros(BINS)


def _binned(s: NumbersSubject) -> Addends:
    return [[v for v, b in zip(s.left, s.bins, strict=True) if b == k] for k in range(BINS)]


def _backward(taken: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> Callable[..., torch.Tensor]:
    """The gradient at BINS entries, of which many are taken: what backpropagation adds up."""

    def run(x: torch.Tensor, _y: torch.Tensor, into: torch.Tensor) -> torch.Tensor:
        leaf = _zeros(x).requires_grad_()
        return torch.autograd.grad((taken(leaf, into),), leaf, (x,))[0]

    return run


def _matrix_product(x: torch.Tensor, y: torch.Tensor, _into: torch.Tensor) -> torch.Tensor:
    return (torch.stack([x, x.flip(0)]) @ torch.stack([y, y.flip(0)]).T).reshape(-1)


def _products(s: NumbersSubject) -> Addends:
    straight = [a * b for a, b in zip(s.left, s.right, strict=True)]
    crossed = [a * b for a, b in zip(s.left, reversed(s.right), strict=True)]
    return [straight, crossed, crossed[::-1], straight[::-1]]


def _width(n: int) -> int:
    return min(3, n)


def _convolution(x: torch.Tensor, y: torch.Tensor, _into: torch.Tensor) -> torch.Tensor:
    """By torch's own kernels: those of cuDNN may be Winograd's or Fourier's, which add other numbers."""
    before, torch.backends.cudnn.enabled = torch.backends.cudnn.enabled, False
    try:
        found = functional.conv1d(x[None, None], y[None, None, : _width(len(y))])[0, 0]
    finally:
        torch.backends.cudnn.enabled = before
    return found[shown(len(found))]


def _convolved(s: NumbersSubject) -> Addends:
    width = _width(len(s.left))
    return [[s.left[j + t] * s.right[t] for t in range(width)] for j in shown(len(s.left) - width + 1)]


ADDITIONS = {
    "sum": Addition(lambda x, y, into: x.sum()[None], lambda s: [s.left]),
    "sum over an axis": Addition(lambda x, y, into: torch.stack([x, y]).sum(1), lambda s: [s.left, s.right]),
    "cumsum": Addition(lambda x, y, into: x.cumsum(0)[shown(len(x))], lambda s: [s.left[: j + 1] for j in shown(len(s.left))]),
    "index_add": Addition(lambda x, y, into: _zeros(x).index_add(0, into, x), _binned),
    "index_put, accumulated": Addition(lambda x, y, into: _zeros(x).index_put((into,), x, accumulate=True), _binned),
    "scatter_add": Addition(lambda x, y, into: _zeros(x).scatter_add(0, into, x), _binned),
    "scatter_reduce, sum": Addition(lambda x, y, into: _zeros(x).scatter_reduce(0, into, x, "sum"), _binned),
    "bincount, weighted": Addition(lambda x, y, into: torch.bincount(into, x, BINS), _binned),
    "gather, backwards": Addition(_backward(lambda leaf, into: leaf.gather(0, into)), _binned),
    "embedding, backwards": Addition(_backward(lambda leaf, into: functional.embedding(into, leaf[:, None])[:, 0]), _binned),
    "dot": Addition(lambda x, y, into: torch.dot(x, y)[None], lambda s: _products(s)[:1], True),
    "matrix product": Addition(_matrix_product, _products, True),
    "conv1d": Addition(_convolution, _convolved, True),
}


def by_torch(s: NumbersSubject, name: str) -> list[float]:
    """Route: the sums at the place."""
    return ADDITIONS[name].run(s.x, s.y, s.into).tolist()


def in_bfloat16(s: NumbersSubject, name: str) -> list[float]:
    """Numbers of 8 bits on the way, whatever the place."""
    return ADDITIONS[name].run(s.x.bfloat16(), s.y.bfloat16(), s.into).tolist()


def addends(s: NumbersSubject, name: str) -> Addends:
    """Route: the addends of each sum, in rationals."""
    return ADDITIONS[name].addends(s)


def one_lost(s: NumbersSubject, name: str) -> Addends:
    """Without the last addend of each sum."""
    return [each[:-1] for each in addends(s, name)]


def last_write(s: NumbersSubject, name: str) -> Addends:
    """Of those that are added into one bin the last alone: the others are overwritten."""
    return [each[-1:] for each in addends(s, name)] if ADDITIONS[name].addends is _binned else addends(s, name)


def moduli(s: NumbersSubject, name: str) -> Addends:
    """The moduli of the addends."""
    return [[abs(v) for v in each] for each in addends(s, name)]


def total(each: list[fmpq]) -> fmpq:
    """The sum."""
    return sum(each, ZERO)


def in_any_order(s: NumbersSubject, name: str, each: list[fmpq]) -> Scale:
    """What rounding may do to the sum of the addends, in whatever order they are added."""
    roundings = max(len(each) - 1, 0) + ADDITIONS[name].products
    return Scale(total([abs(v) for v in each]), roundings, s.place.unit_roundoff, False)


@cache
def whole_numbers(most: int = 10) -> Any:
    """Integers whose sums and sums of products every format holds: a few that are large, or many small ones."""
    few = _numbers(integers(LARGE), integers(SMALL), most, (1,))
    return st.one_of(few, _numbers(integers(SMALL), integers(SMALL), most, (1, 7, 400)))


@cache
def floats(most: int = 10) -> Any:
    """float32 numbers of many magnitudes, so that sums of them round in every format; none so small that a product of two underflows."""
    number = st.builds(lambda size, halved: size / 2.0**halved, st.floats(-2.0, 2.0, width=32, allow_subnormal=False), st.integers(0, LEAST))
    kept = number.map(lambda v: v if abs(v) >= 2.0**-LEAST else 1.0)
    return _numbers(kept, kept, most, (1, 1, 1, 40))


def _numbers(left: Any, right: Any, most: int, repeats: tuple[int, ...]) -> Any:
    bins = choices((0, 0, 0, 1, 2, 3))
    of = lambda n: st.builds(Numbers, *(st.tuples(*[part] * n) for part in (left, right, bins)), choices(repeats))  # noqa: E731
    return st.integers(1, most).flatmap(of)
