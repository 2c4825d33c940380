"""L36r by machine: the inner product of a layer with its gradient is the output, for every pattern and every slope at 0 at once."""

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import masked


@identity(
    "every layer, every slope",
    size="every pattern and slope at 0, all real weights and inputs, d = m = 3, H = 3",
    cost=7,
    mutants=(
        Neighbour("factor H + 1", "the degree of all layers together", {"claimed": lambda net: len(net.weights) * net.output}),
        Neighbour(
            "W_h transposed",
            "square layers paired with the transposed gradient",
            {"paired": lambda w, g: (w * g.T).sum() if len(w) > 1 else (w * g).sum()},
        ),
        Neighbour(
            "A_H dropped", "in the gradients", {"gradients": lambda net: net._replace(slopes=[*net.slopes[:-1], net.slopes[-1] * 0 + 1]).gradients}
        ),
    ),
)
def every_layer(r, *, gradients=lambda net: net.gradients, paired=lambda w, g: (w * g).sum(), claimed=lambda net: net.output):
    r"""For every layer $h$: $\left\langle W_h, \partial f / \partial W_h \right\rangle = f(x; W_1, \dots, W_{H+1})$,
    the derivative being what the product formula of L41r gives for any slopes."""
    net = masked(r, 3, 3, 3, 3, 1)
    return [(f"layer {h + 1}", paired(w, g), claimed(net)) for h, (w, g) in enumerate(zip(net.weights, gradients(net), strict=True))]


OBLIGATIONS = (every_layer,)
