"""L58: the velocity replaced by minus the gradient, as backpropagation returns it."""

from claims.core.check import belongs
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances import admitted_velocities
from claims.instances.admitted_velocities import exactly_at, opposite_samples, single_samples, untied_trainings
from claims.instances.named_trainings import DEAD, MINIMAL, SMOOTH


@claim(
    "L58",
    "The flow moves along minus the gradient",
    slide="Norm preservation by gradient inclusion",
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
    controls=(
        Control("no kink", "no preactivation is 0: the loss is differentiable", (SMOOTH,), untied_trainings()),
        Control("one sample", "also at kinks: slopes 0 at all ties are the limit along some sequence of weights", (DEAD,), single_samples()),
    ),
)
def gradient_flow(s, *, velocity=admitted_velocities.backpropagated, differential=admitted_velocities.differential):
    r"""For every bias-free ReLU network, data set, differentiable $\ell$ and every $W$: $\frac{dW_i}{dt} = -\frac{dL}{dW_i}$
    is admitted by the inclusion, that is, $\frac{dL}{dW}$, as backpropagation returns it, is in $\partial L(W)$."""
    yield belongs(velocity(s), differential(s))
