"""L41: the gradient of a layer as a product of two factors, with one transpose."""

from functools import partial

from claims.core.check import equal, typed
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances import layer_gradients as g
from claims.instances.layer_gradients import as_printed
from claims.instances.named_networks import NARROW, ONE, SKEW
from claims.instances.networks import equal_widths, network_at, networks_at_points


@claim(
    "L41",
    "The gradient of a layer, one transpose",
    slide="Positive Homogeneity (proof of the fact)",
    reading="The gradient of a layer is what comes after it, transposed, times what comes before it.",
    truth=Truth.UNTYPED,
    why=r"Both factors are columns, $m \times 1$ and $m \times 1$: they can be multiplied for $m = 1$ only. The second must be transposed too.",
    repair="L41r",
    expect=Expect.UNTYPED,
    for_all=equal_widths(narrowest=2),
    build=network_at,
    routes={"product": "torch's matrix products at the place named", "gradients": "torch autograd at the place named, where there is a product"},
    examples=(ONE, SKEW),
    controls=(Control("m = 1", "one neuron a layer: there the print is right", (NARROW,), networks_at_points(width=1)),),
)
def one_transpose(s, *, product=as_printed, gradients=g.backpropagated):
    r"""For $W_1, \dots, W_H \in \mathbb{R}^{m \times m}$, $x \in \mathbb{R}^m$ and every layer $h$:
    $\frac{\partial f}{\partial W_h} = (W_{H+1} A_H \cdots W_{h+1} A_h)^\top (A_{h-1} W_{h-1} \cdots W_1 x)$."""
    for h in s.layers:
        found = typed(partial(product, s, h), label=f"layer {h + 1}")
        yield found
        if not found.untyped:
            yield equal(found.found, gradients(s)[h], scale=s.gradient_scale(h), label=f"layer {h + 1}")
