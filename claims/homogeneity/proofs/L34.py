"""L34 by machine: a network is homogeneous of degree 1 in each layer."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import network, vector, weights


@smt(
    "one layer at a time",
    size="all reals, d = 2, m = 2, H = 1",
    mutants=(
        Neighbour("all real factors", r"$\alpha < 0$ in the hidden layer", {"factors": lambda a: []}),
        Neighbour("degree 2", "the degree of both layers together", {"degree": lambda a: a * a}),
    ),
    cost=3,
)
def one_layer(r, *, factors=lambda a: [a >= 0], degree=lambda a: a):
    r"""For $f(x; W_1, W_2) = W_2\,\sigma(W_1 x)$ and every $\alpha \ge 0$:
    $f(x; \alpha W_1, W_2) = \alpha f(x; W_1, W_2)$ and $f(x; W_1, \alpha W_2) = \alpha f(x; W_1, W_2)$."""
    a, x, (first, last) = r.real("a"), vector(r, "x", 2), weights(r, 2, 2, 1)
    f = network(r, [first, last], x)
    return factors(a), r.every(network(r, [first * a, last], x) == degree(a) * f, network(r, [first, last * a], x) == degree(a) * f)


OBLIGATIONS = (one_layer,)
