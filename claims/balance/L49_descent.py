"""L49: the differences of the layers' squared norms along gradient descent."""

from itertools import pairwise

from claims.core.check import equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances import flows
from claims.instances.named_trainings import CE12
from claims.instances.training import DYADIC, LIVELY, Training, trainings
from claims.instances.training_runs import by_descent, descent_at
from claims.instances.update_rules import midpoint
from claims.pictures.training import ledger

MIDDLE = r"$W^+ = W - \eta G\left(\frac{W + W^+}{2}\right)$ keeps every quadratic invariant of the flow"
EVEN = Training(weights=(((2,),), ((-2,),)), inputs=((1,),), targets=(1,), steps=((0.25, (0,)), (0.25, (0,))))


@claim(
    "L49",
    "Descent keeps the differences of the layers' norms",
    slide="Norm preservation",
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
    controls=(
        Control("the gradient at the middle of the step", MIDDLE, (CE12,), trainings(steps=(1, 1), plans=DYADIC), {"path": midpoint}),
        Control("layers of one size and opposite signs", "their gradients have one norm, so the ledger (L51) has nothing to add", (EVEN,)),
    ),
    pictures=(ledger(CE12, 6),),
)
def descent_conserves(s, *, path=by_descent, gain=flows.gains, product=flows.gains_by_products):
    r"""For every network of the slide, data set, rate, step $t$ and pair of layers, under gradient descent
    $\|W_i(t+1)\|_F^2 - \|W_i(t)\|_F^2 = \|W_j(t+1)\|_F^2 - \|W_j(t)\|_F^2$."""
    for t, (before, after) in enumerate(pairwise(path(s))):
        of_one, of_other = gain(before, after), product(before, after)
        for i, j in s.pairs:
            yield equal(of_one[i], of_other[j], scale=s.step_scale(before, t, i, j), label=f"step {t + 1}, layers {i + 1} and {j + 1}")
