"""L36r: the inner product of a layer with its gradient is the output."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import pairings as p
from claims.instances.layer_gradients import by_einsum, differences
from claims.instances.named_networks import DEAD, ONE, SHEAR
from claims.instances.networks import by_autograd, in_rationals, network_at, networks_at_points


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
    examples=(ONE, SHEAR, DEAD),
    mutants=(
        Mutant("factor H + 1", "the degree of all layers together, not of one", ONE, {"output": lambda s: len(s.weights) * in_rationals(s)}),
        Mutant("W_h transposed", "the layer paired with its transposed gradient", SHEAR, {"pair": p.transpose_paired}),
        Mutant("A_H dropped", "the slopes of the last hidden layer left out of the gradients", DEAD, {"gradients": p.last_slopes_dropped}),
        Mutant("all layers together", "the sum over h in place of each h", ONE, {"pair": p.summed}),
        Mutant("slope 17 at 0", r"$\sigma'(0) = 17$", parts={"gradients": p.slope_17_at_0}, equivalent="a neuron at 0 adds 0, whatever its slope"),
    ),
    blind=(r"the value of $\sigma'(0)$, even one outside $[0, 1]$: L20 and L39r see it",),
)
def layer_identity(s, *, gradients=by_autograd, products=by_einsum, quotients=lambda s: differences(s).along, output=in_rationals, pair=p.paired):
    r"""For every layer $h = 1, \dots, H+1$, at kinks with what backpropagation returns in place of the derivative:
    $\left\langle W_h, \frac{\partial f(x; W_1, \dots, W_{H+1})}{\partial W_h} \right\rangle = f(x; W_1, \dots, W_{H+1})$."""
    found, formula, along = gradients(s), products(s), quotients(s)
    for h in s.layers:
        yield equal(pair(s, found, h), output(s), scale=s.pairing_scale(h), label=f"layer {h + 1}, autograd")
        yield equal(pair(s, formula, h), output(s), scale=s.pairing_scale(h), label=f"layer {h + 1}, products")
        yield equal(along[h], output(s), label=f"layer {h + 1}, differences")
