"""L35 by machine: a network is homogeneous of degree H + 1 in all its layers together."""

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import masked


@identity(
    "all layers together",
    size="every pattern and slope at 0, all real weights and factors, d = m = 3, H = 3",
    cost=3,
    mutants=(
        Neighbour("degree H", "the number of hidden layers", {"degree": lambda net: len(net.slopes)}),
        Neighbour("degree 1", "the degree in one layer", {"degree": lambda net: 1}),
    ),
)
def all_layers(r, *, degree=lambda net: len(net.weights)):
    r"""With the slopes held: $f(x; \alpha W_1, \dots, \alpha W_{H+1}) = \alpha^{H+1} f(x; W_1, \dots, W_{H+1})$."""
    a, net = r.real("alpha"), masked(r, 3, 3, 3, 3, 1)
    return [("scaled", net._replace(weights=[a * w for w in net.weights]).output, a ** degree(net) * net.output)]


OBLIGATIONS = (all_layers,)
