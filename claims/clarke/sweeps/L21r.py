"""L21r in batches: gradients along two sequences that tend to -1, each set a single slope there; sums of hinges like the M function at -1."""

import torch

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import hinge_batches as h

M = h.Shape(p=-1, left=1, right=-1, value=1, far=1)  # no kink nearer than 1, where the slide's first terms are
STEEP = M._replace(far=2)  # kinks at distance 1/2 too


def terms(start):
    """start, start/2, start/4, ... as far as 2^-HALVINGS, as differences from -1."""
    return [start / 2**k for k in range(h.HALVINGS + 1) if abs(start) / 2**k >= 2.0**-h.HALVINGS]


def by_torch(s, where):
    """torch's gradients at -1 + t for every t, shape (T, B)."""
    return torch.stack([s.gradient(t) for t in where])


def by_slopes(s, where):
    """The slopes on both sides of -1 + t for every t, in integers."""
    return [side for t in where for side in s.slopes_at(int(t * 2**h.HALVINGS))]


def later_terms(s, *, gradients=by_torch, quotients=by_slopes, start=0.5, rising=1):
    """The claim's checks over a batch: a set with one element is one where both sides have that slope."""
    for c, slope in ((-start, rising), (start, -rising)):
        yield equal(gradients(s, terms(c)), slope, label=f"torch from {c - 1} on")
        yield equal(quotients(s, terms(c)), slope, label=f"both sides from {c - 1} on")


LATER_TERMS = Sweep(
    family=h.hinges(M),
    route="torch autograd along the sequences",
    judge="sums of slopes on both sides of every term in int64 by numpy",
    equations="the gradients by torch at the terms of two sequences; the slopes on both sides of them by sums, without torch",
    file=__file__,
    checks=later_terms,
    mutants={"a valley at -1/2": Changed(family=h.hinges(STEEP))},
    cost=2,
)
