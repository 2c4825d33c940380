"""L40: a network is the product of its layers and its patterns."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import patterns as p
from claims.instances.layer_gradients import product
from claims.instances.named_networks import DEAD, OFF_THEN_ON, ONE
from claims.instances.networks import NetworkAtPoint, in_rationals, network_at, networks_at_points

TIED = NetworkAtPoint(weights=(((1, -1), (1, 1)), ((1, -2), (1, 0)), ((3, 1),)), x=(1, 1))


@claim(
    "L40",
    "The masked product",
    slide="Positive Homogeneity (proof of the fact)",
    reading="Once it is known which neurons are on, the network is a product of matrices.",
    truth=Truth.TRUE,
    proof=r"$\sigma(z_h) = A_h z_h$ (L38r), put in layer by layer; at a tie $a \cdot 0 = 0$ whatever the slope $a$.",
    for_all=networks_at_points(),
    build=network_at,
    kinks=Kinks(),
    uses=("L33r", "L38r"),
    routes={
        "masks": "the signs that torch's forward pass shows at the place named",
        "product": "torch's matrix products from the left, with diagonal matrices",
        "output": "forward pass in exact rationals",
    },
    examples=(ONE, DEAD, OFF_THEN_ON, TIED),
    mutants=(
        Mutant("another sample's pattern", "taken at -x", ONE, {"masks": p.at_minus_x}),
        Mutant("patterns swapped", r"$A_1$ and $A_2$ exchanged", OFF_THEN_ON, {"masks": p.first_two_swapped}),
        Mutant("A_H dropped", "the last pattern left out", DEAD, {"masks": p.last_dropped}),
        Mutant("slope 17 at 0", r"$\sigma'(0) = 17$", parts={"masks": p.slope_17_at_0}, equivalent=r"$17 \cdot 0 = 0$"),
    ),
    blind=(r"the value of $\sigma'(0)$: L20 and L39r see it",),
)
def masked_product(s, *, masks=p.by_torch, product=product, output=in_rationals):
    r"""For every net, at kinks too: $f(x; W_1, \dots, W_{H+1}) = W_{H+1} A_H W_H \cdots A_1 W_1 x$, with the patterns $A_h$ of L38r."""
    yield equal(product(s, masks(s)), output(s), scale=s.product_scale)
