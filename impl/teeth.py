r"""Teeth: f(x) = a |x| + c z(|x|), f(0) = 0, where z has ever finer teeth towards 0; for g = 1, 2, 4, ... (a power of two).

On [2^-(k+1), 2^-k], k = 0, 1, 2, ..., z is made of g^k teeth of width w_k = 2^-(k+1) / g^k with slopes g^k, then -g^k, from 0 up to the height
2^-(k+2) and back to 0; z = 0 beyond 1.

*Statement.* (i) |f(x) - f(0)| <= (|a| + |c| / 2) |x|, for every g: f is calm at 0; off 0 it is locally Lipschitz, so calm at every point.
(ii) The slopes of f on the k-th interval are a + c g^k and a - c g^k (on its mirror image, their negatives). (iii) For c != 0, f is not
differentiable at 0. (iv) The limiting gradients at 0 are a + c, a - c, -a - c, -a + c for g = 1, where f is Lipschitz with constant
|a| + |c|, and for g >= 2, c != 0, there are none.

*Proof.* (i) z(|x|) <= 2^-(k+2) <= |x| / 2 on the k-th interval. (ii) By construction. (iii) f(h) / h is a at h = 2^-k, but at the peak
h = 2^-(k+1) + w_k / 2 of the first tooth it is a + c / (2 + g^-k), which tends to a + c / 2, or to a + c / 3 for g = 1. (iv) By (iii) the
constant sequence x_i = 0 yields nothing, so a limit of gradients at x_i -> 0 is a limit of the slopes of (ii) for k -> infinity. For g = 1
they are four numbers for all k; for g >= 2 their moduli, at least |c| g^k - |a|, exceed every bound.  []

With a = c = 1 and g = 4 this is a function that is calm at every point with an empty Clarke differential at 0. The widths, slopes and
heights are powers of two times c, so torch evaluates f exactly at dyadic points of few bits.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from flint import fmpq

from impl.rationals import ZERO, Vector, rational


class Teeth(NamedTuple):
    """a |x| + c z(|x|): a and c are plain numbers, `growth` the g above, a power of two."""

    a: float
    c: float
    growth: int


def width(f: Teeth, k: int) -> fmpq:
    """w_k, the width of a tooth in the k-th interval."""
    return fmpq(1, 2 ** (k + 1) * f.growth**k)


def slopes(f: Teeth, k: int) -> tuple[fmpq, ...]:
    """All slopes of f at points with 2^-(k+1) < |x| < 2^-k, without repetition, ascending."""
    a, steep = rational(f.a), rational(f.c) * f.growth**k
    return tuple(sorted({a + steep, a - steep, -a - steep, -a + steep}))


def flanks(f: Teeth, k: int) -> tuple[fmpq, ...]:
    """Points with 2^-(k+1) < |x| < 2^-k on a rising and on a falling flank of the first and of the last tooth, on either side of 0."""
    w, start = width(f, k), fmpq(1, 2 ** (k + 1))
    right = [start + w * (tooth + quarter) for tooth in {0, f.growth**k - 1} for quarter in (fmpq(1, 4), fmpq(3, 4))]
    return tuple(sorted([*right, *(-x for x in right)]))


def lasting(f: Teeth, first: int, last: int) -> tuple[Vector, ...]:
    """Those slopes that f has in every interval from `first` to `last`, shape (1,) each, ascending: by (iv) the limiting gradients at 0."""
    common = set(slopes(f, first)).intersection(*(slopes(f, k) for k in range(first, last + 1)))
    return tuple((s,) for s in sorted(common))


def value(f: Teeth, x: fmpq) -> fmpq:
    """f(x), exactly."""
    size = abs(x)
    if size == 0 or size >= 1:
        return rational(f.a) * size
    k = 0
    while fmpq(1, 2 ** (k + 1)) > size:
        k += 1
    w = width(f, k)
    along = (size - fmpq(1, 2 ** (k + 1))) / w
    within = along - along.floor()
    return rational(f.a) * size + rational(f.c) * f.growth**k * w * max(min(within, 1 - within), ZERO)


def as_torch(f: Teeth, x: torch.Tensor) -> torch.Tensor:
    """f(x), entry by entry, as one writes it in torch."""
    size = torch.abs(x)
    k = -torch.frexp(size.detach()).exponent  # 2^-(k+1) <= |x| < 2^-k
    start = torch.ldexp(torch.ones_like(size.detach()), -(k + 1))
    steep = torch.as_tensor(f.growth, dtype=x.dtype, device=x.device) ** k
    w = start / steep
    along = (size - start) / w
    within = along - torch.floor(along.detach())
    tooth = f.c * steep * w * torch.minimum(within, 1 - within)
    return f.a * size + torch.where((size > 0) & (size < 1), tooth, torch.zeros_like(tooth))
