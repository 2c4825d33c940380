"""L32: norms are positively homogeneous of degree 1."""

import math

import torch

from claims.core.check import equal
from claims.core.claim import Control, Mutant, Truth, claim
from claims.instances.scaled_points import NEGATIVE, ScaledPoint, scaled_point_at, scaled_points
from impl.rationals import rational

PLANE, TIED, AT_0 = ScaledPoint((3, -4), 2), ScaledPoint((1, -1, 1), 3), ScaledPoint((0, 0), 0.5)
TWO = ScaledPoint((1, 1), 2)
SQUARES = ScaledPoint((4, -1, 0), 4)


def by_torch(x, p):
    """The p-norm (p = 1, 2, inf) or the Frobenius norm of the column x, by torch."""
    return torch.linalg.matrix_norm(x[:, None]) if p == "F" else torch.linalg.vector_norm(x, p)


def in_rationals(x, p):
    """The norm in rationals; for p = 2 and the Frobenius norm its square, since a root may be no rational."""
    return max(abs(x)) if p == math.inf else sum(abs(x)) if p == 1 else sum(x * x)


def sum_of_roots(x, p):
    """The quasi-norm (sum of the roots of |x_i|)^2 by torch."""
    return torch.sqrt(abs(x)).sum() ** 2


def nine(x, p):
    """That quasi-norm of (4, -1, 0), or its square."""
    return 81 if p in (2, "F") else 9


@claim(
    "L32",
    "Norms",
    slide="Positive Homogeneity (example 3)",
    reading="Twice the vector is twice as long, in whatever norm; so it goes for every factor that is not negative.",
    truth=Truth.TRUE,
    why=r"It is one of the axioms of a norm, with $|\alpha|$ for negative $\alpha$.",
    for_all=scaled_points(),
    build=scaled_point_at,
    routes={"norm": "torch.linalg at the place named, of the multiple", "exact": "sums, maxima and sums of squares in rationals"},
    examples=(PLANE, TIED, AT_0, TWO),
    mutants=(
        Mutant("every real factor", r"$\|{-x}\| \ne -\|x\|$", ScaledPoint((1,), -1), for_all=scaled_points(factors=NEGATIVE)),
        Mutant("the squared norm", "degree 2", TWO, {"norm": lambda x, p: by_torch(x, p) ** 2, "exact": lambda x, p: in_rationals(x, p) ** 2}),
        Mutant("the number of entries that are not 0", "degree 0", TWO, {"norm": lambda x, p: (x != 0).sum(), "exact": lambda x, p: sum(x != 0)}),
    ),
    controls=(
        Control("the modulus of every factor", "the axiom", (ScaledPoint((1, -2), -1),), scaled_points(factors=NEGATIVE), {"factor": abs}),
        Control("a quasi-norm", r"$(\sum_i \sqrt{|x_i|})^2$, not convex", (SQUARES,), parts={"norm": sum_of_roots, "exact": nine}),
    ),
    cost=2,
)
def norm_homogeneity(s, *, norm=by_torch, exact=in_rationals, factor=lambda alpha: alpha):
    r"""For the norms $\|x\|_1$, $\|x\|_2$, $\|x\|_\infty$, $\|x\|_F$, every $x \in \mathbb{R}^d$ and every $\alpha \ge 0$:
    $\|\alpha x\| = \alpha \|x\|$."""
    for p, power in ((1, 1), (2, 2), (math.inf, 1), ("F", 2)):
        found = rational(norm(s.factor * s.x, p))
        yield equal(found**power, factor(s.alpha) ** power * exact(s.point, p), scale=s.norm_scale(power), label=f"{p}-norm")
