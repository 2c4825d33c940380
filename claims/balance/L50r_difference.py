"""L50r: layers that start small are balanced, in difference."""

from claims.core.check import at_most, equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances.midpoint_flows import by_midpoints, flow_at, small_starts
from claims.instances.named_trainings import CE5, EVEN, GROWING
from claims.instances.norm_changes import growing, initial, whole_multiples
from claims.instances.training_runs import by_descent, lifted
from claims.instances.update_rules import last_layer_twice_as_fast, weight_decay
from impl import descent


@claim(
    "L50r",
    "Small layers are balanced in difference, and in ratio once they have grown",
    slide="Norm Preservation",
    reading="The squared norms of any two layers keep their difference, which is at most the largest of them at the start. "
    "Once a layer has grown to K times that, the ratio of any other to it is within 1/K of 1.",
    truth=Truth.REPAIR,
    proof=r"The differences are constant (L54r), and two numbers in $[0, M]$ differ by at most $M$. Divide by $\|W_j(t)\|_F^2 \ge KM$.",
    for_all=growing() | small_starts(divisors=(4,)) | growing(),
    build=flow_at,
    uses=("L54r",),
    routes={"path": "implicit midpoint rule with frozen slopes, torch at the place", "start": "squared norms in exact rationals"},
    examples=(CE5, EVEN, GROWING),
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
