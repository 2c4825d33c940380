"""L48: panels (c) and (d), training from an unbalanced start."""

from flint import fmpq

from claims.core.check import at_most, equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import panels
from claims.instances.norm_changes import rounding_of_descent
from claims.instances.panels import by_difference
from claims.instances.training import Training
from claims.instances.training_runs import by_descent, descent_at, judged_gradients
from claims.instances.update_rules import last_layer_twice_as_fast, momentum, weight_decay
from impl import descent
from impl.rationals import rational

UNEVEN = Training(weights=(((1, 0), (0, 1)), ((2, 2),)), inputs=((2, 1),), targets=(1,), steps=((0.015625, (0,)),) * 2)
GROWING = UNEVEN._replace(targets=(16,))


@claim(
    "L48",
    "Training from an unbalanced start",
    slide="Norm Preservation",
    reading="Where the layers start with different norms, gradient descent keeps the differences near what they were, "
    "so the ratios move towards 1 only as the norms grow.",
    truth=Truth.INCOMPLETE,
    why="The figures show it: differences near their initial values, ratios that fall towards 1. The first is exact only along the flow, "
    "the second needs norms that grow: where they shrink the ratios move away from 1.",
    proof=r"$\|W_i\|_F^2 / \|W_j\|_F^2 - 1 = D_{ij} / \|W_j\|_F^2$, and the ledger (L51) adds up to the change of $D_{ij}$.",
    for_all=panels.panels(factors=(2, 0.5, 4)),
    build=descent_at,
    kinks=Kinks(),
    uses=("L51",),
    routes={
        "path": "torch autograd and torch arithmetic at the place",
        "gradients": "product formula in exact rationals at every step",
        "ratio": "torch at the place",
    },
    examples=(UNEVEN, GROWING),
    mutants=(
        Mutant("ratios stay", "near what they were, like the differences", GROWING, {"expected": lambda start, total, now: 1 + start[2] / start[1]}),
        Mutant("shrinking norms", "ratios move towards 1 whatever the norms do", UNEVEN, {"grown": lambda before, after: True}),
        Mutant("nothing moves", "differences that stay, as along the flow", UNEVEN, {"ledger": lambda g, rate, i, j: 0}),
        Mutant("weight decay", "differences decay too", UNEVEN, {"path": weight_decay}),
        Mutant("momentum", "the step is no longer a gradient", UNEVEN, {"path": momentum}),
        Mutant("Adam", "each entry moves by about the rate", UNEVEN, {"path": panels.by_adam}),
        Mutant("two rates", "the last layer moves twice as fast", UNEVEN, {"path": last_layer_twice_as_fast}),
    ),
    blind=("the slope at a tie, and any pattern that is used forwards and backwards alike",),
)
def unbalanced_start(
    s, *, path=by_descent, gradients=judged_gradients, ratio=panels.ratio, ledger=descent.ledger, expected=by_difference, grown=fmpq.__ge__
):
    r"""For every bias-free ReLU network whose layers start with different norms, every data set, rate $\eta$ and number $t$ of steps of gradient
    descent, and all layers $i, j$: $D_{ij}(t) = \|W_i(t)\|_F^2 - \|W_j(t)\|_F^2$
    is within $S_t = \eta^2 \sum_{k<t} \max_h \|G_h(k)\|_F^2$ of $D_{ij}(0)$,
    $D_{ij}(t) - D_{ij}(0) = \eta^2 \sum_{k<t} (\|G_i(k)\|_F^2 - \|G_j(k)\|_F^2)$, and $r_{ij}(t) = \|W_i(t)\|_F^2 / \|W_j(t)\|_F^2$ is
    $1 + D_{ij}(t) / \|W_j(t)\|_F^2$. Where $\|W_j(t)\|_F \ge \|W_j(0)\|_F$, $|r_{ij}(t) - 1| \le |r_{ij}(0) - 1| + S_t / \|W_j(t)\|_F^2$."""
    shown = panels.plotted(s, path(s), gradients, list)
    start = shown.norms[0]
    for t, now in enumerate(shown.norms):
        for i, j in s.pairs:
            scale, label = rounding_of_descent(s, shown.path, t, i, j), f"t = {t}, layers {i + 1} and {j + 1}"
            apart = start[i] - start[j]
            total = sum(ledger(g, rate, i, j) for g, rate in zip(shown.gradients[:t], s.rates, strict=False))
            yield equal(now[i] - now[j] - apart, total, scale=scale, label=f"difference, {label}")
            yield at_most(abs(now[i] - now[j] - apart), shown.spread[t], scale=scale, label=f"largest gradients, {label}")
            if now[j]:
                found, rounding = ratio(shown.path[t], i, j), panels.ratio_scale(s, scale, now[i], now[j])
                yield equal(found, expected((start[i], start[j], apart), total, now[j]), scale=rounding, label=f"ratio, {label}")
                if grown(now[j], start[j]):
                    bound = abs(apart / start[j]) + shown.spread[t] / now[j]
                    yield at_most(abs(rational(found) - 1), bound, scale=rounding, label=f"towards 1, {label}")
