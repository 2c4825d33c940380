"""Small starts, and the gradient flow from them by the implicit midpoint rule, which keeps the differences of the layers' norms."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

import numpy as np
import torch
from flint import fmpq
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.numbers import choices
from claims.instances.premises import suppose
from claims.instances.training import LIVELY, Training, trainings
from claims.instances.training_runs import DescentSubject, lifted
from impl import descent, networks
from impl.flow import FlowStep, drift_bounds, live_pattern, midpoint_step
from impl.place import Place
from impl.rationals import ZERO, rational

Path = list[list[torch.Tensor]]
TIMES = (0.0625, 0.125, 0.25)


@cache
@st.composite
def small_starts(draw: Any, *, divisors: tuple[int, ...] = (4, 8), steps: tuple[int, int] = (1, 3), plans: tuple[str, ...] = LIVELY) -> Training:
    """Networks whose weights are divided by a power of two, with steps of one length on all samples; ties stay ties."""
    t = draw(trainings(width=2, plans=plans, losses=("half square", "half square", "linear")))
    divisor = draw(st.sampled_from(divisors))
    weights = tuple(tuple(tuple(v / divisor for v in row) for row in w) for w in t.weights)
    step = (draw(choices(TIMES)), tuple(range(len(t.inputs))))
    return t._replace(weights=weights, steps=(step,) * draw(st.integers(*steps)))


class FlowSubject(DescentSubject):
    """A network with a data set at its start, and the flow from there."""

    @cached_property
    def flow(self) -> list[FlowStep]:
        """The steps of the midpoint rule; the instance is discarded where one is not found."""
        return flowed(self)

    @cached_property
    def drifts(self) -> list[list[fmpq]]:
        """Step by step and layer by layer: what the solve and rounding may do to ||W_l||^2."""
        return [[rational(b) for b in drift_bounds(step, self.inputs, self.targets, self.loss, self.roundings)] for step in self.flow]

    def drift(self, steps: range, *layers: int) -> Scale:
        """What the midpoint rule at the place may add, over some steps, to the squared norms of some layers together."""
        bound, unit = sum((self.drifts[t][k] for t in steps for k in layers), ZERO), self.place.unit_roundoff
        return Scale(bound * (1 - unit) / unit, 1, unit, False)  # gamma_1 times this is the bound


def flow_at(instance: Training, place: Place) -> FlowSubject:
    """The builder of claims about the flow."""
    return FlowSubject(instance, place)


def flowed(s: FlowSubject, pattern: Callable[..., list[torch.Tensor]] = live_pattern) -> list[FlowStep]:
    """The steps of the midpoint rule by torch at the place. An instance whose midpoints are not found is discarded."""
    now, guess = [w.detach() for w in s.weights], None
    taken = []
    for h, _ in s.instance.steps:
        step = midpoint_step(now, pattern(now, s.inputs), s.inputs, s.targets, s.loss, h, guess)
        suppose(step is not None, "every midpoint is found")
        assert step is not None
        taken.append(step)
        now, guess = step.after, [w + m - before for w, m, before in zip(step.after, step.midpoint, step.weights, strict=True)]
    return taken


def path_of(steps: list[FlowStep]) -> Path:
    """The weights before the first step and after each."""
    return [steps[0].weights, *(step.after for step in steps)]


def by_midpoints(s: FlowSubject) -> Path:
    """Route: the weights along the flow, by torch at the place."""
    return path_of(s.flow)


def without_kinks(s: FlowSubject) -> Path:
    """The flow of the network without activations: every slope 1."""
    return path_of(flowed(s, lambda weights, inputs: [a * 0 + 1 for a in live_pattern(weights, inputs)]))


def pairing_at(s: FlowSubject, weights: list[np.ndarray], pattern: list[torch.Tensor]) -> fmpq:
    """The sum of l'(f_n, y_n) f_n in rationals, f the masked network with these slopes."""
    f = networks.masked_product(descent.shared(weights), lifted(pattern), s.exact.inputs)[0]
    return (s.loss.derivative(f, s.exact.targets) * f).sum()


def integrals(s: FlowSubject, at: str = "midpoint") -> list[fmpq]:
    """Route: step by step -2 h times the sum of l'_n f_n, f the network with the frozen slopes, in rationals at the midpoint that torch found."""
    return [-2 * rate * pairing_at(s, lifted(getattr(step, at)), step.pattern) for rate, step in zip(s.rates, s.flow, strict=True)]
