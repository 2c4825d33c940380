"""L32 in batches: norms of whole multiples of small integers; where a norm is a root its square is compared, to the nearest whole number."""

import math

import numpy as np
import torch

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances.norms import NORMS
from claims.instances.point_batches import scaled_points


def by_torch(x, p):
    """The p-norm, or the Frobenius norm of the column, by torch.linalg, shape (B,)."""
    return torch.linalg.matrix_norm(x.T[:, :, None]) if p == "Frobenius" else torch.linalg.vector_norm(x, p, dim=0)


def in_integers(x, p):
    """The norm, or its square where it is a root, in int64, shape (B,)."""
    moduli = np.abs(x)
    return moduli.max(0) if p == math.inf else moduli.sum(0) if p == 1 else (x * x).sum(0)


def nonzeros(x, p):
    """How many entries are not 0, or the square of that."""
    return (x != 0).sum(0) ** (2 if p in (2, "Frobenius") else 1)


def norm_homogeneity(s, *, norm=by_torch, exact=in_integers, factor=lambda alpha: alpha):
    """The claim's body over a batch."""
    for p, power in NORMS:
        found = torch.round(norm(s.factor * s.x, p).double() ** power)
        yield equal(found, factor(s.alpha) ** power * exact(s.point, p), label=f"{p}-norm")


NORM_HOMOGENEITY = Sweep(
    family=scaled_points(),
    route="torch.linalg of the multiples; squares of roots to the nearest whole number",
    judge="sums and maxima in int64 by numpy, times the factor",
    equations="four norms of one point with one factor, a whole number >= 0",
    file=__file__,
    checks=norm_homogeneity,
    mutants={
        "every real factor": Changed(family=scaled_points(negative=True)),
        "the squared norm": Changed({"norm": lambda x, p: by_torch(x, p) ** 2, "exact": lambda x, p: in_integers(x, p) ** 2}),
        "the number of entries that are not 0": Changed({"norm": lambda x, _p: (x != 0).sum(0), "exact": nonzeros}),
    },
    cost=2,
)
