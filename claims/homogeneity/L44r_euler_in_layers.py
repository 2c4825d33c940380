"""L44r: the lemma with x = W_h, for both sets that the derivative in W_h may mean."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import layer_differentials as d
from claims.instances.layer_differentials import column_by_column, row_by_row
from claims.instances.named_networks import CROSSED, CUSP, SHEAR, TIED
from claims.instances.networks import KINKS, network_at, networks_at_points
from impl.rationals import dot


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
    examples=(CUSP, TIED, SHEAR, CROSSED),
    mutants=(
        Mutant("factor H + 1", "the degree in all layers together", SHEAR, {"value": lambda s: len(s.weights) * d.value_by_torch(s)}),
        Mutant("W_h transposed", "the layer paired with transposed elements", SHEAR, {"layer": column_by_column}),
        Mutant("with biases", "not homogeneous in a layer", CROSSED, {"alone": d.with_biases_in_the_layer_alone, "value": d.value_with_biases}),
        Mutant("slope 17 at 0", r"$\sigma'(0) = 17$", parts={"gradient": d.with_slope_17}, equivalent="a neuron at 0 adds 0 to the pairing"),
    ),
    blind=("whether what is paired is an element of either set: L43 is blind in the same way",),
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
