"""L58r: the velocity replaced by minus any element of the Clarke differential."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import admitted_velocities, velocities
from claims.instances.loss_elements import biased_trainings, by_engine, by_torch, decayed, every_mask
from claims.instances.named_trainings import DEAD, MINIMAL, SMOOTH
from claims.instances.training import Training, trainings
from claims.instances.training_runs import training_at

BIASED = Training(weights=(((1, -1), (0, 1)), ((2, 0),)), inputs=((1, 1),), targets=(1,))


@claim(
    "L58r",
    "Every velocity of the inclusion changes the squared norm at one speed",
    slide="Norm preservation by gradient inclusion",
    reading="Whichever admitted velocity the weights take at a kink, the squared norm of a layer changes at one and the same speed; "
    "and that is also the speed one gets from what backpropagation returns, whether or not it is admitted.",
    truth=Truth.REPAIR,
    proof=r"$\frac{d}{dt} \|W_i\|_F^2 = 2 \langle W_i, \dot W_i \rangle$ with $\dot W = -s$, $s \in \partial L(W)$ (L57); "
    r"$\langle W_i, s_i \rangle = \sum_n \ell'_n f_n$ for all $s$ (L59), and a neuron at 0 adds 0, whatever its slope.",
    for_all=trainings(),
    build=training_at,
    kinks=Kinks(),
    uses=("L57", "L59"),
    routes={
        "speeds": "torch forward mode along elements that the exact engine finds",
        "shares": "inner products in exact rationals",
        "backpropagated": "torch autograd at the place",
    },
    examples=(MINIMAL, SMOOTH),
    mutants=(
        Mutant("the slide's inclusion", r"$\dot W \in \partial L(W)$: the sign", SMOOTH, {"speeds": velocities.ascending}),
        Mutant("factor 1", r"$\langle W_i, \dot W_i \rangle$", SMOOTH, {"shares": lambda w, e: [v / 2 for v in velocities.inner(w, e)]}),
        Mutant("weight decay", r"elements of $L + \frac12 \|W\|^2$", SMOOTH, {"elements": decayed}),
        Mutant("slope 1 backwards", "activations forwards only", DEAD, {"backpropagated": admitted_velocities.without_slopes}),
        Mutant(
            "biases",
            "with biases the speed depends on the velocity chosen",
            BIASED,
            {"elements": every_mask, "shares": admitted_velocities.shares_without_biases, "speeds": admitted_velocities.speeds_without_biases},
            for_all=biased_trainings(),
        ),
        Mutant(
            "slope 17 at 0",
            r"$\sigma'(0) = 17$",
            parts={"backpropagated": admitted_velocities.slope_17},
            equivalent="a neuron at 0 adds 0 to every inner product, whatever its slope",
        ),
    ),
    blind=("which velocity the flow takes", "the slope at a tie: L58 sees it"),
)
def any_velocity(s, *, elements=by_engine, speeds=velocities.speeds, shares=velocities.inner, backpropagated=by_torch):
    r"""For every bias-free ReLU network, data set, differentiable $\ell$, every $W$, every layer $i$ and every $s \in \partial L(W)$: a curve
    through $W$ with velocity $-s$ has $\frac{d}{dt} \|W_i\|_F^2 = 2 \langle W_i, -s_i \rangle$, a number that is the same for all $s$
    and equal to $-2 \left\langle W_i, \frac{dL}{dW_i} \right\rangle$ with what backpropagation returns for $\frac{dL}{dW}$."""
    scale = velocities.speed_scale(s)
    returned = shares(s.exact.weights, backpropagated(s))
    for element in elements(s):
        found = shares(s.exact.weights, element)
        yield equal(speeds(s, element), [-2 * v for v in found], scale=scale, label="speeds along one element")
        yield equal(found, returned, scale=scale, label="the element against backpropagation")
