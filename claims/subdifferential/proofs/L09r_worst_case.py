"""L09r by machine: the exact worst case of gradient descent on smooth convex functions."""

from fractions import Fraction

from claims.core.obligation import Neighbour, obligation_of
from claims.instances.rates import last_gap
from claims.instances.smooth_runs import HuberRun, QuadraticRun, smooth_run_at
from claims.instances.worst_cases import FLOAT64, Case, Rate, decide, smooth_program
from impl.performance import smooth_descent

STEPS = (1, Fraction(3, 4), Fraction(1, 2), Fraction(1, 4))
NAME, SIZE = "the worst case", "all convex f with Lipschitz gradient, every dimension; T = 1, ..., 20; eta beta = 1, 3/4, 1/2, 1/4"


def runs(case):
    """Huber's function, and in short runs x^2 / 2 (with steps beyond 2 it diverges), both with beta = 1."""
    if case.step.denominator & (case.step.denominator - 1) == 0:
        yield (huber := HuberRun(1, 1, float(case.step), case.T)), smooth_run_at(huber, FLOAT64), last_gap
        if case.step == 4 and case.T <= 6:
            yield (bowl := QuadraticRun(((1,),), (1,), (0,), -2, case.T)), smooth_run_at(bowl, FLOAT64), last_gap


def rate(bound, steps):
    """The rate to decide, at every number of steps up to 20."""
    cases = [Case(count, Fraction(step)) for count in range(1, 21) for step in steps]
    watched = [Case(count, Fraction(steps[0])) for count in (1, 2, 5, 10, 20)]
    unit = lambda run: run.constant * run.squared_radius  # noqa: E731
    return Rate(cases, bound, smooth_descent_at, runs, smooth_program, watched, lambda case: case.step <= 1, unit)


def smooth_descent_at(case, bound):
    """The certificate of one case."""
    return smooth_descent(case.T, case.step, bound)


def worst_case(*, bound=lambda c: 1 / (4 * c.T * c.step + 2), steps=STEPS):
    r"""With $\beta = R = 1$ (both scale): the largest $f(x_T) - f^*$ of gradient descent over all convex $f$ with $1$-Lipschitz gradient, in every
    dimension, is $\frac{1}{4 \eta T + 2}$; certificates in rationals show that no $f$ exceeds it, runs on Huber's function that it is
    attained, at each of these $T$ and steps (Drori and Teboulle 2014, theorem 3.1)."""
    return rate(bound, steps)


worst = obligation_of(
    worst_case,
    lambda parts: decide(worst_case(**parts), f"{NAME}\n{SIZE}"),
    NAME,
    size=SIZE,
    cost=40,
    mutants=(
        Neighbour("bound of eta = 1/beta", "claimed for smaller steps", {"bound": lambda c: Fraction(1, 4 * c.T + 2), "steps": (Fraction(1, 2),)}),
        Neighbour("step beyond 2/beta", r"$\eta = 4$", {"steps": (4,)}),
        Neighbour("beta R^2 / (4 eta beta T + 4)", "a smaller bound", {"bound": lambda c: 1 / (4 * c.T * c.step + 4)}),
        Neighbour("c / T^2", "the rate of accelerated methods", {"bound": lambda c: 1 / ((4 * c.T * c.step + 2) * c.T)}),
    ),
)

OBLIGATIONS = (worst,)
