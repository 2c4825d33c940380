"""L53: the gradient inclusion as printed: without a minus sign."""

from claims.core.check import belongs
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.loss_elements import clarke_of_loss
from claims.instances.named_trainings import CE12, KINK
from claims.instances.training import trainings
from claims.instances.training_runs import by_descent, exact_descent_at, speed

ONE_SAMPLE = trainings(depths=(1, 2), width=2, samples=1, steps=(1, 1), losses=("half square",))


@claim(
    "L53",
    "The gradient inclusion as printed",
    slide="Gradient flow and gradient inclusion",
    reading="A step of gradient descent moves along an element of the Clarke differential.",
    truth=Truth.FALSE,
    why=r"The minus sign is missing: $\frac{dx}{dt} \in -\partial f(x)$. As printed, $x^2$ gives $x(t) = x(0) e^{2t}$, "
    r"and $x^4/4$ blows up in finite time. Norm preservation does not notice (L54r).",
    repair="L53r",
    expect=Expect.FAILS,
    for_all=ONE_SAMPLE,
    build=exact_descent_at,
    routes={"path": "torch autograd and torch arithmetic at the place", "differential": "the exact engine"},
    examples=(CE12, KINK),
    controls=(
        Control(
            "with the minus sign",
            "for one sample backpropagation without biases returns a limiting gradient, at kinks too",
            (CE12, KINK),
            ONE_SAMPLE,
            {"sign": -1},
        ),
    ),
)
def printed_inclusion(s, *, path=by_descent, differential=clarke_of_loss, sign=1):
    r"""For every bias-free ReLU network, sample and rate $\eta$, the step of gradient descent has
    $\frac{W_{t+1} - W_t}{\eta} \in \partial L(W_t)$."""
    yield belongs([sign * v for v in speed(s, path(s))], differential(s))
