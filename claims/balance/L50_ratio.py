"""L50: layers that start small are balanced, in ratio."""

from claims.core.check import at_most, equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.midpoint_flows import by_midpoints, flow_at, small_starts
from claims.instances.named_trainings import CE5, EVEN
from claims.instances.norm_changes import chains, initial
from claims.instances.training_runs import lifted
from impl import descent


@claim(
    "L50",
    "Small layers are balanced, in ratio",
    slide="Norm Preservation",
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
    controls=(
        Control("equal moduli", "one neuron a layer, all weights of one modulus: balanced from the start", (EVEN,), chains(sizes=(0.25, 0.5))),
        Control("differences", "of the two squared norms, in place of their ratio", (CE5,), small_starts(steps=(1, 2)), {"unit": lambda n: 1}),
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
