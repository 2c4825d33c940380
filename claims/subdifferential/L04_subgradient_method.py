"""L04: the subgradient method."""

from claims.core.check import at_most, equal
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances.breakpoint_functions import M
from claims.instances.function_subjects import function_at, lattice
from claims.instances.polyhedral_functions import FunctionAtPoint, convex_functions, differences, piecewise_affine_functions
from claims.instances.subgradients import SubgradientStep, balance, clarke_elements, engine, nonempty, subgradient_steps
from impl.piecewise import evaluate
from impl.rationals import dot, rational, vector
from impl.subdifferential import subdifferential

ABSOLUTE = FunctionAtPoint("abs(x0)", (0,))
OVERSHOT = SubgradientStep("abs(x0)", (0.25,), 1, (0,))
MOVED = SubgradientStep("abs(x0)", (1,), 1, (-1,))
LEFT_PEAK = SubgradientStep(M.formula, (-1,), 0.5, (-2,))


def contradiction(s):
    """How the inequalities at x - 1, x + 1, ... contradict each other (zeros where they do not), with f evaluated by torch."""
    return balance(s, lattice(s.x))


@claim(
    "L04",
    "The subgradient method, for every f",
    slide="Subdifferential and Subgradient (definition)",
    reading="Whatever the function and wherever the method has got to, there is a subgradient to step along.",
    truth=Truth.INCOMPLETE,
    why=r"The index is missing: $g_t \in \partial_s f(x_t)$. The step is defined only where this set is not empty; for the M function at $-1$ it is.",
    repair="L04r",
    for_all=piecewise_affine_functions(),
    build=function_at,
    expect=Expect.FAILS,
    cost=2,
    routes={
        "exists": "the exact subdifferential",
        "contradicted": "the inequalities on a lattice around the point, with f evaluated by torch at the place named, as a linear program",
    },
    examples=(M,),
    controls=(Control("convex f", "there is always a subgradient (L06)", (ABSOLUTE,), convex_functions()),),
)
def always_a_step(s, *, exists=nonempty, contradicted=contradiction):
    r"""For every $f: \mathbb{R}^d \to \mathbb{R}$ and every $x_t$ there is a $g_t \in \partial_s f(x_t)$,
    so that $x_{t+1} = x_t - \eta g_t$ is defined."""
    yield equal(exists(s), True, label="exact engine")
    yield equal(contradicted(s), 0, label="lattice")


def by_torch(s, g):
    """x - eta g in torch at the place named."""
    return s.place.tensor(s.x) - s.instance.eta * s.place.tensor(g)


def squared_distance(s, after):
    """|after - z|^2 in rationals."""
    return sum((a - b) ** 2 for a, b in zip(vector(after), vector(s.instance.z), strict=True))


def in_rationals(s):
    """f(x) and f(z), exactly."""
    return s.value, evaluate(s.graph, s.instance.z)


def promised(s, g, values, square=1):
    """|x - z|^2 - 2 eta (f(x) - f(z)) + eta^2 |g|^2."""
    eta, (here, at_z) = rational(s.instance.eta), values
    return squared_distance(s, s.x) - 2 * eta * (here - at_z) + square * eta**2 * dot(g, g)


@claim(
    "L04r",
    "One step of the subgradient method",
    slide="Subdifferential and Subgradient (definition)",
    reading="A step along any subgradient brings x closer to every z with a lower value, up to the square of the step; f itself may rise.",
    truth=Truth.REPAIR,
    for_all=subgradient_steps(convex_functions()),
    build=function_at,
    kinks=Kinks(),
    cost=3,
    proof=r"$\|x_{t+1} - z\|^2 = \|x_t - z\|^2 - 2\eta\, g_t^\top(x_t - z) + \eta^2 \|g_t\|^2$, and $g_t^\top (x_t - z) \ge f(x_t) - f(z)$.",
    uses=("L01", "L06"),
    routes={
        "step": "the step in torch at the place named",
        "values": "f(x) and f(z) in rationals",
    },
    examples=(OVERSHOT,),
    mutants=(
        Mutant("descent", "f(x_{t+1}) <= f(x_t)", OVERSHOT, {"reached": lambda s, x: evaluate(s.graph, x), "bound": lambda s, g, values: values[0]}),
        Mutant("Clarke, f not convex", "g in the Clarke differential", LEFT_PEAK, {"slopes": clarke_elements}, subgradient_steps(differences())),
        Mutant(
            "g at another point", "the missing index read as a fixed x", MOVED, {"slopes": lambda s: subdifferential(s.graph, s.instance.z).vertices}
        ),
        Mutant(
            "without eta^2",
            "the square of the step left out",
            OVERSHOT,
            {"bound": lambda s, g, values: promised(s, g, values, 0)},
        ),
    ),
)
def one_step(s, *, step=by_torch, values=in_rationals, reached=squared_distance, bound=promised, slopes=lambda s: engine(s).vertices):
    r"""For every convex $f$, every $x_t$, $z$, $\eta > 0$ and $g_t \in \partial_s f(x_t)$, with $x_{t+1} = x_t - \eta g_t$:
    $\|x_{t+1} - z\|^2 \le \|x_t - z\|^2 - 2\eta\,(f(x_t) - f(z)) + \eta^2 \|g_t\|^2$."""
    for g in slopes(s):
        yield at_most(reached(s, step(s, g)), bound(s, g, values(s)), label=f"g = {g}")
