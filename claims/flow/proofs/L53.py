"""L53 by machine: a step of descent goes along minus the gradient."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import equal, network, reals, weights


@smt(
    "the printed sign",
    size="all reals, f = w_2 s(w_1 x), one sample",
    controls=(Neighbour("minus the gradient", "the sign of the repair", {"sign": -1}),),
)
def printed(r, *, sign=1):
    r"""For $L = \frac12 (w_2\,\sigma(w_1 x) - y)^2$ and $W_{t+1} = W_t - \eta \nabla L(W_t)$: $\frac{W_{t+1} - W_t}{\eta} = \nabla L(W_t)$."""
    eta, x, y = reals(r, "eta x y")
    layers, at = weights(r, 1, 1, 1), r.array([x])
    gradient = [g * (network(r, layers, at) - y) for g in r.gradients(layers, at)]
    after = [w - g * eta for w, g in zip(layers, gradient, strict=True)]
    return [eta > 0], r.every(*(equal(r, (now - w) / eta, g * sign) for now, w, g in zip(after, layers, gradient, strict=True)))


OBLIGATIONS = (printed,)
