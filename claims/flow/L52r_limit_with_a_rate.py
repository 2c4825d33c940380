"""L52r: gradient flow as the limit of gradient descent, with a Lipschitz gradient and a rate."""

from hypothesis import strategies as st

from claims.core.check import at_most
from claims.core.claim import Mutant, Truth, claim
from claims.instances import flow_limits as f
from claims.instances.flow_limits import ACROSS, GROWING, MODULUS, SHRINKING
from claims.pictures.limits import beside_the_flow, order


@claim(
    "L52r",
    "Descent is within the order of the rate of the flow",
    slide="Gradient flow and gradient inclusion",
    reading="Where the gradient is Lipschitz, descent stays as near to the flow as the rate is small; for sums of moduli too.",
    truth=Truth.REPAIR,
    proof=r"One step misses the flow by at most $\frac{\eta^2}{2} \sup|\ddot x|$, and earlier errors grow by a factor "
    r"$1 + \eta L \le e^{\eta L}$ a step; add up.",
    for_all=st.one_of(f.quadratics(), f.sums_of_moduli()),
    build=f.limit_at,
    formal="mathlib: dist_le_of_approx_trajectories_ODE (Gronwall's inequality, which the rate rests on)",
    routes={"descent": "torch autograd at the place named", "flow": "the flow in closed form, exponentials in ball arithmetic"},
    examples=(SHRINKING, GROWING, MODULUS),
    mutants=(
        Mutant("order 2", r"$\eta^2$ in place of $\eta$", GROWING, {"bound": lambda s, i, t: s.bound(i, t, s.rate) * s.rate}),
        Mutant("ascent", r"$x + \eta \nabla f(x)$", SHRINKING, {"descent": lambda s: f.moved(s, lambda x, g, rate: x + rate * g)}),
        Mutant("time $\\eta^2$", r"a step takes the time $\eta^2$", SHRINKING, {"time": lambda s, k: k * s.rate**2}),
        Mutant("a quarter of the bound", "a step across the kink can miss by more", ACROSS, {"bound": lambda s, i, t: s.bound(i, t, s.rate) / 4}),
    ),
    blind=("functions whose flow has no closed form: only quadratics and sums of moduli are searched",),
    pictures=(order((SHRINKING, GROWING, ACROSS)), beside_the_flow(ACROSS._replace(halvings=4, steps=10))),
)
def limit_with_a_rate(s, *, descent=f.by_torch, flow=f.by_closed_form, bound=lambda s, i, t: s.bound(i, t, s.rate), time=lambda s, k: k * s.rate):
    r"""For every $f$ whose gradient has the Lipschitz constant $L$ on a convex set that holds flow and iterates:
    $|x_k - x(k\eta)| \le \frac{\eta}{2} \sup|\ddot x| \, \frac{e^{L k \eta} - 1}{L}$ for every $k$; and for $f(x) = \sum_i c_i |x_i|$:
    $|x_{k,i} - x_i(k \eta)| \le \eta c_i$."""
    for k, x in enumerate(descent(s)):
        for i in s.width:
            t = time(s, k)
            yield at_most(f.distance(x[i], flow(s, i, t)), bound(s, i, t), scale=s.scale(i, k, s.rate), label=f"step {k}")
