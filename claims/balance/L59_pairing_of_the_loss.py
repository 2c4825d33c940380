"""L59: the lemma applied to the loss."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.loss_elements import by_engine, by_torch, every_mask, products
from claims.instances.named_trainings import MINIMAL, SMOOTH
from claims.instances.training import Training, trainings
from claims.instances.training_runs import training_at
from claims.instances.velocities import by_forward_pass, counting, weighted
from claims.pictures.networks import balance
from impl import descent

TWO = Training(weights=(((1, 0), (0, 1)), ((1, 1), (1, 0)), ((1, 1),)), inputs=((1, 2), (0, 1)), targets=(1, 2))


@claim(
    "L59",
    "The lemma applied to the loss",
    slide="Norm preservation by gradient inclusion",
    reading="Whichever layer, and whichever element of the Clarke differential of the loss: the inner product of the layer with its part "
    "of the element is the sum over the samples of the loss's derivative times the prediction.",
    truth=Truth.TRUE,
    why=r"Only the inclusion $\partial (\ell \circ f) \subseteq \ell' \, \partial f$ and the sum rule are used; equality can fail and is not needed.",
    proof=r"$s = \sum_n \ell'_n g_n$ with $g_n \in \partial f_n(W)$, and "
    r"$\langle W_i, g_{n,i} \rangle = f_n$ by the lemma, $f_n$ being homogeneous of degree 1 in $W_i$.",
    for_all=trainings(),
    build=training_at,
    kinks=Kinks(),
    uses=("L36r", "L43"),
    routes={
        "elements": "limiting gradients of the loss, by the exact engine",
        "backpropagated": "torch autograd of the loss at the place",
        "value": "torch's forward pass at the place",
    },
    examples=(SMOOTH, MINIMAL, TWO),
    mutants=(
        Mutant(r"$\ell'$ omitted", "the sum of the predictions", TWO, {"value": lambda s: weighted(s, 1)}),
        Mutant(
            r"$\ell$ for $\ell' f$",
            "the loss itself",
            SMOOTH,
            {"value": lambda s: descent.loss(s.exact.weights, s.exact.inputs, s.exact.targets, s.loss)},
        ),
        Mutant(r"$\ell'(f, 0)$", "targets forgotten", SMOOTH, {"value": lambda s: weighted(s, s.loss.derivative(s.exact.preactivations[-1][0], 0))}),
        Mutant(
            "other residuals",
            "one and the same wrong numbers in the elements and in the value",
            SMOOTH,
            {"elements": lambda s: every_mask(s, counting(s)), "value": lambda s: weighted(s, counting(s))},
        ),
        Mutant("first layer's degree 2", "twice the value", SMOOTH, {"value": lambda s: 2 * by_forward_pass(s)}),
    ),
    blind=("the slope at a tie, and any pattern that is used forwards and backwards alike",),
    pictures=(balance(SMOOTH, name="lemma", show="lemma"),),
)
def pairing_of_the_loss(s, *, elements=by_engine, backpropagated=by_torch, value=by_forward_pass):
    r"""For every bias-free ReLU network, data set and differentiable $\ell$, every $W$, every $s \in \partial L(W)$ and every layer $i$:
    $\langle W_i, s_i \rangle = \sum_n \ell'(f(x_n; W), y_n)\, f(x_n; W)$."""
    scale = s.scale(2 * s.exact.moduli.pairing)
    claimed = value(s)
    for element in (*elements(s), backpropagated(s)):  # among the elements all vertices, which suffice: the left side is linear in s
        yield equal([p.sum() for p in products(s.exact.weights, element)], claimed, scale=scale)
