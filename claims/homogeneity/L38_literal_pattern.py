"""L38: the pattern A_h as the slide prints it, taken at W_h x."""

from claims.core.check import equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances import patterns as p
from claims.instances.named_networks import FLIPPED, OFF_THEN_ON, SHALLOW
from claims.instances.networks import equal_widths, network_at, networks_at_points
from claims.instances.patterns import ROUTES


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
)
def literal_pattern(s, *, seen=p.seen_by_hooks, patterns=p.from_the_input):
    r"""For $W_1, \dots, W_H \in \mathbb{R}^{m \times m}$, $x \in \mathbb{R}^m$ and every $h$, $A_h = \mathrm{diag}(\sigma'(W_h x))$ is the pattern of
    layer $h$: $\sigma(z_h) = A_h z_h$ for what reaches its activation, $z_h = W_h \sigma(W_{h-1} \cdots \sigma(W_1 x) \cdots)$."""
    for h, ((z, found), a) in enumerate(zip(seen(s), patterns(s), strict=True)):
        yield equal(found, p.switched(a, z), scale=s.activation_scale(h), label=f"layer {h + 1}")
