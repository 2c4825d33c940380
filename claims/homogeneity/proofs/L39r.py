"""L39r by machine: off 0 the ReLU has the slope 1[z > 0], and at 0 its slopes are between 0 and 1."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, between, reals


@smt(
    "the slope",
    size="all reals",
    mutants=(
        Neighbour("at 0 too", "no condition on z", {"near": lambda r, z, h: []}),
        Neighbour("another slope", "1 on both sides", {"slope": lambda r, z: r.number(1)}),
        Neighbour("slopes below 1/2", "[0, 1/2] at 0", {"highest": 2}),
    ),
)
def slope(
    r,
    *,
    near=lambda r, z, h: [absolute(r, h) < absolute(r, z)],
    slope=lambda r, z: r.where(z > 0, r.number(1), r.number(0)),
    highest=1,
):
    r"""For $|h| < |z|$: $\sigma(z + h) = \sigma(z) + 1[z > 0]\,h$; and $0 \le \sigma(k) / k \le 1$ for every $k \ne 0$."""
    z, h, k = reals(r, "z h k")
    return [r.no(k == 0), *near(r, z, h)], r.every(r.relu(z + h) == r.relu(z) + slope(r, z) * h, between(r, 0, highest * r.relu(k) / k, 1))


OBLIGATIONS = (slope,)
