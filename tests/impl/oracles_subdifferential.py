"""Slow, obvious twins for the convex subdifferential, in plain fractions; nothing from `impl`.

A function is a tree: ("x", i), ("affine", ((c, tree), ...), constant), ("max", trees), ("min", trees). `formula` writes it for a
parser, `value` evaluates it, `Broken` is its breakpoint calculus in one dimension, `tree` draws one at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from random import Random
from typing import Any

Tree = tuple[Any, ...]


def tree(random: Random, n: int, depth: int) -> Tree:
    """A random function of n inputs over the whole grammar, with small integers and halves."""
    kind = "x" if depth == 0 else random.choice(("x", "affine", "affine", "max", "max", "min"))
    if kind == "x":
        return ("affine", tuple((_number(random), ("x", i)) for i in range(n)), _number(random))
    parts = tuple(tree(random, n, depth - 1) for _ in range(random.randint(2, 3)))
    if kind == "affine":
        return ("affine", tuple((_number(random), p) for p in parts), _number(random))
    return (kind, parts)


def convex_tree(random: Random, n: int, depth: int) -> Tree:
    """A random convex function: maxima and nonnegative combinations of affine functions."""
    if depth == 0:
        return ("affine", tuple((_number(random), ("x", i)) for i in range(n)), _number(random))
    parts = tuple(convex_tree(random, n, depth - 1) for _ in range(random.randint(2, 3)))
    if random.random() < 0.5:
        return ("affine", tuple((abs(_number(random)), p) for p in parts), _number(random))
    return ("max", parts)


def _number(random: Random) -> Fraction:
    return Fraction(random.choice((-3, -2, -1, -1, 0, 1, 1, 2, 3)), random.choice((1, 1, 2)))


def formula(t: Tree) -> str:
    if t[0] == "x":
        return f"x{t[1]}"
    if t[0] == "affine":
        terms = [f"({c}) * ({formula(p)})" for c, p in t[1]]
        return " + ".join([*terms, f"({t[2]})"])
    return f"{t[0]}({', '.join(formula(p) for p in t[1])})"


def value(t: Tree, x: list[Fraction]) -> Fraction:
    if t[0] == "x":
        return x[t[1]]
    if t[0] == "affine":
        return sum((c * value(p, x) for c, p in t[1]), t[2])
    return (max if t[0] == "max" else min)(value(p, x) for p in t[1])


# ---- one dimension: breakpoints ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Broken:
    """A continuous piecewise affine function of R: values at sorted breakpoints (at least one), slopes outside."""

    points: tuple[tuple[Fraction, Fraction], ...]
    left: Fraction
    right: Fraction

    def __call__(self, x: Fraction) -> Fraction:
        (first, low), (last, high) = self.points[0], self.points[-1]
        if x <= first:
            return low + self.left * (x - first)
        if x >= last:
            return high + self.right * (x - last)
        for (a, u), (b, v) in pairwise(self.points):
            if a <= x <= b:
                return u + (v - u) * (x - a) / (b - a)
        raise AssertionError(x)


def broken(t: Tree) -> Broken:
    if t[0] == "x":
        return Broken(((Fraction(0), Fraction(0)),), Fraction(1), Fraction(1))
    if t[0] == "affine":
        parts = [broken(p) for _, p in t[1]]
        factors = [c for c, _ in t[1]]
        at = sorted({x for f in parts for x, _ in f.points})
        return Broken(
            tuple((x, sum((c * f(x) for c, f in zip(factors, parts, strict=True)), t[2])) for x in at),
            sum((c * f.left for c, f in zip(factors, parts, strict=True)), Fraction(0)),
            sum((c * f.right for c, f in zip(factors, parts, strict=True)), Fraction(0)),
        )
    first, *rest = [broken(p) for p in t[1]]
    for other in rest:
        first = _larger(first, other, 1 if t[0] == "max" else -1)
    return first


def _larger(f: Broken, g: Broken, sign: int) -> Broken:
    """max(f, g) for sign 1, min for -1: the breakpoints of both and the crossings."""
    pick = max if sign > 0 else min
    at = sorted({x for h in (f, g) for x, _ in h.points})
    grid = [at[0] - 1, *at, at[-1] + 1]
    crossings = []
    for a, b in pairwise(grid):
        p, q = f(a) - g(a), f(b) - g(b)
        if p * q < 0:
            crossings.append(a + (b - a) * p / (p - q))
    for x, slope, outwards in ((at[0], f.left - g.left, -1), (at[-1], f.right - g.right, 1)):
        gap = f(x) - g(x)
        if slope and -gap / slope * outwards > 0:
            crossings.append(x - gap / slope)
    new = sorted({*at, *crossings})
    a, b = new[0] - 1, new[-1] + 1
    return Broken(
        tuple((x, pick(f(x), g(x))) for x in new),
        pick(f(new[0]), g(new[0])) - pick(f(a), g(a)),
        pick(f(b), g(b)) - pick(f(new[-1]), g(new[-1])),
    )


def interval(f: Broken, x: Fraction) -> tuple[Fraction, Fraction] | None:
    """The convex subdifferential of f at x, an interval, by its definition: slopes of chords from x.

    On each side the slope of a chord is monotone between breakpoints, so its extremes are at breakpoints, near x and far away.
    """
    here = f(x)
    near = Fraction(1)
    for p, _ in f.points:
        if p != x:
            near = min(near, abs(p - x) / 2)
    before = [p for p, _ in f.points if p < x] + [x - near]
    after = [p for p, _ in f.points if p > x] + [x + near]
    low = max([(here - f(y)) / (x - y) for y in before] + [f.left])
    high = min([(f(y) - here) / (y - x) for y in after] + [f.right])
    return (low, high) if low <= high else None


# ---- vertices of a polyhedron, by all systems of n equations -----------------------------------------------------------------


def vertices(halfspaces: list[tuple[list[Fraction], Fraction]], n: int) -> set[tuple[Fraction, ...]]:
    """The vertices of {s : <a, s> <= b}: every n of the equations <a, s> = b with one solution that is feasible."""
    found = set()
    for chosen in combinations(halfspaces, n):
        s = _solve([list(a) for a, _ in chosen], [b for _, b in chosen])
        if s is not None and all(sum(p * q for p, q in zip(a, s, strict=True)) <= b for a, b in halfspaces):
            found.add(tuple(s))
    return found


def _solve(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    n = len(rows)
    system = [[*row, b] for row, b in zip(rows, right, strict=True)]
    for k in range(n):
        pivot = next((i for i in range(k, n) if system[i][k]), None)
        if pivot is None:
            return None
        system[k], system[pivot] = system[pivot], system[k]
        system[k] = [v / system[k][k] for v in system[k]]
        for i in range(n):
            if i != k:
                system[i] = [v - system[i][k] * w for v, w in zip(system[i], system[k], strict=True)]
    return [row[n] for row in system]
