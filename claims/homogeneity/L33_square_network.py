"""L33: the multi-layer ReLU network with square layers, the last one too."""

from claims.core.check import equal, typed
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.named_networks import DEEP, ONE
from claims.instances.networks import NetworkAtPoint, composed, in_rationals, networks_at_points, square_networks, untyped_network_at

SQUARE = NetworkAtPoint(weights=(((1, 0), (0, 1)), ((1, 1), (1, -1))), x=(1, 2))
LONG = NetworkAtPoint(weights=SQUARE.weights, x=(1, 2, 3))


@claim(
    "L33",
    "A multi-layer ReLU network, all layers square",
    slide="Positive Homogeneity (multi-layer ReLU)",
    reading="Apply square matrices and ReLUs in turn, a square matrix last: the result is one number.",
    truth=Truth.INCOMPLETE,
    why=r"With $W_h \in \mathbb{R}^{m \times m}$ for every $h$ the output has $m$ entries, and $W_1 x$ needs $d = m$. For a number the last layer "
    r"must be $1 \times m$, or $f$ is replaced by $\langle c, f \rangle$, which is the same with $c^\top W_{H+1}$ as last layer.",
    repair="L33r",
    expect=Expect.UNTYPED,
    for_all=square_networks(),
    build=untyped_network_at,
    routes={"net": "torch at the place named, as one number", "output": "forward pass in exact rationals, where there is one"},
    examples=(SQUARE, LONG),
    controls=(Control("one row last", "typed as in L33r", (ONE, DEEP), networks_at_points()),),
)
def square_network(s, *, net=lambda s: composed(s.weights, s.x).item(), output=in_rationals):
    r"""For every $H$, $m$ and $d$, every $W_1, \dots, W_{H+1} \in \mathbb{R}^{m \times m}$ and $x \in \mathbb{R}^d$:
    $f(x; W_1, \dots, W_{H+1}) = W_{H+1} \sigma(W_H \cdots \sigma(W_1 x) \cdots) \in \mathbb{R}$."""
    number = typed(lambda: net(s))
    yield number
    if not number.untyped:
        yield equal(number.found, output(s), scale=s.scale)
