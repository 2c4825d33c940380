"""L59 by machine: the pairing of a layer with an element of the differential of the loss, by the residuals and the outputs."""

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import batch, pairs


@identity(
    "the pairing of the loss",
    size="any differentiable loss, every pattern and slope at 0, all real weights and inputs, d = m = 3, H = 2, two samples",
    cost=5,
    mutants=(
        Neighbour("without l'", "the sum of the outputs", {"claimed": lambda net: net.samples[0].output + net.samples[1].output}),
        Neighbour("one sample", "the first term alone", {"claimed": lambda net: net.residuals[0] * net.samples[0].output}),
        Neighbour("H + 1 times", "the degree of all layers together", {"claimed": lambda net: len(net.weights) * net.weighted_outputs}),
    ),
)
def pairing(r, *, claimed=lambda net: net.weighted_outputs):
    r"""$\left\langle W_i, s_i \right\rangle = \sum_n \ell'(f(x_n; W), y_n) \, f(x_n; W)$ for every layer $i$, the
    derivatives $\ell'$ being arbitrary numbers and $s_i$ their sum with the product formulas of L41r for any slopes."""
    net = batch(r, 3, 3, 3, 1)
    return [(f"layer {h + 1}", pair, claimed(net)) for h, pair in enumerate(pairs(net))]


OBLIGATIONS = (pairing,)
