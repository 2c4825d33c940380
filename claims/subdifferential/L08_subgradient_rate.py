"""L08: the rate of the subgradient method, whatever the step."""

from claims.core.check import at_most
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.lipschitz_runs import ABS, HARDEST, independent_of_T, lipschitz_run_at, polyhedral_runs, promised
from claims.instances.rates import ROUTES, best_gap, by_torch, in_rationals
from claims.pictures.runs import fixed_step


@claim(
    "L08",
    "Rate 1/sqrt(T) with a constant step",
    slide="Subdifferential and Subgradient",
    reading="With one fixed step the subgradient method approaches the minimum like 1/sqrt(T).",
    truth=Truth.INCOMPLETE,
    why=r"The hypotheses are missing: $f$ Lipschitz with constant $G$, a minimiser within $R$ of $x_0$, a step like $R/(G\sqrt T)$, and the best "
    r"(or the averaged) point. With the slide's constant step there is no convergence: on $|x|$ from $x_0 = \eta/2$ it goes to and fro for ever.",
    repair="L08r",
    for_all=polyhedral_runs(),
    build=lipschitz_run_at,
    expect=Expect.FAILS,
    routes=ROUTES,
    examples=(ABS, ABS._replace(root=8)),
    controls=(Control("step R / (G sqrt(T))", "the step that depends on T", (ABS, HARDEST), polyhedral_runs(), {"step": lambda s: s.step}),),
    pictures=(fixed_step(ABS),),
)
def constant_step(s, *, torch=by_torch, rationals=in_rationals, step=independent_of_T):
    r"""For every convex, $G$-Lipschitz $f$ with a minimiser within $R$ of $x_0$, and for a step $\eta$ that does not depend on $T$
    (here $2R/G$): $\min_{t < T} f(x_t) - \min f \le GR/\sqrt{T}$."""
    for name, run in (("torch", torch), ("rationals", rationals)):
        yield at_most(best_gap(s, run(s, step(s))), promised(s), label=f"{name}, T = {s.count}")
