"""L32: norms are positively homogeneous of degree 1."""

from claims.core.check import equal
from claims.core.claim import Control, Mutant, Truth, claim
from claims.instances import norms as n
from claims.instances.scaled_points import NEGATIVE, ScaledPoint, scaled_point_at, scaled_points
from impl.rationals import rational

PLANE, TIED, AT_0 = ScaledPoint((3, -4), 2), ScaledPoint((1, -1, 1), 3), ScaledPoint((0, 0), 0.5)
TWO = ScaledPoint((1, 1), 2)


@claim(
    "L32",
    "Norms",
    slide="Positive Homogeneity (example 3)",
    reading="Twice the vector is twice as long, in whatever norm; so it goes for every factor that is not negative.",
    truth=Truth.TRUE,
    why=r"It is one of the axioms of a norm, with $|\alpha|$ for negative $\alpha$.",
    formal="mathlib: norm_smul",
    for_all=scaled_points(),
    build=scaled_point_at,
    routes={"norm": "torch.linalg at the place named, of the multiple", "exact": "sums, maxima and sums of squares in rationals"},
    examples=(PLANE, TIED, AT_0, TWO),
    mutants=(
        Mutant("every real factor", r"$\|{-x}\| \ne -\|x\|$", ScaledPoint((1,), -1), for_all=scaled_points(factors=NEGATIVE)),
        Mutant("the squared norm", "degree 2", TWO, n.OF_SQUARES),
        Mutant("the number of entries that are not 0", "degree 0", TWO, n.OF_NONZEROS),
    ),
    controls=(
        Control("the modulus of every factor", "the axiom", (ScaledPoint((1, -2), -1),), scaled_points(factors=NEGATIVE), {"factor": abs}),
        Control("a quasi-norm", r"$(\sum_i \sqrt{|x_i|})^2$, not convex", (ScaledPoint((4, -1, 0), 4),), parts=n.OF_ROOTS),
    ),
)
def norm_homogeneity(s, *, norm=n.by_torch, exact=n.in_rationals, factor=lambda alpha: alpha):
    r"""For the norms $\|x\|_1$, $\|x\|_2$, $\|x\|_\infty$, $\|x\|_F$, every $x \in \mathbb{R}^d$ and every $\alpha \ge 0$:
    $\|\alpha x\| = \alpha \|x\|$."""
    for p, power in n.NORMS:  # where a norm is a root, squares are compared
        found = rational(norm(s.factor * s.x, p)) ** power
        yield equal(found, factor(s.alpha) ** power * exact(s.point, p), scale=s.norm_scale(power), label=f"{p}-norm")
