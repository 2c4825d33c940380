"""L45r: the network of three layers, its quadratic loss, and the updates of gradient descent."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import descent_updates as d
from claims.instances.descent_updates import by_optimizer, in_rationals, three_layers
from claims.instances.named_trainings import AT_KINK, OFF
from claims.instances.training import LIVELY
from claims.instances.training_runs import descent_at
from claims.instances.update_rules import one_layer_after_another

TWO = OFF._replace(inputs=((1,), (2,)), targets=(1, 1), steps=((0.25, (0, 1)),))


@claim(
    "L45r",
    "One step of gradient descent",
    slide="Norm Preservation",
    reading="Each of the three layers moves against what backpropagation returns, all at once and at one rate; a neuron at 0 counts as off.",
    truth=Truth.REPAIR,
    why=r"$G_h = \sum_n (f(x_n) - y_n) (W_3 A_2 \cdots A_h)^\top (A_{h-1} \cdots x_n)^\top$ with $\sigma'(0) = 0$ is defined everywhere, "
    "and where the loss is differentiable it is its gradient.",
    for_all=three_layers(plans=LIVELY),
    build=descent_at,
    kinks=Kinks(),
    uses=("L41r",),
    routes={"optimizer": "torch.optim.SGD at the place", "formula": "product formula in exact rationals"},
    examples=(OFF, AT_KINK, TWO),
    mutants=(
        Mutant("the square not halved", r"$L = \sum_n (f - y)^2$", OFF, {"formula": lambda s: in_rationals(s, 2)}),
        Mutant("the mean of the samples", "for their sum", TWO, {"formula": lambda s: in_rationals(s, s.rates[0] ** 0 / len(s.targets))}),
        Mutant("uphill", r"$+\eta$", OFF, {"formula": lambda s: in_rationals(s, -1)}),
        Mutant("slope 1 at 0", "a neuron at 0 counts as on", AT_KINK, {"formula": lambda s: in_rationals(s, slope=1)}),
        Mutant("weight decay", "each layer shrinks as well", OFF, {"optimizer": lambda s: by_optimizer(s, weight_decay=1)}),
        Mutant("Adam", "each entry moves by the rate", OFF, {"optimizer": d.by_adam}),
        Mutant("one layer after another", "gradients at different weights", OFF, {"optimizer": lambda s: one_layer_after_another(s)[1]}),
        Mutant("momentum", "heavy ball", parts={"optimizer": d.by_momentum}, equivalent="a first step is a step of descent: L51 takes several"),
    ),
    blind=("what happens in later steps: L51",),
)
def one_step_of_descent(s, *, optimizer=by_optimizer, formula=in_rationals):
    r"""For $L(W) = \frac12 \sum_n (W_3 \sigma(W_2 \sigma(W_1 x_n)) - y_n)^2$ and all $W(t)$ and $\eta$, one step of gradient descent is
    $W_h(t+1) = W_h(t) - \eta G_h$ for $h = 1, 2, 3$, with $G_h = \sum_n (f(x_n) - y_n) \frac{\partial f(x_n)}{\partial W_h}$
    at slopes $\sigma'(0) = 0$."""
    after, claimed = optimizer(s), formula(s)
    for h in s.layers:
        yield equal(after[h], claimed[h], scale=d.update_scale(s, h, s.rates[0]), label=f"layer {h + 1}")
