"""L45: the updates of gradient descent by formula, at kinks too."""

from claims.core.check import equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances import descent_updates as d
from claims.instances.descent_updates import three_layers
from claims.instances.named_trainings import AT_KINK, OFF
from claims.instances.training import LIVELY
from claims.instances.training_runs import descent_at


@claim(
    "L45",
    "Gradient descent follows the derivatives of the loss",
    slide="Norm Preservation",
    reading="For the network of three layers and its quadratic loss, each layer is moved against the derivative of the loss with respect to it.",
    truth=Truth.INCOMPLETE,
    why=r"At a kink the loss has no derivative: with $w_1 = w_3 = x = 1$, $w_2 = 0$, $y = -1$ it is $\frac12 (\max(w_2, 0) + 1)^2$, "
    r"whose slopes at $w_2 = 0$ are 0 and 1. Then $\partial L/\partial w_2$ names nothing; what torch takes must be said. "
    r"The slide also leaves out $w_1$, which is moved in the same way, and whether the square is halved and summed.",
    repair="L45r",
    expect=Expect.FAILS,
    for_all=three_layers(plans=LIVELY, width=2),
    build=descent_at,
    routes={
        "backpropagated": "torch autograd at the place",
        "right": "one-sided derivative by forward mode in exact rationals",
        "left": "the same from the other side",
    },
    examples=(AT_KINK,),
    controls=(
        Control("off the ties", "there the loss is differentiable", (OFF,), three_layers(plans=LIVELY), {"premise": d.off_ties}),
        Control("all targets met", "where every residual vanishes the loss is differentiable at kinks too", (AT_KINK._replace(targets=(0,)),)),
    ),
)
def derivatives(s, *, backpropagated=d.backpropagated, right=d.on_the_right, left=d.on_the_left, premise=lambda s: None):
    r"""For $L(W) = \frac12 \sum_n (W_3 \sigma(W_2 \sigma(W_1 x_n)) - y_n)^2$ and every $W$ the derivatives in
    $W_2(t+1) = W_2(t) - \eta \frac{\partial L}{\partial W_2}$ and $W_3(t+1) = W_3(t) - \eta \frac{\partial L}{\partial W_3}$ exist:
    in every entry the one-sided derivatives of $L$ agree, and are what backpropagation returns."""
    premise(s)
    found = backpropagated(s), right(s), left(s)
    for h in (1, 2):
        g, up, down = (side[h] for side in found)
        scale = s.scale(s.exact.moduli.gradients[h].sum())
        yield equal(g, up, scale=scale, label=f"from the right, layer {h + 1}")
        yield equal(g, down, scale=scale, label=f"from the left, layer {h + 1}")
