"""Functions on the plane: the cells around a point, the polytope of limiting gradients, and what backpropagation returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import atan2
from typing import Any

from flint import fmpq

from claims.core.pictures import Panel, Picture, Series, plane, series
from claims.pictures.on_the_line import CPU, Function
from impl.autograd import backpropagated
from impl.clarke import clarke
from impl.clipping import clip
from impl.limiting import leaves, limiting_gradients
from impl.piecewise import as_torch, evaluate, parse
from impl.polytope import Polytope
from impl.rationals import ZERO, Vector, dot, rational, vector
from impl.subdifferential import subdifferential


def said(formula: str) -> str:
    """The formula as it is printed."""
    return formula.replace("x0", "x₀").replace("x1", "x₁")


def told(point: Sequence[Any]) -> str:
    """A point in words, exactly."""
    return "(" + ", ".join(str(rational(c)) for c in point) + ")"


def around(points: Iterable[Vector]) -> list[Vector]:
    """The vertices of a convex polygon in the order of its boundary."""
    listed = list(points)
    middle = tuple(sum(column, ZERO) / len(listed) for column in zip(*listed, strict=True))
    return sorted(listed, key=lambda p: atan2(float(p[1] - middle[1]), float(p[0] - middle[0])))


def polygon(name: str, points: Iterable[Vector]) -> Series:
    """The hull of points of the plane as a region, its vertices labelled."""
    corners = around(Polytope.hull(points).vertices)
    return series(name, "region", corners, map(told, corners))


def cells(formula: str, at: Sequence[float]) -> tuple[Series, ...]:
    """The open cones at the point on which f is affine, cut to a square, each with its gradient in its middle."""
    f, x = parse(formula, 2), vector(at)
    one = fmpq(1)
    outline: list[Any] = []
    middles: list[tuple[Vector, Vector]] = []
    for leaf in leaves(f, x):
        corners = around(clip((-one, -one), (one, one), [(tuple(-c for c in row), ZERO) for row in leaf.rows]))
        outline += [*(tuple(a + b for a, b in zip(x, c, strict=True)) for c in corners), None]
        inner = tuple(sum(column, ZERO) / len(corners) for column in zip(*corners, strict=True))
        middles.append((tuple(a + b for a, b in zip(x, inner, strict=True)), leaf.gradient))
    words = series("gradients", "reference", [p for middle, _ in middles for p in (middle, None)][:-1], _with_gaps(g for _, g in middles))
    return series(f"the {len(middles)} cells around {told(x)}", "region", outline[:-1]), words, series(told(x), "point", [x])


def _with_gaps(gradients: Iterable[Vector]) -> list[str]:
    found: list[str] = []
    for gradient in gradients:
        found += [told(gradient), ""]
    return found[:-1]


def cells_and_gradients(formula: str, at: Sequence[float], *, name: str = "cells", shown: str = "") -> Function:
    """Two panels: the cells around the point, with their gradients; the Clarke differential, with what torch returns, and the least norm if asked."""

    def drawn(budget: Any) -> Picture:
        f = parse(formula, 2)
        limits = limiting_gradients(f, at)
        hull = clarke(f, at)
        returned = vector(backpropagated(as_torch(f), at, CPU))
        inside = bool(hull.contains(returned))
        right = [
            polygon("∂f, the hull", limits),
            series("limiting gradients", "point", limits),
            series(f"torch returns {told(returned)}: {'an element' if inside else 'no element'}", "returned", [returned]),
        ]
        extra = ""
        if shown == "least norm":
            least = hull.min_norm()
            right.append(series(f"least norm: {told(least)}", "point", [least]))
            extra = f" The element of least norm is {told(least)}."
        panels = (
            Panel(cells(formula, at), "plane", "Cells of the function", "x₀", "x₁"),
            Panel(tuple(right), "plane", "Its gradients", "s₀", "s₁"),
        )
        words = (
            f"Left: f(x) = {said(formula)} around {told(at)} is affine on {len(list(leaves(f, at)))} open cones. Right: its {len(limits)} "
            "limiting gradients "
            f"{', '.join(map(told, limits))} and their hull, the Clarke differential. Torch's backpropagation returns {told(returned)}, "
            f"which is {'an element' if inside else 'no element'}.{extra}"
        )
        return Picture(name, f"The Clarke differential at {told(at)}", words, panels)

    return drawn


def against_elements(formula: str, at: Sequence[float], element: Sequence[float], *, name: str = "uphill") -> Function:
    """For f convex and positively homogeneous: where f is at most f(at), and the steps against `element` and against the one of least norm."""

    def drawn(budget: Any) -> Picture:
        f, x = parse(formula, 2), vector(at)
        here = evaluate(f, x)
        pieces = limiting_gradients(f, (0, 0))  # f is their support function
        reach = 2 * max(abs(c) for c in x) + 1
        below = around(clip((-reach, -reach), (reach, reach), [(g, here) for g in pieces]))
        directions = {"an element": vector(element), "the element of least norm": clarke(f, x).min_norm()}
        steps, words = [], [f"The set where f(x) = {said(formula)} is at most f{told(x)} = {here}, and steps from there."]
        for words_for, s in directions.items():
            end = tuple(a - b / 2 for a, b in zip(x, s, strict=True))
            steps.append(series(f"half a step against {words_for}, {told(s)}", "arrow", [x, end]))
            words.append(f"Half a step against {words_for}, {told(s)}, leads from f = {here} to f = {evaluate(f, end)}.")
        drawn = [series(f"f ≤ {here}", "region", below), *steps, series(told(x), "point", [x])]
        return plane(name, "Steps against elements of the Clarke differential", " ".join(words), drawn, x_label="x₀", y_label="x₁")

    return drawn


def two_sets(formula: str, at: Sequence[float], *, name: str = "two-sets") -> Function:
    """The Clarke differential and the convex subdifferential at one point, in one panel."""

    def drawn(budget: Any) -> Picture:
        f = parse(formula, 2)
        hull, found = clarke(f, at), subdifferential(f, at)
        returned = vector(backpropagated(as_torch(f), at, CPU))
        sets = [polygon("Clarke differential", hull.vertices)]
        if not found.is_empty:
            sets.append(polygon("convex subdifferential", found.vertices))
        same = not found.is_empty and found.polytope == hull
        words = (
            f"For f(x) = {said(formula)} at {told(at)}: the Clarke differential has the vertices {', '.join(map(told, hull.vertices))}; the "
            "convex subdifferential "
            f"{'is the same set' if same else 'is empty' if found.is_empty else 'has ' + ', '.join(map(told, found.vertices))}. "
            f"Torch's backpropagation returns {told(returned)}."
        )
        drawn = [*sets, series(f"torch returns {told(returned)}", "returned", [returned])]
        return plane(name, "Two differentials", words, drawn, x_label="s₀", y_label="s₁")

    return drawn


def mixtures(points: Sequence[Sequence[int]], weights: Sequence[float], *, name: str = "hull") -> Function:
    """Points of the plane, what mixes one, two and three of them, and one mixture."""

    def drawn(budget: Any) -> Picture:
        corners = [vector(p) for p in points]
        mixed = tuple(sum((rational(w) * p[k] for w, p in zip(weights, corners, strict=True)), ZERO) for k in range(2))
        edges = [p for one, other in combinations(corners, 2) for p in (one, other, None)][:-1]
        fewest = next(n for n in range(1, 4) for chosen in combinations(corners, n) if Polytope.hull(chosen).contains(mixed))
        parts = [
            polygon("three points mixed: the hull", corners),
            series("two points mixed", "claimed", edges),
            series("one point", "point", corners),
            series(f"the mixture {told(mixed)}", "returned", [mixed]),
        ]
        mixing = ", ".join(str(rational(w)) for w in weights)
        words = (
            f"The points {', '.join(map(told, corners))} and their hull. The mixture {told(mixed)}, with weights {mixing}, needs {fewest} of them."
        )
        return plane(name, "What n points mix", words, parts, x_label="u₀", y_label="u₁")

    return drawn


def euler_line(formula: str, at: Sequence[float], degree: int, *, name: str = "euler") -> Function:
    """The Clarke differential at x of a homogeneous function, and the line of all s with <s, x> = L f(x)."""

    def drawn(budget: Any) -> Picture:
        f, x = parse(formula, 2), vector(at)
        limits = limiting_gradients(f, x)
        value = degree * evaluate(f, x)
        returned = vector(backpropagated(as_torch(f), at, CPU))
        foot = tuple(c * value / dot(x, x) for c in x)
        along = (-x[1], x[0])
        ends = [tuple(a + k * b for a, b in zip(foot, along, strict=True)) for k in (-1, 1)]
        parts = [
            polygon("∂f, the hull", limits),
            series(f"⟨s, x⟩ = L f(x) = {value}", "claimed", ends),
            series("limiting gradients", "point", limits),
            series(f"torch returns {told(returned)}", "returned", [returned]),
        ]
        met = sum(dot(s, x) == value for s in limits)
        words = (
            f"For f(x) = {said(formula)}, homogeneous of degree {degree}, at x = {told(x)}: the limiting gradients "
            f"{', '.join(map(told, limits))}, their hull, and the "
            f"line of all s with ⟨s, x⟩ = {value}. {met} of {len(limits)} limiting gradients lie on it; torch returns {told(returned)}, "
            f"with ⟨s, x⟩ = {dot(returned, x)}."
        )
        return plane(name, "Euler's identity", words, parts, x_label="s₀", y_label="s₁")

    return drawn
