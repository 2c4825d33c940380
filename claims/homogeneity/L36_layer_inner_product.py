"""L36: the inner product of a layer with its gradient is the output, as the slide types it, and L36r, typed."""

import torch

from claims.core.check import equal, typed
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances import pairings as p
from claims.instances.layer_gradients import by_einsum, differences
from claims.instances.networks import (
    NetworkAtPoint,
    by_autograd,
    composed,
    in_rationals,
    network_at,
    networks_at_points,
    square_networks,
    untyped_network_at,
)

ONE = NetworkAtPoint(weights=(((1, 2), (3, -1)), ((1, 1),)), x=(1, 0))
SQUARE = NetworkAtPoint(weights=(((1, 2), (0, 1)), ((1, 1), (0, 1)), ((1, 1),)), x=(1, 1))
DEAD = NetworkAtPoint(weights=(((-1,),), ((1,),)), x=(1,))
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
    controls=(Control("one row last", "typed as in L36r", (ONE, SQUARE, DEAD), networks_at_points()),),
    cost=4,
)
def square_layer_identity(s, *, gradients=lambda s: torch.autograd.grad(composed(s.weights, s.x), s.weights), output=in_rationals):
    r"""For all $W_1, \dots, W_{H+1} \in \mathbb{R}^{m \times m}$ and every $h$:
    $\left\langle W_h, \frac{\partial f(x; W_1, \dots, W_{H+1})}{\partial W_h} \right\rangle = f(x; W_1, \dots, W_{H+1})$."""
    found = typed(lambda: gradients(s))
    yield found
    for h in () if found.untyped else s.layers:
        yield equal(p.paired(s, found.found, h), output(s), scale=s.pairing_scale(h), label=f"layer {h + 1}")


@claim(
    "L36r",
    "The layer inner product is the output",
    slide="Positive Homogeneity (fact)",
    reading="Multiply each weight of one layer by the derivative with respect to it and add up: whichever layer, the sum is the output of the net.",
    truth=Truth.REPAIR,
    proof=r"By L34, $\alpha \mapsto f(x; \dots, \alpha W_h, \dots)$ is $\alpha f$ for $\alpha \ge 0$; differentiate at $\alpha = 1$. At a kink: with "
    r"the slopes held, the masked product (L40) is linear in $W_h$ and its value is $f$, whatever the slope at 0.",
    for_all=networks_at_points(),
    build=network_at,
    kinks=Kinks(),
    uses=("L34",),
    routes={
        "gradients": "torch autograd at the place named",
        "products": "the slide's product formula by torch's einsum, without autograd",
        "quotients": r"exact central differences of $f(x; \dots, \alpha W_h, \dots)$ at $\alpha = 1$ in rationals",
        "output": "forward pass in exact rationals",
    },
    examples=(ONE, SQUARE, DEAD),
    mutants=(
        Mutant("factor H + 1", "the degree of all layers together, not of one", ONE, {"output": lambda s: len(s.weights) * in_rationals(s)}),
        Mutant("W_h transposed", "the layer paired with its transposed gradient", SQUARE, {"pair": p.transpose_paired}),
        Mutant("A_H dropped", "the slopes of the last hidden layer left out of the gradients", DEAD, {"gradients": p.last_slopes_dropped}),
        Mutant("all layers together", "the sum over h in place of each h", ONE, {"pair": p.summed}),
        Mutant("slope 17 at 0", r"$\sigma'(0) = 17$", parts={"gradients": p.slope_17_at_0}, equivalent="a neuron at 0 adds 0, whatever its slope"),
    ),
    blind=(r"the value of $\sigma'(0)$, even one outside $[0, 1]$: L20 and L39r see it",),
    cost=2,
)
def layer_identity(s, *, gradients=by_autograd, products=by_einsum, quotients=lambda s: differences(s).along, output=in_rationals, pair=p.paired):
    r"""For every layer $h = 1, \dots, H+1$, at kinks with what backpropagation returns in place of the derivative:
    $\left\langle W_h, \frac{\partial f(x; W_1, \dots, W_{H+1})}{\partial W_h} \right\rangle = f(x; W_1, \dots, W_{H+1})$."""
    found, formula, along = gradients(s), products(s), quotients(s)
    for h in s.layers:
        yield equal(pair(s, found, h), output(s), scale=s.pairing_scale(h), label=f"layer {h + 1}, autograd")
        yield equal(pair(s, formula, h), output(s), scale=s.pairing_scale(h), label=f"layer {h + 1}, products")
        yield equal(along[h], output(s), label=f"layer {h + 1}, differences")
