"""The frozen-pattern implicit midpoint rule: against exact gradients, a high-order integrator, a closed form, and its own invariants."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp

from impl import descent, flow, networks
from impl.rationals import rational
from tests.impl.depth import count

HALF_SQUARE = descent.LOSSES["half square"]
DTYPES = (torch.float64, torch.float32)


def run_data(seed, sizes=(2, 4, 4, 1), samples=6, dtype=torch.float64):
    """Weights, inputs (d, B) and targets (B,) with entries k/4."""
    random = Random(seed)

    def draw(*shape):
        return torch.tensor(np.array([random.randint(-6, 6) / 4 for _ in range(int(np.prod(shape)))]).reshape(shape), dtype=dtype)

    return [draw(m, n) for n, m in pairwise(sizes)], draw(sizes[0], samples), draw(samples)


def exact(weights):
    return [networks.exact(w) for w in weights]


def norms(weights):
    return descent.squared_norms(exact(weights))


def flips(steps):
    return sum(int((a != b).sum()) for one, two in pairwise(steps) for a, b in zip(one.pattern, two.pattern, strict=True))


@pytest.mark.parametrize("seed", range(6))
def test_frozen_gradient_is_the_gradient_of_the_frozen_loss(seed):
    weights, inputs, targets = run_data(seed)
    random = Random(seed)
    masks = [torch.tensor([[float(random.randint(0, 1)) for _ in targets] for _ in w], dtype=torch.float64) for w in weights[:-1]]
    leaves = [w.clone().requires_grad_() for w in weights]
    flow.frozen_loss(leaves, masks, inputs, targets, HALF_SQUARE).backward()
    found = flow.frozen_gradient(weights, masks, inputs, targets, HALF_SQUARE)
    w, m, x = exact(weights), [networks.exact(a) for a in masks], networks.exact(inputs)
    residuals = networks.masked_product(descent.shared(w), m, x)[0] - networks.exact(targets)
    for leaf, g, twin in zip(leaves, found, descent.masked_gradients(w, m, x, residuals), strict=True):
        assert (networks.exact(g) == twin).all()  # entries k/4: all of it is exact in float64
        assert (networks.exact(leaf.grad) == twin).all()


def test_the_live_pattern_is_0_at_a_tie():
    weights, inputs = [torch.tensor([[1.0], [-1.0], [0.0]]), torch.tensor([[1.0, 1.0, 1.0]])], torch.tensor([[0.0, 2.0]])
    assert flow.live_pattern(weights, inputs)[0].tolist() == [[0, 1], [0, 0], [0, 0]]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("seed", [3, 8, 9])
def test_differences_of_norms_are_conserved_within_the_bounds_across_kinks(seed, dtype):
    weights, inputs, targets = run_data(seed, dtype=dtype)
    steps = flow.flow(weights, inputs, targets, HALF_SQUARE, 1 / 64, count(80, 800))
    assert flips(steps) > 4
    for step in steps[:: len(steps) // 10]:
        bounds = [rational(b) for b in flow.drift_bounds(step, inputs, targets, HALF_SQUARE, 80)]
        gained = [b - a for a, b in zip(norms(step.weights), norms(step.after), strict=True)]
        for i in range(3):
            for j in range(i):
                assert abs(gained[i] - gained[j]) <= bounds[i] + bounds[j]


def test_explicit_steps_leave_the_bounds_by_far():
    weights, inputs, targets = run_data(3)
    step = flow.flow(weights, inputs, targets, HALF_SQUARE, 1 / 256, 1)[0]
    bounds = flow.drift_bounds(step, inputs, targets, HALF_SQUARE, 80)
    g = flow.frozen_gradient(weights, step.pattern, inputs, targets, HALF_SQUARE)
    gained = [b - a for a, b in zip(norms(weights), norms(descent.step(weights, g, 1 / 256)), strict=True)]
    assert float(abs(gained[0] - gained[1])) > 1000 * (bounds[0] + bounds[1])


def test_any_slopes_conserve_which_is_why_conservation_alone_is_no_evidence():
    weights, inputs, targets = run_data(8)
    start = flow.live_pattern(weights, inputs)
    steps = flow.flow(weights, inputs, targets, HALF_SQUARE, 1 / 256, 30, pattern=lambda *_: [1 - a for a in start])
    gained = [float(b - a) for a, b in zip(norms(weights), norms(steps[-1].after), strict=True)]
    allowed = np.sum([flow.drift_bounds(step, inputs, targets, HALF_SQUARE, 80) for step in steps], axis=0)
    assert abs(gained[0] - gained[1]) <= allowed[0] + allowed[1]
    assert max(map(abs, gained)) > 1000 * max(allowed)


def test_the_residual_is_that_of_the_midpoint_equation():
    weights, inputs, targets = run_data(1)
    for step in flow.flow(weights, inputs, targets, HALF_SQUARE, 1 / 64, 10):
        m, masks, x = exact(step.midpoint), [networks.exact(a) for a in step.pattern], networks.exact(inputs)
        residuals = networks.masked_product(descent.shared(m), masks, x)[0] - networks.exact(targets)
        g = descent.masked_gradients(m, masks, x, residuals)
        sizes = flow.frozen_gradient([abs(w) for w in step.midpoint], step.pattern, abs(inputs), -abs(targets), HALF_SQUARE)
        unit = 80 * rational(2.0**-53)
        for middle, before, v, rho, size in zip(m, exact(step.weights), g, step.residual, exact(sizes), strict=True):
            off = middle - before + rational(step.h) / 2 * v - networks.exact(rho)
            assert (abs(off) <= unit * (abs(middle - before) + rational(step.h) * size)).all()


def end_of(weights, inputs, targets, h, steps):
    return torch.cat([w.reshape(-1) for w in flow.flow(weights, inputs, targets, HALF_SQUARE, h, steps)[-1].after])


def test_second_order_against_a_high_order_integrator_where_no_slope_changes():
    weights, inputs, targets = run_data(5)  # no flip on this segment, tested below
    assert flips(flow.flow(weights, inputs, targets, HALF_SQUARE, 1 / 64, 6)) == 0
    masks, shapes = flow.live_pattern(weights, inputs), [w.shape for w in weights]

    def velocity(_, flat):
        parts = [v.view(k) for v, k in zip(torch.tensor(flat).split([w.numel() for w in weights]), shapes, strict=True)]
        return -torch.cat([g.reshape(-1) for g in flow.frozen_gradient(parts, masks, inputs, targets, HALF_SQUARE)]).numpy()

    start = torch.cat([w.reshape(-1) for w in weights]).numpy()
    reference = torch.tensor(solve_ivp(velocity, (0, 6 / 64), start, method="DOP853", rtol=1e-13, atol=1e-14).y[:, -1])
    errors = [float((end_of(weights, inputs, targets, 1 / n, 6 * n // 64) - reference).abs().max()) for n in (64, 128, 256, 512)]
    assert all(3.5 < coarse / fine < 4.5 for coarse, fine in pairwise(errors))


def test_two_scalar_layers_follow_the_closed_form():
    """p = w_1 w_2 solves dp/dt = -(p - y) (w_1^2 + w_2^2), where w_1^2 + w_2^2 = sqrt(D^2 + 4 p^2) and D is constant."""
    w1, w2, y = 1.0, 0.5, 2.0
    d = w1**2 - w2**2
    solved = solve_ivp(lambda _, p: -(p - y) * np.sqrt(d**2 + 4 * p**2), (0, 0.5), [w1 * w2], method="DOP853", rtol=1e-13, atol=1e-14).y[0, -1]
    start = [torch.tensor([[w]], dtype=torch.float64) for w in (w1, w2)]
    errors = [abs(float(end_of(start, *data_of(1.0, y), 1 / n, n // 2).prod()) - solved) for n in (32, 64, 128)]
    assert all(3.5 < coarse / fine < 4.5 for coarse, fine in pairwise(errors))


def data_of(x, y):
    return torch.tensor([[x]], dtype=torch.float64), torch.tensor([y], dtype=torch.float64)


def test_steps_that_are_too_long_are_halved_and_then_refused():
    weights = [torch.tensor([[3.0]], dtype=torch.float64), torch.tensor([[3.0]], dtype=torch.float64)]
    steps = flow.flow(weights, *data_of(1.0, 0.0), HALF_SQUARE, 1 / 8, 1)
    assert len(steps) > 1
    assert sum(step.h for step in steps) == 1 / 8
    with pytest.raises(flow.NoConvergence, match="halvings"):
        flow.flow(weights, *data_of(1.0, 0.0), HALF_SQUARE, 1024.0, 1)


def test_a_step_that_does_not_converge_is_never_accepted():
    weights = [torch.tensor([[3.0]], dtype=torch.float64), torch.tensor([[3.0]], dtype=torch.float64)]
    inputs, targets = data_of(1.0, 0.0)
    assert flow.midpoint_step(weights, flow.live_pattern(weights, inputs), inputs, targets, HALF_SQUARE, 10.0) is None
