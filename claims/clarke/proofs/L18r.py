"""L18r by machine: Caratheodory's theorem on the line."""

from itertools import combinations

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import between, dot, vector


@smt(
    "d + 1 points",
    size="all reals, four points, d = 1",
    mutants=(
        Neighbour("d points", "one of the four", {"enough": lambda r, v, u: r.some(*(v == p for p in u))}),
        Neighbour("weights of any sign", "affine combinations", {"weights": lambda t: []}),
    ),
    cost=3,
)
def caratheodory(
    r,
    *,
    enough=lambda r, v, u: r.some(*(r.some(between(r, p, v, q), between(r, q, v, p)) for p, q in combinations(u, 2))),
    weights=lambda t: [w >= 0 for w in t],
):
    r"""Every convex combination of four points of $\mathbb{R}$ is one of two of them."""
    u, t = vector(r, "u", 4), vector(r, "t", 4)
    return [*weights(t), sum(t[1:], t[0]) == 1], enough(r, dot(t, u), u)


OBLIGATIONS = (caratheodory,)
