"""L36r by machine: the inner product of a layer with its gradient is the output, whatever the slope at 0."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import network, vector, weights
from impl.networks import inner


@smt(
    "each layer",
    size="all reals, d = 2, m = 2, H = 1, every slope at 0",
    mutants=(
        Neighbour("factor H + 1", "the degree of both layers together", {"factor": 2}),
        Neighbour("transposed", "the gradient of the first layer transposed", {"first": lambda g: g.T}),
        Neighbour("both together", "the sum over the layers", {"paired": lambda one, two: (one + two, one + two)}),
    ),
    cost=5,
)
def each_layer(r, *, factor=1, first=lambda g: g, paired=lambda one, two: (one, two)):
    r"""For $f = W_2\,\sigma(W_1 x)$, $G_h = \partial f / \partial W_h$ by the product formula, and every $\sigma'(0) = c \in \mathbb{R}$:
    $\langle W_1, G_1 \rangle = \langle W_2, G_2 \rangle = f$."""
    x, layers = vector(r, "x", 2), weights(r, 2, 2, 1)
    gradients = r.gradients(layers, x, r.real("c"))
    one, two = paired(inner(layers[0], first(gradients[0])), inner(layers[1], gradients[1]))
    return [], r.every(one == factor * network(r, layers, x), two == factor * network(r, layers, x))


OBLIGATIONS = (each_layer,)
