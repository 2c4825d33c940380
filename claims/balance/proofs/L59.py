"""L59 by machine: the inner product of a layer with the gradient of the loss, by cases."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import network, reals, vector, weights
from impl.networks import inner


@smt(
    "the quadratic loss, by cases",
    size="all reals, d = 1, m = 2, H = 1, two samples, quadratic loss",
    mutants=(
        Neighbour("without the derivative", "the loss's derivative left out", {"outer": lambda f, y: 1}),
        Neighbour("the loss itself", "the loss in place of its derivative", {"outer": lambda f, y: (f - y) * (f - y) / 2}),
    ),
    cost=3,
)
def pairing(r, *, outer=lambda f, y: f - y):
    r"""For $L = \frac12 \sum_n (f(x_n) - y_n)^2$ and both layers: $\langle W_h, \partial L / \partial W_h \rangle = \sum_n (f(x_n) - y_n) f(x_n)$."""
    layers, targets = weights(r, 1, 2, 1), reals(r, "y1 y2")
    samples = [vector(r, name, 1) for name in ("x", "z")]
    values = [network(r, layers, x) for x in samples]
    found = [r.gradients(layers, x) for x in samples]
    claimed = sum(outer(f, y) * f for f, y in zip(values, targets, strict=True))
    paired = [sum((f - y) * inner(layers[h], g[h]) for f, y, g in zip(values, targets, found, strict=True)) for h in range(2)]
    return [], r.every(*(p == claimed for p in paired))


OBLIGATIONS = (pairing,)
