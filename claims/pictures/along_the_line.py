"""Functions of one variable beside a chord, beside others with the same values, and along sequences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.core.pictures import Panel, Picture, curves, series
from claims.pictures.on_the_line import CPU, Function, graph_of, said
from impl.autograd import backpropagated
from impl.clarke import clarke
from impl.piecewise import as_torch, evaluate, parse
from impl.rationals import rational


def chord(formula: str, left: float, right: float, at: float, low: float, high: float, *, name: str = "chord") -> Function:
    """A picture of f, of the chord from (left, f(left)) to (right, f(right)), and of f and the chord at a point between them."""

    def drawn(budget: Any) -> Picture:
        f = parse(formula, 1)
        a, b, x = rational(left), rational(right), rational(at)
        ends = [(t, evaluate(f, (t,))) for t in (a, b)]
        on_it = ends[0][1] + (ends[1][1] - ends[0][1]) * (x - a) / (b - a)
        here = evaluate(f, (x,))
        parts = [
            graph_of(f, low, high, f"f(x) = {said(formula)}"),
            series(f"the chord from {left:g} to {right:g}", "claimed", ends),
            series(f"f({at:g}) = {here}", "point", [(x, here)]),
            series(f"the chord at {at:g}: {on_it}", "returned", [(x, on_it)]),
        ]
        side = "above" if here > on_it else "below" if here < on_it else "on"
        words = (
            f"The graph of f(x) = {said(formula)} and its chord over [{left:g}, {right:g}]. At {at:g} f has the value {here}, {side} the "
            f"chord's {on_it}."
        )
        return curves(name, "A function and a chord", words, parts, x_label="x", y_label="f(x)")

    return drawn


def several(formulas: Sequence[tuple[str, str]], values: Sequence[tuple[float, float]], low: float, high: float, *, name: str) -> Function:
    """A picture of functions (name, formula) that share given values."""

    def drawn(budget: Any) -> Picture:
        graphs = [graph_of(parse(formula, 1), low, high, words) for words, formula in formulas]
        met = [all(evaluate(parse(formula, 1), (x,)) == rational(v) for x, v in values) for _, formula in formulas]
        points = series(f"the values {', '.join(f'f({x:g}) = {v:g}' for x, v in values)}", "point", values)
        words = (
            f"The graphs of {len(graphs)} functions, {', '.join(said(formula) for _, formula in formulas)}; {sum(met)} of them have the "
            "values marked."
        )
        return curves(name, "Functions with the same values", words, [*graphs, points], x_label="x", y_label="f(x)")

    return drawn


def slopes_along(formula: str, to: float, starts: Sequence[float], terms: int, low: float, high: float, *, name: str = "sequences") -> Function:
    """Two panels: f with the points to + c/2^i for each c in `starts`; what torch returns there, beside the Clarke differentials."""

    def drawn(budget: Any) -> Picture:
        f = parse(formula, 1)
        function = as_torch(f)
        graph, returned = [graph_of(f, low, high, f"f(x) = {said(formula)}")], []
        sets: list[Any] = []
        words = []
        for c in starts:
            points = [rational(to) + rational(c) / 2**i for i in range(terms)]
            side = "left" if c < 0 else "right"
            graph.append(series(f"x_i from the {side}", "point", [(x, evaluate(f, (x,))) for x in points]))
            slopes = [backpropagated(function, (x,), CPU).tolist()[0] for x in points]
            returned.append(series(f"torch, from the {side}", "data", list(enumerate(slopes))))
            ends = [[s for (s,) in clarke(f, (x,)).vertices] for x in points]
            for i, found in enumerate(ends):
                if len(found) > 1:
                    sets += [(i, found[0]), (i, found[-1]), None]
                    words.append(f"the term {points[i]} is a kink with the Clarke differential [{found[0]}, {found[-1]}]")
            words.append(f"from the {side} torch returns {', '.join(f'{s:g}' for s in slopes[:4])}, …")
        if sets:
            returned.append(series("Clarke differential of a term on a kink", "bound", sets[:-1]))
        panels = (
            Panel(tuple(graph), "curves", "The sequences", "x", "f(x)"),
            Panel(tuple(returned), "curves", "Slopes along them", "i", "slope at x_i"),
        )
        told = f"The graph of f(x) = {said(formula)} with points that tend to {to:g}; " + "; ".join(words) + "."
        return Picture(name, f"Slopes along sequences that tend to {to:g}", told, panels)

    return drawn
