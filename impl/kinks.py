"""Small functions at whose kinks autograd is worth asking: `python -m impl.audit impl.kinks:identity_by_two_relus --at 0`.

Each takes one tensor, shape (n,), and gives one value. What torch returns at 0 depends on how the function is written, not on
the function: torch takes 0 for the slope of relu and of abs at 0, and the chain rule does not hold for such choices.
"""

from __future__ import annotations

import torch


def identity_by_two_relus(x: torch.Tensor) -> torch.Tensor:
    """The sum of relu(x) - relu(-x), which is x; its gradient is 1 everywhere."""
    return (torch.relu(x) - torch.relu(-x)).sum()


def identity_by_four_relus(x: torch.Tensor) -> torch.Tensor:
    """The same, twice one after another: still x."""
    y = torch.relu(x) - torch.relu(-x)
    return (torch.relu(y) - torch.relu(-y)).sum()


def modulus(x: torch.Tensor) -> torch.Tensor:
    """The 1-norm; at 0 its Clarke differential is the cube [-1, 1]^n."""
    return x.abs().sum()


def modulus_by_a_root(x: torch.Tensor) -> torch.Tensor:
    """The 1-norm as a sum of sqrt(x * x): the derivative of the square root is infinite at 0, and infinity times 0 is nan."""
    return torch.sqrt(x * x).sum()


def largest(x: torch.Tensor) -> torch.Tensor:
    """The largest entry; where entries tie, the unit vectors of these span the Clarke differential."""
    return x.max()


def comparison(x: torch.Tensor) -> torch.Tensor:
    """The positive part of x0 - x1, for x of shape (2,): float32 cannot tell 1 from 1 + 2^-30."""
    return torch.relu(x[0] - x[1])
