"""L49 by machine: a step of gradient descent changes the difference of the squared norms."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import network, reals, weights


def change(w, g, eta):
    """The change of w^2 in a step along -g."""
    return (w - eta * g) * (w - eta * g) - w * w


@smt(
    "one step of descent",
    size="all reals, f = w_2 s(w_1 x), one sample",
    controls=(
        Neighbour("the flow", "the changes of first order, which the repair keeps", {"change": lambda w, g, eta: -2 * eta * w * g}),
        Neighbour("the ledger", "but for eta^2 g^2", {"change": lambda w, g, eta: change(w, g, eta) - eta * eta * g * g}),
    ),
)
def one_step(r, *, change=change):
    r"""For $L = \frac12 (w_2\,\sigma(w_1 x) - y)^2$ and a step $w^+ = w - \eta \nabla L(w)$: $(w_1^+)^2 - w_1^2 = (w_2^+)^2 - w_2^2$."""
    eta, y, x = reals(r, "eta y x")
    layers, at = weights(r, 1, 1, 1), r.array([x])
    residual = network(r, layers, at) - y
    first, last = (g[0, 0] * residual for g in r.gradients(layers, at))
    return [eta > 0], change(layers[0][0, 0], first, eta) == change(layers[1][0, 0], last, eta)


OBLIGATIONS = (one_step,)
