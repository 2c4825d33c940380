"""L04r by machine: the inequality for one step, from which the rates follow."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import dot, reals, vector


@smt(
    "one step",
    size="all reals, d = 2, any f",
    mutants=(
        Neighbour("eta for eta squared", "the error of first order", {"error": lambda eta, g: eta * dot(g, g)}),
        Neighbour("four times the gain", "more than the subgradient gives", {"gain": lambda eta, fx, fz: 4 * eta * (fx - fz)}),
        Neighbour("no subgradient", "any vector g", {"given": lambda fx, fz, g, x, z: []}),
    ),
    cost=3,
)
def one_step(
    r,
    *,
    given=lambda fx, fz, g, x, z: [fz >= fx + dot(g, z - x)],
    gain=lambda eta, fx, fz: 2 * eta * (fx - fz),
    error=lambda eta, g: eta * eta * dot(g, g),
):
    r"""If $f(z) \ge f(x) + \langle g, z - x \rangle$ and $\eta > 0$, then
    $\|x - \eta g - z\|^2 \le \|x - z\|^2 - 2 \eta (f(x) - f(z)) + \eta^2 \|g\|^2$."""
    eta, fx, fz = reals(r, "eta f(x) f(z)")
    x, z, g = (vector(r, name, 2) for name in "xzg")
    before, after = x - z, x - g * eta - z
    return [eta > 0, *given(fx, fz, g, x, z)], dot(after, after) <= dot(before, before) - gain(eta, fx, fz) + error(eta, g)


OBLIGATIONS = (one_step,)
