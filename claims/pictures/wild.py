"""Functions that no finite list of pieces describes: oscillations, teeth, and Cantor's staircase."""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from claims.core.pictures import Panel, Picture, curves, series
from claims.instances.matrix_curves import cantor
from claims.pictures.on_the_line import Function
from impl import teeth
from impl.oscillating import Oscillation, closed_form, derivative
from impl.rationals import rational
from impl.teeth import Teeth

PHASES = 640


def oscillating(f: Oscillation, formula: str, *, name: str = "oscillation") -> Function:
    """Two panels: the function and its envelope; its derivative near 0, and the Clarke differential at 0."""

    def drawn(budget: Any) -> Picture:
        (low,), *_, (high,) = (closed_form(f).vertices * 2)[:2]
        xs = [1 / (arb(2) + arb(k) / 8) for k in range(PHASES)]  # equal steps of the phase 1/x
        a, c = arb(rational(f.slope)), arb(rational(f.amplitude))
        value = lambda x: float((a * x + c * x**f.power * (x**-f.frequency).sin()).mid())  # noqa: E731
        both = [-x for x in xs] + [arb(0)] + xs[::-1]
        graph = [(float(x.mid()), value(x) if x != 0 else 0.0) for x in both]
        slopes = [(float(x.mid()), float(derivative(f, x).mid())) if x != 0 else None for x in both]
        even = [fmpq(k, 100) for k in range(-50, 51)]
        envelope = [(x, rational(f.slope) * x + rational(f.amplitude) * abs(x) ** f.power) for x in even]
        below = [(x, 2 * rational(f.slope) * x - y) for x, y in envelope]
        at_0 = [(0, low), (0, high)] if low != high else [(0, low)]
        width = f"[{low}, {high}]" if low != high else f"{{{low}}}"
        panels = (
            Panel((series("f", "data", graph), series("envelope", "bound", [*envelope, None, *below])), "curves", f"f(x) = {formula}", "x", "f(x)"),
            Panel(
                (
                    series("f'", "data", slopes),
                    series(f"∂f(0) = {width}", "claimed" if low != high else "point", at_0),
                    series("f'(0)", "returned", [(0, f.slope)]),
                ),
                "curves",
                "Its derivative",
                "x",
                "f'(x)",
            ),
        )
        words = f"f(x) = {formula} between its envelopes, and its derivative: f'(0) = {f.slope:g}, and the limits of the derivative at 0 are {width}."
        return Picture(name, "Differentiable at 0", words, panels)

    return drawn


def toothed(sharp: Teeth, even: Teeth, *, name: str = "teeth") -> Function:
    """Two panels: f between the lines that make it calm at 0; the moduli of its slopes by interval, beside those of even teeth."""

    def drawn(budget: Any) -> Picture:
        knots: set[fmpq] = {fmpq(0), fmpq(1)}
        for k in range(4):
            w = teeth.width(sharp, k)
            knots |= {fmpq(1, 2 ** (k + 1)) + w * j / 2 for j in range(2 * sharp.growth**k + 1)}
        right = sorted(knots)
        points = [*(-x for x in right[:0:-1]), *right]
        calm = abs(rational(sharp.a)) + abs(rational(sharp.c)) / 2
        graph = [series("f", "data", [(x, teeth.value(sharp, x)) for x in points])]
        graph.append(series(f"±{calm}|x|: calm at 0", "bound", [(-1, calm), (0, 0), (1, calm), None, (-1, -calm), (0, 0), (1, -calm)]))
        ks = range(9)
        slopes = [
            series("teeth that grow steeper: least modulus", "data", [(k, min(abs(s) for s in teeth.slopes(sharp, k) if s)) for k in ks]),
            series("teeth that grow steeper: largest modulus", "data", [(k, max(abs(s) for s in teeth.slopes(sharp, k))) for k in ks]),
            series("even teeth: largest modulus", "claimed", [(k, max(abs(s) for s in teeth.slopes(even, k))) for k in ks]),
        ]
        panels = (
            Panel(tuple(graph), "curves", "The function", "x", "f(x)"),
            Panel(tuple(slopes), "curves", "Its slopes towards 0", "k, for 1/2ᵏ⁺¹ < |x| < 1/2ᵏ", "|slope|", "linear", "log"),
        )
        words = (
            f"f(x) = {sharp.a:g}|x| + {sharp.c:g}z(|x|), whose teeth have slopes of modulus {sharp.growth}^k on the k-th interval towards 0, "
            "between the lines "
            f"±{calm}|x|. Right: the moduli of the slopes of f grow without bound from interval to interval, those of even teeth do not."
        )
        return Picture(name, "Calm, and without a limiting gradient at 0", words, panels)

    return drawn


def staircase(*, name: str = "staircase") -> Function:
    """Cantor's function as the squared norm of W(t) = (c(t), 0), beside the integral of its derivative."""

    def drawn(budget: Any) -> Picture:
        times = [fmpq(k, 729) for k in range(730)]
        climbed = [(t, cantor(t) ** 2) for t in times]
        parts = [
            series("‖W(t)‖² = c(t)², c Cantor's function", "data", climbed),
            series("∫₀ᵗ of its derivative, which is 0 almost everywhere", "claimed", [(0, 0), (1, 0)]),
        ]
        words = (
            f"The squared norm along Cantor's staircase climbs from 0 to {climbed[-1][1]}; its derivative is 0 almost everywhere, so the "
            "integral stays 0."
        )
        return curves(name, "A curve that is not absolutely continuous", words, parts, x_label="t", y_label="‖W(t)‖²")

    return drawn
