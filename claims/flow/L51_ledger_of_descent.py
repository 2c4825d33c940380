"""L51: what one step of gradient descent does to the differences of the layers' norms, exactly."""

from itertools import pairwise

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.named_trainings import CE12
from claims.instances.training import LIVELY, Training, trainings
from claims.instances.training_runs import by_descent, descent_at, judged_gradients, lifted
from claims.instances.update_rules import last_layer_twice_as_fast, momentum, one_layer_after_another, signs, weight_decay
from claims.pictures.training import ledger
from impl import descent

TWICE = CE12._replace(steps=((0.25, (0,)), (0.25, (0,))))
AT_KINKS = Training(weights=(((0,),), ((1,),)), inputs=((1,), (-1,)), targets=(-1, 2), steps=((0.5, (0, 1)), (0.25, (1,))))
SIGNS = Training(weights=(((1,), (1,)), ((2, 2),)), inputs=((3,),), targets=(2,), steps=((0.25, (0,)),))


@claim(
    "L51",
    "The exact ledger of gradient descent",
    slide="Gradient flow and gradient inclusion",
    reading="One step of gradient descent changes the difference of two layers' squared norms by the squared rate times "
    "the difference of their gradients' squared norms, and by nothing else.",
    truth=Truth.TRUE,
    why='"Discrete-time dynamics can be complex", says the slide. The ledger says how much: it is all that descent does to the flow\'s invariant.',
    proof=r"$\|W_i^+\|_F^2 = \|W_i\|_F^2 - 2\eta\langle W_i, G_i\rangle + \eta^2\|G_i\|_F^2$, "
    r"and $\langle W_i, G_i\rangle = \sum_n \ell'_n f_n$ whatever $i$ is.",
    for_all=trainings(steps=(1, 3), plans=LIVELY),
    build=descent_at,
    kinks=Kinks(),
    uses=("L36r",),
    routes={"path": "torch autograd and torch arithmetic at the place", "gradients": "product formula in exact rationals at every step"},
    examples=(CE12, AT_KINKS),
    mutants=(
        Mutant(r"$\eta$ for $\eta^2$", "a drift of first order", CE12, {"ledger": lambda g, rate, i, j: rate * descent.difference(g, i, j)}),
        Mutant("no drift", "differences constant under descent, as under the flow", CE12, {"ledger": lambda g, rate, i, j: 0}),
        Mutant("a sign flipped", "the sum of the norms", CE12, {"ledger": lambda g, rate, i, j: rate**2 * ((g[i] ** 2).sum() + (g[j] ** 2).sum())}),
        Mutant("weight decay", "each layer shrinks by its own norm", CE12, {"path": weight_decay}),
        Mutant("momentum", "the step is no longer a gradient", TWICE, {"path": momentum}),
        Mutant("signs of the gradient", "Adam's first step", SIGNS, {"path": signs}),
        Mutant("two rates", "the cross terms no longer cancel", CE12, {"path": last_layer_twice_as_fast}),
        Mutant("one layer after another", "gradients at different weights", CE12, {"path": one_layer_after_another}),
        Mutant(
            r"$-\eta$",
            "the sign of the rate reversed in the ledger",
            parts={"ledger": lambda g, rate, i, j: descent.ledger(g, -rate, i, j)},
            equivalent=r"only $\eta^2$ enters: ascent leaves the same ledger",
        ),
    ),
    blind=("the slope at a tie, and any pattern that is used forwards and backwards alike", "the direction of descent: L53 sees it"),
    pictures=(ledger(CE12._replace(steps=((0.03125, (0,)),)), 40),),
)
def ledger_of_descent(s, *, path=by_descent, gradients=judged_gradients, ledger=descent.ledger):
    r"""For every bias-free ReLU network, data set, differentiable loss, rate $\eta$, minibatch and pair of layers $(i, j)$:
    a step $W^+ = W - \eta G$ along $G = \nabla L(W)$, as backpropagation takes it, changes $D_{ij} = \|W_i\|_F^2 - \|W_j\|_F^2$
    by exactly $\eta^2 \left(\|G_i\|_F^2 - \|G_j\|_F^2\right)$."""
    for t, (before, after) in enumerate(pairwise(path(s))):
        start, end = (descent.squared_norms(lifted(weights)) for weights in (before, after))
        g = gradients(s, before, t)
        for i, j in s.pairs:
            drift = end[i] - end[j] - (start[i] - start[j])
            yield equal(drift, ledger(g, s.rates[t], i, j), scale=s.step_scale(before, t, i, j), label=f"step {t + 1}, layers {i + 1} and {j + 1}")
