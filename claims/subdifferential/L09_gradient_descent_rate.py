"""L09: the rate of gradient descent, whatever the function and the step."""

from claims.core.check import at_most, equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.smooth_runs import BOWL, DIVERGING, HUBER, NoMinimiserRun, certainly, from_below, quadratic_runs, smooth_run_at
from claims.pictures.runs import no_rate

NO_MINIMISER = NoMinimiserRun(0.25, 1024)


@claim(
    "L09",
    "Rate 1/T for every smooth convex function and step",
    slide="Subdifferential and Subgradient",
    reading="For a convex function with Lipschitz gradient, gradient descent approaches the infimum like 1/T.",
    truth=Truth.INCOMPLETE,
    why=r"The hypotheses are missing: a minimiser, and a step $0 < \eta \le 1/\beta$. On $x^2/2$ a step above $2$ diverges. "
    r"$f(x) = 1/\log(2 + x)$ has no minimiser, and $f(x_T) \ge 2/\log(4 + CT)$.",
    repair="L09r",
    for_all=quadratic_runs(doubled=3),
    build=smooth_run_at,
    expect=Expect.FAILS,
    routes={"reached": "gradient descent in torch at the place named, with torch's gradients", "certain": "gradient descent in rationals"},
    examples=(DIVERGING, NO_MINIMISER),
    controls=(Control("a minimiser, and a step of at most 1/beta", "then the rate is there", (BOWL, HUBER), quadratic_runs()),),
    pictures=(no_rate(DIVERGING, NO_MINIMISER),),
)
def any_step(s, *, reached=from_below, certain=certainly):
    r"""For every convex differentiable $f$ with Lipschitz gradient, every $\eta > 0$ and every $x_0$ there is a $C$ with
    $f(x_T) - \inf f \le C/T$ for every $T$ (asked here of $C = 64\,(1 + f(x_0) - \inf f)$)."""
    most = 64 * (1 + s.exactly(s.start) - s.least)
    yield at_most(s.count * reached(s), most, label=f"torch, T = {s.count}")
    yield at_most(s.count * certain(s), most, label=f"in rationals, T = {s.count}")
    if s.floor is None:
        yield equal(reached(s), certain(s), label="the two runs")
