"""L40 by machine: the forward pass is the masked product of matrices."""

import numpy as np

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import masked


def forward(net):
    """f by a forward pass, neuron by neuron, each activation being its slope times its preactivation."""
    h = list(net.x)
    for w, a in zip(net.weights[:-1], net.slopes, strict=True):
        h = [a[i] * sum(w[i, j] * h[j] for j in range(len(h))) for i in range(len(a))]
    return sum(w * z for w, z in zip(net.weights[-1][0], h, strict=True))


def product(net, slopes):
    """W_{H+1} A_H W_H ... A_1 W_1 x as a product of matrices, from the left."""
    found = net.weights[-1]
    for w, a in zip(reversed(net.weights[:-1]), reversed(slopes), strict=True):
        found = (found * a) @ w
    return (found @ net.x)[0]


@identity(
    "the product of matrices",
    size="every pattern and slope at 0, all real weights and inputs, d = m = 3, H = 3",
    cost=3,
    mutants=(
        Neighbour("A_1 and A_2 swapped", "the slopes of another layer", {"slopes": lambda a: [a[1], a[0], *a[2:]]}),
        Neighbour("A_H missing", "the last hidden layer without slopes", {"slopes": lambda a: [*a[:-1], a[-1] * 0 + 1]}),
        Neighbour("the neurons of A_1 in reverse", "the pattern of another sample", {"slopes": lambda a: [_reversed(a[0]), *a[1:]]}),
    ),
)
def masked_matrices(r, *, slopes=lambda a: a):
    r"""If every hidden activation is its slope times its preactivation, $\sigma(z) = A z$, then $f = W_{H+1} A_H W_H \cdots A_1 W_1 x$."""
    net = masked(r, 3, 3, 3, 3, 1)
    return [("forward pass", forward(net), product(net, slopes(net.slopes)))]


def _reversed(a):
    return a[::-1] if isinstance(a, np.ndarray) else a.flip(0)


OBLIGATIONS = (masked_matrices,)
