"""L09 by machine: a long step leaves every bound behind."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import reals


@smt(
    "any step",
    size="all reals, f = a x^2 / 2, d = 1, T = 1",
    controls=(Neighbour("steps up to 1 / a", "the steps of the repair", {"steps": lambda a, eta: [a * eta <= 1]}),),
)
def any_step(r, *, steps=lambda a, eta: []):
    r"""For $f(x) = a x^2 / 2$ with $a \ge 0$ and every $\eta > 0$: $f(x_1) - \min f \le 64 (1 + f(x_0) - \min f)$."""
    a, eta, x = reals(r, "a eta x0")
    after = x - eta * a * x
    return [a >= 0, eta > 0, *steps(a, eta)], a * after * after / 2 <= 64 * (1 + a * x * x / 2)


OBLIGATIONS = (any_step,)
