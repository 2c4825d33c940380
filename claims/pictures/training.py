"""The ledger of the layers' norms along descent and along the flow."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

from claims.core.pictures import Panel, Picture, curves, series
from claims.instances import nearby_flows
from claims.instances.flows import FlowRun, FlowSubject, flow_at, norms, weights_along
from claims.instances.training import Training
from claims.instances.training_runs import by_descent, descent_at, judged_gradients, lifted
from claims.pictures.on_the_line import CPU, Function
from impl import descent


def ledger(instance: Training, steps: int, *, name: str = "ledger") -> Function:
    """Along `steps` repetitions of the instance's first step: by how much D_12 has changed, beside the sum of eta^2 (|G_1|^2 - |G_2|^2)."""

    def drawn(budget: Any) -> Picture:
        s = descent_at(instance._replace(steps=instance.steps[:1] * steps), CPU)
        path = by_descent(s)
        differences = [descent.difference(lifted(w), 0, 1) for w in path]
        entries = [descent.ledger(judged_gradients(s, w, t), s.rates[t], 0, 1) for t, w in enumerate(path[:-1])]
        booked = [differences[0] + c for c in accumulate(entries, initial=0)]
        parts = [
            series("‖W₁‖² − ‖W₂‖² along descent", "data", list(enumerate(differences))),
            series("start + Σ η²(‖G₁‖² − ‖G₂‖²)", "claimed", list(enumerate(booked))),
            series("along the flow: constant", "reference", [(0, differences[0]), (len(path) - 1, differences[0])]),
        ]
        apart = max(abs(a - b) for a, b in zip(differences, booked, strict=True))
        words = (
            f"Over {len(path) - 1} steps of gradient descent with the rate {s.rates[0]} the difference of the layers' squared norms goes from "
            f"{differences[0]} "
            f"to {float(differences[-1]):.6g}; the first step changes it by {differences[1] - differences[0]}. It is nowhere further than "
            f"{float(apart):.2g} "
            "from the ledger, whose entries are exact; under the flow it would be constant."
        )
        return curves(name, "Drift against the ledger", words, parts, x_label="step", y_label="‖W₁‖² − ‖W₂‖²")

    return drawn


def conserved(instance: FlowRun, *, name: str = "conserved") -> Function:
    """Two panels along one run: the layers' squared norms; the drift of their differences under the flow and under descent."""

    def drawn(budget: Any) -> Picture:
        run = instance._replace(steps=min(instance.steps, 100 if budget.profile == "quick" else 400))
        s = flow_at(run, CPU)
        path, times = weights_along(s.steps), _times(s)
        along = [norms(w) for w in path]
        by_layer = [series(f"‖W{'₁₂₃₄'[i]}‖²", "data", [(t, n[i]) for t, n in zip(times, along, strict=True)]) for i in range(len(along[0]))]
        other = [norms(w) for w in nearby_flows.descended(s)]
        start = along[0]
        drift = [(t, max(abs((n[i] - n[j]) - (start[i] - start[j])) for i, j in s.pairs)) for t, n in zip(times, along, strict=True)]
        explicit = [(k * run.h, max(abs((n[i] - n[j]) - (start[i] - start[j])) for i, j in s.pairs)) for k, n in enumerate(other)]
        panels = (
            Panel(tuple(by_layer), "curves", "The squared norms", "t", "‖W‖²"),
            Panel(
                (
                    series("flow", "data", [(t, d) for t, d in drift if d > 0]),
                    series("descent with the same step", "data", [(t, d) for t, d in explicit if d > 0]),
                ),
                "curves",
                "Largest drift of a difference",
                "t",
                "drift",
                "linear",
                "log",
            ),
        )
        changes = sum(bool((a.pattern[h] != b.pattern[h]).any()) for a, b in pairwise(s.steps) for h in range(len(a.pattern)))
        words = (
            f"A run of the gradient flow over the time {float(times[-1]):g}, in which the slopes of a hidden layer change {changes} times. "
            "The squared norms move, "
            f"their differences drift by at most {max(float(d) for _, d in drift):.1g} under the flow and by "
            f"{max(float(d) for _, d in explicit):.2g} under gradient descent."
        )
        return Picture(name, "The flow keeps the differences", words, panels)

    return drawn


def downhill(instance: FlowRun, *, name: str = "downhill") -> Function:
    """The loss along the inclusion with its minus sign, and along the one that the slide prints."""

    def drawn(budget: Any) -> Picture:
        s = flow_at(instance, CPU)
        down = [(t, s.live_loss(w)) for t, w in zip(_times(s), weights_along(s.steps), strict=True)]
        up = [(k * instance.h, s.live_loss(w)) for k, w in enumerate(nearby_flows.uphill(s))]
        parts = [series("dW/dt ∈ −∂L(W)", "data", down), series("dW/dt ∈ ∂L(W), as printed", "bound", up)]
        words = (
            f"The loss along a run of the gradient inclusion: from {float(down[0][1]):.4g} to {float(down[-1][1]):.4g} with the minus sign, "
            f"to {float(up[-1][1]):.4g} without it."
        )
        return curves(name, "The loss along the inclusion", words, parts, x_label="t", y_label="L(W(t))")

    return drawn


def _times(s: FlowSubject) -> list[float]:
    return list(accumulate((step.h for step in s.steps), initial=0.0))
