"""Runs of the gradient flow of small ReLU networks: strategies, the builder, and what can be asked of a run.

Steps are short enough for the loss not to be stiff; about a third of the runs cross kinks, and half of them begin at one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import torch
from hypothesis import strategies as st

from claims.core.check import Scale
from claims.instances.networks import Layer
from claims.instances.premises import suppose
from claims.instances.training import Sample
from claims.instances.training_runs import lifted
from impl import flow, networks
from impl.autograd import differentiate
from impl.descent import LOSSES, Loss, shared, squared_norms
from impl.place import Place
from impl.rationals import rational

Path = list[list[torch.Tensor]]


class FlowRun(NamedTuple):
    """Weights W_1(0)..W_{H+1}(0), data, and how the flow of sum_n (f(x_n) - y_n)^2 / 2 is followed: `steps` steps of length h.

    A `refined` run is also to be compared with gradient descent by steps 16 times as short, both at h and at h / 4.
    """

    weights: tuple[Layer, ...]
    inputs: tuple[Sample, ...]
    targets: tuple[float, ...]
    h: float
    steps: int
    refined: bool = False


@st.composite
def flow_runs(draw: Any, *, scale: float = 0.25, h: float = 1 / 64, steps: int = 6, depths: tuple[int, int] = (1, 2)) -> FlowRun:
    """Networks of 1 or 2 hidden layers of 1 to 4 neurons and up to 5 samples; weights are multiples of `scale` up to 6 times it."""
    sizes = [draw(st.integers(1, 2)), *(draw(st.integers(1, 4)) for _ in range(draw(st.integers(*depths)))), 1]
    entry = st.integers(-6, 6)
    weights = tuple(tuple(tuple(scale * v for v in row) for row in draw(st.tuples(*[st.tuples(*[entry] * n)] * m))) for n, m in pairwise(sizes))
    samples = draw(st.integers(1, 5))
    inputs = draw(st.tuples(*[st.tuples(*[entry] * sizes[0])] * samples))
    targets = draw(st.tuples(*[entry] * samples))
    return FlowRun(weights, tuple(tuple(v / 4 for v in x) for x in inputs), tuple(v / 4 for v in targets), h, steps)


class FlowSubject:
    """A run of the flow at a place."""

    loss: Loss = LOSSES["half square"]

    def __init__(self, instance: FlowRun, place: Place) -> None:
        self.instance, self.place = instance, place
        self.weights = [place.tensor(w) for w in instance.weights]
        self.inputs, self.targets = place.tensor(instance.inputs).T, place.tensor(instance.targets)
        z = networks.preactivations(shared([networks.exact(w) for w in instance.weights]), networks.exact(instance.inputs).T)
        self.ties = tuple("".join("o" if v == 0 else "." for v in layer.flat) for layer in z[:-1])

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return [(i, j) for j in range(len(self.weights)) for i in range(j)]

    def run(self, *, pattern: Any = flow.live_pattern, loss: Loss | None = None) -> list[flow.FlowStep]:
        """The steps of the flow; discarded where the loss is too stiff for them."""
        try:
            return flow.flow(self.weights, self.inputs, self.targets, loss or self.loss, self.instance.h, self.instance.steps, pattern=pattern)
        except flow.NoConvergence as stiff:
            suppose(False, str(stiff))
            raise

    @cached_property
    def steps(self) -> list[flow.FlowStep]:
        return self.run()

    @cached_property
    def path(self) -> Path:
        return weights_along(self.steps)

    @property
    def roundings(self) -> int:
        """At least as many as lie on the longest path of an entry of the gradient or of the loss."""
        return 2 * sum(m + n for m, n in (w.shape for w in self.weights)) + len(self.targets) + 16

    def scale(self, size: Any) -> Scale:
        """Rounding in a result of modulus `size`."""
        return Scale(rational(size), self.roundings, self.place.unit_roundoff, exact=False)

    @cached_property
    def _drifts(self) -> list[float]:
        bounds = [flow.drift_bounds(step, self.inputs, self.targets, self.loss, self.roundings) for step in self.steps]
        return [sum(layer) for layer in zip(*bounds, strict=True)]

    def drift_scale(self, i: int, j: int) -> Scale:
        """What the residuals of the solves, and rounding, may add to D_ij over the whole run."""
        return self.scale((self._drifts[i] + self._drifts[j]) / (self.roundings * float(self.place.unit_roundoff)))

    def live_loss(self, weights: Sequence[torch.Tensor]) -> torch.Tensor:
        return flow.frozen_loss(weights, flow.live_pattern(weights, self.inputs), self.inputs, self.targets, self.loss)

    def loss_scale(self, weights: Sequence[torch.Tensor]) -> Scale:
        """Rounding in a loss at `weights`, and in the difference of two."""
        ones = [torch.ones_like(a) for a in self.steps[0].pattern]
        moduli = [abs(w) for w in weights]
        return self.scale(4 * float(flow.frozen_loss(moduli, ones, abs(self.inputs), -abs(self.targets), self.loss)))


@lru_cache(maxsize=4)
def flow_at(instance: FlowRun, place: Place) -> FlowSubject:
    """The builder of claims about the flow."""
    return FlowSubject(instance, place)


def weights_along(steps: Sequence[flow.FlowStep]) -> Path:
    """W_0, W_1, ..., W_T."""
    return [steps[0].weights, *(step.after for step in steps)]


def by_midpoints(s: FlowSubject) -> Path:
    """Route: the weights along the run, by the frozen-pattern implicit midpoint rule in torch at the place."""
    return s.path


def by_autograd(s: FlowSubject, weights: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Route: the gradient of the live loss at `weights` by torch's backpropagation at the place."""
    leaves = [w.clone().requires_grad_() for w in weights]
    ahead = s.inputs
    for w in leaves[:-1]:
        ahead = torch.relu(w @ ahead)
    return differentiate(s.loss.value((leaves[-1] @ ahead)[0], s.targets).sum(), leaves)


def norms(weights: Sequence[torch.Tensor]) -> list[Any]:
    """The layers' squared norms in rationals."""
    return squared_norms(lifted(weights))


def gains(before: Sequence[torch.Tensor], after: Sequence[torch.Tensor]) -> list[Any]:
    """||W_i||^2 after, less before, layer by layer."""
    return [b - a for a, b in zip(norms(before), norms(after), strict=True)]


def gains_by_products(before: Sequence[torch.Tensor], after: Sequence[torch.Tensor]) -> list[Any]:
    """The same as <W+ + W, W+ - W>: twice the middle times the step."""
    return [((b + a) * (b - a)).sum() for a, b in zip(lifted(before), lifted(after), strict=True)]


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


def other_slopes(chosen: Callable[[Sequence[torch.Tensor], torch.Tensor], flow.Pattern]) -> Callable[[FlowSubject], Path]:
    """The run with other slopes frozen in each step than those of the live weights."""
    return lambda s: weights_along(s.run(pattern=chosen))


def descended(s: FlowSubject) -> Path:
    """Gradient descent with the flow's own steps for rates."""
    path = [s.weights]
    for step in s.steps:
        gradient = flow.frozen_gradient(path[-1], flow.live_pattern(path[-1], s.inputs), s.inputs, s.targets, s.loss)
        path.append([w - step.h * g for w, g in zip(path[-1], gradient, strict=True)])
    return path


def largest_mismatch(s: FlowSubject) -> float:
    """By how much the live loss differs at worst from the frozen one at the end of a step: 0 where no slope changes."""
    worst = 0.0
    for step in s.steps:
        live = flow.live_pattern(step.after, s.inputs)
        if not all(map(torch.equal, live, step.pattern)):
            at_end = [flow.frozen_loss(step.after, slopes, s.inputs, s.targets, s.loss) for slopes in (live, step.pattern)]
            worst = max(worst, float(abs(at_end[0] - at_end[1])))
    return worst


# ---- nearby runs, which a statement about the flow must tell apart ------------------------------------------------------------


def shrinking(s: FlowSubject) -> Path:
    """Each step also shrinks every layer by the factor 1 - h."""
    return [[w * (1 - s.instance.h) ** t for w in weights] for t, weights in enumerate(s.path)]


def last_layer_mirrored(s: FlowSubject) -> Path:
    """The last layer moves by the same amounts the other way."""
    return [[*weights[:-1], 2 * s.weights[-1] - weights[-1]] for weights in s.path]


def all_on(weights: Sequence[torch.Tensor], inputs: torch.Tensor) -> flow.Pattern:
    """All slopes 1."""
    return [torch.ones_like(a) for a in flow.live_pattern(weights, inputs)]


def rolled(weights: Sequence[torch.Tensor], inputs: torch.Tensor) -> flow.Pattern:
    """To every sample the slopes of the one before it."""
    return [a.roll(1, dims=1) for a in flow.live_pattern(weights, inputs)]


def uphill(s: FlowSubject) -> Path:
    """The flow of -L."""
    return weights_along(s.run(loss=s.loss._replace(derivative=lambda f, y: y - f)))


def biased_runs() -> Any:
    """One hidden layer with biases: the last column of W_1, for an input that is always 1."""
    return flow_runs(depths=(1, 1)).map(lambda run: run._replace(inputs=tuple((*x[:-1], 1) for x in run.inputs)))


def gains_without_bias(before: Sequence[torch.Tensor], after: Sequence[torch.Tensor]) -> list[Any]:
    """The gains, the biases of the first layer (its last column) left out."""
    return gains([before[0][:, :-1], *before[1:]], [after[0][:, :-1], *after[1:]])
