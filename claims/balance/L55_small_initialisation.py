"""L55: layers that start small stay balanced."""

from claims.core.check import at_most, equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances.midpoint_flows import by_midpoints, flow_at, small_starts
from claims.instances.named_trainings import CE5, SMALL
from claims.instances.norm_changes import initial
from claims.instances.training_runs import by_descent, lifted
from claims.instances.update_rules import last_layer_twice_as_fast, weight_decay
from impl import descent


@claim(
    "L55",
    "Layers that start small stay balanced",
    slide="Norm preservation by gradient inclusion",
    reading="For all times the squared norms of two layers differ by what they differed by at the start, which is little if all layers start small.",
    truth=Truth.TRUE,
    why=r"$\approx$ is a statement about the difference. About the ratio it is false: $(w_1, w_2) = (\epsilon, 0)$ with $y = 0$ never moves (L50). "
    "A ratio tends to 1 only where the norms grow.",
    proof=r"$\|W_i(t)\|_F^2 - \|W_j(t)\|_F^2$ is constant (L54r), and two numbers in $[0, M]$ differ by at most $M$.",
    for_all=small_starts(),
    build=flow_at,
    uses=("L54r",),
    routes={"path": "implicit midpoint rule with frozen slopes, torch at the place", "start": "squared norms in exact rationals"},
    examples=(SMALL, CE5),
    mutants=(
        Mutant("descent", "gradient descent in place of the flow", SMALL, {"path": by_descent}),
        Mutant("weight decay", "the differences decay too", SMALL, {"path": weight_decay}),
        Mutant("two rates", "the last layer moves twice as fast", SMALL, {"path": last_layer_twice_as_fast}),
        Mutant("the smallest layer", "the smallest initial norm for the largest", CE5, {"bound": lambda start, now, i, j: min(start)}),
        Mutant("ratio", r"$|\|W_i\|^2 / \|W_j\|^2 - 1|$ in place of the difference", CE5, {"bound": lambda start, now, i, j: max(start) * now[j]}),
    ),
    blind=("the slopes, and with them whether the curve is the flow of this network", "the sign of the velocity: L53 sees it"),
)
def small_start(s, *, path=by_midpoints, start=initial, bound=lambda start, now, i, j: max(start)):
    r"""For every bias-free ReLU network, data set and differentiable $\ell$, along the flow from any $W(0)$, for all $t \ge 0$ and all layers
    $i, j$: $\left| \|W_i(t)\|_F^2 - \|W_j(t)\|_F^2 \right| = \left| \|W_i(0)\|_F^2 - \|W_j(0)\|_F^2 \right| \le \max_h \|W_h(0)\|_F^2$."""
    then = start(s)
    for t, weights in enumerate(path(s)):
        now = descent.squared_norms(lifted(weights))
        for i, j in s.pairs:
            scale, label = s.drift(range(t), i, j), f"after step {t}, layers {i + 1} and {j + 1}"
            yield equal(abs(now[i] - now[j]), abs(then[i] - then[j]), scale=scale, label=label)
            yield at_most(abs(now[i] - now[j]), bound(then, now, i, j), scale=scale, label=label)
