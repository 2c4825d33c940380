"""L09: the rate of gradient descent."""

from hypothesis import strategies as st

from claims.core.check import at_most, equal
from claims.core.claim import Control, Expect, Mutant, Truth, claim
from claims.instances.rates import by_torch, in_rationals, last_gap
from claims.instances.smooth_runs import AbsoluteRun, HuberRun, NoMinimiserRun, QuadraticRun, huber_runs, quadratic_runs, smooth_run_at
from impl.subgradient_method import smooth_bound

DIVERGING = QuadraticRun(((1,),), (1,), (0,), -2, 4)  # x^2 / 2 with step 4: x_t = (-3)^t
BOWL = QuadraticRun(((1, 0), (1, 1)), (2, -1), (0, 1), 2, 3)
NO_MINIMISER = NoMinimiserRun(0.25, 1024)
HUBER = HuberRun(1, 1, 1, 3)
HALF_STEP = HuberRun(1, 1, 0.5, 4)


def by_torch_from_below(s):
    """f(x_T) - inf f at the point that torch reaches, from below."""
    return last_gap(s, by_torch(s, s.step))


def certainly(s):
    """f(x_T) - inf f of the run in rationals, or a bound from below where there is none."""
    return s.floor if s.floor is not None else last_gap(s, in_rationals(s, s.step))


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
    cost=2,
    routes={"reached": "gradient descent in torch at the place named, with torch's gradients", "certain": "gradient descent in rationals"},
    examples=(DIVERGING, NO_MINIMISER),
    controls=(Control("a minimiser, and a step of at most 1/beta", "then the rate is there", (BOWL, HUBER), quadratic_runs()),),
)
def any_step(s, *, reached=by_torch_from_below, certain=certainly):
    r"""For every convex differentiable $f$ with Lipschitz gradient, every $\eta > 0$ and every $x_0$ there is a $C$ with
    $f(x_T) - \inf f \le C/T$ for every $T$ (asked here of $C = 64\,(1 + f(x_0) - \inf f)$)."""
    most = 64 * (1 + s.exactly(s.start) - s.least)
    yield at_most(s.count * reached(s), most, label=f"torch, T = {s.count}")
    yield at_most(s.count * certain(s), most, label=f"in rationals, T = {s.count}")
    if s.floor is None:
        yield equal(reached(s), certain(s), label="the two runs")


def promised(s):
    """beta R^2 / (4 eta beta T + 2)."""
    return smooth_bound(s.constant, s.squared_radius, s.step, s.count)


@claim(
    "L09r",
    "Rate of gradient descent",
    slide="Subdifferential and Subgradient",
    reading="With a step of at most 1/beta, T steps bring f within beta R^2/(4 eta beta T + 2) of its minimum, and no better promise is possible.",
    truth=Truth.REPAIR,
    for_all=st.one_of(quadratic_runs(), quadratic_runs(), huber_runs()),
    build=smooth_run_at,
    cost=2,
    proof=r"Drori and Teboulle 2014, theorem 3.1. Attained by Huber's function of threshold $d = R/(2\eta\beta T + 1)$, on which "
    r"every step has the length $\eta\beta d$.",
    routes={
        "torch": "gradient descent in torch at the place named, with torch's gradients",
        "rationals": "gradient descent in rationals, by formula",
    },
    examples=(BOWL, HUBER, HALF_STEP),
    mutants=(
        Mutant(
            "bound of eta = 1/beta",
            "claimed for smaller steps",
            HALF_STEP,
            {"bound": lambda s: s.constant * s.squared_radius / (4 * s.count + 2)},
        ),
        Mutant("step beyond 2/beta", "eight times the step", DIVERGING._replace(halvings=1), {"step": lambda s: 8 * s.step}),
        Mutant(
            "beta R^2 / (4 eta beta T + 4)",
            "a smaller bound",
            HUBER,
            {"bound": lambda s: s.constant * s.squared_radius / (4 * s.step * s.constant * s.count + 4)},
        ),
        Mutant("c / T^2", "the rate of accelerated methods", HUBER, {"bound": lambda s: promised(s) / s.count}),
        Mutant(
            "not smooth",
            "|x|, with beta = 1 claimed",
            AbsoluteRun(0.5, 2),
            for_all=st.builds(AbsoluteRun, st.sampled_from((0.5, 0.25)), st.integers(2, 6)),
        ),
    ),
)
def last_point(s, *, torch=by_torch, rationals=in_rationals, step=lambda s: s.step, bound=promised):
    r"""For every convex $f$ with $\beta$-Lipschitz gradient and a minimiser $x^*$, $R = \|x_0 - x^*\|$, and $0 < \eta \le 1/\beta$:
    $f(x_T) - f(x^*) \le \frac{\beta R^2}{4 \eta \beta T + 2}$; for each $T$ some $f$ attains it."""
    points = rationals(s, step(s))
    yield equal(torch(s, step(s)), points, label="the points of the two runs")
    yield at_most(last_gap(s, points), bound(s), label=f"T = {s.count}")
    if s.hardest:
        yield equal(last_gap(s, points), bound(s), label=f"T = {s.count}: attained")
