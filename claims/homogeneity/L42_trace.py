"""L42: the slide's "verify": the trace of W_h^T df/dW_h puts W_h back into the product."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import pairings as p
from claims.instances.named_networks import DEAD, ONE, SHEAR
from claims.instances.networks import by_autograd, in_rationals, network_at, networks_at_points
from claims.instances.patterns import by_torch


@claim(
    "L42",
    "Verified by the trace",
    slide="Positive Homogeneity (proof of the fact: verify)",
    reading="The trace of a layer's transpose times its gradient is the product of all layers: it puts back what the gradient left out.",
    truth=Truth.TRUE,
    proof=r"With $\partial f / \partial W_h = u^\top v^\top$ (L41r): $\mathrm{tr}(W_h^\top u^\top v^\top) = v^\top W_h^\top u^\top = u W_h v$, "
    r"which is the masked product (L40).",
    for_all=networks_at_points(),
    build=network_at,
    kinks=Kinks(),
    uses=("L40", "L41r"),
    routes={
        "gradients": "torch autograd at the place named, under the trace",
        "product": "torch's matrix products with $W_h$ put back between the two factors, without autograd",
        "output": "forward pass in exact rationals",
    },
    examples=(ONE, SHEAR, DEAD),
    mutants=(
        Mutant("factor H + 1", "the degree of all layers together", ONE, {"output": lambda s: len(s.weights) * in_rationals(s)}),
        Mutant("W_h transposed", r"$\mathrm{tr}(W_h\, \partial f / \partial W_h)$ for square layers", SHEAR, {"trace": p.trace_without_transpose}),
        Mutant("A_H dropped", "the last pattern left out of the gradients", DEAD, {"gradients": p.last_slopes_dropped}),
        Mutant("W_h left out", "the two factors without the layer between them", ONE, {"product": p.left_out}),
        Mutant("the other order", r"$\mathrm{tr}(G W_h^\top)$", parts={"trace": p.trace_in_the_other_order}, equivalent="the trace is cyclic"),
    ),
    blind=("no independent route to f: the product is that of L40",),
)
def verified(s, *, gradients=by_autograd, product=p.put_back, output=in_rationals, trace=p.trace):
    r"""For every layer $h = 1, \dots, H+1$: $\mathrm{tr}\left(W_h^\top \frac{\partial f}{\partial W_h}\right)
    = (W_{H+1} A_H \cdots W_{h+1} A_h)\, W_h\, (A_{h-1} W_{h-1} \cdots A_1 W_1 x) = f(x; W_1, \dots, W_{H+1})$."""
    found, masks = gradients(s), by_torch(s)
    for h in s.layers:
        yield equal(trace(s.weights[h], found[h]), output(s), scale=s.pairing_scale(h), label=f"layer {h + 1}, trace")
        yield equal(product(s, h, masks), output(s), scale=s.product_scale, label=f"layer {h + 1}, product")
