"""The same training as everybody writes it: linear layers, autograd, torch.optim.SGD, and the norms looked up at every step.

It is the slow and obvious twin of `gram_descent`, and what that is timed against.
"""

from __future__ import annotations

import torch

from impl.gaussian_training import Problem
from impl.place import Place


class PlainDescent:
    """A torch module and its optimiser at a place; the loss is sum_n |f(x_n) - y_n|^2 / 2."""

    def __init__(self, problem: Problem, rate: float, place: Place) -> None:
        """The problem lifted to `place`; every layer without bias."""
        lift = lambda array: torch.tensor(array, dtype=place.dtype, device=place.device)  # noqa: E731
        parts: list[torch.nn.Module] = []
        for w in problem.weights:
            layer = torch.nn.Linear(w.shape[1], w.shape[0], bias=False, dtype=place.dtype, device=place.device)
            layer.weight.data.copy_(lift(w))
            parts += [layer, torch.nn.ReLU()]
        self.module = torch.nn.Sequential(*parts[:-1])
        self.optimiser = torch.optim.SGD(self.module.parameters(), lr=rate)
        self.inputs, self.targets = lift(problem.inputs).T.contiguous(), lift(problem.targets).T.contiguous()

    def step(self) -> list[float]:
        """One step; the squared norms before it."""
        norms = self.norms()
        self.optimiser.zero_grad()
        loss = ((self.module(self.inputs) - self.targets) ** 2).sum() / 2
        loss.backward()
        self.optimiser.step()
        return norms

    def weights(self) -> list[torch.Tensor]:
        """The layers as they are now, shapes (m_h, m_{h-1})."""
        return [w.detach() for w in self.module.parameters()]

    def norms(self) -> list[float]:
        """The squared Frobenius norms of all layers."""
        return [float((w * w).sum()) for w in self.weights()]
