"""L44: the lemma with x = W_h, where the slide's derivative in W_h means two different sets (L44), and holds for both (L44r)."""

from claims.core.check import belongs, equal, same_set
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances import layer_differentials as d
from claims.instances.networks import KINKS, NetworkAtPoint, network_at, networks_at_points
from impl.polytope import Polytope
from impl.rationals import dot, vector

CUSP = NetworkAtPoint(weights=(((0,), (0,)), ((1, -1), (-1, 1)), ((1, -1),)), x=(1,))
TIED = NetworkAtPoint(weights=(((1,), (1,)), ((1, -1), (-1, 1)), ((1, -1),)), x=(1,))  # W_1 -> w_11 - w_21 near W_1
SKEW = NetworkAtPoint(weights=(((1, 2), (0, 1)), ((1, 1), (0, 1)), ((1, 1),)), x=(1, 1))
SHALLOW = NetworkAtPoint(weights=(((1, -1), (1, 1)), ((2, -1),)), x=(1, 1))
DEEP = networks_at_points(depths=(2, 2), plans=("zero layer", *KINKS))


def row_by_row(w):
    """The entries of W_h."""
    return vector(w.flatten())


def column_by_column(w):
    """The entries of W_h^T."""
    return vector(w.T.flatten())


@claim(
    "L44",
    "One derivative in a layer",
    slide="Positive Homogeneity and Clarke Differential (x = W_h)",
    reading="There is one set of generalised derivatives with respect to a layer, and backpropagation returns one of its elements.",
    truth=Truth.INCOMPLETE,
    why=r"$s : \partial f / \partial W_h$ can mean the Clarke differential of $f$ in $W_h$ alone, or the $W_h$-components of the one in all weights. "
    r"For $W_1 = (0, 0)^\top$, $W_2 = ((1, -1), (-1, 1))$, $W_3 = (1, -1)$, $x = 1$ only the second contains $(2, -2)$; and at $W_1 = (1, 1)^\top$ "
    r"backpropagation returns $(0, 0)$, while $f = w_{11} - w_{21}$ near $W_1$.",
    repair="L44r",
    expect=Expect.FAILS,
    for_all=DEEP,
    build=network_at,
    routes={
        "alone": "the exact engine for piecewise linear functions, in the entries of $W_h$",
        "together": "the exact engine for all weights, projected",
        "gradient": "torch autograd at the place named",
    },
    examples=(CUSP, TIED),
    controls=(Control("one hidden layer", "there the two sets agree", (SHALLOW,), networks_at_points(depths=(1, 1), plans=KINKS)),),
    cost=4,
)
def one_set(s, *, alone=d.in_the_layer_alone, together=d.in_all_weights, gradient=d.by_torch):
    r"""For every net and every layer $h$: $\partial_{W_h} f$, the Clarke differential of $W_h \mapsto f(x; W_1, \dots, W_{H+1})$, is the set of
    $W_h$-components of the Clarke differential in all weights, and contains what backpropagation returns."""
    for h in s.layers:
        partial = Polytope.hull(alone(s, h))
        yield same_set(Polytope.hull(together(s, h)), partial, label=f"layer {h + 1}, all weights and one layer")
        yield belongs(gradient(s, h), partial, label=f"layer {h + 1}, backpropagation")


@claim(
    "L44r",
    "Euler's identity in each layer",
    slide="Positive Homogeneity and Clarke Differential (x = W_h)",
    reading="Pair a layer with any generalised derivative in it, taken alone or together with the others: the result is the output.",
    truth=Truth.REPAIR,
    why="The print '(100)' is '1-homogeneous', which networks are in every layer (L34).",
    proof=r"Alone: L43 with $L = 1$. Together: $\langle W_h, \nabla_{W_h} f \rangle = f$ where $f$ has a gradient (L34); pass to limits and hulls.",
    for_all=networks_at_points(depths=(1, 2), plans=("zero layer", *KINKS)),
    build=network_at,
    kinks=Kinks(),
    uses=("L34", "L43"),
    routes={
        "alone": "the exact engine for piecewise linear functions, in the entries of $W_h$",
        "together": "the exact engine for all weights, projected",
        "gradient": "torch autograd at the place named",
        "value": "torch's forward pass at the place named",
    },
    examples=(CUSP, TIED, SKEW, SHALLOW),
    mutants=(
        Mutant("factor H + 1", "the degree in all layers together", SKEW, {"value": lambda s: len(s.weights) * d.value_by_torch(s)}),
        Mutant("W_h transposed", "the layer paired with transposed elements", SKEW, {"layer": column_by_column}),
        Mutant("with biases", "not homogeneous in a layer", SHALLOW, {"alone": d.with_biases_in_the_layer_alone, "value": d.value_with_biases}),
        Mutant("slope 17 at 0", r"$\sigma'(0) = 17$", parts={"gradient": d.with_slope_17}, equivalent="a neuron at 0 adds 0 to the pairing"),
    ),
    blind=("whether what is paired is an element of either set: L43 is blind in the same way",),
    cost=3,
)
def euler_in_layers(s, *, alone=d.in_the_layer_alone, together=d.in_all_weights, gradient=d.by_torch, value=d.value_by_torch, layer=row_by_row):
    r"""For every net, every layer $h$ and every $s \in \partial_{W_h} f$, or $s$ the $W_h$-component of an element of the Clarke differential in all
    weights: $\langle s, W_h \rangle = f(x; W_1, \dots, W_{H+1})$. So it is for what backpropagation returns."""
    for h in s.layers:
        w, scale = layer(s.exact.weights[h]), s.pairing_scale(h)
        for element in alone(s, h):  # these contain all vertices, and the identity is affine in s
            yield equal(dot(element, w), value(s), scale=scale, label=f"layer {h + 1}, alone")
        for element in together(s, h):
            yield equal(dot(element, w), value(s), scale=scale, label=f"layer {h + 1}, together")
        yield equal(dot(gradient(s, h), w), value(s), scale=scale, label=f"layer {h + 1}, backpropagation")
