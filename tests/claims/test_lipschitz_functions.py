"""What the strategies of locally Lipschitz and of calm functions reach, what they shrink to; and the cells that meet a box."""

from collections import Counter
from itertools import product

from flint import fmpq

from claims.core.draws import draw_all, smallest
from claims.instances.boxes import BoxSubject, OnBox, OnInterval, functions_on_boxes, functions_on_intervals, on_box, size, steepest
from claims.instances.calm_functions import on_interval, teeth_at
from claims.instances.lipschitz_functions import lipschitz_functions, teeth
from claims.instances.local_subjects import local_at
from claims.instances.polyhedral_functions import FunctionAtPoint
from impl.clarke import clarke
from impl.limiting import limiting_gradients
from impl.lipschitz_rules import moduli
from impl.oscillating import Oscillation
from impl.piecewise import evaluate
from impl.place import Place
from impl.rationals import rational, vector
from impl.teeth import Teeth, value

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")


def drawn(strategy, count, seed=0):
    found = []
    draw_all(strategy, count, seed, lambda instance: found.append(instance) or True)
    return found


def test_all_kinds_of_locally_lipschitz_functions_are_drawn():
    kinds = Counter(type(f).__name__ for f in drawn(lipschitz_functions(), 150))
    assert set(kinds) == {"FunctionAtPoint", "Smooth", "Oscillation", "Teeth"}
    assert kinds["FunctionAtPoint"] > 45
    assert min(kinds.values()) > 5


def test_a_set_of_two_limits_shrinks_to_textbook_functions():
    two = lambda f: len(local_at(f, DOUBLE).elements()) == 2  # noqa: E731
    assert smallest(lipschitz_functions(), 300, 1, two) == Oscillation(slope=0, amplitude=1, power=2, frequency=1)
    assert smallest(lipschitz_functions(), 300, 1, lambda f: isinstance(f, FunctionAtPoint) and two(f)) == FunctionAtPoint("relu(x0)", (0,))
    assert smallest(teeth(growth=(1, 2, 4)), 300, 1, lambda f: not local_at(f, DOUBLE).elements()) == Teeth(a=0, c=1, growth=2)


def test_the_rules_bound_every_element_of_the_clarke_differential():
    for f in drawn(lipschitz_functions(), 80):
        if isinstance(f, FunctionAtPoint):
            s = local_at(f, DOUBLE)
            bounds = moduli(s.graph)
            assert all(abs(a) <= b for v in clarke(s.graph, f.x).vertices for a, b in zip(v, bounds, strict=True))


def test_boxes_are_on_kinks_and_hold_several_cells():
    seen = Counter()
    for instance in drawn(functions_on_boxes(), 120):
        s = on_box(instance, DOUBLE)
        seen["kink"] += any("o" in layer for layer in s.ties)
        seen["several cells"] += len(s.cells()) > 1
        seen["steeper away from x"] += steepest(s) > max(map(size, limiting_gradients(s.graph, s.point)))
        seen["plane"] += s.n == 2
        seen["breakpoints"] += isinstance(instance, OnInterval)
    assert seen["kink"] > 60
    assert seen["several cells"] > 60
    assert seen["steeper away from x"] > 5
    assert min(seen["plane"], seen["breakpoints"]) > 20


def test_torch_is_exact_in_float32_where_boxes_ask_it():
    for instance in drawn(functions_on_boxes(), 60, seed=2):
        s = BoxSubject(instance, SINGLE)
        where = (*s.lattice, *(p for cell in s.cells() for p in (cell.y, cell.z)))
        assert s.many(tuple(map(tuple, where))) == tuple(evaluate(s.graph, p) for p in where)


def test_cells_that_meet_a_box_against_gradients_on_a_fine_lattice():
    sideways = fmpq(27, 64 * 2**12)
    for instance in drawn(functions_on_boxes(), 40, seed=3):
        s = on_box(instance, DOUBLE)
        r = rational(s.r)
        parts = 64 if s.n == 1 else 8
        steps = [r * (fmpq(2 * k + 1, parts) - 1) for k in range(parts)]
        fine = [vector(a + e + sideways**i for i, (a, e) in enumerate(zip(s.point, step, strict=True), 1)) for step in product(steps, repeat=s.n)]
        seen = {g for p in fine for g in limiting_gradients(s.graph, p)}
        found = {cell.gradient for cell in s.cells()}
        assert seen <= found  # the lattice may miss a small cell, the engine none
        for cell in s.cells():
            assert all(abs(a - b) < r for end in (cell.y, cell.z) for a, b in zip(end, s.point, strict=True))
            assert limiting_gradients(s.graph, cell.y) == (cell.gradient,)


def test_cells_that_only_touch_a_box_are_left_out():
    assert [cell.gradient for cell in on_box(OnBox("relu(x0 - 1)", (0,), 1), DOUBLE).cells()] == [(0,)]
    assert len(on_box(OnBox("relu(x0 - 1)", (0,), 2), DOUBLE).cells()) == 2


def test_intervals_hold_their_knots():
    knots = 0
    for instance in drawn(functions_on_intervals(), 60):
        s = on_interval(instance, SINGLE)
        lo, hi = s.x[0] - s.r, s.x[0] + s.r
        inner = [t for t, _ in instance.knots if lo < t < hi]
        knots += len(inner)
        assert set(inner) <= set(s.inside)
        assert all(lo < t < hi for t in s.inside)
    assert knots > 30


def test_the_pairs_of_teeth_are_evaluated_exactly_and_on_one_flank():
    for f in (Teeth(1, 1, 4), Teeth(0.5, -3, 2), *drawn(teeth(), 3)):
        s = teeth_at(f, SINGLE)
        assert s.changes == [abs(value(f, p.x) - value(f, p.there)) for p in s.pairs]
        a, c = abs(rational(f.a)), abs(rational(f.c))
        assert {p.constant for p in s.pairs if p.x == 0} == {a + c / 2}
