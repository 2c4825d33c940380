"""L38r: the pattern A_h, taken at what reaches the layer."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import patterns as p
from claims.instances.named_networks import FLIPPED, OFF_THEN_ON, SHALLOW
from claims.instances.networks import NetworkAtPoint, equal_widths, network_at, networks_at_points
from claims.instances.patterns import ROUTES

TWO = NetworkAtPoint(weights=(((1, 2), (0, 1)), ((1, -1), (1, 1)), ((1, 1),)), x=(1, 1))


@claim(
    "L38r",
    "The activation patterns",
    slide="Positive Homogeneity (proof of the fact)",
    reading="Whether a neuron is on or off is decided by what reaches it through the layers before.",
    truth=Truth.REPAIR,
    proof=r"$\sigma(z) = 1[z > 0] z$, at $z = 0$ as well.",
    for_all=networks_at_points(),
    build=network_at,
    kinks=Kinks(),
    uses=("L28",),
    routes=ROUTES,
    examples=(FLIPPED, TWO, OFF_THEN_ON, SHALLOW),
    mutants=(
        Mutant("W_h x", "the literal reading", FLIPPED, {"patterns": p.from_the_input}, equal_widths()),
        Mutant("chained slopes", r"$\sigma'(z_h) \cdots \sigma'(z_1)$", OFF_THEN_ON, {"patterns": p.chained}),
        Mutant("W_h transposed", r"$\sigma'(W_h^\top \cdots)$", TWO, {"patterns": p.from_transposed_layers}),
        Mutant("A_h transposed", r"$A_h^\top z_h$", parts={"switch": p.switched_by_transpose}, equivalent="a diagonal matrix is symmetric"),
    ),
    blind=("the pattern at a tie, where both values give 0: L39r",),
)
def pattern(s, *, seen=p.seen_by_hooks, patterns=p.from_what_reaches, switch=p.switched):
    r"""For every net and every hidden layer $h$, with $z_h = W_h \sigma(W_{h-1} \cdots \sigma(W_1 x) \cdots)$ and
    $A_h = \mathrm{diag}(\sigma'(z_h))$, where $\sigma'(0)$ may be 0: $\sigma(z_h) = A_h z_h$."""
    for h, ((z, found), a) in enumerate(zip(seen(s), patterns(s), strict=True)):
        yield equal(found, switch(a, z), scale=s.activation_scale(h), label=f"layer {h + 1}")
