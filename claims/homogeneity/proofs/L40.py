"""L40 by machine: the masked product is the network, at kinks too."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import network, vector, weights
from impl.networks import masked_product, preactivations


@smt(
    "the masked product",
    size="all reals, d = 1, m = 2, 2, H = 2, every slope at 0",
    mutants=(
        Neighbour("patterns swapped", "A_2 where A_1 belongs", {"ordered": lambda masks: masks[::-1]}),
        Neighbour("A_H left out", "no slopes in the last hidden layer", {"ordered": lambda masks: [masks[0], masks[1] * 0 + 1]}),
    ),
    cost=5,
)
def product(r, *, ordered=lambda masks: masks):
    r"""For $A_h = \mathrm{diag}(\sigma'(z_h))$ and every $\sigma'(0) = c \in \mathbb{R}$:
    $W_3\,\sigma(W_2\,\sigma(W_1 x)) = W_3 A_2 W_2 A_1 W_1 x$."""
    x, layers, c = vector(r, "x", 1), weights(r, 1, 2, 2, 1), r.real("c")
    masks = [r.slopes(z, c) for z in preactivations(layers, x, r.relu)[:-1]]
    return [], masked_product(layers, ordered(masks), x)[0] == network(r, layers, x)


OBLIGATIONS = (product,)
