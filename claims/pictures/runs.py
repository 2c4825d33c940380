"""Runs of the subgradient method and of gradient descent beside their bounds."""

from __future__ import annotations

from typing import Any

from claims.core.pictures import Panel, Picture, curves, series
from claims.instances.lipschitz_runs import HardestLipschitzRun, PolyhedralRun, independent_of_T, lipschitz_run_at, promised
from claims.instances.rates import best_gap, in_rationals, last_gap
from claims.instances.smooth_promises import promised as smoothly_promised
from claims.instances.smooth_runs import HuberRun, NoMinimiserRun, QuadraticRun, certainly, from_below, smooth_run_at
from claims.pictures.on_the_line import CPU, Function

ROOTS = range(1, 9)  # T = 1, 4, 9, ..., 64


def fixed_step(run: PolyhedralRun, *, name: str = "cycle") -> Function:
    """Two panels: the points of the method with a step that does not depend on T; the best value found, beside the bound."""

    def drawn(budget: Any) -> Picture:
        s = lipschitz_run_at(run, CPU)
        points = in_rationals(s, independent_of_T(s))
        best, bound = [], []
        for root in ROOTS:
            longer = lipschitz_run_at(run._replace(root=root), CPU)
            best.append((longer.count, best_gap(longer, in_rationals(longer, independent_of_T(longer)))))
            bound.append((longer.count, promised(longer)))
        panels = (
            Panel(
                (
                    series("x_t", "data", [(t, x[0]) for t, x in enumerate(points[:13])]),
                    series("a minimiser", "reference", [(0, run.minimiser[0]), (12, run.minimiser[0])]),
                ),
                "curves",
                "The points",
                "t",
                "x_t",
            ),
            Panel(
                (series("best gap with a fixed step", "data", best), series("GR/√T", "bound", bound)),
                "curves",
                "The best value",
                "T",
                "gap to the minimum",
                "log",
                "log",
            ),
        )
        words = (
            f"The subgradient method with the fixed step {independent_of_T(s)} goes to and fro between {points[0][0]} and {points[1][0]}: "
            f"its best gap is {best[0][1]} for every T up to {best[-1][0]}, while the bound falls to {bound[-1][1]}."
        )
        return Picture(name, "A fixed step does not converge", words, panels)

    return drawn


def subgradient_rate(easy: PolyhedralRun, *, name: str = "rate") -> Function:
    """The best gap after T steps against GR/sqrt(T): on the hardest functions, which attain it, and on an easy one."""

    def drawn(budget: Any) -> Picture:
        roots = range(1, 6 if budget.profile == "quick" else 9)
        hardest, easier, bound = [], [], []
        for root in roots:
            s = lipschitz_run_at(HardestLipschitzRun(root, 1), CPU)
            hardest.append((s.count, best_gap(s, in_rationals(s, s.step))))
            bound.append((s.count, promised(s)))
            e = lipschitz_run_at(easy._replace(root=root), CPU)
            gap = best_gap(e, in_rationals(e, e.step)) / (e.radius * e.constant)
            if gap > 0:
                easier.append((e.count, gap))
        parts = [series("the hardest functions", "data", hardest)]
        if easier:
            parts.append(series("max(15|x₀| + 4x₁ + 4, 0), scaled to GR = 1", "data", easier))
        parts.append(series("GR/√T", "bound", bound))
        attained = sum(a == b for a, b in zip(hardest, bound, strict=True))
        words = (
            f"The gap of the best of T points with the step R/(G√T), for T = 1 to {bound[-1][0]}, with GR = 1. On the hardest functions it is "
            "the bound "
            f"exactly in {attained} of {len(bound)} cases."
        )
        return curves(name, "The rate of the best point", words, parts, x_label="T", y_label="gap to the minimum", x_scale="log", y_scale="log")

    return drawn


def no_rate(diverging: QuadraticRun, without: NoMinimiserRun, *, name: str = "no-rate") -> Function:
    """Two panels: a step that is too long; T f(x_T), where there is no minimiser, from below."""

    def drawn(budget: Any) -> Picture:
        s = smooth_run_at(diverging, CPU)
        values = [(t, s.exactly(x)) for t, x in enumerate(in_rationals(s, s.step))]
        grown, floor = [], []
        for k in range(2, 9 if budget.profile == "quick" else 11):
            n = smooth_run_at(without._replace(steps=2**k), CPU)
            grown.append((n.count, n.count * from_below(n)))
            floor.append((n.count, n.count * certainly(n)))
        panels = (
            Panel((series("f(x_t)", "data", values),), "curves", f"x²/2 with the step {s.step}", "t", "f(x_t)", "linear", "log"),
            Panel(
                (series("T·f(x_T), by torch", "data", grown), series("T times a bound from below", "claimed", floor)),
                "curves",
                "1/log(2 + x) from 0",
                "T",
                "T·f(x_T)",
                "log",
                "log",
            ),
        )
        words = (
            f"Left: on x²/2 with the step {s.step} the values grow from {values[0][1]} to {values[-1][1]}. Right: T·f(x_T) grows without "
            "bound for f(x) = 1/log(2 + x)."
        )
        return Picture(name, "Where the rate 1/T fails", words, panels)

    return drawn


def smooth_rate(bowl: QuadraticRun, *, name: str = "rate") -> Function:
    """The gap of the last point of gradient descent against beta R^2/(4 eta beta T + 2): Huber's functions attain it, a quadratic does not."""

    def drawn(budget: Any) -> Picture:
        counts = [2**k for k in range(6 if budget.profile == "quick" else 8)]
        hardest, easier, bound = [], [], []
        for count in counts:
            threshold = 1 / (2 * count + 1)  # so that R = 1; its exact binary value is taken
            s = smooth_run_at(HuberRun(1, threshold, 1, count), CPU)
            hardest.append((count, last_gap(s, in_rationals(s, s.step)) / s.squared_radius))
            bound.append((count, smoothly_promised(s) / s.squared_radius))
            e = smooth_run_at(bowl._replace(steps=count), CPU)
            easier.append((count, last_gap(e, in_rationals(e, e.step)) / (e.constant * e.squared_radius)))
        attained = sum(a == b for a, b in zip(hardest, bound, strict=True))
        parts = [
            series("Huber's functions", "data", hardest),
            series("a quadratic", "data", [(t, gap) for t, gap in easier if gap > 0]),
            series("βR²/(4ηβT + 2)", "bound", bound),
        ]
        words = (
            f"The gap of the last point of gradient descent after T = 1 to {counts[-1]} steps, divided by βR². Huber's function for T attains "
            f"the bound exactly in {attained} of {len(counts)} cases; the quadratic stays below."
        )
        return curves(name, "The rate of the last point", words, parts, x_label="T", y_label="gap / βR²", x_scale="log", y_scale="log")

    return drawn
