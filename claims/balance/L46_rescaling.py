"""L46: one layer times 10, another divided by 10."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import rescalings
from claims.instances.loss_elements import biased_trainings
from claims.instances.rescalings import Rescaled, moved, rescaled_at
from claims.instances.training import Training

CE10 = Training(weights=(((1,),), ((1,),)), inputs=((1,),), targets=(0,), steps=((0.015625, (0,)),))
THREE = Training(weights=(((1, 2), (1, -1)), ((2, 1), (-1, 3)), ((1, 2),)), inputs=((1, 1),), targets=(1,), steps=((0.25, (0,)),))
BIASED = Training(weights=(((1, 1), (0, 1)), ((2, 3),)), inputs=((1, 1),), targets=(1,), steps=((0.25, (0,)),))


@claim(
    "L46",
    "One layer times 10, another divided by 10",
    slide="Norm Preservation",
    reading="Multiply one layer by a positive number and divide another by it: the network computes the same function as before. "
    "But its gradients are others: what was multiplied now has the smaller gradient.",
    truth=Truth.TRUE,
    why=r"So the network does not determine its layers' norms, and descent does notice: it does not commute with the rescaling. "
    r"From $(1, 1)$ and from $(10, \frac1{10})$, two nets $w_2 \sigma(w_1 x)$ of one function, a step leads to two functions.",
    proof=r"$\sigma(az) = a \sigma(z)$ for $a > 0$, so $f(aW_j, W_i/a) = f(W_j, W_i)$; differentiate both sides with respect to $W_j$ and to $W_i$.",
    for_all=rescalings.rescalings(),
    build=rescaled_at,
    kinks=Kinks(),
    uses=("L34",),
    routes={
        "outputs": "torch forward at the place, layers rescaled by torch",
        "plain": "forward pass in exact rationals",
        "there": "torch autograd at the rescaled weights",
        "here": "product formula in exact rationals",
    },
    examples=(Rescaled(THREE, 10, 2, 1), Rescaled(THREE, 8, 2, 1), Rescaled(CE10, 10, 1, 0)),
    mutants=(
        Mutant("times 10 on both", "nothing is divided", Rescaled(THREE, 10, 2, 1), {"rescale": lambda s: moved(s, s.factor, 1 / s.factor)}),
        Mutant("a negative number", r"$a < 0$", Rescaled(THREE, 10, 1, 0), {"rescale": lambda s: moved(s, -s.factor, -s.factor)}),
        Mutant(
            "biases left behind",
            "the weights of a network with biases, without the biases",
            Rescaled(BIASED, 2, 1, 0),
            {"rescale": rescalings.only_weights},
            for_all=rescalings.rescalings(biased_trainings()),
        ),
        Mutant(
            "tanh",
            "an activation that is not homogeneous",
            Rescaled(THREE, 10, 2, 1),
            {"outputs": rescalings.with_tanh, "plain": lambda s: rescalings.with_tanh(s, s.weights)},
        ),
        Mutant(
            "and one step of descent",
            "descent from the rescaled and from the old weights, at one rate",
            Rescaled(CE10, 10, 1, 0),
            {"outputs": rescalings.stepped, "plain": rescalings.plainly_stepped},
        ),
        Mutant("gradients like the layers", "the larger layer has the larger gradient", Rescaled(CE10, 8, 1, 0), {"turned": lambda a: a}),
        Mutant("the same gradients", "as if descent commuted with the rescaling", Rescaled(CE10, 8, 1, 0), {"turned": lambda a: 1}),
    ),
    blind=("gradients where a quotient is rounded: there rounding moves ties, and torch takes another slope",),
)
def rescaling(
    s,
    *,
    rescale=rescalings.rescale,
    outputs=rescalings.outputs,
    plain=rescalings.plain,
    there=rescalings.gradients_there,
    here=rescalings.gradients_here,
    turned=lambda a: 1 / a,
):
    r"""For every bias-free ReLU network, all layers $i \neq j$ and every $a > 0$: $f(x; \dots, aW_j, \dots, W_i/a, \dots) = f(x; W)$ for all $x$.
    The parts of $\nabla L$ there are $\frac1a \nabla_j L(W)$ and $a \nabla_i L(W)$, and for the other layers those of $\nabla L(W)$."""
    weights = rescale(s)
    yield equal(outputs(s, weights), plain(s), scale=s.rounding(s.exact.moduli.output), label="f")
    if s.unrounded:
        for h, (g, before, a) in enumerate(zip(there(s, weights), here(s), s.moves, strict=True)):
            yield equal(g, before * turned(a), scale=s.rounding(s.exact.moduli.gradients[h].sum() * turned(a)), label=f"gradient of layer {h + 1}")
