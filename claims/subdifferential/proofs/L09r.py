"""L09r by machine: the rate of one step of gradient descent on quadratics."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import reals


@smt(
    "one step",
    size="all reals, f = a x^2 / 2 with 0 <= a <= beta, d = 1, T = 1",
    mutants=(
        Neighbour("a larger denominator", "6 in place of 4", {"denominator": lambda eta, beta: 6 * eta * beta + 2}),
        Neighbour("twice the step", "up to 2 / beta", {"longest": 2}),
    ),
    cost=3,
)
def rate(r, *, denominator=lambda eta, beta: 4 * eta * beta + 2, longest=1):
    r"""For $f(x) = a x^2 / 2$ with $0 \le a \le \beta$ and $0 < \eta \le 1 / \beta$: $f(x_1) \le \frac{\beta x_0^2}{4 \eta \beta + 2}$."""
    a, beta, eta, x = reals(r, "a beta eta x0")
    after = x - eta * a * x
    given = [a >= 0, a <= beta, eta > 0, eta * beta <= longest]
    return given, a * after * after / 2 * denominator(eta, beta) <= beta * x * x


OBLIGATIONS = (rate,)
