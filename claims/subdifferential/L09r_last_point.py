"""L09r: the rate of the last point, for smooth functions with a minimiser."""

from hypothesis import strategies as st

from claims.core.check import at_most, equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances import smooth_runs as r
from claims.instances.rates import by_torch, in_rationals, last_gap
from claims.instances.smooth_promises import below_promise, promised, promised_at_full_step
from claims.instances.smooth_runs import BOWL, DIVERGING, HUBER, HuberRun
from claims.pictures.runs import smooth_rate

HALF_STEP = HuberRun(1, 1, 0.5, 4)


@claim(
    "L09r",
    "Rate of gradient descent",
    slide="Subdifferential and Subgradient",
    reading="With a step of at most 1/beta, T steps bring f within beta R^2/(4 eta beta T + 2) of its minimum, and no better promise is possible.",
    truth=Truth.REPAIR,
    formal="optlib: gradient_method (with the weaker bound R^2/(2 a (T + 1)))",
    for_all=st.one_of(r.quadratic_runs(), r.quadratic_runs(), r.huber_runs()),
    build=r.smooth_run_at,
    proof=r"Drori and Teboulle 2014, theorem 3.1. Attained by Huber's function of threshold $d = R/(2\eta\beta T + 1)$, on which "
    r"every step has the length $\eta\beta d$.",
    routes={
        "torch": "gradient descent in torch at the place named, with torch's gradients",
        "rationals": "gradient descent in rationals, by formula",
    },
    examples=(BOWL, HUBER, HALF_STEP),
    mutants=(
        Mutant("bound of eta = 1/beta", "claimed for smaller steps", HALF_STEP, {"bound": promised_at_full_step}),
        Mutant("step beyond 2/beta", "eight times the step", DIVERGING._replace(halvings=1), {"step": lambda s: 8 * s.step}),
        Mutant("beta R^2 / (4 eta beta T + 4)", "a smaller bound", HUBER, {"bound": below_promise}),
        Mutant("c / T^2", "the rate of accelerated methods", HUBER, {"bound": lambda s: promised(s) / s.count}),
        Mutant("not smooth", "|x|, with beta = 1 claimed", r.AbsoluteRun(0.5, 2), for_all=r.absolute_runs()),
    ),
    pictures=(smooth_rate(BOWL),),
)
def last_point(s, *, torch=by_torch, rationals=in_rationals, step=lambda s: s.step, bound=promised):
    r"""For every convex $f$ with $\beta$-Lipschitz gradient and a minimiser $x^*$, $R = \|x_0 - x^*\|$, and $0 < \eta \le 1/\beta$:
    $f(x_T) - f(x^*) \le \frac{\beta R^2}{4 \eta \beta T + 2}$; for each $T$ some $f$ attains it."""
    points = rationals(s, step(s))
    yield equal(torch(s, step(s)), points, label="the points of the two runs")
    yield at_most(last_gap(s, points), bound(s), label=f"T = {s.count}")
    if s.hardest:
        yield equal(last_gap(s, points), bound(s), label=f"T = {s.count}: attained")
