"""L30: the ReLU is positively homogeneous of degree 1."""

import torch

from claims.core.check import equal
from claims.core.claim import Control, Mutant, Truth, claim
from claims.instances.scaled_points import LEAKY, NEGATIVE, ScaledPoint, in_both, scaled_point_at, scaled_points

UP, DOWN, AT_0 = ScaledPoint((1,), 3), ScaledPoint((-1, 2), 0.5), ScaledPoint((4, -4, 0), 0)


@claim(
    "L30",
    "The ReLU is positively homogeneous",
    slide="Positive Homogeneity (example 1)",
    reading="Doubling a number doubles its positive part; so does every other factor that is not negative.",
    truth=Truth.TRUE,
    proof=r"$\alpha = 0$: both sides are 0. $\alpha > 0$: $\alpha z$ and $z$ have the same sign, so $\max\{\alpha z, 0\} = \alpha \max\{z, 0\}$.",
    formal="mathlib: mul_max_of_nonneg",
    for_all=scaled_points(),
    build=scaled_point_at,
    uses=("L28",),
    routes={"activation": "torch.relu at the place named", "maximum": "the larger of z and 0, in rationals"},
    examples=(UP, DOWN, AT_0),
    mutants=(
        Mutant("every real factor", r"$z = 1$, $\alpha = -1$", ScaledPoint((1,), -1), for_all=scaled_points(factors=NEGATIVE)),
        Mutant("degree 2", r"$\alpha^2 \sigma(z)$", UP, {"degree": 2}),
        Mutant("shifted", r"$\max\{z - 1, 0\}$", ScaledPoint((1,), 3), in_both(lambda z: torch.relu(z - 1), lambda v: max(v - 1, 0))),
        Mutant("cut off", r"ReLU6, $\min\{\max\{z, 0\}, 6\}$", ScaledPoint((4,), 4), in_both(torch.nn.functional.relu6, lambda v: min(max(v, 0), 6))),
    ),
    controls=(Control("leaky ReLU", r"homogeneous as well: $\max\{z, z/4\}$", (UP, DOWN, AT_0), scaled_points(), in_both(*LEAKY)),),
    blind=("the ReLU itself: L28 tells it from its homogeneous neighbours",),
)
def relu_homogeneity(s, *, activation=torch.relu, maximum=lambda v: max(v, 0), degree=1):
    r"""For every $z \in \mathbb{R}$ and every $\alpha \ge 0$: $\sigma(\alpha z) = \alpha \, \sigma(z)$. In floating point too."""
    found = activation(s.factor * s.x)
    yield equal(found, [s.alpha**degree * maximum(v) for v in s.point], scale=s.entrywise)
    yield equal(found, s.factor**degree * activation(s.x), label="in every bit")
