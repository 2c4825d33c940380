"""Functions of one variable: the graph, and lines through one of its points with the slopes of a differential there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import fmpq

from claims.core.pictures import Picture, Series, curves, series
from impl.autograd import backpropagated
from impl.clarke import clarke
from impl.limiting import limiting_gradients
from impl.piecewise import Graph, as_torch, evaluate, parse
from impl.place import Place
from impl.rationals import rational
from impl.subdifferential import subdifferential
from impl.subgradient_certificates import NotSubgradient

CPU = Place("cpu", "float64")
PIECES = 96  # of a graph: dyadic points, so that kinks at multiples of 1/8 are among them
LINES = 7  # of a fan

Function = Callable[[Any], Picture]


def graph_of(f: Graph, low: Any, high: Any, name: str) -> Series:
    """The graph of f on [low, high], at points where it is evaluated exactly."""
    return series(name, "data", [(x, evaluate(f, (x,))) for x in between(low, high, PIECES)])


def said(formula: str) -> str:
    """The formula as it is printed: with one variable, x."""
    return formula.replace("x0", "x")


def between(low: Any, high: Any, pieces: int) -> list[fmpq]:
    """The pieces + 1 points that cut [low, high] into equal parts."""
    a, b = rational(low), rational(high)
    return [a + (b - a) * k / pieces for k in range(pieces + 1)]


def line(f: Graph, at: Any, slope: Any, low: Any, high: Any) -> list[tuple[fmpq, fmpq]]:
    """The line of this slope through (at, f(at)), over [low, high]."""
    x = rational(at)
    here = evaluate(f, (x,))
    return [(t, here + rational(slope) * (t - x)) for t in (rational(low), rational(high))]


def lines(name: str, role: str, f: Graph, at: Any, slopes: Sequence[Any], low: Any, high: Any) -> Series:
    """Several such lines as one series."""
    points: list[Any] = []
    for slope in slopes:
        points += [*line(f, at, slope, low, high), None]
    return series(name, role, points[:-1])


def clarke_fan(formula: str, at: float, low: float, high: float, *, name: str = "clarke-fan") -> Function:
    """A picture of f and of the lines through (at, f(at)) whose slopes are in the Clarke differential, beside what torch returns."""

    def fan(budget: Any) -> Picture:
        f = parse(formula, 1)
        limits = [s for (s,) in limiting_gradients(f, (at,))]
        ends = [s for (s,) in clarke(f, (at,)).vertices]
        (returned,) = backpropagated(as_torch(f), (at,), CPU).tolist()
        inside = bool(clarke(f, (at,)).contains((returned,)))
        near = (max(low, at - (high - low) / 4), min(high, at + (high - low) / 4))
        drawn = [graph_of(f, low, high, f"f(x) = {said(formula)}")]
        if len(ends) == 2:
            drawn.append(
                lines(f"lines with slopes in ∂f({at:g}) = [{ends[0]}, {ends[1]}]", "reference", f, at, between(ends[0], ends[1], LINES - 1), *near)
            )
        drawn += [
            lines(f"limiting gradients: {', '.join(map(str, limits))}", "claimed", f, at, limits, *near),
            lines(f"what torch returns: {returned:g}, {'an element' if inside else 'no element'}", "returned", f, at, [returned], *near),
            series(f"({at:g}, f({at:g}))", "point", [(at, evaluate(f, (at,)))]),
        ]
        set_ = f"[{ends[0]}, {ends[-1]}]" if len(ends) == 2 else f"{{{ends[0]}}}"
        words = (
            f"The graph of f(x) = {said(formula)}. Through the point at x = {at:g} go lines with the slopes of the Clarke differential "
            f"{set_}; the limiting "
            f"gradients there are {', '.join(map(str, limits))}. Torch's backpropagation returns {returned:g}, "
            f"which is {'an element' if inside else 'no element'} of it."
        )
        return curves(name, f"The Clarke differential at {at:g}", words, drawn, x_label="x", y_label="f(x)")

    return fan


def subgradient_fan(formula: str, at: float, low: float, high: float, *, outside: Sequence[float] = (), name: str = "subgradients") -> Function:
    """A picture of f and of the lines through (at, f(at)) that stay below it; lines with slopes `outside` do not, which a point shows."""

    def fan(budget: Any) -> Picture:
        f = parse(formula, 1)
        found = subdifferential(f, (at,))
        ends = [] if found.is_empty else [s for (s,) in found.vertices]
        drawn = [graph_of(f, low, high, f"f(x) = {said(formula)}")]
        if ends:
            slopes = between(ends[0], ends[-1], LINES - 1) if ends[0] != ends[-1] else ends[:1]
            drawn.append(lines(f"slopes in ∂ₛf({at:g}) = [{ends[0]}, {ends[-1]}]: below f everywhere", "reference", f, at, slopes, low, high))
        shown, words = [], []
        for slope in outside:
            refuted = found.contains((slope,))
            if isinstance(refuted, NotSubgradient):
                (x,) = refuted.there
                shown.append(((x, evaluate(f, (x,))), slope))
                words.append(f"the line of slope {slope:g} is above f at x = {x}")
        if shown:
            drawn.append(
                lines(f"slopes {', '.join(f'{s:g}' for _, s in shown)}: above f somewhere", "bound", f, at, [s for _, s in shown], low, high)
            )
            visible = [(point, s) for point, s in shown if rational(low) <= point[0] <= rational(high)]
            if visible:
                drawn.append(series("where f is below such a line", "returned", [p for point, _ in visible for p in (point, None)][:-1]))
        drawn.append(series(f"({at:g}, f({at:g}))", "point", [(at, evaluate(f, (at,)))]))
        set_ = f"[{ends[0]}, {ends[-1]}]" if ends else "empty"
        told = f"The graph of f(x) = {said(formula)}. The subdifferential at {at:g} is {set_}" + (
            ": these slopes give lines below f. " if ends else ". "
        )
        return curves(name, f"Subgradients at {at:g}", told + "; ".join(words).capitalize() + "." * bool(words), drawn, x_label="x", y_label="f(x)")

    return fan


def forced_slopes(formula: str, at: float, there: float, slopes: Sequence[float], low: float, high: float, *, name: str) -> Function:
    """A picture of f and lines of given slopes through (at, f(at)), told apart by whether they are at most f at the one point `there`."""

    def forced(budget: Any) -> Picture:
        f = parse(formula, 1)
        value, x = evaluate(f, (there,)), rational(there)
        fine = [s for s in slopes if line(f, at, s, there, there)[0][1] <= value]
        wrong = [s for s in slopes if s not in fine]
        needed = (value - evaluate(f, (at,))) / (x - rational(at))
        drawn = [
            graph_of(f, low, high, f"f(x) = {said(formula)}"),
            lines(f"at most f({there:g}): slopes {', '.join(f'{s:g}' for s in fine)}", "claimed", f, at, fine, low, high),
            lines(f"above f({there:g}): slopes {', '.join(f'{s:g}' for s in wrong)}", "bound", f, at, wrong, low, high),
            series(f"({at:g}, {evaluate(f, (at,))})", "point", [(at, evaluate(f, (at,)))]),
            series(f"({there:g}, {value})", "returned", [(there, value)]),
        ]
        words = (
            f"The graph of f(x) = {said(formula)} and lines through ({at:g}, {evaluate(f, (at,))}). Only those of slope "
            f"{'at least' if there < at else 'at most'} {needed} are at most f at {there:g}."
        )
        return curves(name, f"What x' = {there:g} demands of a slope at {at:g}", words, drawn, x_label="x", y_label="f(x)")

    return forced
