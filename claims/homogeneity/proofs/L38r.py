"""L38r by machine: the pattern of what reaches each layer, whatever the slope at 0."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import equal, vector, weights
from impl.networks import preactivations


@smt(
    "the patterns",
    size="all reals, d = 2, m = 2, 2, H = 2, every slope at 0",
    mutants=(
        Neighbour("the pattern of the first layer", "used for both", {"chosen": lambda zs, h: zs[0]}),
        Neighbour("the sign turned", "slope 1 below 0", {"chosen": lambda zs, h: -zs[h]}),
    ),
    cost=3,
)
def patterns(r, *, chosen=lambda zs, h: zs[h]):
    r"""For $z_1 = W_1 x$, $z_2 = W_2\,\sigma(z_1)$, $A_h = \mathrm{diag}(\sigma'(z_h))$ and every $\sigma'(0) \in \mathbb{R}$:
    $\sigma(z_h) = A_h z_h$."""
    x, layers, c = vector(r, "x", 2), weights(r, 2, 2, 2, 1), r.real("c")
    reached = preactivations(layers, x, r.relu)[:-1]
    return [], r.every(*(equal(r, r.relu(z), r.slopes(chosen(reached, h), c) * z) for h, z in enumerate(reached)))


OBLIGATIONS = (patterns,)
