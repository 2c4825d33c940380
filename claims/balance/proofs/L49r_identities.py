"""L49r by machine: the midpoint rule with frozen patterns conserves the differences, exactly and for any step size."""

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import batch, consecutive


@identity(
    "the midpoint rule conserves",
    size="any differentiable loss, every pattern and slope at 0, all real midpoints and steps, d = m = 2, H = 2, two samples",
    cost=5,
    mutants=(
        Neighbour("explicit steps", "from the start of the step: gradient descent", {"start": lambda m, g, h: m}),
        Neighbour("implicit steps", "to the end of the step", {"start": lambda m, g, h: m + h * g}),
        Neighbour("other step for one layer", "the layers move at different speeds", {"speed": lambda w: 1 if len(w) > 1 else 2}),
    ),
)
def midpoint(r, *, start=lambda m, g, h: m + h * g / 2, speed=lambda w: 1):
    r"""With $M$ the midpoint, $W = M + \frac h2 G(M)$ and $W^+ = W - h\,G(M) = 2M - W$:
    $\|W_i^+\|^2 - \|W_i\|^2 = -2h \left\langle M_i, G_i(M) \right\rangle$
    is the same for all layers, so $\|W_i\|^2 - \|W_j\|^2$ does not change, whatever the step, the loss and the patterns."""
    h, net = 2 * r.real("half_step"), batch(r, 2, 2, 2, 1)
    changes, sides = [], []
    for k, (m, g) in enumerate(zip(net.weights, net.gradients, strict=True)):
        w = start(m, speed(m) * g, h)
        after = w - h * speed(m) * g
        changes.append((after * after).sum() - (w * w).sum())
        sides.append((f"change of layer {k + 1}", changes[-1], -2 * h * (m * g).sum()))
    return [*consecutive(changes), *sides]


OBLIGATIONS = (midpoint,)
