"""Training in Gram form: the direct form in rationals agrees exactly, the module in float64 nearly; nothing but the rows is asked of a device."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from flint import fmpq

from impl import networks
from impl.gaussian_training import DATA, STARTS, Problem, Setting, SettingError, problem, variances
from impl.gram_descent import GramDescent, Tf32Error, columns
from impl.place import Place
from impl.plain_descent import PlainDescent

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")
WIDTHS = [(2, 2, 1), (3, 2, 2, 1), (2, 3, 2, 2), (3, 2, 2, 2, 2), (1, 1, 1, 1)]
SMALL = Setting(rate=2.0**-7, steps=40, widths=(12, 6, 5, 3), samples=10)


def dyadic(widths, batch, seed, values=(-1, 0, 0, 1)):
    """Small dyadic numbers, zeros among them: ties happen, and two or three steps of float64 round nothing."""
    rng = np.random.default_rng(seed)
    draw = lambda *shape: rng.choice(values, shape)  # noqa: E731
    weights = tuple(draw(m, n) for n, m in pairwise(widths))
    return Problem(weights, draw(widths[0], batch), draw(widths[-1], batch))


def by_rationals(given, rate, steps):
    """The direct form as the slide writes it: forwards, backwards with slope 0 at a tie, all layers at once. Weights and gradients of every step."""
    weights, path = [networks.exact(w) for w in given.weights], []
    inputs, targets, rate = networks.exact(given.inputs), networks.exact(given.targets), fmpq(*float(rate).as_integer_ratio())
    for _ in range(steps + 1):
        ahead = [inputs]
        for w in weights[:-1]:
            ahead.append(networks.relu(w @ ahead[-1]))
        back, gradients = weights[-1] @ ahead[-1] - targets, []
        for w, h in zip(reversed(weights), reversed(ahead), strict=True):
            gradients.insert(0, back @ h.T)
            back = (w.T @ back) * networks.step(h)
        path.append((weights, gradients, ahead))
        weights = [w - rate * g for w, g in zip(weights, gradients, strict=True)]
    return path


def same(tensor, exact):
    return [fmpq(*float(v).as_integer_ratio()) for v in tensor.flatten().tolist()] == list(exact.flat)


@pytest.mark.parametrize("widths", WIDTHS, ids=str)
@pytest.mark.parametrize("seed", range(6))
def test_agrees_exactly_with_rationals_on_dyadic_numbers(widths, seed):
    given, steps = dyadic(widths, 3, seed), 2 if len(widths) < 5 else 1
    path = by_rationals(given, 0.25, steps)
    descent = GramDescent(given, 0.25, DOUBLE)
    rows = descent.run(steps)
    assert all(same(found, exact) for found, exact in zip(descent.all_weights(), path[-1][0], strict=True))
    for t, (weights, gradients, ahead) in enumerate(path[:-1]):
        row = dict(zip(columns(len(weights)), rows[t].tolist(), strict=True))
        for h, (w, g) in enumerate(zip(weights, gradients, strict=True), 1):
            assert fmpq(*row[f"cross {h}"].as_integer_ratio()) == (w * g).sum()
            assert fmpq(*row[f"gradient {h}"].as_integer_ratio()) == (g * g).sum()
            assert h == 1 or fmpq(*row[f"norm {h}"].as_integer_ratio()) == (w * w).sum()
        assert fmpq(*row["hidden 1"].as_integer_ratio()) == (ahead[1] ** 2).sum()


@pytest.mark.parametrize("seed", range(6))
def test_neurons_agree_exactly_with_rationals(seed):
    given = dyadic((3, 2, 2, 1), 3, seed)
    path, descent = by_rationals(given, 0.25, 2), GramDescent(given, 0.25, DOUBLE)
    descent.run(2)
    for h in (0, 1):
        gradients = [g for _, g, _ in path[:-1]]
        owed = sum((fmpq(1, 16) * ((g[h] ** 2).sum(1) - (g[h + 1] ** 2).sum(0)) for g in gradients), np.array([fmpq(0)] * 2))
        start, end = (np.array([(w[h] ** 2).sum(1) - (w[h + 1] ** 2).sum(0)])[0] for w in (path[0][0], path[-1][0]))
        assert same(descent.owed[h], owed)
        assert list(end - start) == list(owed)
        assert not any(descent.slips[h].tolist())


def test_the_tied_problems_have_ties():
    tied = [(ahead[1] == 0).any() for seed in range(6) for _, _, ahead in by_rationals(dyadic((3, 2, 2, 1), 3, seed), 0.25, 1)]
    assert sum(map(bool, tied)) >= 6


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("data", DATA)
def test_agrees_with_the_module_to_twelve_digits(start, data):
    setting = SMALL._replace(start=start, data=data)
    given = problem(setting, DOUBLE)
    gram, plain = GramDescent(given, setting.rate, DOUBLE), PlainDescent(given, setting.rate, DOUBLE)
    for _ in range(setting.steps):
        plain.step()
    gram.run(setting.steps)
    for found, module in zip(gram.all_weights(), plain.weights(), strict=True):
        assert float((found - module).norm()) * 10**12 <= float(module.norm())


def test_one_step_after_another_is_the_same_as_many_at_once():
    given = problem(SMALL, SINGLE)
    once, often = GramDescent(given, SMALL.rate, SINGLE), GramDescent(given, SMALL.rate, SINGLE)
    rows = once.run(30)
    assert np.array_equal(rows, np.concatenate([often.run(n) for n in (1, 9, 20)]))
    assert all(torch.equal(a, b) for a, b in zip(once.state().values(), often.state().values(), strict=True))


def test_the_slide_gives_the_variances():
    assert variances(Setting(start="unbalanced")) == [1e-4] * 3
    assert [round(v * 10**8) for v in variances(Setting(start="balanced"))] == [100, 1000, 10_000]


def test_both_formats_start_from_the_same_numbers():
    double, single = problem(SMALL, DOUBLE), problem(SMALL, SINGLE)
    for a, b in zip((*double.weights, double.inputs, double.targets), (*single.weights, single.inputs, single.targets), strict=True):
        assert np.array_equal(a.astype(np.float32), b)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"start": "even"}, "balanced"),
        ({"data": "mnist"}, "teacher"),
        ({"widths": (3, 1)}, "two layers"),
        ({"steps": 0}, "positive"),
        ({"rate": 2}, "1"),
    ],
)
def test_what_cannot_be_trained_is_refused_by_name(changed, word):
    with pytest.raises(SettingError, match=word):
        problem(SMALL._replace(**changed), DOUBLE)


def test_more_steps_than_rows_are_refused():
    with pytest.raises(ValueError, match="1 to 5"):
        GramDescent(problem(SMALL, DOUBLE), SMALL.rate, DOUBLE, rows=5).run(6)


def test_tf32_is_refused():
    torch.set_float32_matmul_precision("high")
    try:
        with pytest.raises(Tf32Error, match="'high'"):
            GramDescent(problem(SMALL, SINGLE), SMALL.rate, SINGLE)
    finally:
        torch.set_float32_matmul_precision("highest")
