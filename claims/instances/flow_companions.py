"""What else a run of the flow is held to, beside conservation, which any slopes would give."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from claims.instances.flows import FlowSubject, Path
from claims.instances.training_runs import lifted
from impl import flow, networks
from impl.descent import shared


def excess_over_live_gradient(s: FlowSubject, t: int, moved: Path, gradient: Sequence[torch.Tensor]) -> float:
    """How far (W_t - W_{t+1}) / h is from `gradient` beyond what a step of length h explains, at worst over the entries.

    The step follows G_A(M). With the slopes A of W_t this is G_A(W_t) = grad L(W_t) up to Gbar(|W| + |M - W|) - Gbar(|W|), Gbar
    being the gradient with all moduli, a polynomial with nonnegative coefficients; the rest is the residual and rounding.
    """
    step = s.steps[t]
    double = [abs(w.double()) for w in step.weights]
    further = [w + abs(m.double() - v.double()) for w, m, v in zip(double, step.midpoint, step.weights, strict=True)]
    pattern, inputs, targets = [a.double() for a in step.pattern], abs(s.inputs.double()), -abs(s.targets.double())
    near, far = (flow.frozen_gradient(w, pattern, inputs, targets, s.loss) for w in (double, further))
    unit = 2 * s.roundings * float(s.place.unit_roundoff)
    worst = 0.0
    for k, g in enumerate(gradient):
        velocity = (moved[t][k].double() - moved[t + 1][k].double()) / step.h
        bound = far[k] - near[k] + unit * (2 * far[k] + 4 * further[k] / step.h) + 2 * abs(step.residual[k].double()) / step.h
        worst = max(worst, float((abs(velocity - g.double()) - bound).max()))
    return worst


def wrong_slopes(s: FlowSubject, t: int) -> int:
    """At how many neurons and samples the slopes frozen in step t are certainly not those of W_t, judged in rationals.

    Where |z| is within what rounding may do to it, either slope will do.
    """
    weights, inputs = lifted(s.steps[t].weights), networks.exact(s.instance.inputs).T
    found = networks.preactivations(shared(weights), inputs)[:-1]
    sizes = networks.preactivations(shared([abs(w) for w in weights]), abs(inputs))
    wrong = 0
    for z, size, slopes in zip(found, sizes, s.steps[t].pattern, strict=False):
        sure = abs(z) > size * (s.roundings * s.place.unit_roundoff if t else 0)
        wrong += int((((z > 0) != (slopes.numpy(force=True) > 0)) & sure).sum())
    return wrong


def distance_to_descent(s: FlowSubject, factor: int) -> float:
    """How far the flow by steps of h / factor ends from gradient descent by steps 16 times as short, in the maximum norm."""
    h, steps = s.instance.h / factor, s.instance.steps * factor
    end = flow.flow(s.weights, s.inputs, s.targets, s.loss, h, steps)[-1].after
    now = s.weights
    for _ in range(16 * steps):
        gradient = flow.frozen_gradient(now, flow.live_pattern(now, s.inputs), s.inputs, s.targets, s.loss)
        now = [w - h / 16 * g for w, g in zip(now, gradient, strict=True)]
    return max(float(abs(a - b).max()) for a, b in zip(end, now, strict=True))


def sampled(s: FlowSubject, most: int = 6) -> range:
    """The numbers of at most `most` steps, evenly over the run."""
    return range(0, len(s.steps), max(1, -(-len(s.steps) // most)))


def largest_mismatch(s: FlowSubject) -> float:
    """By how much the live loss differs at worst from the frozen one at the end of a step: 0 where no slope changes."""
    worst = 0.0
    for step in s.steps:
        live = flow.live_pattern(step.after, s.inputs)
        if not all(map(torch.equal, live, step.pattern)):
            at_end = [flow.frozen_loss(step.after, slopes, s.inputs, s.targets, s.loss) for slopes in (live, step.pattern)]
            worst = max(worst, float(abs(at_end[0] - at_end[1])))
    return worst


def frozen_falls(s: FlowSubject) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """L_A before and after every step, A the slopes that the step froze."""

    def frozen(weights: Sequence[torch.Tensor], slopes: flow.Pattern) -> torch.Tensor:
        return flow.frozen_loss(weights, slopes, s.inputs, s.targets, s.loss)

    return [(frozen(q.weights, q.pattern), frozen(q.after, q.pattern)) for q in s.steps]


def live_falls(s: FlowSubject) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """L before and after every step: near a kink a single step may go up."""
    return [(s.live_loss(q.weights), s.live_loss(q.after)) for q in s.steps]
