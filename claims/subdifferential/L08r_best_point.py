"""L08r: the rate of the best point, with the step that it needs."""

from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import at_most, equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances import lipschitz_runs as r
from claims.instances.lipschitz_runs import ABS, HARDEST, HardestLipschitzRun, promised
from claims.instances.rates import ROUTES, averaged, best_gap, by_torch, in_rationals, last_compared_gap
from claims.pictures.runs import subgradient_rate
from impl.subgradient_method import any_step_bound

RIDGE = r.PolyhedralRun((((15, 4), 4), ((-15, 4), 4), ((0, 0), 0)), (0, 0), (0, -1), 2)


@claim(
    "L08r",
    "Rate GR/sqrt(T) of the subgradient method",
    slide="Subdifferential and Subgradient",
    reading="With the right step for T steps, the best point found is within GR/sqrt(T) of the minimum, and no better promise is possible.",
    truth=Truth.REPAIR,
    formal="optlib: subgradient_method_fix_step_size",
    for_all=st.one_of(r.polyhedral_runs(), r.ridge_runs(), r.hardest_lipschitz_runs()),
    build=r.lipschitz_run_at,
    proof=r"Add up L04r with $z = x^*$ over $t < T$ [Nesterov 2004, section 3.2.3]. Attained by "
    r"$\max(\max_i x_i, \|x\| - R\,(1 + 1/\sqrt{T}))$ on $\mathbb{R}^T$ from $0$ [Drori and Teboulle 2016, appendix A].",
    uses=("L04r",),
    routes=ROUTES,
    examples=(ABS, HARDEST, HardestLipschitzRun(4, 1)),
    mutants=(
        Mutant("constant step", "a step that does not depend on T", ABS, {"step": r.independent_of_T}),
        Mutant("last point", "the last point instead of the best", RIDGE, {"gap": last_compared_gap}),
        Mutant("c / T", "the bound GR/T", HARDEST, {"bound": lambda s: promised(s) / s.root}),
        Mutant("averaged subgradient", "then the hardest function is not hard", HARDEST, {"torch": lambda s, step: by_torch(s, step, averaged)}),
    ),
    pictures=(subgradient_rate(RIDGE),),
)
def best_point(s, *, torch=by_torch, rationals=in_rationals, step=lambda s: s.step, gap=best_gap, bound=promised):
    r"""For every convex, $G$-Lipschitz $f$ with a minimiser within $R$ of $x_0$, every choice of subgradients and every $\eta$:
    $\min_{t < T} f(x_t) - \min f \le \frac{R^2}{2 \eta T} + \frac{\eta G^2}{2}$, which is $GR/\sqrt{T}$ for $\eta = R/(G\sqrt{T})$;
    for each $T$ some $f$ attains it."""
    for name, run in (("torch", torch), ("rationals", rationals)):
        found = gap(s, run(s, step(s)))
        yield at_most(found, bound(s), label=f"{name}, T = {s.count}")
        if s.hardest:
            yield equal(found, bound(s), label=f"{name}, T = {s.count}: attained")
    for factor in (fmpq(1, 4), 2):
        eta = factor * s.step
        if not s.hardest or factor < 1:
            yield at_most(gap(s, rationals(s, eta)), any_step_bound(s.squared_radius, s.constant**2, eta, s.count), label=f"eta = {eta}")
