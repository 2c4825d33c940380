"""L58: the velocity replaced by minus the gradient. At kinks there is none, and what torch returns there may not be a velocity of the flow."""

from claims.core.check import belongs, equal
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances import admitted_velocities, velocities
from claims.instances.admitted_velocities import exactly_at, opposite_samples, single_samples, untied_trainings
from claims.instances.loss_elements import biased_trainings, by_engine, by_torch, decayed, every_mask
from claims.instances.training import Training, trainings
from claims.instances.training_runs import training_at

SLIDE = "Norm preservation by gradient inclusion"
MINIMAL = Training(weights=(((0,),), ((1,),)), inputs=((1,), (-1,)), targets=(-1, 2))
SMOOTH = Training(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,))
DEAD = Training(weights=(((-1,),), ((1,),)), inputs=((1,),), targets=(1,))
BIASED = Training(weights=(((1, -1), (0, 1)), ((2, 0),)), inputs=((1, 1),), targets=(1,))


@claim(
    "L58",
    "The flow moves along minus the gradient",
    slide=SLIDE,
    reading="At any weights, minus what backpropagation returns is a velocity that the gradient inclusion admits.",
    truth=Truth.INCOMPLETE,
    why=r"At a kink $dL/dW_i$ has no meaning, and what torch returns for it need not be in $\partial L(W)$: for $f = w_2 \sigma(w_1 x)$ "
    r"at $w = (0, 1)$, samples $(1, -1)$ and $(-1, 2)$, the inclusion admits $\dot w_1 \in [-2, -1]$ and torch says 0. "
    "A flow may stay in kinks for a time, and for that time it has velocities and no gradient. The proof needs some $s_i$ in place of $dL/dW_i$.",
    repair="L58r",
    expect=Expect.FAILS,
    for_all=opposite_samples(),
    build=exactly_at,
    routes={"velocity": "torch autograd at the place", "differential": "Clarke differential of the loss, by the exact engine"},
    examples=(MINIMAL,),
    cost=10,
    controls=(
        Control("no kink", "no preactivation is 0: the loss is differentiable", (SMOOTH,), untied_trainings()),
        Control("one sample", "also at kinks: slopes 0 at all ties are the limit along some sequence of weights", (DEAD,), single_samples()),
    ),
)
def gradient_flow(s, *, velocity=admitted_velocities.backpropagated, differential=admitted_velocities.differential):
    r"""For every bias-free ReLU network, data set, differentiable $\ell$ and every $W$: $\frac{dW_i}{dt} = -\frac{dL}{dW_i}$
    is admitted by the inclusion, that is, $\frac{dL}{dW}$, as backpropagation returns it, is in $\partial L(W)$."""
    yield belongs(velocity(s), differential(s))


@claim(
    "L58r",
    "Every velocity of the inclusion changes the squared norm at one speed",
    slide=SLIDE,
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
    cost=10,
    mutants=(
        Mutant("the slide's inclusion", r"$\dot W \in \partial L(W)$: the sign", SMOOTH, {"speeds": velocities.ascending}),
        Mutant("factor 1", r"$\langle W_i, \dot W_i \rangle$", SMOOTH, {"shares": lambda w, e: [v / 2 for v in velocities.inner(w, e)]}),
        Mutant("weight decay", r"elements of $L + \frac12 \|W\|^2$", SMOOTH, {"elements": decayed}),
        Mutant("slope 1 backwards", "activations forwards only", DEAD, {"backpropagated": admitted_velocities.without_slopes}),
        Mutant(
            "biases",
            "with biases the speed depends on the velocity chosen",
            BIASED,
            {
                "elements": every_mask,
                "shares": admitted_velocities.shares_without_biases,
                "speeds": admitted_velocities.speeds_without_biases,
            },
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
