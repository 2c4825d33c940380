"""L52: gradient flow as the limit of gradient descent; false without uniqueness, L52r with a Lipschitz gradient and a rate."""

from hypothesis import strategies as st

from claims.core.check import at_most
from claims.core.claim import Control, Expect, Mutant, Truth, claim
from claims.instances.flow_limits import (
    Moduli,
    Quadratic,
    Root,
    by_closed_form,
    by_torch,
    distance,
    limit_at,
    moved,
    quadratics,
    roots,
    sums_of_moduli,
)

SLIDE = "Gradient flow and gradient inclusion"
CE9 = Root(c=1, halvings=1, steps=2)
SHRINKING, GROWING = Quadratic((1,), (1,), 2, 3), Quadratic((-2,), (1,), 3, 4)
MODULUS, ACROSS = Moduli((1,), (1,), 1, 3), Moduli((4,), (1,), 0, 2)
FINER = 8


@claim(
    "L52",
    "Descent tends to the flow",
    slide=SLIDE,
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
    cost=10,
)
def some_limit(s, *, descent=by_torch, flow=by_closed_form):
    r"""For every differentiable $f$, every solution of $\dot x(t) = -\nabla f(x(t))$ and $x_{t+1} = x_t - \eta \nabla f(x_t)$ from $x_0 = x(0)$:
    $x_k \to x(T)$ for $k \eta = T$, $\eta \to 0$. (Here: an eighth of the rate leaves at most half of the distance.)"""
    end = s.steps * s.rate
    for i in s.width:
        coarse, fine = (distance(descent(s, finer)[-1][i], flow(s, i, end)) for finer in (1, FINER))
        yield at_most(fine, coarse / 2, scale=s.scale(i, s.steps * FINER, s.rate / FINER), label="at an eighth of the rate")


@claim(
    "L52r",
    "Descent is within the order of the rate of the flow",
    slide=SLIDE,
    reading="Where the gradient is Lipschitz, descent stays as near to the flow as the rate is small; for sums of moduli too.",
    truth=Truth.REPAIR,
    proof=r"One step misses the flow by at most $\frac{\eta^2}{2} \sup|\ddot x|$, and earlier errors grow by a factor "
    r"$1 + \eta L \le e^{\eta L}$ a step; add up.",
    for_all=st.one_of(quadratics(), sums_of_moduli()),
    build=limit_at,
    routes={"descent": "torch autograd at the place named", "flow": "the flow in closed form, exponentials in ball arithmetic"},
    examples=(SHRINKING, GROWING, MODULUS),
    mutants=(
        Mutant("order 2", r"$\eta^2$ in place of $\eta$", GROWING, {"bound": lambda s, i, t: s.bound(i, t, s.rate) * s.rate}),
        Mutant("ascent", r"$x + \eta \nabla f(x)$", SHRINKING, {"descent": lambda s: moved(s, lambda x, g, rate: x + rate * g)}),
        Mutant("time $\\eta^2$", r"a step takes the time $\eta^2$", SHRINKING, {"time": lambda s, k: k * s.rate**2}),
        Mutant(
            "a quarter of the bound",
            "a step across the kink can miss by more",
            ACROSS,
            {"bound": lambda s, i, t: s.bound(i, t, s.rate) / 4},
        ),
    ),
    blind=("functions whose flow has no closed form: only quadratics and sums of moduli are searched",),
    cost=6,
)
def limit_with_a_rate(s, *, descent=by_torch, flow=by_closed_form, bound=lambda s, i, t: s.bound(i, t, s.rate), time=lambda s, k: k * s.rate):
    r"""For every $f$ whose gradient has the Lipschitz constant $L$ on a convex set that holds flow and iterates:
    $|x_k - x(k\eta)| \le \frac{\eta}{2} \sup|\ddot x| \, \frac{e^{L k \eta} - 1}{L}$ for every $k$; and for $f(x) = \sum_i c_i |x_i|$:
    $|x_{k,i} - x_i(k \eta)| \le \eta c_i$."""
    for k, x in enumerate(descent(s)):
        for i in s.width:
            t = time(s, k)
            yield at_most(distance(x[i], flow(s, i, t)), bound(s, i, t), scale=s.scale(i, k, s.rate), label=f"step {k}")
