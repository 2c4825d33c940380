"""L53r: the gradient inclusion with its minus sign: the loss falls along it."""

from claims.core.check import at_most
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import nearby_flows
from claims.instances.flow_companions import excess_over_live_gradient, frozen_falls, largest_mismatch, live_falls, sampled
from claims.instances.flows import FlowRun, by_autograd, by_midpoints, flow_at, flow_runs
from claims.instances.named_flows import VALLEY, WAITING
from claims.pictures.training import downhill

TINY = FlowRun(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,), h=1 / 64, steps=4)


@claim(
    "L53r",
    "The loss falls along the gradient inclusion",
    slide="Gradient flow and gradient inclusion",
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
    mutants=(
        Mutant("the printed sign", r"$\dot W \in +\partial L(W)$", TINY, {"path": nearby_flows.uphill}),
        Mutant("slopes all 1", "downhill for another loss", VALLEY, {"path": nearby_flows.other_slopes(nearby_flows.all_on)}),
        Mutant(
            "unique",
            "one solution from each start: a tied neuron may wait or leave",
            WAITING,
            {"falls": nearby_flows.two_solutions},
            rare="12 of 200 runs start where both are solutions; in float32 all but 1 of them part by less than 1000 times what rounding may do",
        ),
        Mutant(
            "every step descends",
            "also those that carry over a kink",
            VALLEY,
            {"falls": live_falls},
            rare="4 of 600 runs have a step that goes up, in float32 by less than 1000 times what rounding may do",
        ),
    ),
    blind=("which of several solutions the run follows",),
    pictures=(downhill(TINY._replace(steps=12)),),
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
