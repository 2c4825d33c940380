"""L41r by machine: the product formula is the derivative of the masked product, entry by entry."""

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import masked


def moved(r, net, h, i, j):
    """The network with entry (i, j) of W_{h+1} one larger."""
    entries = net.weights[h]
    rows = [[entries[k, m] + int((k, m) == (i, j)) for m in range(entries.shape[1])] for k in range(entries.shape[0])]
    return net._replace(weights=[*net.weights[:h], r.array(rows), *net.weights[h + 1 :]])


def slopes_twice(net):
    """The formula with A_h applied once more."""
    return [*(a[:, None] * g for a, g in zip(net.slopes, net.gradients[:-1], strict=True)), net.gradients[-1]]


@identity(
    "the derivative in every entry",
    size="every pattern and slope at 0, all real weights and inputs, d = m = 2, H = 3",
    cost=7,
    mutants=(
        Neighbour("transposed", "the second transpose missing", {"formula": lambda net: [g.T if g.shape[0] > 1 else g for g in net.gradients]}),
        Neighbour(
            "W_h in the first factor",
            "its slopes twice",
            {"formula": slopes_twice},
        ),
        Neighbour(
            "A_{h-1} dropped",
            "in the layer's input",
            {"formula": lambda net: net._replace(slopes=[net.slopes[0] * 0 + 1, *net.slopes[1:]]).gradients},
        ),
    ),
)
def derivatives(r, *, formula=lambda net: net.gradients):
    r"""$\frac{\partial f}{\partial W_h} = (W_{H+1} A_H \cdots W_{h+1} A_h)^T (A_{h-1} W_{h-1} \cdots W_1 x)^T$ with the slopes held: $f$ is
    affine in each entry, so its derivative there is $f(\dots, W_h + E_{ij}, \dots) - f(\dots, W_h, \dots)$."""
    net = masked(r, 2, 2, 2, 2, 1)
    sides = []
    for h, g in enumerate(formula(net)):
        for i in range(g.shape[0]):
            sides += [(f"W_{h + 1}[{i + 1}, {j + 1}]", moved(r, net, h, i, j).output - net.output, g[i, j]) for j in range(g.shape[1])]
    return sides


OBLIGATIONS = (derivatives,)
