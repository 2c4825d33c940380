"""L36: the inner product of a square layer with its gradient."""

import torch

from claims.core.check import equal, typed
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances import pairings as p
from claims.instances.named_networks import DEAD, ONE, SHEAR
from claims.instances.networks import NetworkAtPoint, composed, in_rationals, networks_at_points, square_networks, untyped_network_at

VECTOR = NetworkAtPoint(weights=(((1, 2), (0, 1)), ((1, 1), (0, 1))), x=(1, 1))


@claim(
    "L36",
    "The layer inner product is the output, all layers square",
    slide="Positive Homogeneity (fact)",
    reading="Multiply each weight of one layer by the derivative with respect to it and add up: whichever layer, the sum is the output of the net.",
    truth=Truth.INCOMPLETE,
    why=r"With $W_h \in \mathbb{R}^{m \times m}$ for all $h$, as on the slide, $f$ is a vector, $\partial f / \partial W_h$ has three indices, and "
    r"the inner product cannot be typed. The last layer must be $1 \times m$; then it is true, at kinks too.",
    repair="L36r",
    expect=Expect.UNTYPED,
    for_all=square_networks(square_input=True),
    build=untyped_network_at,
    routes={"gradients": "torch autograd at the place named", "output": "forward pass in exact rationals, where there is one number"},
    examples=(VECTOR,),
    controls=(Control("one row last", "typed as in L36r", (ONE, SHEAR, DEAD), networks_at_points()),),
)
def square_layer_identity(s, *, gradients=lambda s: torch.autograd.grad(composed(s.weights, s.x), s.weights), output=in_rationals):
    r"""For all $W_1, \dots, W_{H+1} \in \mathbb{R}^{m \times m}$ and every $h$:
    $\left\langle W_h, \frac{\partial f(x; W_1, \dots, W_{H+1})}{\partial W_h} \right\rangle = f(x; W_1, \dots, W_{H+1})$."""
    found = typed(lambda: gradients(s))
    yield found
    for h in () if found.untyped else s.layers:
        yield equal(p.paired(s, found.found, h), output(s), scale=s.pairing_scale(h), label=f"layer {h + 1}")
