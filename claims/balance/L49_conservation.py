"""L49: the differences of the layers' squared norms: descent moves them, the flow keeps them."""

from itertools import pairwise

from claims.core.check import at_most, equal
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances import flow_companions, flows, nearby_flows
from claims.instances.flows import FlowRun, by_autograd, by_midpoints, flow_at, flow_runs
from claims.instances.training import LIVELY, Training, trainings
from claims.instances.training_runs import by_descent, descent_at
from claims.instances.update_rules import midpoint

SLIDE = "Norm preservation"
CE12 = Training(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,), steps=((0.25, (0,)),))
EVEN = Training(weights=(((2,),), ((-2,),)), inputs=((1,),), targets=(1,), steps=((0.25, (0,)), (0.25, (0,))))
DYADIC = tuple(plan for plan in LIVELY if plan != "floats")


@claim(
    "L49",
    "Descent keeps the differences of the layers' norms",
    slide=SLIDE,
    reading="Under gradient descent the squared norms of any two layers have changed by the same amount after every step.",
    truth=Truth.FALSE,
    why=r"It holds along the flow (L49r). Each step of descent moves the difference by $\eta^2(\|G_i\|_F^2 - \|G_j\|_F^2)$ (L51), "
    "which is $3/16$ in the counterexample.",
    repair="L49r",
    expect=Expect.FAILS,
    for_all=trainings(steps=(1, 2), plans=LIVELY),
    build=descent_at,
    routes={
        "path": "torch autograd and torch arithmetic at the place",
        "gain": "difference of the squared norms, in rationals",
        "product": r"$\langle W^+ + W, W^+ - W \rangle$, in rationals",
    },
    examples=(CE12,),
    cost=16,
    controls=(
        Control(
            "the gradient at the middle of the step",
            r"$W^+ = W - \eta G\left(\frac{W + W^+}{2}\right)$ keeps every quadratic invariant of the flow",
            (CE12,),
            trainings(steps=(1, 1), plans=DYADIC),
            {"path": midpoint},
        ),
        Control("layers of one size and opposite signs", "their gradients have one norm, so the ledger (L51) has nothing to add", (EVEN,)),
    ),
)
def descent_conserves(s, *, path=by_descent, gain=flows.gains, product=flows.gains_by_products):
    r"""For every network of the slide, data set, rate, step $t$ and pair of layers, under gradient descent
    $\|W_i(t+1)\|_F^2 - \|W_i(t)\|_F^2 = \|W_j(t+1)\|_F^2 - \|W_j(t)\|_F^2$."""
    for t, (before, after) in enumerate(pairwise(path(s))):
        of_one, of_other = gain(before, after), product(before, after)
        for i, j in s.pairs:
            yield equal(of_one[i], of_other[j], scale=s.step_scale(before, t, i, j), label=f"step {t + 1}, layers {i + 1} and {j + 1}")


LONG = FlowRun(
    weights=(
        ((-0.75, -0.25), (0, -1), (-0.75, 1.25), (-1.5, -1.25)),
        ((-1, -0.75, 1.5, 0.5), (-0.75, 0, 1, -1.5), (0.25, 0.25, 0.25, 0), (0.25, 0.75, -0.75, 0)),
        ((-1.25, 0.25, -0.75, 1.5),),
    ),
    inputs=((-1.5, 1.25), (-0.5, 0.5), (0, 0.25), (0, 1.25), (-1.25, 1), (-0.5, -1.25)),
    targets=(-1.25, 0, 0.75, 0, -1.25, 1),
    h=1 / 256,
    steps=800,
)  # 270 slopes change
REFINED = FlowRun(
    weights=(
        ((-0.75, 0.75), (0.5, -1), (-0.25, 0.75), (0.25, 1)),
        ((0.75, -1.25, 0.75, -1.5), (0.25, -0.5, 0.5, -0.75), (-0.75, 1.25, 0.25, 0.5), (0.5, 0.25, 0, 1)),
        ((-1, -0.75, 1, -1),),
    ),
    inputs=((0.5, 0), (1.25, -1.5), (1, 1.5), (-1.25, -1), (1.5, 0.75), (-1.5, -0.5)),
    targets=(1.5, -1.5, -0.5, 0.25, 0.75, 1.25),
    h=1 / 64,
    steps=12,
    refined=True,
)
TINY = FlowRun(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,), h=1 / 8, steps=4)
KINK = FlowRun(weights=(((1, 0), (0, 1)), ((1, 1),)), inputs=((1, -1), (-1, 2)), targets=(3, -2), h=1 / 16, steps=4)
BIASED = FlowRun(weights=(((0, 1), (1, 1)), ((1, 2),)), inputs=((1, 1), (-1, 1)), targets=(0, 3), h=1 / 16, steps=4)


@claim(
    "L49r",
    "The flow keeps the differences of the layers' norms",
    slide=SLIDE,
    reading="Along the gradient inclusion the squared norms of all layers change by the same amount, through any number of kinks.",
    truth=Truth.REPAIR,
    why="The conservation alone would hold for any slopes, so the run is also held to the live loss: its slopes are those of the live weights, "
    "its velocity is the gradient backpropagated there, it ends near gradient descent by far shorter steps, and the loss falls.",
    for_all=flow_runs(),
    build=flow_at,
    kinks=Kinks(),
    uses=("L54r",),
    routes={"path": "frozen-pattern implicit midpoint rule in torch at the place", "velocity": "torch autograd of the live loss at the place"},
    examples=(TINY, LONG, REFINED),
    cost=80,
    mutants=(
        Mutant(
            "descent",
            "explicit steps of the same length",
            TINY,
            {"path": nearby_flows.descended},
            rare="in float32 the drift of a few steps often stays within 1000 times what rounding may do: killed by 0, 8 and 2 of 25 instances "
            "at seeds 0, 1 and 2 (in float64 by 21, 14 and 13)",
        ),
        Mutant("weight decay", "every layer shrinks by its own norm", TINY, {"path": nearby_flows.shrinking}),
        Mutant("one layer's sign", "the last layer goes uphill", TINY, {"path": nearby_flows.last_layer_mirrored}),
        Mutant("slopes all 1", "a linear network: conserved, but another flow", KINK, {"path": nearby_flows.other_slopes(nearby_flows.all_on)}),
        Mutant("slopes of another sample", "conserved, but another flow", KINK, {"path": nearby_flows.other_slopes(nearby_flows.rolled)}),
        Mutant("ascent", "conserved, but uphill", TINY._replace(h=1 / 64), {"path": nearby_flows.uphill}),
        Mutant(
            "biases",
            "the norms of a network with biases without them",
            BIASED,
            {"gain": nearby_flows.gains_without_bias},
            for_all=nearby_flows.biased_runs(),
        ),
    ),
    controls=(Control("biases, with the corrected invariant", r"$\|W_1\|_F^2 + \|b\|^2$ in place of $\|W_1\|_F^2$", (BIASED,)),),
    blind=("any slopes used forwards and backwards alike, were it not for the velocity",),
)
def flow_conserves(s, *, path=by_midpoints, velocity=by_autograd, gain=flows.gains):
    r"""For every bias-free ReLU network and data set, along a solution of $\dot W \in -\partial L(W)$, for all layers $i, j$ and all $t$:
    $\|W_i(t)\|_F^2 - \|W_i(0)\|_F^2 = \|W_j(t)\|_F^2 - \|W_j(0)\|_F^2$."""
    moved = path(s)
    gained = gain(moved[0], moved[-1])
    for i, j in s.pairs:
        yield equal(gained[i], gained[j], scale=s.drift_scale(i, j), label=f"layers {i + 1} and {j + 1}")
    for t in flow_companions.sampled(s):
        yield equal(flow_companions.wrong_slopes(s, t), 0, label=f"slopes of step {t + 1}")
        yield at_most(flow_companions.excess_over_live_gradient(s, t, moved, velocity(s, moved[t])), 0, label=f"velocity of step {t + 1}")
    yield at_most(s.live_loss(moved[-1]), s.live_loss(moved[0]) + flow_companions.largest_mismatch(s), scale=s.loss_scale(moved[0]), label="loss")
    if s.instance.refined:
        near, far = (flow_companions.distance_to_descent(s, factor) for factor in (4, 1))
        yield at_most(2 * near, far, label="distance to descent")
