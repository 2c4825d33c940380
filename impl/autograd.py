"""What torch returns, at a kink as elsewhere. It is never called "the gradient": at a kink there may be none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from impl.place import Place


def value(f: Callable[[torch.Tensor], torch.Tensor], x: Any, place: Place) -> torch.Tensor:
    """f(x) as torch evaluates it at `place`; x of shape (n,), plain numbers. Returns a 0-dimensional tensor."""
    return f(place.tensor(x)).reshape(())


def backpropagated(f: Callable[[torch.Tensor], torch.Tensor], x: Any, place: Place) -> torch.Tensor:
    """What backpropagation returns for f at x, shape (n,): one choice of slope at every tie."""
    leaf = place.tensor(x).requires_grad_()
    return differentiate(f(leaf), [leaf])[0]


def differentiate(output: torch.Tensor, leaves: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """What backpropagation returns for a scalar `output` with respect to each leaf, shapes as the leaves; zero where unused.

    The graph is kept, so that the same output can be differentiated again.
    """
    if not output.requires_grad:
        return [torch.zeros_like(leaf) for leaf in leaves]
    grads = torch.autograd.grad(output.reshape(()), list(leaves), allow_unused=True, retain_graph=True)
    return [torch.zeros_like(leaf) if g is None else g for g, leaf in zip(grads, leaves, strict=True)]
