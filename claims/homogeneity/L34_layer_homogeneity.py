"""L34: a network is positively homogeneous of degree 1 in each of its layers."""

from claims.core.check import equal
from claims.core.claim import Control, Mutant, Truth, claim
from claims.instances.network_variants import both, hard_tanh_net, leaky_net, net_with_biases, residual_net, the_last
from claims.instances.networks import ScaledNetwork, composed, in_rationals, network_at, scaled_networks

PLUS = ScaledNetwork(weights=(((1,),), ((1,),)), x=(1,), factor=2)
TRIPLE = ScaledNetwork(weights=(((1, -1), (2, 1)), ((1, 1),)), x=(1, 1), factor=3)
MINUS = PLUS._replace(x=(-1,), factor=-1)
NEGATIVE = scaled_networks(factors=(-1, -2, -0.5))


@claim(
    "L34",
    "Homogeneous of degree 1 in each layer",
    slide="Positive Homogeneity (multi-layer ReLU, for one layer)",
    reading="Multiply all weights of one layer, whichever, by a factor that is not negative: the output is multiplied by that factor.",
    truth=Truth.TRUE,
    why=r"The slide writes it for the last layer alone and repeats the argument $x$; it is true of every layer (of the last for all real factors).",
    proof=r"$\sigma(\alpha z) = \alpha \sigma(z)$ for $\alpha \ge 0$ (L30), and all maps after layer $h$ pass the factor on, by induction.",
    for_all=scaled_networks(),
    build=network_at,
    uses=("L30",),
    routes={"net": "torch at the place named, with the scaled weights", "output": "forward pass in exact rationals, then times the factor"},
    examples=(PLUS, TRIPLE),
    mutants=(
        Mutant("negative factors", "in a hidden layer a sign does not pass the ReLU", MINUS, for_all=NEGATIVE),
        Mutant("degree 2", "the square of the factor", PLUS, {"degree": 2}),
        Mutant("with biases", "a bias that is not scaled along", PLUS, both(net_with_biases)),
        Mutant("tanh", r"a bounded activation, here $\max\{-1, \min\{z, 1\}\}$, exact in rationals", PLUS, both(hard_tanh_net)),
        Mutant("residual connections", r"$\sigma(W h) + h$ in place of $\sigma(W h)$", PLUS, both(residual_net)),
    ),
    controls=(
        Control("leaky ReLU", "every activation that is 1-homogeneous will do", (PLUS, TRIPLE), parts=both(leaky_net)),
        Control("the last layer, negative factors", "f is linear in the last layer", (MINUS,), NEGATIVE, {"layers": the_last}),
    ),
)
def layer_homogeneity(s, *, net=composed, output=in_rationals, degree=1, layers=lambda s: s.layers):
    r"""For every layer $h = 1, \dots, H+1$ and every $\alpha \ge 0$:
    $f(x; W_1, \dots, \alpha W_h, \dots, W_{H+1}) = \alpha f(x; W_1, \dots, W_{H+1})$."""
    for h in layers(s):
        found = net(s.scaled([h]), s.x)
        yield equal(found, s.alpha**degree * output(s), scale=s.scaled_scale([h]), label=f"layer {h + 1}")
        if s.only_shifts:  # a power of two commutes with rounding, so there torch must agree with itself in every bit
            yield equal(found, s.factor**degree * net(s.weights, s.x), label=f"layer {h + 1}, in every bit")
