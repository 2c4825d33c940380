"""Budgets in steps: the same refusal on every machine, by name, with what was spent and found."""

from __future__ import annotations

import re

import pytest
import torch

from impl.audit import main
from impl.cone import whole
from impl.limiting import leaves, limiting_gradients
from impl.piecewise import parse
from impl.rationals import vector
from impl.steps import Steps, TooManySteps
from tests.impl.random_graphs import instance
from tests.impl.whole_models import massive


def spent(f, x):
    counted = Steps()
    for leaf in leaves(f, x, statistics=None):
        counted.found += bool(leaf)
    return counted.found


def test_a_massive_point_is_refused_by_name():
    f, x = massive()
    with pytest.raises(TooManySteps) as caught:
        limiting_gradients(f, x, max_steps=3_000_000)
    said = str(caught.value)
    assert re.search(r"at most 3,000,000 steps .* 2,9\d\d,\d\d\d are spent", said)
    assert "found 0 cells so far" in said
    assert "--steps" in said
    assert "fewer ties" in said


def test_the_refusal_is_the_same_again():
    f, x = massive()
    said = set()
    for _ in range(2):
        with pytest.raises(TooManySteps) as caught:
            limiting_gradients(f, x, max_steps=500_000)
        said.add(str(caught.value))
    assert len(said) == 1


@pytest.mark.parametrize("seed", range(60))
def test_a_budget_that_suffices_changes_nothing_and_one_step_less_is_refused(seed):
    graph, x = instance(seed)
    wanted, (low, high) = limiting_gradients(graph, x), (0, 10_000_000)
    while high - low > 1:  # the fewest steps that suffice
        middle = (low + high) // 2
        try:
            found = limiting_gradients(graph, x, max_steps=middle)
        except TooManySteps:
            low = middle
        else:
            assert found == wanted
            high = middle
    with pytest.raises(TooManySteps):
        limiting_gradients(graph, x, max_steps=low)


def test_cells_found_so_far_are_counted():
    f = parse("abs(x0) + abs(relu(x1) - relu(x0 + x1)) + abs(x1 + 2*x0)", 2)
    cells, seen = spent(f, [0, 0]), set()
    for most in range(10, 2_000, 10):
        try:
            list(leaves(f, [0, 0], max_steps=most))
        except TooManySteps as refused:
            seen.add(int(re.search(r"found (\d+) cells so far", str(refused))[1]))
    assert seen == set(range(cells))


def test_a_cut_without_a_budget_is_never_refused():
    assert whole(2).split(vector([1, 0])).free


def test_the_command_line_takes_the_budget(tmp_path, capsys):
    torch.save(torch.zeros(14, 14), tmp_path / "x.pt")
    assert main(["tests.impl.whole_models:massive_module", "--at", str(tmp_path / "x.pt"), "--steps", "1000000"]) == 2
    said = capsys.readouterr().err
    assert "at most 1,000,000 steps" in said
    assert "a point of shape (14, 14)" in said
    assert len(said) < 800
