"""L49r: the differences of the layers' squared norms along gradient flow."""

from claims.core.check import at_most, equal
from claims.core.claim import Control, Kinks, Mutant, Truth, claim
from claims.instances import flow_companions, flows, nearby_flows
from claims.instances.flows import by_autograd, by_midpoints, flow_at, flow_runs
from claims.instances.named_flows import BIASED, KINK, LONG, REFINED, TINY
from claims.pictures.training import conserved


@claim(
    "L49r",
    "The flow keeps the differences of the layers' norms",
    slide="Norm preservation",
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
    mutants=(
        Mutant(
            "descent",
            "explicit steps of the same length",
            TINY,
            {"path": nearby_flows.descended},
            rare="in float32 the drift of a few steps often stays within 1000 times what rounding may do: killed by 0, 8 and 2 of 25 instances "
            "at seeds 0, 1 and 2 (in float64 by 21, 14 and 13)",
            rare_in=("float32",),
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
    pictures=(conserved(LONG),),
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
