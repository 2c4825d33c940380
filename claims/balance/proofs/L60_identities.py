"""L60 by machine: one speed for the squared norms of all layers, and its value."""

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import batch


@identity(
    "one speed",
    size="any differentiable loss, every pattern and slope at 0, all real weights and inputs, d = 2, widths 3 and 2, H = 2, two samples",
    cost=2,
    mutants=(
        Neighbour("without the 2", r"of $\frac12\|W_i\|^2$", {"factor": 1}),
        Neighbour("uphill", "the slide's inclusion without its minus sign", {"direction": 1}),
    ),
)
def one_speed(r, *, factor=2, direction=-1):
    r"""Along the flow $\dot W_i = -s_i$: $\frac{d}{dt}\|W_i\|_F^2 = 2 \left\langle W_i, \dot W_i \right\rangle =
    -2 \sum_n \ell'_n f(x_n; W)$ for every layer $i$."""
    net = batch(r, 2, 3, 2, 1)
    speeds = [(2 * w * (direction * g)).sum() for w, g in zip(net.weights, net.gradients, strict=True)]
    return [(f"layer {h + 1}", speed, -factor * net.weighted_outputs) for h, speed in enumerate(speeds)]


OBLIGATIONS = (one_speed,)
