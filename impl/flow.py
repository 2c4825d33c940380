r"""Gradient flow of a batch loss of a ReLU network: the implicit midpoint rule with the activation pattern frozen during each step.

dW/dt in -dL(W), L(W) = sum_n l(f(x_n; W), y_n), dL the Clarke differential. One step of size h from W:

    A = pattern of the live W (slope 0 at a tie);   M = W - (h/2) G_A(M);   W+ = 2 M - W,

where G_A is the gradient of the loss with the slopes A used forwards *and* backwards: a polynomial in the weights.

Why. ||W+||^2 - ||W||^2 = <W+ + W, W+ - W> = -2h <M, G_A(M)> layer by layer, and <M_i, G_A(M)_i> is the same for all layers i,
since the masked network is linear in each layer: every D_ij = ||W_i||^2 - ||W_j||^2 is conserved exactly, as by the flow.
(Quadratic invariants and the midpoint rule: Hairer, Lubich and Wanner 2006, Geometric Numerical Integration, Theorem IV.2.1.)
With a residual rho = M - W + (h/2) G_A(M) of the solve, D_ij moves by 4 <M_i, rho_i> - 4 <M_j, rho_j>: see `drift_bounds`.
That holds for any slopes whatever; that the curve follows the inclusion is due to A being the pattern of W (Filippov:
limits of such polygons for h -> 0 solve the inclusion, whose right side is upper semicontinuous with compact convex values).
With the pattern left live inside the solve the fixed point iteration does not converge at kinks.

Weights (m, n), inputs (d, B), targets (B,): torch tensors. Linear layers are single matrix products here, for speed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch

from impl.descent import Loss

MOST_ITERATIONS = 60
MOST_HALVINGS = 4
FAR = 1e30

Weights = list[torch.Tensor]
Pattern = list[torch.Tensor]  # slopes of the hidden layers, shapes (m_h, B)


class NoConvergence(ArithmeticError):
    """The midpoint was not found even with the smallest step that was allowed."""


class FlowStep(NamedTuple):
    """One step: W_t, the midpoint M, W_{t+1}, the frozen slopes, the step h taken and the residual rho of the solve, layer by layer."""

    weights: Weights
    midpoint: Weights
    after: Weights
    pattern: Pattern
    h: float
    residual: Weights


def live_pattern(weights: Sequence[torch.Tensor], inputs: torch.Tensor) -> Pattern:
    """The slopes of the hidden layers at the weights, 0 at a tie."""
    found, ahead = [], inputs
    for w in weights[:-1]:
        z = w @ ahead
        found.append((z > 0).to(z.dtype))
        ahead = z * found[-1]
    return found


def frozen_loss(weights: Sequence[torch.Tensor], pattern: Pattern, inputs: torch.Tensor, targets: torch.Tensor, loss: Loss) -> torch.Tensor:
    """L_A(W): the loss of the masked product with given slopes."""
    return loss.value(_ahead(weights, pattern, inputs)[-1][0], targets).sum()


def frozen_gradient(weights: Sequence[torch.Tensor], pattern: Pattern, inputs: torch.Tensor, targets: torch.Tensor, loss: Loss) -> Weights:
    """G_A(W) = grad L_A(W), shapes as the weights."""
    *ahead, f = _ahead(weights, pattern, inputs)
    back = loss.derivative(f, targets)
    found = [back @ ahead[-1].T]
    for h in range(len(weights) - 1, 0, -1):
        back = pattern[h - 1] * (weights[h].T @ back)
        found.append(back @ ahead[h - 1].T)
    return found[::-1]


def _ahead(weights: Sequence[torch.Tensor], pattern: Pattern, inputs: torch.Tensor) -> list[torch.Tensor]:
    found = [inputs]
    for w, a in zip(weights, pattern, strict=False):
        found.append(a * (w @ found[-1]))
    return [*found, weights[-1] @ found[-1]]


def midpoint_step(
    weights: Weights, pattern: Pattern, inputs: torch.Tensor, targets: torch.Tensor, loss: Loss, h: float, start: Weights | None = None
) -> FlowStep | None:
    """One step with given slopes; None where the fixed point iteration for the midpoint (from `start`) does not come to a halt.

    It halts once an iteration moves no entry by more than two units in the last place of the largest weight.
    """
    shapes = [w.shape for w in weights]
    sizes = [w.numel() for w in weights]

    def cut(flat: torch.Tensor) -> Weights:
        return [v.view(k) for v, k in zip(torch.split_with_sizes(flat, sizes), shapes, strict=True)]

    def gradient(flat: torch.Tensor) -> torch.Tensor:
        return _flat(frozen_gradient(cut(flat), pattern, inputs, targets, loss))

    here = _flat(weights)
    smallest = 2 * torch.finfo(here.dtype).eps * max(1.0, float(here.abs().max()))
    middle = here if start is None else _flat(start)
    for _ in range(MOST_ITERATIONS):
        new = torch.sub(here, gradient(middle), alpha=h / 2)
        moved = float((new - middle).abs().max())
        middle = new
        if moved <= smallest:
            break
        if not moved < FAR:  # diverged, or not a number
            return None
    else:
        return None
    residual = torch.add(middle - here, gradient(middle), alpha=h / 2)
    return FlowStep(weights, cut(middle), cut(2 * middle - here), pattern, h, cut(residual))


def _flat(weights: Sequence[torch.Tensor]) -> torch.Tensor:
    return torch.cat([w.reshape(-1) for w in weights])


def flow(
    weights: Sequence[torch.Tensor],
    inputs: torch.Tensor,
    targets: torch.Tensor,
    loss: Loss,
    h: float,
    steps: int,
    *,
    pattern: Callable[[Sequence[torch.Tensor], torch.Tensor], Pattern] = live_pattern,
) -> list[FlowStep]:
    """The flow from `weights` over the time h * steps, in steps of h, each cut in halves where its midpoint is not found.

    `pattern(weights, inputs)` chooses the slopes that each step freezes. Raises NoConvergence where h / 2**4 is still too long.
    """
    taken: list[FlowStep] = []
    now = list(weights)
    for _ in range(steps):
        left, part = h, h
        while left > 0:
            part = min(part, left)
            step = midpoint_step(now, pattern(now, inputs), inputs, targets, loss, part, _ahead_of(taken, now))
            if step is None:
                part /= 2
                if part < h / 2**MOST_HALVINGS:
                    raise NoConvergence(f"a midpoint for a step of {h} was asked for, found none down to {part}; allowed: {MOST_HALVINGS} halvings")
                continue
            taken.append(step)
            now, left = step.after, left - part
    return taken


def _ahead_of(taken: list[FlowStep], now: Weights) -> Weights:
    """A first guess of the next midpoint: as far ahead as the last one was."""
    if not taken:
        return now
    return [w + m - before for w, m, before in zip(now, taken[-1].midpoint, taken[-1].weights, strict=True)]


def drift_bounds(step: FlowStep, inputs: torch.Tensor, targets: torch.Tensor, loss: Loss, operations: int) -> list[float]:
    """What the solve and rounding may do to ||W_l||^2 in one step beyond what all layers share, layer by layer.

    4 ||M_l|| (||rho_l|| + gamma_n (||M_l - W_l|| + (h/2) ||Gbar_l||)) + 3 u ||W_l+||^2, with n `operations` on the longest path to an
    entry of the gradient, Gbar the gradient with all moduli and u the unit roundoff: the first term bounds 4 |<M_l, rho_l>| with the
    residual as it would be without rounding, the last one the rounding of W+ = 2 M - W.
    """
    unit = torch.finfo(step.weights[0].dtype).eps / 2
    gamma = operations * unit / (1 - operations * unit)
    moduli = [abs(m) for m in step.midpoint]
    gradients = frozen_gradient(moduli, step.pattern, abs(inputs), -abs(targets), loss)  # l' at (fbar, -|y|) bounds |l'|
    layers = zip(step.weights, step.midpoint, step.after, step.residual, gradients, strict=True)
    return [4 * norm(m) * (norm(rho) + gamma * (norm(m - w) + step.h / 2 * norm(g))) + 3 * unit * norm(after) ** 2 for w, m, after, rho, g in layers]


def norm(w: torch.Tensor) -> float:
    """The Frobenius norm."""
    return float(torch.linalg.vector_norm(w))
