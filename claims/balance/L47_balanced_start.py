"""L47: panels (a) and (b), training from a balanced start."""

from claims.core.check import at_most, equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import panels
from claims.instances.norm_changes import rounding_of_descent
from claims.instances.training import Training
from claims.instances.training_runs import by_descent, descent_at, judged_gradients
from impl import descent

EVEN = Training(weights=(((1, 0), (0, 1)), ((1, 1),)), inputs=((2, 1),), targets=(1,), steps=((0.0625, (0,)),) * 2)
ACROSS = Training(weights=(((0.125,),), ((1,),)), inputs=((1,), (-1,)), targets=(-1, -1), steps=((0.25, (0, 1)),))
BIASED = Training(weights=(((1, 1), (0, 1)), ((1, 1),)), inputs=((1, 1),), targets=(1,), steps=((0.25, (0,)),))


@claim(
    "L47",
    "Training from a balanced start",
    slide="Norm Preservation",
    reading="Where all layers start with one squared norm, gradient descent moves the differences away from 0 by no more than the squared steps "
    "add up to, and the ratios away from 1 by no more than that divided by a norm.",
    truth=Truth.INCOMPLETE,
    why="The figures show it: differences that stay near 0, ratios near 1. They are exactly 0 and 1 only along the flow.",
    proof=r"Add up the ledger (L51), with $\left|\|G_i\|_F^2 - \|G_j\|_F^2\right| \le \max_h \|G_h\|_F^2$. A step with "
    r"$L_{t+1} \le L_t - \frac{\eta}{2} \|G_t\|^2$ moves a difference by at most $\eta^2 \|G_t\|^2 \le 2\eta (L_t - L_{t+1})$.",
    for_all=panels.panels(),
    build=descent_at,
    kinks=Kinks(),
    uses=("L51",),
    routes={
        "path": "torch autograd and torch arithmetic at the place",
        "gradients": "product formula in exact rationals at every step",
        "ratio": "torch at the place",
    },
    examples=(EVEN,),
    mutants=(
        Mutant("nothing moves", "differences stay 0 and ratios 1, as along the flow", EVEN, {"ledger": lambda g, rate, i, j: 0}),
        Mutant(r"$\eta$ for $\eta^2$", "a drift of first order", EVEN, {"ledger": lambda g, rate, i, j: rate * descent.difference(g, i, j)}),
        Mutant("every run", r"$2\eta (L_0 - L_t)$ for runs that cross kinks too", ACROSS, {"descends": lambda values, gradients, rates: True}),
        Mutant("tanh", "an activation that is not homogeneous", EVEN, {"path": panels.by_tanh, "gradients": panels.tanh_gradients}),
        Mutant(
            "biases",
            "a network with biases, which do not count",
            BIASED,
            {"path": panels.with_biases, "kept": panels.without_biases},
            for_all=panels.panels(biased=True),
        ),
    ),
    blind=("the slope at a tie, and any pattern that is used forwards and backwards alike",),
)
def balanced_start(s, *, path=by_descent, gradients=judged_gradients, ratio=panels.ratio, ledger=descent.ledger, descends=panels.descends, kept=list):
    r"""For every bias-free ReLU network whose layers start with one norm, every data set, rate $\eta$ and number $t$ of steps of gradient descent,
    and all layers $i, j$: $D_{ij}(t) = \|W_i(t)\|_F^2 - \|W_j(t)\|_F^2 = \eta^2 \sum_{k < t} (\|G_i(k)\|_F^2 - \|G_j(k)\|_F^2)$, so
    $|D_{ij}(t)| \le \eta^2 \sum_{k<t} \max_h \|G_h(k)\|_F^2$, and $\|W_i(t)\|_F^2 / \|W_j(t)\|_F^2 = 1 + D_{ij}(t) / \|W_j(t)\|_F^2$.
    If $L(k+1) \le L(k) - \frac{\eta}{2} \|G(k)\|^2$ for all $k < t$, then $|D_{ij}(t)| \le 2\eta (L(0) - L(t))$."""
    shown = panels.plotted(s, path(s), gradients, kept)
    values, start = panels.losses(s, shown.path), shown.norms[0]
    for t, now in enumerate(shown.norms):
        down = descends(values[: t + 1], shown.gradients[:t], s.rates[:t])
        for i, j in s.pairs:
            scale, label = rounding_of_descent(s, shown.path, t, i, j), f"t = {t}, layers {i + 1} and {j + 1}"
            moved = now[i] - now[j] - (start[i] - start[j])
            total = sum(ledger(g, rate, i, j) for g, rate in zip(shown.gradients[:t], s.rates, strict=False))
            yield equal(moved, total, scale=scale, label=f"difference, {label}")
            yield at_most(abs(moved), shown.spread[t], scale=scale, label=f"largest gradients, {label}")
            if now[j]:
                claimed = 1 + (start[i] - start[j] + total) / now[j]
                yield equal(ratio(kept(shown.path[t]), i, j), claimed, scale=panels.ratio_scale(s, scale, now[i], now[j]), label=f"ratio, {label}")
            if down:
                yield at_most(abs(moved), 2 * s.rates[0] * (values[0] - values[t]), scale=scale, label=f"loss, {label}")
