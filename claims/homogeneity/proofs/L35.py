"""L35 by machine: a network is homogeneous of degree H + 1 in all its weights."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import network, reals, vector, weights


@smt(
    "all layers, by cases",
    size="all reals, d = 1, m = 2, 2, H = 2",
    mutants=(
        Neighbour("degree H", "one layer too few", {"degree": lambda a: a * a}),
        Neighbour("degree H + 2", "one layer too many", {"degree": lambda a: a * a * a * a}),
        Neighbour("biases", "a bias at the output, not scaled as a^(H+1)", {"bias": lambda a, b: (b, a * b)}),
    ),
    cost=3,
)
def all_layers(r, *, degree=lambda a: a * a * a, bias=lambda a, b: (0, 0)):
    r"""For $f(x; W_1, W_2, W_3) = W_3\,\sigma(W_2\,\sigma(W_1 x))$ and every $\alpha \ge 0$:
    $f(x; \alpha W_1, \alpha W_2, \alpha W_3) = \alpha^3 f(x; W_1, W_2, W_3)$."""
    a, b = reals(r, "alpha b")
    x, layers = vector(r, "x", 1), weights(r, 1, 2, 2, 1)
    before, after = bias(a, b)
    return [a >= 0], network(r, [w * a for w in layers], x) + after == degree(a) * (network(r, layers, x) + before)


OBLIGATIONS = (all_layers,)
