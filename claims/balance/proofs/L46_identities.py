"""L46 by machine: rescaling two layers against each other leaves the function, and rescales their gradients the other way."""

import itertools

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import masked


def scaled(net, h, c):
    """The network with layer h multiplied by c."""
    return net._replace(weights=[c * w if k == h else w for k, w in enumerate(net.weights)])


def entries(label, left, right):
    """Two matrices are equal, entry by entry."""
    return [(f"{label}, entry {k + 1}", a, b) for k, (a, b) in enumerate(zip(left.reshape(-1), right.reshape(-1), strict=True))]


@identity(
    "any two layers, and their gradients",
    size="every pattern and slope at 0, all real weights, inputs and factors, d = m = 2, H = 3",
    cost=9,
    mutants=(
        Neighbour("both multiplied", "the second layer multiplied, too", {"there": lambda net, i, j, c: scaled(scaled(net, i, c), j, c)}),
        Neighbour("the gradients stay", "as if rescaling commuted with descent", {"turned": lambda c: (1, 1)}),
        Neighbour("the gradients turn with their layers", "each by its own layer's factor", {"turned": lambda c: (1, c * c)}),
    ),
)
def rescaling(r, *, there=lambda net, i, j, c: scaled(net, i, c), turned=lambda c: (c, c)):
    r"""$f(\dots, cV_i, \dots, V_j, \dots) = f(\dots, V_i, \dots, cV_j, \dots)$ for any two layers, which for $V_j = W_j / c$, $c > 0$, says
    $f(\dots, cW_i, \dots, W_j / c, \dots) = f(W)$. Of the gradients, $c$ times that of layer $i$ on the left is that on the right, and that of
    layer $j$ on the left is $c$ times that on the right: a step of descent from rescaled weights is not the rescaled step."""
    c, net = r.real("c"), masked(r, 2, 2, 2, 2, 1)
    sides = []
    for i, j in itertools.combinations(range(4), 2):
        left, right = there(net, i, j, c), scaled(net, j, c)
        first, second = turned(c)
        sides.append((f"f, layers {i + 1} and {j + 1}", left.output, right.output))
        sides += entries(f"gradient of layer {i + 1}, against layer {j + 1}", first * left.gradients[i], right.gradients[i])
        sides += entries(f"gradient of layer {j + 1}, against layer {i + 1}", left.gradients[j], second * right.gradients[j])
    return sides


OBLIGATIONS = (rescaling,)
