"""L51 by machine: the exact ledger of one step on two samples."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import network, reals, weights


@smt(
    "two samples, by cases",
    size="all reals, f = w_2 s(w_1 x), two samples, quadratic loss",
    mutants=(
        Neighbour("eta for eta squared", "the ledger of first order", {"rate": lambda eta: eta}),
        Neighbour("weight decay", "a gradient of the weights added", {"decay": 1}),
    ),
)
def ledger(r, *, rate=lambda eta: eta * eta, decay=0):
    r"""For $L = \frac12 \sum_n (f(x_n) - y_n)^2$ and $w^+ = w - \eta G$, $G = \nabla L(w)$:
    $(w_1^+)^2 - (w_2^+)^2 = w_1^2 - w_2^2 + \eta^2 (G_1^2 - G_2^2)$."""
    eta, *data = reals(r, "eta x1 x2 y1 y2")
    layers = weights(r, 1, 1, 1)
    w1, w2 = (w[0, 0] for w in layers)
    samples = [r.array([x]) for x in data[:2]]
    residuals = [network(r, layers, x) - y for x, y in zip(samples, data[2:], strict=True)]
    found = [r.gradients(layers, x) for x in samples]
    first, last = (sum(u * g[h][0, 0] for u, g in zip(residuals, found, strict=True)) for h in range(2))
    up, down = w1 - eta * (first + decay * w1), w2 - eta * (last + decay * w2)
    return [], up * up - down * down == w1 * w1 - w2 * w2 + rate(eta) * (first * first - last * last)


OBLIGATIONS = (ledger,)
