"""L42 by machine: the trace of W_h^T G_h is f, by moving the factors around in the trace."""

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import masked


@identity(
    "the trace",
    size="every pattern and slope at 0, all real weights and inputs, d = m = 3, H = 2",
    cost=2,
    mutants=(
        Neighbour("W_h G_h", "the trace without the transpose", {"product": lambda w, g: w @ g if len(w) > 1 else w @ g.T}),
        Neighbour("the sum of all entries", r"of $W_h^T G_h$ in place of its trace", {"trace": lambda m: m.sum()}),
    ),
)
def traces(r, *, product=lambda w, g: w.T @ g, trace=lambda m: sum(m[i, i] for i in range(len(m)))):
    r"""$\operatorname{tr}(W_h^T \, \partial f / \partial W_h) = f(x; W_1, \dots, W_{H+1})$ for every layer $h$, the derivative being what the
    product formula of L41r gives for any slopes."""
    net = masked(r, 3, 3, 3, 1)
    return [(f"layer {h + 1}", trace(product(w, g)), net.output) for h, (w, g) in enumerate(zip(net.weights, net.gradients, strict=True))]


OBLIGATIONS = (traces,)
