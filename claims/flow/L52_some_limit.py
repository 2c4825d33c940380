"""L52: gradient flow as the limit of gradient descent, without hypotheses."""

from claims.core.check import at_most
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.flow_limits import CE9, GROWING, SHRINKING, by_closed_form, by_torch, distance, limit_at, quadratics, roots
from claims.pictures.limits import beside_the_flow

FINER = 8


@claim(
    "L52",
    "Descent tends to the flow",
    slide="Gradient flow and gradient inclusion",
    reading="Let the rate go to 0: gradient descent becomes the curve that moves along minus the gradient.",
    truth=Truth.INCOMPLETE,
    why=r"Where the gradient is not locally Lipschitz the flow is not unique, and descent need not tend to it: for $f(x) = -\frac23 |x|^{3/2}$ the "
    r"curve $x(t) = t^2/4$ solves $\dot x = -f'(x)$, and descent stays at 0 for every rate. (The slide's $t$ is both a number of steps and a time.)",
    repair="L52r",
    expect=Expect.FAILS,
    for_all=roots(),
    build=limit_at,
    routes={"descent": "torch autograd at the place named", "flow": "a solution in closed form"},
    examples=(CE9,),
    controls=(Control("a Lipschitz gradient", "quadratics", (SHRINKING, GROWING), quadratics(steps=3)),),
    pictures=(beside_the_flow(CE9),),
)
def some_limit(s, *, descent=by_torch, flow=by_closed_form):
    r"""For every differentiable $f$, every solution of $\dot x(t) = -\nabla f(x(t))$ and $x_{t+1} = x_t - \eta \nabla f(x_t)$ from $x_0 = x(0)$:
    $x_k \to x(T)$ for $k \eta = T$, $\eta \to 0$. (Here: an eighth of the rate leaves at most half of the distance.)"""
    end = s.steps * s.rate
    for i in s.width:
        coarse, fine = (distance(descent(s, finer)[-1][i], flow(s, i, end)) for finer in (1, FINER))
        yield at_most(fine, coarse / 2, scale=s.scale(i, s.steps * FINER, s.rate / FINER), label="at an eighth of the rate")
