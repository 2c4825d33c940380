"""L35: a network with H hidden layers is positively homogeneous of degree H + 1 in all its weights."""

from claims.core.check import equal
from claims.core.claim import Control, Mutant, Truth, claim
from claims.instances.network_variants import SCALED_ALONG, both, net_with_biases
from claims.instances.networks import ScaledNetwork, composed, in_rationals, network_at, scaled_networks

PLUS = ScaledNetwork(weights=(((1,),), ((1,),)), x=(1,), factor=3)
DEEP = ScaledNetwork(weights=(((1, -1), (2, 1)), ((1, 1), (-1, 1)), ((1, 2),)), x=(1, 1), factor=0.5)


@claim(
    "L35",
    "Homogeneous of degree H + 1 in all weights",
    slide="Positive Homogeneity (multi-layer ReLU, for all layers)",
    reading="Multiply all weights of a net by one factor that is not negative: the output is multiplied by the factor as often as there are layers.",
    truth=Truth.TRUE,
    proof=r"Apply L34 to the layers $h = 1, \dots, H+1$ one after another: each contributes one factor $\alpha$.",
    for_all=scaled_networks(),
    build=network_at,
    uses=("L34",),
    routes={"net": "torch at the place named, with the scaled weights", "output": "forward pass in exact rationals, then times the power"},
    examples=(PLUS, DEEP, PLUS._replace(factor=0)),
    mutants=(
        Mutant("degree H", "the hidden layers alone", PLUS, {"degree": lambda s: len(s.weights) - 1}),
        Mutant("degree H + 2", "the input counted as well", PLUS, {"degree": lambda s: len(s.weights) + 1}),
        Mutant("factors added", r"$(H+1) \alpha$ in place of $\alpha^{H+1}$", PLUS, {"power": lambda alpha, degree: degree * alpha}),
        Mutant("with biases", "biases that are not scaled along", PLUS, both(net_with_biases)),
    ),
    controls=(
        Control("biases scaled along", r"$b_h \to \alpha^h b_h$ restores the degree", (PLUS, DEEP, PLUS._replace(factor=0)), parts=SCALED_ALONG),
    ),
)
def joint_homogeneity(s, *, net=composed, output=in_rationals, degree=lambda s: len(s.weights), power=pow, scaled_net=None):
    r"""For every $\alpha \ge 0$: $f(x; \alpha W_1, \dots, \alpha W_{H+1}) = \alpha^{H+1} f(x; W_1, \dots, W_{H+1})$."""
    found = scaled_net(s) if scaled_net else net(s.scaled(s.layers), s.x)
    yield equal(found, power(s.alpha, degree(s)) * output(s), scale=s.scaled_scale(s.layers))
    if s.only_shifts:  # a power of two commutes with rounding, so there torch must agree with itself in every bit
        yield equal(found, power(s.factor, degree(s)) * net(s.weights, s.x), label="in every bit")
