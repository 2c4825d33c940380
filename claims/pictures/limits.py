"""Gradient descent beside the flow that it should tend to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.core.pictures import Picture, curves, series
from claims.instances.flow_limits import Root, by_closed_form, by_torch, distance, limit_at
from claims.pictures.on_the_line import CPU, Function


def beside_the_flow(instance: Any, *, name: str = "flow") -> Function:
    """Descent with a rate and an eighth of it, beside the flow, in the first coordinate."""

    def drawn(budget: Any) -> Picture:
        s = limit_at(instance, CPU)
        end = s.steps * s.rate
        flow = [(end * k / 64, s.curve(0, end * k / 64)[0]) for k in range(65)]
        parts = [series("a solution of the flow", "claimed", flow)]
        for finer in (1, 8):
            path = by_torch(s, finer)
            parts.append(series(f"descent, rate {s.rate / finer}", "data", [(k * s.rate / finer, x[0]) for k, x in enumerate(path)]))
        gaps = [distance(by_torch(s, finer)[-1][0], by_closed_form(s, 0, end)) for finer in (1, 8)]
        words = (
            f"Gradient descent for {_function(instance)} from {s.start[0]} with the rates {s.rate} and {s.rate / 8}, beside a solution of the "
            "gradient flow. "
            f"At the end, t = {end}, they are {float(gaps[0]):.3g} and {float(gaps[1]):.3g} apart."
        )
        return curves(name, "Descent beside the flow", words, parts, x_label="t", y_label="x(t)")

    return drawn


def order(instances: Sequence[Any], *, name: str = "order") -> Function:
    """The largest distance of descent from the flow against the rate, beside the bound, on logarithmic axes."""

    def drawn(budget: Any) -> Picture:
        parts, words = [], []
        for instance in instances:
            found, bounds = [], []
            for k in range(7):
                s = limit_at(instance._replace(halvings=instance.halvings + k, steps=instance.steps * 2**k), CPU)
                path = by_torch(s)
                found.append((s.rate, max(distance(x[0], by_closed_form(s, 0, j * s.rate)) for j, x in enumerate(path))))
                bounds.append((s.rate, max(s.bound(0, j * s.rate, s.rate) for j in range(len(path)))))
            parts.append(series(f"{_function(instance)}: largest distance", "data", [(r, d) for r, d in found if d > 0]))
            parts.append(series(f"{_function(instance)}: bound", "bound", bounds))
            words.append(
                f"for {_function(instance)} from {float(found[0][1]):.3g} at the rate {found[0][0]} to {float(found[-1][1]):.3g} at {found[-1][0]}"
            )
        told = "The largest distance of gradient descent from the flow falls like the rate: " + "; ".join(words) + "."
        return curves(
            name, "The distance is of the order of the rate", told, parts, x_label="rate η", y_label="distance", x_scale="log", y_scale="log"
        )

    return drawn


def _function(instance: Any) -> str:
    if isinstance(instance, Root):
        return "−⅔|x|^(3/2)" if instance.c == 1 else f"−⅔·{instance.c}|x|^(3/2)"
    if hasattr(instance, "slopes"):
        return f"{instance.slopes[0]}|x|" if instance.slopes[0] != 1 else "|x|"
    return f"{instance.curvatures[0]}x²/2" if instance.curvatures[0] != 1 else "x²/2"
