"""L08r by machine: the rate of the best of two points, for any convex function."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import between, reals


@smt(
    "the best of two points",
    size="all reals, any convex f, d = 1, T = 2",
    mutants=(
        Neighbour("half the error", "eta G^2 / 4", {"error": lambda eta, bound: eta * bound * bound / 4}),
        Neighbour("no error", "the distance term alone", {"error": lambda eta, bound: 0}),
        Neighbour("the last point", "in place of the best", {"best": lambda r, f0, f1, bound: f1 <= bound}),
    ),
    cost=3,
)
def best_of_two(
    r,
    *,
    distance=lambda radius, eta: radius * radius / (4 * eta),
    error=lambda eta, bound: eta * bound * bound / 2,
    best=lambda r, f0, f1, bound: r.some(f0 <= bound, f1 <= bound),
):
    r"""For a convex $f$ with $f(0) = \min f = 0$, $|x_0| \le R$, subgradients $|g_t| \le G$ and $x_1 = x_0 - \eta g_0$:
    $\min(f(x_0), f(x_1)) \le \frac{R^2}{4 \eta} + \frac{\eta G^2}{2}$."""
    eta, radius, bound, x0, f0, f1, g0, g1 = reals(r, "eta R G x0 f0 f1 g0 g1")
    x1 = x0 - eta * g0
    sizes = [eta > 0, between(r, -radius, x0, radius), between(r, -bound, g0, bound), between(r, -bound, g1, bound)]
    minimiser = [f0 >= 0, f1 >= 0, g0 * x0 >= f0, g1 * x1 >= f1]
    between_them = [f1 >= f0 + g0 * (x1 - x0), f0 >= f1 + g1 * (x0 - x1)]
    return [*sizes, *minimiser, *between_them], best(r, f0, f1, distance(radius, eta) + error(eta, bound))


OBLIGATIONS = (best_of_two,)
