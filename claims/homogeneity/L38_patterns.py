"""L38: the pattern A_h, as the slide prints it (false), and L38r, taken at what reaches the layer."""

from claims.core.check import equal
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances import patterns as p
from claims.instances.networks import NetworkAtPoint, equal_widths, network_at, networks_at_points

FLIPPED = NetworkAtPoint(weights=(((-1,),), ((1,),), ((1,),)), x=(-1,))
TWO = NetworkAtPoint(weights=(((1, 2), (0, 1)), ((1, -1), (1, 1)), ((1, 1),)), x=(1, 1))
OFF_THEN_ON = NetworkAtPoint(weights=(((-1, 0), (0, 1)), ((0, 1), (0, 1)), ((1, 1),)), x=(1, 1))
SHALLOW = NetworkAtPoint(weights=(((1, -2), (3, 1)), ((1, 1),)), x=(1, 1))

ROUTES = {"seen": "forward hooks of torch at the place named: what enters and leaves every ReLU", "patterns": "signs in rationals"}


@claim(
    "L38",
    "The activation patterns, from $W_h x$",
    slide="Positive Homogeneity (proof of the fact)",
    reading="Whether a neuron is on or off can be read off its layer's weights and the input of the net.",
    truth=Truth.INCOMPLETE,
    why=r"The print is garbled. Read literally it takes the slopes of layer $h$ at $W_h x$, which can be typed only if $W_h$ has as many columns as "
    r"$x$ entries, and is false: $x = -1$, $W_1 = -1$, $W_2 = W_3 = 1$ has $f = 1$, but $\sigma'(W_2 x) = 0$.",
    repair="L38r",
    expect=Expect.FAILS,
    for_all=equal_widths(),
    build=network_at,
    routes=ROUTES,
    examples=(FLIPPED, OFF_THEN_ON),
    controls=(
        Control("one hidden layer", "there the two readings agree", (SHALLOW,), networks_at_points(depths=(1, 1))),
        Control("what reaches the layer", "L38r", (FLIPPED, OFF_THEN_ON), parts={"patterns": p.from_what_reaches}),
    ),
    cost=2,
)
def literal_pattern(s, *, seen=p.seen_by_hooks, patterns=p.from_the_input):
    r"""For $W_1, \dots, W_H \in \mathbb{R}^{m \times m}$, $x \in \mathbb{R}^m$ and every $h$, $A_h = \mathrm{diag}(\sigma'(W_h x))$ is the pattern of
    layer $h$: $\sigma(z_h) = A_h z_h$ for what reaches its activation, $z_h = W_h \sigma(W_{h-1} \cdots \sigma(W_1 x) \cdots)$."""
    for h, ((z, found), a) in enumerate(zip(seen(s), patterns(s), strict=True)):
        yield equal(found, p.switched(a, z), scale=s.activation_scale(h), label=f"layer {h + 1}")


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
    cost=2,
)
def pattern(s, *, seen=p.seen_by_hooks, patterns=p.from_what_reaches, switch=p.switched):
    r"""For every net and every hidden layer $h$, with $z_h = W_h \sigma(W_{h-1} \cdots \sigma(W_1 x) \cdots)$ and
    $A_h = \mathrm{diag}(\sigma'(z_h))$, where $\sigma'(0)$ may be 0: $\sigma(z_h) = A_h z_h$."""
    for h, ((z, found), a) in enumerate(zip(seen(s), patterns(s), strict=True)):
        yield equal(found, switch(a, z), scale=s.activation_scale(h), label=f"layer {h + 1}")
