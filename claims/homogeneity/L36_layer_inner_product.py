"""L36: the inner product of a layer with its gradient is the output."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.networks import NetworkAtPoint, by_autograd, by_formula, in_rationals, network_at, networks_at_points
from impl import networks

ONE = NetworkAtPoint(weights=(((1, 2), (3, -1)), ((1, 1),)), x=(1, 0))
SQUARE = NetworkAtPoint(weights=(((1, 2), (0, 1)), ((1, 1), (0, 1)), ((1, 1),)), x=(1, 1))
DEAD = NetworkAtPoint(weights=(((-1,),), ((1,),)), x=(1,))


def slope_17_at_0(s):
    """The layer gradients with s'(0) = 17."""
    z = networks.preactivations(s.weights, s.x)[:-1]
    return by_formula(s, [networks.step(v) + 17 * (v == 0) for v in z])


def last_slopes_dropped(s):
    """The layer gradients with A_H replaced by the identity."""
    *masks, last = networks.slopes(s.weights, s.x)
    return by_formula(s, [*masks, last * 0 + 1])


@claim(
    "L36",
    "The layer inner product is the output",
    slide="Positive Homogeneity (fact)",
    reading="Multiply each weight of one layer by the derivative with respect to it and add up: whichever layer, the sum is the output of the net.",
    truth=Truth.INCOMPLETE,
    why=r"With $W_h \in \mathbb{R}^{m \times m}$ for all $h$, as on the slide, $f$ is vector valued and the inner product cannot be typed: "
    r"the last layer must be $1 \times m$. So typed it is true, at kinks too.",
    for_all=networks_at_points(),
    build=network_at,
    kinks=Kinks(),
    uses=("L34",),
    routes={"gradients": "torch autograd at the place named", "output": "forward pass in exact rationals"},
    examples=(ONE,),
    mutants=(
        Mutant("factor H + 1", "the degree of all layers together, not of one", ONE, {"output": lambda s: len(s.weights) * in_rationals(s)}),
        Mutant("W_h transposed", "the layer paired with its transposed gradient", SQUARE, {"pair": lambda w, g: (w.T.reshape(w.shape) * g).sum()}),
        Mutant("A_H dropped", "the slopes of the last hidden layer left out of the gradients", DEAD, {"gradients": last_slopes_dropped}),
        Mutant("slope 17 at 0", r"$\sigma'(0) = 17$", parts={"gradients": slope_17_at_0}, equivalent="a neuron at 0 adds 0, whatever its slope"),
    ),
    blind=(r"the value of $\sigma'(0)$, even one outside $[0, 1]$: L20 sees it",),
)
def layer_identity(s, *, gradients=by_autograd, output=in_rationals, pair=networks.inner):
    r"""For every layer $h = 1, \dots, H+1$:
    $\left\langle W_h, \frac{\partial f(x; W_1, \dots, W_{H+1})}{\partial W_h} \right\rangle = f(x; W_1, \dots, W_{H+1})$."""
    for h, gradient in enumerate(gradients(s)):
        yield equal(pair(s.weights[h], gradient), output(s), scale=s.pairing_scale(h), label=f"layer {h + 1}")
