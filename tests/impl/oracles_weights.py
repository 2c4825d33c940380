"""Slow, obvious twins for the weight engine, in plain integers and fractions; nothing from `impl`.

`sampled` looks at weights near the given ones and knows no theory beyond f = P_a near a point without ties: every row is
moved at a scale of its own, 2^(-40 e) times small integers, and a pattern counts by grad P_a(W0). `closure` decides every full
pattern by itself, by Fourier-Motzkin elimination over every choice of resets. `naive` is the product of {0, 1} choices.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from random import Random

Rows = list[list[int]]
Pattern = tuple[tuple[bool, ...], ...]
Flat = tuple[Fraction, ...]

SHIFT = 40
SCALES = 4


def forward(weights: list[Rows], x: list[int]) -> list[list[int]]:
    """Preactivations of the hidden layers."""
    found, h = [], x
    for w in weights[:-1]:
        found.append([sum(a * b for a, b in zip(row, h, strict=True)) for row in w])
        h = [max(0, v) for v in found[-1]]
    return found


def gradient(weights: list[Rows], x: list[int], pattern: Pattern) -> Flat:
    """grad P_a(W0), flattened: by the product rule on the masked chain, one entry at a time."""
    depth = len(weights) - 1
    if len(pattern) < depth or any(not any(a) for a in pattern):
        return tuple(Fraction(0) for w in weights for row in w for _ in row)
    below = [list(x)]
    for w, a in zip(weights, pattern, strict=False):
        below.append([sum(c * h for c, h in zip(row, below[-1], strict=True)) * on for row, on in zip(w, a, strict=True)])
    above = [[1]]
    for w, a in zip(reversed(weights[1:]), reversed(pattern), strict=True):
        g = above[0]
        above.insert(0, [sum(g[i] * w[i][j] for i in range(len(w))) * a[j] for j in range(len(w[0]))])
    return tuple(Fraction(u * v) for g, h in zip(above, below, strict=True) for u in g for v in h)


def truncated(signs: list[list[bool]]) -> Pattern:
    """The pattern up to and including its first dead layer."""
    found: list[tuple[bool, ...]] = []
    for a in signs:
        found.append(tuple(a))
        if not any(a):
            break
    return tuple(found)


def sampled_patterns(
    weights: list[Rows], inputs: list[list[int]], draws: int, random: Random, *, one_scale: bool = False
) -> set[tuple[Pattern, ...]]:
    """Families of patterns, one an input, met without a tie 2^-40 away; `one_scale` moves all rows at one rate, generically."""
    found = set()
    top = 1 << (SHIFT * SCALES)
    for _ in range(draws):
        moved = []
        for w in weights[:-1]:
            steps: dict[int, list[int]] = {}
            for j in random.sample(range(len(w)), len(w)):
                n = len(w[j])
                if one_scale:
                    steps[j] = [random.randint(-(10**6), 10**6) << (SHIFT * (SCALES - 1)) for _ in range(n)]
                elif steps and random.random() < 0.4:  # ratios between rows: the directions that a lattice of entries hits rarely
                    factor = random.choice((-2, -1, 1, 1, 1, 2))
                    steps[j] = [factor * s for s in random.choice(list(steps.values()))]
                else:
                    shift = SHIFT * (SCALES - random.randint(1, SCALES))
                    wide = random.random() < 0.25  # narrow cells need larger integers, ratios between rows small ones
                    steps[j] = [(random.randint(-9, 9) if wide else random.choice((-2, -1, -1, 0, 0, 1, 1, 2))) << shift for _ in range(n)]
            rows = [[c * top + s for c, s in zip(row, steps[j], strict=True)] for j, row in enumerate(w)]
            moved.append(rows)
        family = []
        for x in inputs:
            pattern = _strict_pattern(moved, x)
            if pattern is None:
                break
            family.append(pattern)
        else:
            found.add(tuple(family))
    return found


def _strict_pattern(layers: list[Rows], x: list[int]) -> Pattern | None:
    signs: list[tuple[bool, ...]] = []
    h = x
    if not any(x):  # every preactivation is 0 at every weight
        return ()
    for w in layers:
        z = [sum(a * b for a, b in zip(row, h, strict=True)) for row in w]
        if not all(z):
            return None
        signs.append(tuple(v > 0 for v in z))
        if not any(signs[-1]):
            break
        h = [max(0, v) for v in z]
    return tuple(signs)


def sampled(weights: list[Rows], x: list[int], draws: int, random: Random, *, one_scale: bool = False) -> set[Flat]:
    families = sampled_patterns(weights, [x], draws, random, one_scale=one_scale)
    return {gradient(weights, x, pattern) for (pattern,) in families}


def naive(weights: list[Rows], x: list[int]) -> set[Flat]:
    """Independent {0, 1} choices at every neuron with preactivation 0: a superset of the limiting gradients."""
    z = forward(weights, x)
    choices = [product(*([True, False] if v == 0 else [v > 0] for v in layer)) for layer in z]
    return {gradient(weights, x, truncated([list(a) for a in signs])) for signs in product(*choices)}


def backward(weights: list[Rows], x: list[int], *, at_zero: int) -> Flat:
    """Backpropagation with sigma'(0) = at_zero in {0, 1}; forward values are those of the network."""
    z = forward(weights, x)
    below = [list(x), *([max(0, v) for v in layer] for layer in z)]
    above = [[1]]
    for w, layer in zip(reversed(weights[1:]), reversed(z), strict=True):
        g = above[0]
        above.insert(0, [sum(g[i] * w[i][j] for i in range(len(w))) * (1 if layer[j] > 0 else at_zero * (layer[j] == 0)) for j in range(len(w[0]))])
    return tuple(Fraction(u * v) for g, h in zip(above, below, strict=True) for u in g for v in h)


# ---- every full pattern by itself --------------------------------------------------------------------------------------------


def closure(weights: list[Rows], x: list[int]) -> set[Flat]:
    """The gradients of all full patterns whose open set reaches the weights, by the closure criterion, pattern by pattern."""
    if not any(x):
        return {gradient(weights, x, ())}
    z = forward(weights, x)
    depth = len(z)
    first = next((i for i, layer in enumerate(z) if max(layer) <= 0), depth)
    options = [[[True, False] if v == 0 else [v > 0] for v in z[i]] if i <= first else [[True, False]] * len(z[i]) for i in range(depth)]
    patterns = {truncated([list(a) for a in signs]) for signs in product(*(product(*o) for o in options))}
    return {gradient(weights, x, a) for a in patterns if _reaches(weights, a, first)}


def _reaches(weights: list[Rows], pattern: Pattern, first: int) -> bool:
    """Some choice of reset layers between the first vanishing layer and the end makes every stretch feasible."""
    if len(pattern) <= first + 1:
        return True
    later = list(range(first + 1, len(pattern)))
    for count in range(len(later) + 1):
        for resets in combinations(later, count):
            starts = [first, *resets]
            ends = [*resets, None]
            if all(_stretch(weights, pattern, s, e) for s, e in zip(starts, ends, strict=True)):
                return True
    return False


def _stretch(weights: list[Rows], pattern: Pattern, start: int, end: int | None) -> bool:
    """Is there u >= 0 on the active neurons of `start` that the weights carry up to the layer `end`, where it vanishes?"""
    on = [j for j, a in enumerate(pattern[start]) if a]
    if not on:
        return False
    image = [[Fraction(j == i) for i in on] for j in range(len(pattern[start]))]
    system = [([Fraction(j == i) for j in range(len(on))], Fraction(0)) for i in range(len(on))]  # row . u >= bound
    last = len(pattern) - 1 if end is None else end
    for layer in range(start + 1, last + 1):
        norm = [sum(row[i] for row in image) for i in range(len(on))]
        z = [[sum(Fraction(c) * row[i] for c, row in zip(line, image, strict=True)) for i in range(len(on))] for line in weights[layer]]
        for row, a in zip(z, pattern[layer], strict=True):
            system.append((row if a else [-v for v in row], Fraction(0)))
            if layer == end and a:
                system.append(([-v for v in row], Fraction(0)))
        image = [row if a else [Fraction(0)] * len(on) for row, a in zip(z, pattern[layer], strict=True)]
    final_dead = not any(pattern[last])
    if end is None and not final_dead:
        norm = [sum(row[i] for row in image) for i in range(len(on))]
    system += [(norm, Fraction(1))] if last > start else [([Fraction(1)] * len(on), Fraction(1))]
    return feasible(system, len(on))


def feasible(system: list[tuple[list[Fraction], Fraction]], n: int) -> bool:
    """Fourier-Motzkin: is there u in Q^n with row . u >= bound for all pairs?"""
    for k in range(n):
        up = [(r, b) for r, b in system if r[k] > 0]
        down = [(r, b) for r, b in system if r[k] < 0]
        rest = [(r, b) for r, b in system if r[k] == 0]
        mixed = {tuple(u / r[k] - v / s[k] for u, v in zip([*r, b], [*s, c], strict=True)) for r, b in up for s, c in down}
        system = rest + [(list(row[:-1]), row[-1]) for row in mixed]
    return all(b <= 0 for _, b in system)
