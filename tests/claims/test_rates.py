"""Runs of the subgradient method and of gradient descent: torch against rationals, premises, and the hardest functions."""

from fractions import Fraction

from claims.core.draws import draw_all
from claims.instances.lipschitz_runs import HardestLipschitzRun, PolyhedralRun, hardest_lipschitz_runs, lipschitz_run_at, polyhedral_runs, ridge_runs
from claims.instances.rates import best_gap, by_torch, in_rationals, last_compared_gap, last_gap
from claims.instances.smooth_runs import HuberRun, NoMinimiserRun, QuadraticRun, huber_runs, quadratic_runs, smooth_run_at
from impl.place import Place
from impl.rationals import dot
from impl.subgradient_method import any_step_bound, lipschitz_bound, smooth_bound

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")


def drawn(strategy, count=60, seed=0):
    found = []
    draw_all(strategy, count, seed, lambda instance: found.append(instance) or True)
    return found


def test_minimisers_are_minimisers_and_the_constants_are_honest():
    for strategy in (polyhedral_runs(), ridge_runs()):
        for r in drawn(strategy):
            s = lipschitz_run_at(r, DOUBLE)
            aim = tuple(map(type(s.least), r.minimiser))
            assert s.exactly(aim) == s.least
            around = [tuple(a + d for a, d in zip(aim, step, strict=True)) for step in ([1] * len(aim), [-1] + [0] * (len(aim) - 1), [2] * len(aim))]
            assert all(s.exactly(x) >= s.least for x in around)
            assert all(dot(g, g) <= s.constant**2 for g in map(s.slope, around))
            assert sum((a - b) ** 2 for a, b in zip(s.start, aim, strict=True)) <= s.radius**2


def test_both_formats_reach_the_same_points():
    lipschitz = [(strategy, lipschitz_run_at) for strategy in (polyhedral_runs(), ridge_runs())]
    builders = [*lipschitz, (quadratic_runs(), smooth_run_at), (huber_runs(), smooth_run_at)]
    for strategy, build in builders:
        for r in drawn(strategy, 40):
            double, single = build(r, DOUBLE), build(r, SINGLE)
            assert by_torch(double, double.step) == by_torch(single, single.step), r


def test_gradient_descent_has_one_run():
    for r in drawn(quadratic_runs()) + drawn(huber_runs()):
        s = smooth_run_at(r, SINGLE)
        assert by_torch(s, s.step) == in_rationals(s, s.step)
        assert s.step * s.constant <= 1


def test_the_hardest_functions_attain_their_bounds():
    for r in {HardestLipschitzRun(1, 1), HardestLipschitzRun(8, 2), *drawn(hardest_lipschitz_runs(), 5)}:
        s = lipschitz_run_at(r, DOUBLE)
        assert best_gap(s, in_rationals(s, s.step)) == lipschitz_bound(s.radius, s.constant, s.root)
        assert any_step_bound(s.squared_radius, s.constant**2, s.step, s.count) == lipschitz_bound(s.radius, s.constant, s.root)
    for r in (HuberRun(1, 1, 1, 1), HuberRun(3, 2, 0.25, 50), *drawn(huber_runs(), 5)):
        s = smooth_run_at(r, DOUBLE)
        assert last_gap(s, in_rationals(s, s.step)) == smooth_bound(s.constant, s.squared_radius, s.step, s.count)


def test_the_bound_for_the_huber_function_is_the_formula_in_fractions():
    s = smooth_run_at(HuberRun(2, 1, 0.5, 7), DOUBLE)
    assert (s.constant, s.squared_radius, s.step, s.count) == (2, 225, s.step, 7)
    found = smooth_bound(s.constant, s.squared_radius, s.step, s.count)
    assert Fraction(int(found.p), int(found.q)) == Fraction(2 * 225, 4 * 7 + 2)


def test_long_runs_stay_below_the_bounds():
    for r in drawn(quadratic_runs(), 30):
        s = smooth_run_at(r._replace(steps=20), DOUBLE)
        points = in_rationals(s, s.step)
        for t in (1, 5, 20):
            assert last_gap(s, points[: t + 1]) <= smooth_bound(s.constant, s.squared_radius, s.step, t)


def test_the_ridge_is_higher_at_the_last_point_than_the_bound_for_the_best():
    s = lipschitz_run_at(PolyhedralRun((((15, 4), 4), ((-15, 4), 4), ((0, 0), 0)), (0, 0), (0, -1), 2), DOUBLE)
    points = in_rationals(s, s.step)
    assert best_gap(s, points) <= lipschitz_bound(s.radius, s.constant, 2) < last_compared_gap(s, points)


def test_without_a_minimiser_torch_stays_above_the_bound_from_below():
    for steps in (1, 16, 256):
        s = smooth_run_at(NoMinimiserRun(0.25, steps), DOUBLE)
        assert 0 < s.floor <= last_gap(s, by_torch(s, s.step))


def test_a_step_beyond_two_over_beta_diverges():
    s = smooth_run_at(QuadraticRun(((1,),), (1,), (0,), -2, 4), SINGLE)
    assert [x[0] for x in in_rationals(s, s.step)] == [1, -3, 9, -27, 81]
