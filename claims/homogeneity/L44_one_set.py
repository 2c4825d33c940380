"""L44: the lemma with x = W_h: the slide's derivative in W_h as one set."""

from claims.core.check import belongs, same_set
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances import layer_differentials as d
from claims.instances.named_networks import CROSSED, CUSP, TIED
from claims.instances.networks import KINKS, network_at, networks_at_points
from claims.pictures.networks import in_one_layer
from impl.polytope import Polytope

DEEP = networks_at_points(depths=(2, 2), plans=("zero layer", *KINKS))


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
    controls=(Control("one hidden layer", "there the two sets agree", (CROSSED,), networks_at_points(depths=(1, 1), plans=KINKS)),),
    pictures=(in_one_layer(CUSP, 0, name="cusp"), in_one_layer(TIED, 0, name="tied")),
)
def one_set(s, *, alone=d.in_the_layer_alone, together=d.in_all_weights, gradient=d.by_torch):
    r"""For every net and every layer $h$: $\partial_{W_h} f$, the Clarke differential of $W_h \mapsto f(x; W_1, \dots, W_{H+1})$, is the set of
    $W_h$-components of the Clarke differential in all weights, and contains what backpropagation returns."""
    for h in s.layers:
        partial = Polytope.hull(alone(s, h))
        yield same_set(Polytope.hull(together(s, h)), partial, label=f"layer {h + 1}, all weights and one layer")
        yield belongs(gradient(s, h), partial, label=f"layer {h + 1}, backpropagation")
