"""L37 by machine: the inner products do not depend on the layer."""

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import consecutive, masked, pairs


@identity(
    "any two layers",
    size="every pattern and slope at 0, all real weights and inputs, d = 2, widths 3, 2, 3, H = 3",
    cost=2,
    mutants=(
        Neighbour(
            "one layer halved", "half of the first inner product", {"pairings": lambda r, net: [pairs(net)[0] * r.number(1, 2), *pairs(net)[1:]]}
        ),
        Neighbour(
            "an offset", "b more from each layer to the next", {"pairings": lambda r, net: [p + k * r.real("b") for k, p in enumerate(pairs(net))]}
        ),
    ),
)
def any_two(r, *, pairings=lambda r, net: pairs(net)):
    r"""$\left\langle W_i, \partial f / \partial W_i \right\rangle = \left\langle W_j, \partial f / \partial W_j \right\rangle$
    for all layers $i, j$, the derivatives being what the product formula of L41r gives for any slopes."""
    return consecutive(pairings(r, masked(r, 2, 3, 2, 3, 1)))


OBLIGATIONS = (any_two,)
