"""L54r: the theorem of Du, Hu and Lee, at every point, kinks included."""

from itertools import pairwise

import numpy as np

from claims.core.check import EXACT, equal
from claims.core.claim import Control, Kinks, Mutant, Truth, claim
from claims.instances import loss_elements
from claims.instances.loss_elements import biased_trainings, by_engine, by_torch, every_mask, products
from claims.instances.named_trainings import CUSP, MINIMAL, SMOOTH
from claims.instances.training import Training, trainings
from claims.instances.training_runs import training_at
from claims.pictures.networks import balance

BIASED = Training(weights=(((1, 1), (0, 1)), ((2, 0),)), inputs=((1, 1),), targets=(1,))


@claim(
    "L54r",
    "Every element of the Clarke differential of the loss balances the layers",
    slide="Norm preservation by gradient inclusion",
    reading="At any weights, also at kinks and cusps, and for any velocity that the inclusion admits, the squared norms of all layers "
    "change at one rate; and so do, at every hidden neuron, the weights into it and the weights out of it.",
    truth=Truth.REPAIR,
    proof=r"Where $L$ is differentiable, $L(\dots, aW_i, \dots, W_j/a, \dots) = L(W)$ near $a = 1$ gives "
    r"$\langle W_i, \nabla_i L\rangle = \langle W_j, \nabla_j L\rangle$; the equation is linear in the gradient and continuous in $W$, "
    r"so it passes to limits and to convex combinations. Along an absolutely continuous $W(t)$ with $\dot W \in -\partial L(W)$ "
    r"almost everywhere it gives $\frac{d}{dt}(\|W_i\|_F^2 - \|W_j\|_F^2) = 0$ almost everywhere; integrate.",
    for_all=trainings(),
    build=training_at,
    kinks=Kinks(),
    uses=("L43", "L59"),
    routes={"elements": "limiting gradients of the loss, by the exact engine", "backpropagated": "torch autograd at the place"},
    examples=(SMOOTH, MINIMAL, CUSP),
    mutants=(
        Mutant("one layer's sign", "the last layer moves uphill", SMOOTH, {"elements": lambda s: [[*e[:-1], -e[-1]] for e in by_engine(s)]}),
        Mutant("weight decay", r"elements of $L + \frac12\|W\|^2$", SMOOTH, {"elements": loss_elements.decayed}),
        Mutant("half on one side", r"$\frac12\|W_1\|^2$ against $\|W_j\|^2$", SMOOTH, {"pair": loss_elements.first_halved}),
        Mutant("tanh", "an activation that is not homogeneous", SMOOTH, {"backpropagated": loss_elements.with_tanh}),
        Mutant("degree 2", "the first layer enters quadratically", SMOOTH, {"backpropagated": loss_elements.first_layer_squared}),
        Mutant(
            "biases",
            "the plain statement for networks with biases",
            BIASED,
            {"elements": every_mask, "pair": loss_elements.without_biases},
            for_all=biased_trainings(),
        ),
        Mutant(
            "ascent",
            "elements with the other sign, as the slide prints the inclusion",
            parts={"elements": lambda s: [[-g for g in e] for e in by_engine(s)]},
            equivalent="the equation is homogeneous in the element: norm preservation cannot see the slide's missing minus; L53 does",
        ),
        Mutant(
            "other residuals",
            "arbitrary numbers in place of the derivatives of the loss",
            parts={"elements": lambda s: every_mask(s, np.arange(len(s.targets)) + 2)},
            equivalent="every sample balances by itself, so any weighted sum does; L59 sees it",
        ),
    ),
    controls=(
        Control(
            "biases, with the corrected invariant",
            r"with $\|w\|^2 + b^2$ for what enters a hidden neuron it holds for networks with biases, at any slopes of the ties",
            (BIASED,),
            biased_trainings(),
            {"elements": every_mask},
        ),
    ),
    blind=("the slope at a tie, and any pattern that is used forwards and backwards alike", "the sign of the velocity"),
    pictures=(balance(MINIMAL, name="balance"),),
)
def layer_balance(s, *, elements=by_engine, backpropagated=by_torch, pair=products):
    r"""For every bias-free ReLU network, data set and differentiable $\ell$, every $W$ and every $s \in \partial L(W)$, where
    $L(W) = \sum_n \ell(f(x_n; W), y_n)$: $\langle W_i, s_i \rangle = \langle W_j, s_j \rangle$ for all layers $i, j$, and at every hidden neuron
    $\langle w_{\mathrm{in}}, s_{\mathrm{in}} \rangle = \langle w_{\mathrm{out}}, s_{\mathrm{out}} \rangle$."""
    rounding = s.scale(2 * s.exact.moduli.pairing)
    found = [(element, EXACT) for element in elements(s)]  # among them all vertices, which suffice: both sides are linear in s
    for element, scale in (*found, (backpropagated(s), rounding)):
        inner = pair(s.exact.weights, element)
        yield equal([p.sum() for p in inner], inner[0].sum(), scale=scale, label="layers")
        for h, (into, out) in enumerate(pairwise(inner)):
            yield equal(into.sum(1), out.sum(0), scale=scale, label=f"neurons of layer {h + 1}")
