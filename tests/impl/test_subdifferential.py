"""The convex subdifferential: textbook values, breakpoint calculus, lattices, hulls of active gradients, and certificates."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import pytest
import torch
from flint import fmpq

from impl.cells import TooManyCells
from impl.certificates import Jensen, verify
from impl.clarke import clarke
from impl.clipping import clip
from impl.exact_lp import maximise
from impl.homogenised import pieces
from impl.piecewise import Graph, evaluate, parse
from impl.polytope import Polytope
from impl.rationals import dot, fraction, vector
from impl.subdifferential import EmptySubdifferential, Subdifferential, jensen_violation, subdifferential
from impl.subgradient_certificates import Subgradient, confirms
from impl.trace import Unsupported
from tests.impl.depth import count
from tests.impl.oracles_subdifferential import Tree, broken, convex_tree, formula, interval, tree, value, vertices

LINE, PLANE, CONVEX = count(usual=160, full=2_000), count(usual=24, full=600), count(usual=40, full=600)


def sub(text: str, *x: object) -> Subdifferential:
    return subdifferential(parse(text, len(x)), x)


def sound(found: Subdifferential) -> bool:
    """Its own certificate, re-verified against the function."""

    def f(y: object) -> fmpq:
        return evaluate(found.function, y)

    return verify(found.certificate, f) if isinstance(found.certificate, Jensen) else confirms(found.certificate, f)


# ---- textbook values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("relu(x0)", 0, (0, 1)),
        ("relu(x0)", 3, (1, 1)),
        ("abs(x0)", 0, (-1, 1)),
        ("abs(x0)", -2, (-1, -1)),
        ("abs(x0) + relu(x0 - 1)", 0, (-1, 1)),
        ("max(abs(x0), 1)", 1, (0, 1)),
        ("2*x0 - 3", 5, (2, 2)),
        ("min(abs(x0), 1)", 0, (0, 0)),
        ("relu(x0) - relu(-x0)", 0, (1, 1)),
        ("leaky_relu(x0, 1/4)", 0, (fmpq(1, 4), 1)),
    ],
)
def test_intervals_on_the_line(text, x, expected):
    found = sub(text, x)
    assert not found.is_empty
    assert found.vertices == tuple((vector([v])) for v in sorted(set(expected)))
    assert (-found.support([-1]), found.support([1])) == expected
    assert sound(found)


def test_a_far_piece_does_not_take_0_from_the_absolute_value():
    found = sub("abs(x0) + relu(x0 - 1)", 0)
    assert found.contains([0])
    assert confirms(found.contains([0]))


@pytest.mark.parametrize("text", ["1 - abs(abs(x0) - 1)", "-abs(x0 + 1)", "min(x0, -1)", "min(abs(x0 + 1), 2*x0 + 2)"])
def test_empty_at_minus_1_with_a_finite_certificate(text):
    found = sub(text, -1)
    assert found.is_empty
    assert found.vertices == ()
    assert isinstance(found.certificate, Jensen)
    assert sound(found)
    assert sum((w for w, _, _ in found.certificate.terms), fmpq(0)) == 1
    assert jensen_violation(parse(text, 1), [-1]) == found.certificate
    with pytest.raises(EmptySubdifferential, match="empty subdifferential"):
        found.support([1])


def test_the_lectures_two_points_are_such_a_certificate():
    m = parse("1 - abs(abs(x0) - 1)", 1)
    two = Jensen(vector([-1]), fmpq(1), ((fmpq(2, 3), vector([-2]), fmpq(0)), (fmpq(1, 3), vector([1]), fmpq(1))))
    assert verify(two, lambda y: evaluate(m, y))


def test_one_piece_far_away_empties_the_set():
    assert not sub("abs(x0) - relu(x0 - 9)", 0).is_empty
    assert sub("abs(x0) - 3*relu(x0 - 9)", 0).is_empty


def test_the_plane():
    assert sub("max(x0, x1, -x0 - x1)", 0, 0).vertices == (vector([-1, -1]), vector([0, 1]), vector([1, 0]))
    assert sub("abs(x0) + abs(x1)", 0, 0).vertices == tuple(vector(v) for v in product((-1, 1), repeat=2))
    assert sub("max(abs(x0), abs(x1))", 0, 0).vertices == (vector([-1, 0]), vector([0, -1]), vector([0, 1]), vector([1, 0]))
    assert sub("abs(x0)", 0, 7).vertices == (vector([-1, 0]), vector([1, 0]))
    assert sub("max(abs(x0) - 1, abs(x1) - 2, 0)", 0, 0).vertices == (vector([0, 0]),)
    assert sub("min(x0, x1)", 0, 0).is_empty


def test_a_torch_function_and_a_module_are_read_as_graphs():
    found = subdifferential(lambda x: (x.abs() + torch.relu(x - 1)).sum(), torch.tensor([0.0, 0.5]))
    assert found.vertices == (vector([-1, 1]), vector([1, 1]))
    net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
    with torch.no_grad():
        net[0].weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]))
        net[0].bias.zero_()
        net[2].weight.fill_(1.0)
    assert len(subdifferential(net, [0, 0]).vertices) == 6


# ---- twins -------------------------------------------------------------------------------------------------------------------


def points_of(random: Random, f: object) -> list[Fraction]:
    breaks = [x for x, _ in f.points]  # type: ignore[attr-defined]
    return [random.choice(breaks), Fraction(random.randint(-4, 4), 2)]


def test_on_the_line_it_is_the_breakpoint_calculus():
    empty = several = 0
    for seed in range(LINE):
        random = Random(seed)
        t = tree(random, 1, random.choice((1, 2, 2, 3)))
        f = broken(t)
        for x in points_of(random, f):
            expected = interval(f, x)
            found = subdifferential(parse(formula(t), 1), [x])
            assert found.is_empty == (expected is None), (seed, x)
            assert sound(found)
            empty += found.is_empty
            if expected is not None:
                assert [fraction(v) for (v,) in found.vertices] == sorted(set(expected)), (seed, x)
                several += expected[0] < expected[1]
                for s in (*expected, sum(expected) / 2, expected[0] - 1, expected[1] + Fraction(1, 3)):
                    answer = found.contains([s])
                    assert bool(answer) == (expected[0] <= s <= expected[1])
                    assert confirms(answer, lambda y, g=found.function: evaluate(g, y))
    assert empty >= LINE // 4
    assert several >= LINE // 8


def lattice(n: int) -> list[list[Fraction]]:
    return [[Fraction(k, 2) for k in y] for y in product(range(-9, 10), repeat=n)]


def test_in_the_plane_it_is_the_inequality_on_a_lattice():
    empty = 0
    for seed in range(PLANE):
        random = Random(seed)
        t = tree(random, 2, random.choice((1, 2, 2)))
        x = [Fraction(random.randint(-2, 2)), Fraction(random.randint(-2, 2))]
        found = subdifferential(parse(formula(t), 2), x)
        assert sound(found)
        rises = [([p - q for p, q in zip(y, x, strict=True)], value(t, y) - value(t, x)) for y in lattice(2)]
        for s in found.vertices:
            assert all(sum(fraction(a) * b for a, b in zip(s, step, strict=True)) <= rise for step, rise in rises), seed
        candidates = [[Fraction(a, 2), Fraction(b, 2)] for a, b in product(range(-3, 4), repeat=2)]
        for s in candidates:
            answer = found.contains(s)
            assert confirms(answer, lambda y, g=found.function: evaluate(g, y))
            assert not (answer and any(sum(a * b for a, b in zip(s, step, strict=True)) > rise for step, rise in rises))
        empty += found.is_empty
    assert 0 < empty < PLANE


def test_empty_and_nonempty_agree_with_the_lattice_where_it_can_tell():
    """A lattice point set can refute all s at once, by one linear program of its own; then the engine must say empty."""
    refuted = 0
    for seed in range(PLANE // 2):
        random = Random(seed)
        t = tree(random, 2, 2)
        x = [Fraction(0), Fraction(0)]
        rows = [(y, value(t, y) - value(t, x)) for y in [[Fraction(a), Fraction(b)] for a, b in product(range(-3, 4), repeat=2)] if any(y)]
        if not maximise([0, 0], rows):
            refuted += 1
            assert subdifferential(parse(formula(t), 2), x).is_empty
    assert refuted


def test_of_a_convex_function_it_is_the_hull_of_the_limiting_gradients():
    for seed in range(CONVEX):
        random = Random(seed)
        n = random.randint(1, 3)
        t = convex_tree(random, n, random.randint(1, 2))
        g = parse(formula(t), n)
        x = [Fraction(random.randint(-1, 1)) for _ in range(n)]
        found = subdifferential(g, x)
        assert found.polytope == clarke(g, x), seed
        assert sound(found)


def test_of_a_maximum_of_affine_functions_it_is_the_hull_of_the_active_slopes():
    for seed in range(CONVEX):
        random = Random(seed)
        n = random.randint(1, 3)
        slopes = [[Fraction(random.randint(-2, 2)) for _ in range(n)] for _ in range(random.randint(1, 6))]
        x = [Fraction(random.randint(-2, 2)) for _ in range(n)]
        levels = [random.choice((0, 0, 1)) for _ in slopes]
        rows = [sum(a * b for a, b in zip(s, x, strict=True)) for s in slopes]
        parts = tuple(("affine", tuple((c, ("x", i)) for i, c in enumerate(s)), -r - v) for s, r, v in zip(slopes, rows, levels, strict=True))
        t: Tree = ("max", parts) if len(parts) > 1 else parts[0]
        active = [s for s, v in zip(slopes, levels, strict=True) if v == min(levels)]
        found = subdifferential(parse(formula(t), n), x)
        assert found.vertices == Polytope.hull(active).vertices, seed
        v = [random.randint(-3, 3) for _ in range(n)]
        assert found.support(v) == max(dot(vector(s), vector(v)) for s in active)


def test_support_is_attained_at_vertices():
    for seed in range(PLANE):
        random = Random(seed)
        found = subdifferential(parse(formula(convex_tree(random, 2, 2)), 2), [0, 0])
        for v in ([1, 0], [0, -1], [2, -3], [0, 0]):
            assert found.support(v) == max(dot(s, vector(v)) for s in found.vertices)


def test_clipping_is_all_systems_of_n_equations():
    for seed in range(CONVEX):
        random = Random(seed)
        n = random.randint(1, 3)
        box = [([Fraction(sign * (i == j)) for j in range(n)], Fraction(2)) for i in range(n) for sign in (1, -1)]
        cuts = [([Fraction(random.randint(-2, 2)) for _ in range(n)], Fraction(random.randint(-1, 3))) for _ in range(random.randint(0, 5))]
        if random.random() < 0.3 and cuts:
            a, b = cuts[0]
            cuts.append(([-c for c in a], -b))  # a polytope inside a hyperplane
        found = clip([fmpq(-2)] * n, [fmpq(2)] * n, [(vector(a), vector([b])[0]) for a, b in cuts])
        assert {tuple(map(fraction, s)) for s in found} == vertices(box + cuts, n), seed
        assert len(found) == len(set(found))


def test_the_pieces_are_the_function_and_lie_in_its_cells():
    for seed in range(PLANE // 2):
        random = Random(seed)
        t = tree(random, 2, 2)
        g = parse(formula(t), 2)
        found = pieces(g, 1_000)
        for piece in found:
            assert all(dot(row, (*piece.inside, fmpq(1))) > 0 for row in piece.rows)
            assert evaluate(g, piece.inside) == dot(piece.form, (*piece.inside, fmpq(1)))
            for v in piece.generators:
                assert all(dot(row, v) >= 0 for row in piece.rows)
                if v[-1]:
                    assert evaluate(g, [c / v[-1] for c in v[:-1]]) == dot(piece.form, v) / v[-1]
        for y in lattice(2)[:: random.randint(20, 40)]:
            owners = [p for p in found if all(dot(row, vector([*y, 1])) >= 0 for row in p.rows)]
            assert owners, "the cells do not cover the plane"
            assert {fraction(dot(p.form, vector([*y, 1]))) for p in owners} == {value(t, y)}


# ---- certificates that lie ---------------------------------------------------------------------------------------------------


def test_the_checker_refuses_altered_certificates():
    found = sub("abs(x0) + relu(x0 - 1)", 0)
    good, bad = found.contains([0]), found.contains([2])
    assert isinstance(good, Subgradient)
    assert confirms(good)
    assert confirms(bad)
    assert not confirms(replace(good, candidate=vector([2])))
    assert not confirms(replace(good, value=fmpq(1)))
    assert not confirms(replace(good, cells=()))
    form, combination = good.cells[0]
    lie = replace(combination, weights=tuple(w - 1 for w in combination.weights))
    assert not confirms(replace(good, cells=((form, lie), *good.cells[1:])))
    assert not confirms(replace(bad, candidate=vector([0])))
    assert not confirms(bad, lambda y: fmpq(100) * abs(y[0]))


# ---- the door ----------------------------------------------------------------------------------------------------------------


def test_what_cannot_be_done_is_refused_by_name():
    many = parse(" + ".join(f"abs(x0 - {k})" for k in range(20)), 1)
    with pytest.raises(TooManyCells, match="at most 10"):
        subdifferential(many, [0], max_cells=10)
    assert not subdifferential(many, [0]).is_empty
    with pytest.raises(Unsupported):
        subdifferential(lambda x: (x * x).sum(), [0.0])
    with pytest.raises(ValueError, match="shape"):
        subdifferential(Graph(2, parse("x0 + x1", 2).root), [0])
    with pytest.raises(ValueError, match="shape"):
        sub("abs(x0)", 0).contains([0, 0])
    with pytest.raises(ValueError, match="shape"):
        sub("abs(x0)", 0).support([0, 0])
    with pytest.raises(EmptySubdifferential):
        _ = sub("-abs(x0)", 0).polytope
    assert jensen_violation(parse("abs(x0)", 1), [0]) is None
