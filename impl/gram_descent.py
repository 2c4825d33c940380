r"""Gradient descent on f = W_L s(W_{L-1} ... s(W_1 x)) with the quadratic loss, in Gram form: the first layer is carried as P = W_1 X.

With R = f(X) - Y and B_h the derivative of the loss in the preactivations of layer h, the first layer's gradient is B_1 X^T. A step
W_1 <- W_1 - eta B_1 X^T is P <- P - eta B_1 K with the Gram matrix K = X^T X: one product of size (m_1, B, B) instead of two of size
(m_1, d, B). The changes of the squared norms come without cancellation:

    ||W_1^+||^2 - ||W_1||^2 = -2 eta <P, B_1> + eta^2 <B_1, B_1 K>,    ||W_h^+||^2 - ||W_h||^2 = -2 eta <W_h, G_h> + eta^2 ||G_h||^2.

W_1 itself is W_1(0) - eta S X^T with S the sum of all B_1. Slopes at a tie are 0, as backpropagation takes them. Everything is
preallocated and in place, every number asked of the device is kept in tensors: a step can be captured as a CUDA graph.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from impl.gaussian_training import Problem
from impl.place import Place
from impl.repeated import WARM_UP, Capture, Step, repeated

mask_by = torch.ops.aten.threshold_backward.grad_input  # keeps a derivative where the activation is positive, in one pass


class Tf32Error(RuntimeError):
    """float32 products would be rounded to the 10-bit fractions of TF32."""


class GramDescent:
    """The state of one run at one place, and the rows that its steps record (`columns` names them)."""

    def __init__(self, problem: Problem, rate: float, place: Place, *, rows: int = 100, capture: Capture | None = None) -> None:
        """`rows`: how many steps may be recorded before `take`. `capture` stands in for CUDA's graph capture.

        Raises Tf32Error where torch is set to use TF32 for float32 products.
        """
        refuse_tf32(place)
        lift = lambda array: torch.tensor(array, dtype=place.dtype, device=place.device)  # noqa: E731
        first, *rest = problem.weights
        self.place, self.rate, self.first = place, rate, torch.tensor(first, dtype=torch.float64, device=place.device)
        self.inputs, self.targets = lift(problem.inputs), lift(problem.targets)
        self.gram = self.inputs.T @ self.inputs
        self.carried = lift(first) @ self.inputs  # P
        self.weights = [lift(w) for w in rest]  # W_2, ..., W_L
        batch = self.inputs.shape[1]
        double: dict[str, Any] = {"dtype": torch.float64, "device": place.device}
        self.summed = torch.zeros(first.shape[0], batch, **double)  # S
        self.hidden = [torch.empty_like(self.carried), *(self.inputs.new_empty(w.shape[0], batch) for w in self.weights[:-1])]
        self.back = [torch.empty_like(h) for h in self.hidden]
        self.residual, self.moved, self.scratch = (torch.empty_like(t) for t in (self.targets, self.carried, self.carried))
        self.gradients = [torch.empty_like(w) for w in self.weights]
        self.slips = [torch.zeros(h.shape[0], **double) for h in self.hidden]
        self.owed = [torch.zeros(h.shape[0], **double) for h in self.hidden]
        self.rows = rows
        self.history = torch.zeros(max(rows, WARM_UP + 1), len(columns(len(problem.weights))), **double)
        self.at = torch.zeros(1, dtype=torch.int64, device=place.device)
        self._capture = capture
        self._advance: Step | None = None

    def state(self) -> dict[str, torch.Tensor]:
        """The tensors that a run is continued from, by name; they are the run's own, not copies."""
        named = {"carried": self.carried, "summed": self.summed}
        for name, group in (("weights", self.weights), ("slips", self.slips), ("owed", self.owed)):
            named |= {f"{name} {h}": tensor for h, tensor in enumerate(group)}
        return named

    def run(self, steps: int) -> np.ndarray:
        """Takes `steps` steps and returns what they recorded, shape (steps, columns), float64."""
        if not 0 < steps <= self.rows:
            raise ValueError(f"{steps} steps were asked for at once; allowed: 1 to {self.rows}, the rows kept")
        if self._advance is None:
            self._advance = repeated(self.step, self.place.device, save=self._saved, capture=self._capture)
        advance = self._advance
        self.at.zero_()
        for _ in range(steps):
            advance()
        return self.history[:steps].cpu().numpy().copy()

    def step(self) -> None:
        """One step, recorded."""
        self._forward()
        self._backward()
        self._record()
        for w, g in zip(self.weights, self.gradients, strict=True):
            w.add_(g, alpha=-self.rate)
        self.carried.add_(self.moved, alpha=-self.rate)
        self.summed.add_(self.back[0])

    def _forward(self) -> None:
        torch.clamp_min(self.carried, 0, out=self.hidden[0])
        for w, h, after in zip(self.weights, self.hidden, self.hidden[1:], strict=False):
            torch.mm(w, h, out=after).clamp_min_(0)
        torch.addmm(self.targets, self.weights[-1], self.hidden[-1], beta=-1, out=self.residual)

    def _backward(self) -> None:
        after = self.residual
        for w, g, h, b in zip(*(reversed(group) for group in (self.weights, self.gradients, self.hidden, self.back)), strict=True):
            torch.mm(after, h.T, out=g)
            torch.mm(w.T, after, out=b)
            mask_by(b, h, 0, grad_input=b)
            after = b
        torch.mm(self.back[0], self.gram.T, out=self.moved)  # symmetric: the transpose has the faster kernel

    def _record(self) -> None:
        crosses, square_rows = [self._rows(self.carried, self.back[0])], [self._rows(self.back[0], self.moved)]
        for k, (w, g) in enumerate(zip(self.weights, self.gradients, strict=True)):
            rows, columns = _sums(w * g)
            square, square_columns = _sums(g * g)
            self.slips[k].add_(crosses[k]).sub_(columns)
            self.owed[k].add_(square_rows[k] - square_columns, alpha=self.rate**2)
            crosses.append(rows)
            square_rows.append(square)
        sizes = (self.residual, self.hidden[0], self.carried, self.back[0], self.moved, *self.weights)
        found = [*(_square(t) for t in sizes), *(c.sum() for c in crosses), *(s.sum() for s in square_rows)]
        self.history.index_copy_(0, self.at, torch.stack(found)[None])
        self.at.add_(1)

    def _rows(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        """The inner products of the rows of two (m_1, B) tensors, summed in float64."""
        return torch.mul(a, b, out=self.scratch).sum(1, dtype=torch.float64)

    def _saved(self) -> Step:
        kept = [(tensor, tensor.clone()) for tensor in (*self.state().values(), self.at, self.history)]

        def restore() -> None:
            for tensor, value in kept:
                tensor.copy_(value)

        return restore

    def all_weights(self) -> list[torch.Tensor]:
        """W_1 = W_1(0) - eta S X^T and the other layers, in float64."""
        first = torch.addmm(self.first, self.summed, self.inputs.T.to(torch.float64), alpha=-self.rate)
        return [first, *(w.to(torch.float64) for w in self.weights)]

    def loss(self) -> float:
        """L at the weights as they are now."""
        self._forward()
        return float(_square(self.residual)) / 2


def columns(layers: int) -> list[str]:
    """What a step records, before it moves: squared Frobenius norms, <W_h, G_h> and ||G_h||^2. (W_1's own norm follows from its changes.)"""
    numbers = range(1, layers + 1)
    sizes = ["residual", "hidden 1", "preactivation 1", "derivative 1", "moved 1", *(f"norm {h}" for h in numbers[1:])]
    return [*sizes, *(f"cross {h}" for h in numbers), *(f"gradient {h}" for h in numbers)]


def refuse_tf32(place: Place) -> None:
    """Raises Tf32Error where float32 products on CUDA would not be float32's."""
    if place.format == "float32" and torch.get_float32_matmul_precision() != "highest":
        raise Tf32Error(
            f"float32 products were asked for at {place}, found precision {torch.get_float32_matmul_precision()!r}; "
            "allowed: 'highest', call torch.set_float32_matmul_precision('highest')"
        )


def _sums(t: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return t.sum(1, dtype=torch.float64), t.sum(0, dtype=torch.float64)


def _square(t: torch.Tensor) -> torch.Tensor:
    flat = t.view(-1)
    return torch.dot(flat, flat).to(torch.float64)


def neurons(weights: Sequence[Any]) -> list[Any]:
    """For each hidden layer and neuron: the squared norm of the weights that lead to it minus that of those that lead away, shape (m_h,)."""
    return [(w * w).sum(1) - (v * v).sum(0) for w, v in itertools.pairwise(weights)]
