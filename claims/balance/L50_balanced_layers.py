"""L50: if all layers start small they are balanced: in difference, not in ratio."""

from claims.core.check import at_most, equal
from claims.core.claim import Control, Expect, Mutant, Truth, claim
from claims.instances.midpoint_flows import by_midpoints, flow_at, small_starts
from claims.instances.norm_changes import chains, growing, initial
from claims.instances.training import Training
from claims.instances.training_runs import by_descent, lifted
from claims.instances.update_rules import last_layer_twice_as_fast, weight_decay
from impl import descent

SLIDE = "Norm Preservation"
ALL = (0.25, (0,))
CE5 = Training(weights=(((0.25,),), ((0,),)), inputs=((1,),), targets=(0,), steps=(ALL,))
EVEN = Training(weights=(((0.5,),), ((-0.5,),)), inputs=((1,),), targets=(1,), steps=(ALL, ALL))
GROWING = Training(weights=(((0.25,),), ((0.5,),)), inputs=((1,),), targets=(-2,), loss="linear", steps=(ALL, ALL, ALL))


def whole_multiples(now, most):
    """The largest integer K with K most <= now."""
    return (now / most).floor()


@claim(
    "L50",
    "Small layers are balanced, in ratio",
    slide=SLIDE,
    reading="If all layers start small, then the ratio of any two layers' squared norms is as near to 1 as they are small.",
    truth=Truth.INCOMPLETE,
    why=r"About differences it is true (L55). About ratios, which the slide's figures show too, it is false: $(w_1, w_2) = (\epsilon, 0)$ "
    r"with $y = 0$ never moves, and its ratio is infinite for ever. A ratio gets near 1 only where the norms grow. "
    r"(The slide's $\approx$ is read so that the smaller the start, the nearer the ratio is to 1.)",
    repair="L50r",
    expect=Expect.FAILS,
    for_all=small_starts(steps=(1, 2)),
    build=flow_at,
    routes={"path": "implicit midpoint rule with frozen slopes, torch at the place", "start": "squared norms in exact rationals"},
    examples=(CE5,),
    cost=10,
    controls=(
        Control("equal moduli", "one neuron a layer, all weights of one modulus: balanced from the start", (EVEN,), chains(sizes=(0.25, 0.5))),
        Control(
            "differences", "the difference of the two squared norms in place of the ratio", (CE5,), small_starts(steps=(1, 2)), {"unit": lambda n: 1}
        ),
    ),
)
def ratio(s, *, path=by_midpoints, start=initial, unit=lambda n: n):
    r"""For every bias-free ReLU network whose layers start with $\|W_h(0)\|_F^2 \le M$, along the flow, for all $t$ and all layers $i, j$: the
    difference $\|W_i(t)\|_F^2 - \|W_j(t)\|_F^2$ is what it was, and $\left| \frac{\|W_i(t)\|_F^2}{\|W_j(t)\|_F^2} - 1 \right| \le M$."""
    then = start(s)
    for t, weights in enumerate(path(s)):
        now = descent.squared_norms(lifted(weights))
        for i, j in s.pairs:
            scale, label = s.drift(range(t), i, j), f"t = {t}, layers {i + 1} and {j + 1}"
            yield equal(now[i] - now[j], then[i] - then[j], scale=scale, label=label)
            yield at_most(abs(now[i] - now[j]), max(then) * unit(now[j]), scale=scale, label=label)
            yield at_most(abs(now[j] - now[i]), max(then) * unit(now[i]), scale=scale, label=label)


@claim(
    "L50r",
    "Small layers are balanced in difference, and in ratio once they have grown",
    slide=SLIDE,
    reading="The squared norms of any two layers keep their difference, which is at most the largest of them at the start. "
    "Once a layer has grown to K times that, the ratio of any other to it is within 1/K of 1.",
    truth=Truth.REPAIR,
    proof=r"The differences are constant (L54r), and two numbers in $[0, M]$ differ by at most $M$. Divide by $\|W_j(t)\|_F^2 \ge KM$.",
    for_all=growing() | small_starts(divisors=(4,)) | growing(),
    build=flow_at,
    uses=("L54r",),
    routes={"path": "implicit midpoint rule with frozen slopes, torch at the place", "start": "squared norms in exact rationals"},
    examples=(CE5, EVEN, GROWING),
    cost=10,
    mutants=(
        Mutant("ratio without growth", "K = 1 whatever the norms are", CE5, {"growth": lambda now, most: 1}),
        Mutant("twice the growth", "within $1/(2K)$ of 1", GROWING, {"growth": lambda now, most: 2 * whole_multiples(now, most)}),
        Mutant("descent", "gradient descent in place of the flow", GROWING, {"path": by_descent}),
        Mutant("weight decay", "the differences decay too", GROWING, {"path": weight_decay}),
        Mutant("two rates", "the last layer moves twice as fast", GROWING, {"path": last_layer_twice_as_fast}),
        Mutant("the smallest layer", "the smallest initial norm for the largest", CE5, {"largest": min}),
    ),
    blind=("the slopes, and with them whether the curve is the flow of this network", "the sign of the velocity: L53 sees it"),
)
def difference_and_growth(s, *, path=by_midpoints, start=initial, largest=max, growth=whole_multiples):
    r"""For every bias-free ReLU network, data set and differentiable $\ell$, along the flow from any $W(0)$ with $M = \max_h \|W_h(0)\|_F^2$, for all
    $t$ and all layers $i, j$: $\left| \|W_i(t)\|_F^2 - \|W_j(t)\|_F^2 \right| = \left| \|W_i(0)\|_F^2 - \|W_j(0)\|_F^2 \right| \le M$. If, moreover,
    $\|W_j(t)\|_F^2 \ge KM$ with an integer $K \ge 1$, then $\left| \frac{\|W_i(t)\|_F^2}{\|W_j(t)\|_F^2} - 1 \right| \le \frac1K$."""
    then = start(s)
    most = largest(then)
    for t, weights in enumerate(path(s)):
        now = descent.squared_norms(lifted(weights))
        for i, j in s.pairs:
            scale, label = s.drift(range(t), i, j), f"t = {t}, layers {i + 1} and {j + 1}"
            apart = abs(now[i] - now[j])
            yield equal(apart, abs(then[i] - then[j]), scale=scale, label=label)
            yield at_most(apart, most, scale=scale, label=label)
            for here in (now[i], now[j]) if most else ():
                times = growth(here, most)
                yield at_most(times * apart, here, scale=scale.times(times), label=f"ratio, {label}")
