"""L53: the gradient inclusion. As printed it lacks a minus sign; with it, the loss falls along it."""

from claims.core.check import at_most, belongs
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances import nearby_flows
from claims.instances.flow_companions import excess_over_live_gradient, frozen_falls, largest_mismatch, live_falls, sampled
from claims.instances.flows import FlowRun, by_autograd, by_midpoints, flow_at, flow_runs
from claims.instances.loss_elements import clarke_of_loss
from claims.instances.training import Training, trainings
from claims.instances.training_runs import by_descent, exact_descent_at, speed

SLIDE = "Gradient flow and gradient inclusion"
SMOOTH = Training(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,), steps=((0.25, (0,)),))
KINK = SMOOTH._replace(weights=(((0,),), ((2,),)))
ONE_SAMPLE = trainings(depths=(1, 2), width=2, samples=1, steps=(1, 1), losses=("half square",))
TINY = FlowRun(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,), h=1 / 64, steps=4)
VALLEY = FlowRun(weights=(((0.25,), (-0.25,)), ((1, 1),)), inputs=((1,), (-1,)), targets=(-1, -1), h=1 / 8, steps=12)


@claim(
    "L53",
    "The gradient inclusion as printed",
    slide=SLIDE,
    reading="A step of gradient descent moves along an element of the Clarke differential.",
    truth=Truth.FALSE,
    why=r"The minus sign is missing: $\frac{dx}{dt} \in -\partial f(x)$. As printed, $x^2$ gives $x(t) = x(0) e^{2t}$, "
    r"and $x^4/4$ blows up in finite time. Norm preservation does not notice (L54r).",
    repair="L53r",
    expect=Expect.FAILS,
    for_all=ONE_SAMPLE,
    build=exact_descent_at,
    routes={"path": "torch autograd and torch arithmetic at the place", "differential": "the exact engine"},
    examples=(SMOOTH, KINK),
    cost=8,
    controls=(
        Control(
            "with the minus sign",
            "for one sample backpropagation without biases returns a limiting gradient, at kinks too",
            (SMOOTH, KINK),
            ONE_SAMPLE,
            {"sign": -1},
        ),
    ),
)
def printed_inclusion(s, *, path=by_descent, differential=clarke_of_loss, sign=1):
    r"""For every bias-free ReLU network, sample and rate $\eta$, the step of gradient descent has
    $\frac{W_{t+1} - W_t}{\eta} \in \partial L(W_t)$."""
    yield belongs([sign * v for v in speed(s, path(s))], differential(s))


@claim(
    "L53r",
    "The loss falls along the gradient inclusion",
    slide=SLIDE,
    reading="With the minus sign the inclusion goes downhill: the loss with frozen slopes falls at every step, the loss itself over the whole run, "
    "up to the steps that carry over a kink.",
    truth=Truth.REPAIR,
    why="A locally Lipschitz loss has solutions, by upper semicontinuity with compact convex values (Filippov); they need not be unique.",
    proof=r"$L(W(t)) - L(W(0)) = -\int_0^t \|\dot W\|^2$ along any absolutely continuous solution, by the chain rule for "
    "path-differentiable functions.",
    for_all=flow_runs(h=1 / 32, steps=8),
    build=flow_at,
    kinks=Kinks(),
    routes={"path": "frozen-pattern implicit midpoint rule in torch at the place", "gradient": "torch autograd of the live loss at the place"},
    examples=(TINY, VALLEY),
    cost=80,
    mutants=(
        Mutant("the printed sign", r"$\dot W \in +\partial L(W)$", TINY, {"path": nearby_flows.uphill}),
        Mutant("slopes all 1", "downhill for another loss", VALLEY, {"path": nearby_flows.other_slopes(nearby_flows.all_on)}),
        Mutant(
            "every step descends",
            "also those that carry over a kink",
            VALLEY,
            {"falls": live_falls},
            rare="4 of 600 runs have a step that goes up, in float32 by less than 1000 times what rounding may do",
        ),
    ),
    blind=("which of several solutions the run follows",),
)
def loss_falls(s, *, path=by_midpoints, gradient=by_autograd, falls=frozen_falls):
    r"""For every bias-free ReLU network and data set, along solutions of $\dot W \in -\partial L(W)$: $L(W(t)) \le L(W(0))$; by steps of $h$,
    each with its slopes $A$ frozen, $\frac{W_{t+1} - W_t}{h} = -\nabla L(W_t) + O(h)$, $L_A(W_{t+1}) \le L_A(W_t)$, and $L(W_T)$ exceeds
    $L(W_0)$ by no more than one step that carries over a kink can add."""
    moved = path(s)
    for t in sampled(s):
        yield at_most(excess_over_live_gradient(s, t, moved, gradient(s, moved[t])), 0, label=f"velocity of step {t + 1}")
    for t, (before, after) in enumerate(falls(s)):
        yield at_most(after, before, scale=s.loss_scale(s.path[t]), label=f"loss in step {t + 1}")
    yield at_most(s.live_loss(moved[-1]), s.live_loss(moved[0]) + largest_mismatch(s), scale=s.loss_scale(moved[0]), label="loss over the run")
