"""L08r by machine: the exact worst case of the subgradient method on Lipschitz convex functions."""

from dataclasses import replace
from fractions import Fraction

from flint import fmpq

from claims.core.obligation import Neighbour, obligation_of
from claims.instances.lipschitz_runs import HardestLipschitzRun, PolyhedralRun, lipschitz_run_at
from claims.instances.rates import best_gap
from claims.instances.worst_cases import FLOAT64, Case, Rate, decide, lipschitz_program
from impl.performance import best_of_subgradient_method

NAME, SIZE = "the worst case", "all convex G-Lipschitz f, every dimension; T = 1, 4, 9, 16, eta = R / (G sqrt T)"


def runs(case):
    """The hardest function for this T, where its run is exact, and |x| for other steps."""
    root = round(case.T**0.5)
    if case.step == Fraction(1, root) and root in (1, 2, 4):
        yield (hard := HardestLipschitzRun(root, 1)), lipschitz_run_at(hard, FLOAT64), best_gap
    if case.step == 2 and root in (2, 4):
        modulus = lipschitz_run_at(one := PolyhedralRun((((1,), 0), ((-1,), 0)), (1,), (0,), root), FLOAT64)
        yield one, replace(modulus, step=fmpq(2)), best_gap


def certificate(case, bound):
    """The certificate of one case."""
    return best_of_subgradient_method(case.T, case.step, bound)


def worst_case(*, bound=lambda c: c.step, step=lambda root: Fraction(1, root)):
    r"""With $G = R = 1$ (both scale) and $\eta = 1 / \sqrt{T}$: the largest $\min_{t < T} f(x_t) - f^*$ of the subgradient method over all convex
    $1$-Lipschitz $f$, in every dimension, is $1 / \sqrt{T}$: certificates in rationals show that no $f$ exceeds it, for $T = 1, 4, 16$ runs on the
    hardest function that it is attained."""
    cases = [Case(root * root, Fraction(step(root))) for root in (1, 2, 3, 4)]
    return Rate(cases, bound, certificate, runs, lipschitz_program, cases, lambda c: c.T in (1, 4, 16), lambda run: run.constant * run.radius)


worst = obligation_of(
    worst_case,
    lambda parts: decide(worst_case(**parts), f"{NAME}\n{SIZE}"),
    NAME,
    size=SIZE,
    cost=15,
    mutants=(
        Neighbour("c / T", "the bound GR/T", {"bound": lambda c: Fraction(1, c.T)}),
        Neighbour(
            "constant step",
            r"$\eta = 2$ for every $T$, with the bound for the right step",
            {"step": lambda root: 2, "bound": lambda c: Fraction(1, round(c.T**0.5))},
        ),
    ),
)

OBLIGATIONS = (worst,)
