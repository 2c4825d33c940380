"""L04r: one step of the subgradient method, f convex."""

from claims.core.check import at_most
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import M
from claims.instances.function_subjects import function_at
from claims.instances.polyhedral_functions import convex_functions, differences
from claims.instances.single_steps import by_torch, in_rationals, promised, squared_distance, subgradients_at_z, value
from claims.instances.subgradients import SubgradientStep, clarke_elements, engine, subgradient_steps

OVERSHOT = SubgradientStep("abs(x0)", (0.25,), 1, (0,))
MOVED = SubgradientStep("abs(x0)", (1,), 1, (-1,))
LEFT_PEAK = SubgradientStep(M.formula, (-1,), 0.5, (-2,))


@claim(
    "L04r",
    "One step of the subgradient method",
    slide="Subdifferential and Subgradient (definition)",
    reading="A step along any subgradient brings x closer to every z with a lower value, up to the square of the step; f itself may rise.",
    truth=Truth.REPAIR,
    for_all=subgradient_steps(convex_functions()),
    build=function_at,
    kinks=Kinks(),
    proof=r"$\|x_{t+1} - z\|^2 = \|x_t - z\|^2 - 2\eta\, g_t^\top(x_t - z) + \eta^2 \|g_t\|^2$, and $g_t^\top (x_t - z) \ge f(x_t) - f(z)$.",
    uses=("L01", "L06"),
    routes={"step": "the step in torch at the place named", "values": "f(x) and f(z) in rationals"},
    examples=(OVERSHOT,),
    mutants=(
        Mutant("descent", "f(x_{t+1}) <= f(x_t)", OVERSHOT, {"reached": value, "bound": lambda s, g, values: values[0]}),
        Mutant("Clarke, f not convex", "g in the Clarke differential", LEFT_PEAK, {"slopes": clarke_elements}, subgradient_steps(differences())),
        Mutant("g at another point", "the missing index read as a fixed x", MOVED, {"slopes": subgradients_at_z}),
        Mutant("without eta^2", "the square of the step left out", OVERSHOT, {"bound": lambda s, g, values: promised(s, g, values, 0)}),
    ),
)
def one_step(s, *, step=by_torch, values=in_rationals, reached=squared_distance, bound=promised, slopes=lambda s: engine(s).vertices):
    r"""For every convex $f$, every $x_t$, $z$, $\eta > 0$ and $g_t \in \partial_s f(x_t)$, with $x_{t+1} = x_t - \eta g_t$:
    $\|x_{t+1} - z\|^2 \le \|x_t - z\|^2 - 2\eta\,(f(x_t) - f(z)) + \eta^2 \|g_t\|^2$."""
    for g in slopes(s):
        yield at_most(reached(s, step(s, g)), bound(s, g, values(s)), label=f"g = {g}")
