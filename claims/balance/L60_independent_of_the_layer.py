"""L60: the end of the proof. One speed for all layers; integrate."""

from itertools import pairwise

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import velocities
from claims.instances.loss_elements import by_engine, decayed
from claims.instances.midpoint_flows import by_midpoints, flow_at, integrals, small_starts
from claims.instances.named_trainings import SMALL
from claims.instances.training import Training
from claims.instances.training_runs import by_descent, lifted
from claims.instances.velocities import common
from impl import descent

MINIMAL = Training(weights=(((0,),), ((1,),)), inputs=((1,), (-1,)), targets=(-1, 2), steps=((0.0625, (0, 1)),))


@claim(
    "L60",
    "The speed of a layer's squared norm is independent of the layer",
    slide="Norm preservation by gradient inclusion",
    reading="Along the flow all layers' squared norms change at one and the same speed, so over any time they change by the same amount.",
    truth=Truth.TRUE,
    why=r"With $\frac{d}{dt}\|W_i\|_F^2 = 2 \langle W_i, -s_i \rangle$ for some $s \in \partial L(W)$ (L57, L58r) and the lemma (L59) "
    r"the right side no longer mentions $i$. Integrating asks for an absolutely continuous curve (L56).",
    proof=r"$\frac{d}{dt}\|W_i\|_F^2 = -2 \langle W_i, s_i \rangle = -2 \sum_n \ell'_n f_n$ for almost every $t$; integrate over $[0, T]$.",
    for_all=small_starts(divisors=(4,)),
    build=flow_at,
    kinks=Kinks(),
    uses=("L56r", "L57", "L58r", "L59"),
    routes={
        "speeds": "torch forward mode along elements that the exact engine finds",
        "value": "forward pass in exact rationals",
        "path": "implicit midpoint rule with frozen slopes, torch at the place",
        "integral": "masked forward pass in exact rationals",
    },
    examples=(SMALL, MINIMAL),
    mutants=(
        Mutant("factor 1", r"$\frac12 \|W_i\|^2$ on one side", SMALL, {"value": lambda s: common(s) / 2}),
        Mutant("the slide's inclusion", r"$\dot W \in \partial L(W)$: the sign", SMALL, {"value": lambda s: -common(s)}),
        Mutant("degree H + 1", "the joint degree of all layers", SMALL, {"value": lambda s: len(s.weights) * common(s)}),
        Mutant("weight decay", "each layer with its own speed", SMALL, {"elements": decayed}),
        Mutant(r"$\ell'$ omitted", "the sum of the predictions", SMALL, {"value": lambda s: -2 * s.exact.preactivations[-1].sum()}),
        Mutant("start for midpoint", "the speed at the start of each step", SMALL, {"integral": lambda s: integrals(s, "weights")}),
        Mutant("descent", "explicit steps, with their own drift", SMALL, {"path": by_descent}),
        Mutant(
            "ascent against ascent",
            "the other sign on both sides",
            parts={"elements": lambda s: [[-g for g in e] for e in by_engine(s)], "value": lambda s: -common(s)},
            equivalent="the equation is linear in the element: only the sign of both sides together is free, and that is L53",
        ),
    ),
    blind=("the slope at a tie, and any pattern that is used forwards and backwards alike",),
)
def one_speed(s, *, elements=velocities.elements, speeds=velocities.speeds, value=common, path=by_midpoints, integral=integrals):
    r"""For every bias-free ReLU network, data set and differentiable $\ell$, every $W$, every $s \in \partial L(W)$ and every layer $i$:
    $\left. \frac{d}{dt} \|W_i - t s_i\|_F^2 \right|_{t=0} = -2 \sum_n \ell'(f(x_n; W), y_n)\, f(x_n; W)$. Hence along the flow
    $\|W_i(T)\|_F^2 - \|W_i(0)\|_F^2 = -2 \int_0^T \sum_n \ell'_n f_n \, dt$ for all $i$."""
    scale = velocities.speed_scale(s)
    for element in elements(s):
        yield equal(speeds(s, element), value(s), scale=scale, label="speeds")
    for t, ((before, after), change) in enumerate(zip(pairwise(path(s)), integral(s), strict=True)):
        start, end = (descent.squared_norms(lifted(weights)) for weights in (before, after))
        for i in s.layers:
            yield equal(end[i] - start[i], change, scale=s.drift(range(t, t + 1), i), label=f"layer {i + 1} in step {t + 1}")
